"""What makes a user sound."""

import uuid
from collections.abc import Iterable
from zoneinfo import ZoneInfo

from msgspec import Struct

from ..kit.errors import Invalid


class UserRecord(Struct, frozen=True, gc=False):
    """`name` is what one signs in with where Jira has user names; `staff_id` is what payroll calls them."""

    account_id: str
    display_name: str
    email: str | None
    time_zone: str
    active: bool
    name: str | None = None
    staff_id: str | None = None


def check_time_zone(name: str) -> None:
    try:
        ZoneInfo(name)
    except (ValueError, OSError):
        raise Invalid(f"'timeZone' must be the name of a time zone like Europe/Berlin, not '{name}'") from None


def new_account_id() -> str:
    """An opaque id in the form that Jira gives."""
    return f"712020:{uuid.uuid4()}"


def by_name(users: Iterable[UserRecord]) -> dict[str, list[UserRecord]]:
    """The users by everything that they are called. What belongs to one person alone goes before display names."""
    found: dict[str, list[UserRecord]] = {}
    users = list(users)
    for user in users:
        found.update({name: [user] for name in (user.account_id, user.email, user.name) if name})
    own = set(found)
    for user in users:
        if user.display_name not in own:
            found.setdefault(user.display_name, []).append(user)
    return found
