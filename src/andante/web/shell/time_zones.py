"""The time zones to choose from on pages."""

from functools import cache
from zoneinfo import available_timezones

REGIONS = ("Africa", "America", "Antarctica", "Arctic", "Asia", "Atlantic", "Australia", "Europe", "Indian", "Pacific")


def time_zones(current: str) -> dict[str, list[str]]:
    """The time zones to choose from, by region. Contains the current one, even if its name is outdated."""
    zones = _all_time_zones()
    region = current.partition("/")[0]
    return zones if current in zones.get(region, []) else {region: [current], **zones}


@cache
def _all_time_zones() -> dict[str, list[str]]:
    names = sorted(available_timezones())
    return {"UTC": ["UTC"]} | {region: [name for name in names if name.startswith(f"{region}/")] for region in REGIONS}
