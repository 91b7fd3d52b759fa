"""What one may do with users."""

from collections.abc import Collection, Sequence

import msgspec

from ..kit.call import Call
from ..kit.changes import Action, Outcome, Puts
from ..kit.errors import Invalid, NotFound
from . import rules, store
from .rules import UserRecord
from .wire import UserInput, UserRow


def add(call: Call, given: UserInput) -> UserRecord:
    """Puts a user into the directory."""
    call.require_administrator(to="add users")
    rules.check_time_zone(given.time_zone)
    user = UserRecord(given.account_id or rules.new_account_id(), given.display_name, given.email, given.time_zone, given.active)
    if store.by_id(call.db, user.account_id):
        raise Invalid(f"There is a user with the account id '{user.account_id}' already")
    _check_email_is_free(call, user)
    store.add(call.db, user)
    call.record("user", user.account_id, Action.CREATED, after=user)
    return user


def change(
    call: Call,
    account_id: str,
    *,
    display_name: str | None = None,
    email: str | None = None,
    time_zone: str | None = None,
    active: bool | None = None,
) -> UserRecord:
    """Changes what is given. A user who is not active keeps all worklogs and can't sign in."""
    call.require_administrator(to="change users")
    before = find(call, account_id)
    if account_id == call.me and active is False:
        raise Invalid("You can't make yourself inactive")
    given = {"display_name": display_name, "email": email, "time_zone": time_zone, "active": active}
    user = msgspec.structs.replace(before, **{name: value for name, value in given.items() if value is not None})
    rules.check_time_zone(user.time_zone)
    _check_email_is_free(call, user)
    store.change(call.db, user)
    call.record("user", account_id, Action.UPDATED, before=before, after=user)
    return user


def put_all(call: Call, given: Sequence[UserRow]) -> list[Outcome]:
    """Adds those who are new and changes those who are there. What is wrong with one keeps only that one out."""
    call.require_administrator(to="change the directory")
    names = [name for row in given for name in (row.account_id, row.email) if name]
    found = {user.account_id: user for user in named(call, names).values()}
    puts = Puts(found)
    outcomes = [_put(puts, row) for row in given]
    store.put_all(call.db, puts.created, [after for _, after in puts.updated])
    call.record_all("user", Action.CREATED, ((user.account_id, None, user) for user in puts.created))
    call.record_all("user", Action.UPDATED, ((after.account_id, before, after) for before, after in puts.updated))
    return outcomes


def _put(puts: Puts[UserRecord], row: UserRow) -> Outcome:
    owner = next((user for user in puts.after.values() if row.email and user.email == row.email), None)
    before = puts.after.get(row.account_id) if row.account_id else owner
    user, faults = rules.merged(row, before)
    if owner and owner.account_id != user.account_id:
        faults.append(f"the email '{row.email}' belongs to the user '{owner.account_id}' already")
    return Outcome(faults=faults) if faults else puts.put(user.account_id, user)


def find(call: Call, account_id: str) -> UserRecord:
    """The user in a path: NotFound where there is none."""
    user = store.by_id(call.db, account_id)
    if user is None:
        raise NotFound(f"User '{account_id}' is not found")
    return user


def find_given(call: Call, account_id: str, field: str) -> UserRecord:
    """The user that a body names in `field`: Invalid where there is none."""
    user = store.by_id(call.db, account_id)
    if user is None:
        raise Invalid(f"'{field}' names the user '{account_id}', who does not exist")
    return user


def by_ids(call: Call, account_ids: Collection[str]) -> dict[str, UserRecord]:
    """Those of these users that exist."""
    return store.by_ids(call.db, account_ids)


def named(call: Call, names: Collection[str]) -> dict[str, UserRecord]:
    """Those users whom these account ids or email addresses name, by what names them."""
    return store.by_emails(call.db, names) | store.by_ids(call.db, names)


def look_up(call: Call, named: str) -> UserRecord:
    """The user that a person means: an account id or an email address."""
    user = store.by_id(call.db, named) or store.by_email(call.db, named)
    if user is None:
        raise NotFound(f"No user has the account id or email '{named}'")
    return user


def by_email(call: Call, email: str) -> UserRecord | None:
    """Emails are compared as they were given, but for blanks around them."""
    return store.by_email(call.db, email.strip()) if rules.may_be_email(email) else None


def everyone(call: Call) -> list[UserRecord]:
    """All users, by name."""
    return store.everyone(call.db)


def _check_email_is_free(call: Call, user: UserRecord) -> None:
    other = store.by_email(call.db, user.email) if user.email else None
    if other and other.account_id != user.account_id:
        raise Invalid(f"The email '{user.email}' belongs to the user '{other.account_id}' already")
