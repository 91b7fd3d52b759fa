"""Users and their properties as records, and the rules for time zones, names and rows of import files."""

import uuid
from collections.abc import Iterable
from zoneinfo import ZoneInfo

import msgspec
from msgspec import Struct

from andante.kit.errors import Fault, FaultCode, Invalid

from .wire import UserRow


class UserRecord(Struct, frozen=True, gc=False):
    """`name` is the user name in Jira Data Center. `staff_id` is the user's id in payroll."""

    account_id: str
    display_name: str
    email: str | None
    time_zone: str
    active: bool
    name: str | None = None
    staff_id: str | None = None


class PropertyRecord(Struct, frozen=True, gc=False):
    """A property of a user: a key and a value that other systems read."""

    account_id: str
    key: str
    value: str


def check_time_zone(name: str) -> None:
    try:
        ZoneInfo(name)
    except (KeyError, ValueError, OSError):
        raise Invalid("timeZone", FaultCode.INVALID_CHOICE, f"must be the name of a time zone like Europe/Berlin, not '{name}'") from None


def may_be_email(text: str) -> bool:
    """Whether a text can be an email. If it can't, don't query the database: PostgreSQL rejects some texts, such as one with NUL."""
    return 0 < len(text) <= 1000 and text.isprintable()


def new_account_id() -> str:
    """An opaque id in the format of Jira's ids."""
    return f"712020:{uuid.uuid4()}"


def by_name(users: Iterable[UserRecord]) -> dict[str, list[UserRecord]]:
    """The users by account id, email, user name and display name. Unique names take precedence over display names."""
    users = list(users)
    unique = by_unique_name(users)
    found = {name: [user] for name, user in unique.items()}
    for user in users:
        if user.display_name not in unique:
            found.setdefault(user.display_name, []).append(user)
    return found


def by_unique_name(users: Iterable[UserRecord]) -> dict[str, UserRecord]:
    """The users by account id, email and user name, in this order of precedence."""
    users = list(users)
    return {name: user for field in ("name", "email", "account_id") for user in users if (name := getattr(user, field))}


def apply_row(row: UserRow, before: UserRecord | None) -> tuple[UserRecord, list[Fault]]:
    """Applies a row to the existing user or to a new one. Returns the result and the row's faults."""
    old = before or UserRecord(row.account_id or new_account_id(), "", None, "UTC", active=True)
    changes = {field: value for field, value in msgspec.structs.asdict(row).items() if value is not None and field != "account_id"}
    user = msgspec.structs.replace(old, **changes)
    faults = [] if user.display_name else [Fault("display_name", FaultCode.REQUIRED, "is required for a new user")]
    if not row.account_id and not row.email:
        faults.append(Fault("account_id", FaultCode.REQUIRED, "or 'email' is required"))
    try:
        check_time_zone(user.time_zone)
    except Invalid as refusal:
        faults += refusal.faults
    return user, faults
