"""What makes a user sound."""

import uuid
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

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
    except (ValueError, OSError, ZoneInfoNotFoundError):
        raise Invalid(f"'timeZone' must be the name of a time zone like Europe/Berlin, not '{name}'") from None


def may_be_email(text: str) -> bool:
    """Whether it is worth looking up: not every text can be asked of every database."""
    return 0 < len(text) <= 1000 and text.isprintable()


def new_account_id() -> str:
    """An opaque id in the form that Jira gives."""
    return f"712020:{uuid.uuid4()}"
