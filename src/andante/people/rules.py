"""What makes a user sound."""

import uuid
from zoneinfo import ZoneInfo

from msgspec import Struct

from ..kit.errors import Invalid
from .wire import UserRow


class UserRecord(Struct, frozen=True, gc=False):
    account_id: str
    display_name: str
    email: str | None
    time_zone: str
    active: bool


def check_time_zone(name: str) -> None:
    try:
        ZoneInfo(name)
    except (KeyError, ValueError, OSError):
        raise Invalid(f"'timeZone' must be the name of a time zone like Europe/Berlin, not '{name}'") from None


def may_be_email(text: str) -> bool:
    """Whether it is worth looking up: not every text can be asked of every database."""
    return 0 < len(text) <= 1000 and text.isprintable()


def new_account_id() -> str:
    """An opaque id in the form that Jira gives."""
    return f"712020:{uuid.uuid4()}"


def merged(row: UserRow, before: UserRecord | None) -> tuple[UserRecord, list[str]]:
    """The user that a row makes of the present one, or of nobody, and what is wrong with that."""
    old = before or UserRecord(row.account_id or new_account_id(), "", None, "UTC", active=True)
    active = old.active if row.active is None else row.active
    user = UserRecord(old.account_id, row.display_name or old.display_name, row.email or old.email, row.time_zone or old.time_zone, active)
    faults = [] if user.display_name else ["'display_name' is required for somebody new"]
    if not row.account_id and not row.email:
        faults.append("'account_id' or 'email' is required")
    try:
        check_time_zone(user.time_zone)
    except Invalid as refusal:
        faults += refusal.messages
    return user, faults
