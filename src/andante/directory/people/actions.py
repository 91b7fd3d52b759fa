"""What one may do with users."""

from collections.abc import Collection, Mapping, Sequence

import msgspec

from andante.kit.call import Call
from andante.kit.changes import Action
from andante.kit.errors import Fault, FaultCode, Invalid, NotFound
from andante.kit.lookup import require_found, require_reference, unknown_reference
from andante.kit.paging import Paging
from andante.kit.upserts import Outcome, Upsert

from . import rules, store
from .rules import PropertyRecord, UserRecord
from .wire import PropertyRow, UserChange, UserInput, UserProperty, UserRow


def add(call: Call, given: UserInput) -> UserRecord:
    """Puts a user into the directory."""
    call.require_administrator(to="add users")
    rules.check_time_zone(given.time_zone)
    user = UserRecord(
        account_id=given.account_id or rules.new_account_id(),
        display_name=given.display_name,
        email=given.email,
        time_zone=given.time_zone,
        active=given.active,
        name=given.name,
        staff_id=given.staff_id,
    )
    if store.by_id(call.db, user.account_id):
        raise Invalid("accountId", FaultCode.DUPLICATE, f"There is a user with the account id '{user.account_id}' already")
    _check_is_unmistakable(call, user)
    store.add(call.db, user)
    call.record(store.USER, user.account_id, Action.CREATED, after=user)
    return user


def change(call: Call, account_id: str, given: UserChange) -> UserRecord:
    """Changes what is given. A user who is not active keeps all worklogs and can't sign in."""
    call.require_administrator(to="change users")
    before = find(call, account_id)
    if account_id == call.me and given.active is False:
        raise Invalid("active", FaultCode.FORBIDDEN, "You can't make yourself inactive")
    user = msgspec.structs.replace(before, **{name: value for name, value in msgspec.structs.asdict(given).items() if value is not None})
    rules.check_time_zone(user.time_zone)
    _check_is_unmistakable(call, user)
    store.change(call.db, user)
    call.record(store.USER, account_id, Action.UPDATED, before=before, after=user)
    return user


def set_property(call: Call, account_id: str, given: UserProperty) -> None:
    """Gives a user a property, or takes it away where it has no value."""
    call.require_administrator(to="change users")
    find(call, account_id)
    value = store.properties(call.db, [account_id]).get(account_id, {}).get(given.key)
    before = None if value is None else PropertyRecord(account_id, given.key, value)
    after = None if given.value is None else PropertyRecord(account_id, given.key, given.value)
    if after == before:
        return
    store.set_property(call.db, account_id, given.key, given.value)
    action = Action.DELETED if after is None else Action.UPDATED if before else Action.CREATED
    call.record(store.USER_PROPERTY, f"{account_id}/{given.key}", action, before=before, after=after)


def put_all(call: Call, given: Sequence[UserRow]) -> list[Outcome]:
    """Adds those who are new and changes those who are there. What is wrong with one keeps only that one out."""
    call.require_administrator(to="change the directory")
    names = [name for row in given for name in (row.account_id, row.email, row.name) if name]
    upsert = Upsert({user.account_id: user for user in look_up_all(call, names).values()})
    outcomes = [_put(upsert, row) for row in given]
    upsert.write(call, store.USER, store.put_all)
    return outcomes


def every_property(call: Call) -> list[PropertyRecord]:
    """The properties of all users."""
    return store.every_property(call.db)


def put_properties(call: Call, given: Sequence[PropertyRow]) -> list[Outcome]:
    """Gives users properties that they have not, and changes those that they have."""
    call.require_administrator(to="change users")
    named = look_up_all(call, {row.user for row in given})
    there = store.properties(call.db, {user.account_id for user in named.values()})
    upsert = Upsert({_place(id, key): PropertyRecord(id, key, value) for id, those in there.items() for key, value in those.items()})
    outcomes = [_put_property(upsert, row, named.get(row.user)) for row in given]
    upsert.write(call, store.USER_PROPERTY, store.put_properties)
    return outcomes


def _put_property(upsert: Upsert[PropertyRecord], row: PropertyRow, user: UserRecord | None) -> Outcome:
    if user is None:
        return Outcome(faults=[unknown_reference("user", "user", row.user)])
    return upsert.add(_place(user.account_id, row.key), PropertyRecord(user.account_id, row.key, row.value))


def _place(account_id: str, key: str) -> str:
    """What names a property among all: no account id has a blank."""
    return f"{account_id} {key}"


def _put(upsert: Upsert[UserRecord], row: UserRow) -> Outcome:
    by_email = next((user for user in upsert.after.values() if row.email and user.email == row.email), None)
    by_name = next((user for user in upsert.after.values() if row.name and user.name == row.name), None)
    user, faults = rules.merged(row, upsert.after.get(row.account_id) if row.account_id else by_email)
    for field, what, owner in (("email", f"email '{row.email}'", by_email), ("name", f"user name '{row.name}'", by_name)):
        if owner and owner.account_id != user.account_id:
            faults.append(Fault(field, FaultCode.DUPLICATE, f"The {what} belongs to the user '{owner.account_id}' already"))
    return Outcome(faults=faults) if faults else upsert.add(user.account_id, user)


def find(call: Call, account_id: str) -> UserRecord:
    """The user in a path: NotFound where there is none."""
    return require_found(store.by_id(call.db, account_id), "User", account_id)


def find_given(call: Call, account_id: str, field: str) -> UserRecord:
    """The user that a body names in `field`: Invalid where there is none."""
    return require_reference(store.by_id(call.db, account_id), field, "user", account_id)


def by_ids(call: Call, account_ids: Collection[str]) -> dict[str, UserRecord]:
    """Those of these users that exist."""
    return store.by_ids(call.db, account_ids)


def look_up(call: Call, named: str) -> UserRecord:
    """The user that a person means: an account id, an email address or a user name."""
    user = store.by_id(call.db, named) or store.by_email(call.db, named) or store.by_user_name(call.db, named)
    if user is None:
        raise NotFound(f"No user has the account id, email or user name '{named}'")
    return user


def by_email(call: Call, email: str) -> UserRecord | None:
    """Emails are compared as they were given, but for blanks around them."""
    return store.by_email(call.db, email.strip()) if rules.may_be_email(email) else None


def look_up_all(call: Call, names: Collection[str]) -> dict[str, UserRecord]:
    """The same for many: those whom these account ids, emails and user names mean, by what names them."""
    return rules.by_own_name(store.with_own_name(call.db, names)) if names else {}


def look_up_given(call: Call, named: str, field: str) -> UserRecord:
    """The same for a user whom a body names in `field`: Invalid where there is none."""
    try:
        return look_up(call, named)
    except NotFound:
        raise Invalid(unknown_reference(field, "user", named)) from None


def named(call: Call, names: Collection[str]) -> Mapping[str, Collection[UserRecord]]:
    """Whom these names mean: account ids, emails and user names, or else display names, which several people may share."""
    return rules.by_name(store.named(call.db, names)) if names else {}


def search(call: Call, text: str | None, paging: Paging, *, only_active: bool = False) -> list[UserRecord]:
    """The asked page and one more, by name, of those who have the text in a name or the email."""
    return store.page(call.db, text, only_active, paging)


def everyone(call: Call) -> list[UserRecord]:
    """All users, by name."""
    return store.everyone(call.db)


def properties(call: Call, account_ids: Collection[str]) -> dict[str, dict[str, str]]:
    """The properties of these users, by account id and key."""
    return store.properties(call.db, account_ids)


def _check_is_unmistakable(call: Call, user: UserRecord) -> None:
    """An email and a user name belong to one person only."""
    by_email = store.by_email(call.db, user.email) if user.email else None
    if by_email and by_email.account_id != user.account_id:
        raise Invalid("email", FaultCode.DUPLICATE, f"The email '{user.email}' belongs to the user '{by_email.account_id}' already")
    by_name = store.by_user_name(call.db, user.name) if user.name else None
    if by_name and by_name.account_id != user.account_id:
        raise Invalid("name", FaultCode.DUPLICATE, f"The user name '{user.name}' belongs to the user '{by_name.account_id}' already")
