"""Finds and lists users and their properties, without a permission check."""

from collections.abc import Collection, Mapping

from andante.kit.call import Call
from andante.kit.errors import NotFound
from andante.kit.lookup import require_found, require_reference
from andante.kit.paging import Paging

from . import rules, store
from .rules import PropertyRecord, UserRecord


def find(call: Call, account_id: str) -> UserRecord:
    """The user with this account id. Raises NotFound."""
    return require_found(store.by_id(call.db, account_id), "User", account_id)


def find_reference(call: Call, account_id: str, field: str) -> UserRecord:
    """The user with the account id that is in `field` of the input. Raises Invalid if there isn't one."""
    return require_reference(store.by_id(call.db, account_id), field, "user", account_id)


def by_ids(call: Call, account_ids: Collection[str]) -> dict[str, UserRecord]:
    """The users with these account ids. Unknown ids are left out."""
    return store.by_ids(call.db, account_ids)


def look_up(call: Call, name: str) -> UserRecord:
    """The user with this account id, email or user name. Raises NotFound."""
    user = _by_unique_name(call, name)
    if user is None:
        raise NotFound(f"No user has the account id, email or user name '{name}'")
    return user


def look_up_reference(call: Call, name: str, field: str) -> UserRecord:
    """The user whose account id, email or user name is in `field` of the input. Raises Invalid if there isn't one."""
    return require_reference(_by_unique_name(call, name), field, "user", name)


def look_up_all(call: Call, names: Collection[str]) -> dict[str, UserRecord]:
    """The users with these account ids, emails or user names, by each of these names. Unknown names are left out."""
    return rules.by_unique_name(store.by_unique_names(call.db, names)) if names else {}


def by_email(call: Call, email: str) -> UserRecord | None:
    """The user with this email, or None. Ignores spaces around the email. Case matters."""
    return store.by_email(call.db, email.strip()) if rules.may_be_email(email) else None


def by_names(call: Call, names: Collection[str]) -> Mapping[str, Collection[UserRecord]]:
    """The users with these names. A name is an account id, email or user name. If no user has it, it is a display name, which
    several users may share."""
    return rules.by_name(store.by_names(call.db, names)) if names else {}


def search(call: Call, text: str | None, paging: Paging, *, only_active: bool = False) -> list[UserRecord]:
    """The requested page plus one row, by display name. Finds users by a part of their display name, email or user name."""
    return store.page(call.db, text, only_active, paging)


def list_all(call: Call) -> list[UserRecord]:
    """All users, by display name."""
    return store.all_users(call.db)


def exist(call: Call) -> bool:
    """Whether there is any user."""
    return store.exist(call.db)


def others_exist(call: Call) -> bool:
    """Whether there is any user besides the caller."""
    return store.exist(call.db, besides=call.me)


def properties(call: Call, account_ids: Collection[str]) -> dict[str, dict[str, str]]:
    """The properties of these users: account id -> key -> value."""
    return store.properties(call.db, account_ids)


def list_properties(call: Call) -> list[PropertyRecord]:
    """The properties of all users."""
    return store.all_properties(call.db)


def _by_unique_name(call: Call, name: str) -> UserRecord | None:
    return store.by_id(call.db, name) or store.by_email(call.db, name) or store.by_user_name(call.db, name)
