"""What makes a user sound."""

import uuid
from zoneinfo import ZoneInfo

from msgspec import Struct

from ..kit.errors import Invalid


class UserRecord(Struct, frozen=True, gc=False):
    account_id: str
    display_name: str
    email: str | None
    time_zone: str
    active: bool


def check_time_zone(name: str) -> None:
    try:
        ZoneInfo(name)
    except (ValueError, OSError):
        raise Invalid(f"'timeZone' must be the name of a time zone like Europe/Berlin, not '{name}'") from None


def new_account_id() -> str:
    """An opaque id in the form that Jira gives."""
    return f"712020:{uuid.uuid4()}"
