"""Adds and changes users and their properties."""

from collections.abc import Sequence

import msgspec

from andante.kit.call import Call
from andante.kit.changes import Action
from andante.kit.errors import Fault, FaultCode, Invalid
from andante.kit.lookup import unknown_reference
from andante.kit.upserts import Outcome, Upsert

from . import queries, rules, store
from .rules import PropertyRecord, UserRecord
from .wire import PropertyRow, UserChange, UserInput, UserProperty, UserRow


def add(call: Call, input: UserInput) -> UserRecord:
    """Adds a user."""
    call.require_administrator(to="add users")
    rules.check_time_zone(input.time_zone)
    user = UserRecord(
        account_id=input.account_id or rules.new_account_id(),
        display_name=input.display_name,
        email=input.email,
        time_zone=input.time_zone,
        active=input.active,
        name=input.name,
        staff_id=input.staff_id,
    )
    if store.by_id(call.db, user.account_id):
        raise Invalid("accountId", FaultCode.DUPLICATE, f"A user with the account id '{user.account_id}' already exists")
    _check_unique_names(call, user)
    store.add(call.db, user)
    call.record(store.USER, user.account_id, Action.CREATED, after=user)
    return user


def change(call: Call, account_id: str, input: UserChange) -> UserRecord:
    """Changes the fields that aren't None. An inactive user can't sign in; the user's worklogs stay."""
    call.require_administrator(to="change users")
    before = queries.find(call, account_id)
    if account_id == call.me and input.active is False:
        raise Invalid("active", FaultCode.FORBIDDEN, "You can't make yourself inactive")
    user = msgspec.structs.replace(before, **{name: value for name, value in msgspec.structs.asdict(input).items() if value is not None})
    rules.check_time_zone(user.time_zone)
    _check_unique_names(call, user)
    store.change(call.db, user)
    call.record(store.USER, account_id, Action.UPDATED, before=before, after=user)
    return user


def change_own_time_zone(call: Call, time_zone: str) -> UserRecord:
    """Changes the time zone of the caller, which decides when a day starts and ends for the caller."""
    rules.check_time_zone(time_zone)
    before = queries.find(call, call.me)
    user = msgspec.structs.replace(before, time_zone=time_zone)
    if user != before:
        store.change(call.db, user)
        call.record(store.USER, call.me, Action.UPDATED, before=before, after=user)
    return user


def set_property(call: Call, account_id: str, input: UserProperty) -> None:
    """Sets a property of a user, or deletes it if the value is None."""
    call.require_administrator(to="change users")
    queries.find(call, account_id)
    value = store.properties(call.db, [account_id]).get(account_id, {}).get(input.key)
    before = None if value is None else PropertyRecord(account_id, input.key, value)
    after = None if input.value is None else PropertyRecord(account_id, input.key, input.value)
    if after == before:
        return
    store.set_property(call.db, account_id, input.key, input.value)
    action = Action.DELETED if after is None else Action.UPDATED if before else Action.CREATED
    call.record(store.USER_PROPERTY, f"{account_id}/{input.key}", action, before=before, after=after)


def upsert_all(call: Call, rows: Sequence[UserRow]) -> list[Outcome]:
    """Adds new users and updates existing ones. Rows with faults are skipped."""
    call.require_administrator(to="change the directory")
    names = [name for row in rows for name in (row.account_id, row.email, row.name) if name]
    upsert = Upsert({user.account_id: user for user in queries.look_up_all(call, names).values()})
    outcomes = [_upsert(upsert, row) for row in rows]
    upsert.write(call, store.USER, store.upsert_all)
    return outcomes


def upsert_properties(call: Call, rows: Sequence[PropertyRow]) -> list[Outcome]:
    """Adds new properties of users and updates existing ones. Rows with faults are skipped."""
    call.require_administrator(to="change users")
    users = queries.look_up_all(call, {row.user for row in rows})
    existing = store.properties(call.db, {user.account_id for user in users.values()})
    records = [PropertyRecord(id, key, value) for id, values in existing.items() for key, value in values.items()]
    upsert = Upsert({_property_key(record.account_id, record.key): record for record in records})
    outcomes = [_upsert_property(upsert, row, users.get(row.user)) for row in rows]
    upsert.write(call, store.USER_PROPERTY, store.upsert_properties)
    return outcomes


def _upsert_property(upsert: Upsert[PropertyRecord], row: PropertyRow, user: UserRecord | None) -> Outcome:
    if user is None:
        return Outcome(faults=[unknown_reference("user", "user", row.user)])
    return upsert.add(_property_key(user.account_id, row.key), PropertyRecord(user.account_id, row.key, row.value))


def _property_key(account_id: str, key: str) -> str:
    """Unique for each property, because an account id doesn't contain spaces."""
    return f"{account_id} {key}"


def _upsert(upsert: Upsert[UserRecord], row: UserRow) -> Outcome:
    by_email = next((user for user in upsert.after.values() if row.email and user.email == row.email), None)
    by_name = next((user for user in upsert.after.values() if row.name and user.name == row.name), None)
    user, faults = rules.apply_row(row, upsert.after.get(row.account_id) if row.account_id else by_email)
    for field, value, owner in (("email", f"email '{row.email}'", by_email), ("name", f"user name '{row.name}'", by_name)):
        if owner and owner.account_id != user.account_id:
            faults.append(Fault(field, FaultCode.DUPLICATE, f"The {value} already belongs to the user '{owner.account_id}'"))
    return Outcome(faults=faults) if faults else upsert.add(user.account_id, user)


def _check_unique_names(call: Call, user: UserRecord) -> None:
    """Raises Invalid if another user has the same email or user name."""
    by_email = store.by_email(call.db, user.email) if user.email else None
    if by_email and by_email.account_id != user.account_id:
        raise Invalid("email", FaultCode.DUPLICATE, f"The email '{user.email}' already belongs to the user '{by_email.account_id}'")
    by_name = store.by_user_name(call.db, user.name) if user.name else None
    if by_name and by_name.account_id != user.account_id:
        raise Invalid("name", FaultCode.DUPLICATE, f"The user name '{user.name}' already belongs to the user '{by_name.account_id}'")
