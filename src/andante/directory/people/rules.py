"""What makes a user sound."""

import uuid
from collections.abc import Iterable
from zoneinfo import ZoneInfo

import msgspec
from msgspec import Struct

from andante.kit.errors import Fault, FaultCode, Invalid

from .wire import UserRow


class UserRecord(Struct, frozen=True, gc=False):
    """`name` is what one signs in with where Jira has user names; `staff_id` is what payroll calls them."""

    account_id: str
    display_name: str
    email: str | None
    time_zone: str
    active: bool
    name: str | None = None
    staff_id: str | None = None


class PropertyRecord(Struct, frozen=True, gc=False):
    """Something that other systems want to know of a user."""

    account_id: str
    key: str
    value: str


def check_time_zone(name: str) -> None:
    try:
        ZoneInfo(name)
    except (KeyError, ValueError, OSError):
        raise Invalid("timeZone", FaultCode.INVALID_CHOICE, f"must be the name of a time zone like Europe/Berlin, not '{name}'") from None


def may_be_email(text: str) -> bool:
    """Whether it is worth looking up: not every text can be asked of every database."""
    return 0 < len(text) <= 1000 and text.isprintable()


def new_account_id() -> str:
    """An opaque id in the form that Jira gives."""
    return f"712020:{uuid.uuid4()}"


def by_name(users: Iterable[UserRecord]) -> dict[str, list[UserRecord]]:
    """The users by everything that they are called. What belongs to one person alone goes before display names."""
    users = list(users)
    own = by_own_name(users)
    found = {name: [user] for name, user in own.items()}
    for user in users:
        if user.display_name not in own:
            found.setdefault(user.display_name, []).append(user)
    return found


def by_own_name(users: Iterable[UserRecord]) -> dict[str, UserRecord]:
    """The users by what belongs to one person alone. An account id goes before an email, and that before a user name."""
    users = list(users)
    return {name: user for field in ("name", "email", "account_id") for user in users if (name := getattr(user, field))}


def merged(row: UserRow, before: UserRecord | None) -> tuple[UserRecord, list[Fault]]:
    """The user that a row makes of the present one, or of nobody, and what is wrong with that."""
    old = before or UserRecord(row.account_id or new_account_id(), "", None, "UTC", active=True)
    given = {field: value for field, value in msgspec.structs.asdict(row).items() if value is not None and field != "account_id"}
    user = msgspec.structs.replace(old, **given)
    faults = [] if user.display_name else [Fault("display_name", FaultCode.REQUIRED, "is required for a new user")]
    if not row.account_id and not row.email:
        faults.append(Fault("account_id", FaultCode.REQUIRED, "or 'email' is required"))
    try:
        check_time_zone(user.time_zone)
    except Invalid as refusal:
        faults += refusal.faults
    return user, faults
