"""The week of a workload scheme, and the rules that it must follow."""

from collections.abc import Sequence
from typing import get_args

from msgspec import Struct

from andante.kit.errors import Fault, FaultCode

from .wire import WeekDay, WorkloadSchemeDayInput

WEEK: tuple[str, ...] = get_args(WeekDay)
"""The names of the days in the API, Monday first."""

STANDARD_WEEK = (28_800,) * 5 + (0, 0)
"""Eight hours from Monday to Friday."""


class WorkloadSchemeRecord(Struct, frozen=True):
    """`week` has the required seconds of Monday to Sunday."""

    id: int
    name: str
    description: str
    is_default: bool
    member_count: int
    week: tuple[int, ...]


def week_of(days: Sequence[WorkloadSchemeDayInput] | None) -> tuple[tuple[int, ...], list[Fault]]:
    """The required seconds of Monday to Sunday, and the faults of `days`."""
    if days is None:
        return STANDARD_WEEK, []
    names = [day.day for day in days]
    duplicates = sorted({name for name in names if names.count(name) > 1}, key=WEEK.index)
    missing = [name for name in WEEK if name not in names]
    faults = [Fault("days", FaultCode.DUPLICATE, f"has {name} twice; each day of the week is required once") for name in duplicates]
    faults += [Fault("days", FaultCode.REQUIRED, f"lacks {name}; each day of the week is required once") for name in missing]
    seconds: dict[str, int] = {day.day: day.required_seconds for day in days}
    return tuple(seconds.get(name, 0) for name in WEEK), faults
