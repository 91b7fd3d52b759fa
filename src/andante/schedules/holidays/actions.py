"""Reads and changes holiday schemes and holidays. All users may read them, only administrators may change them."""

from collections.abc import Collection, Sequence

from andante.kit.call import Call
from andante.kit.changes import Action
from andante.kit.errors import FaultCode, Invalid, NotFound
from andante.kit.lookup import require_found
from andante.kit.paging import Paging
from andante.schedules.schemes import actions as schemes
from andante.schedules.schemes.rules import Membership

from . import rules, store
from .rules import HolidayRecord, HolidaySchemeRecord
from .store import HOLIDAYS
from .wire import HolidayInput, HolidaySchemeInput


def list_all(call: Call) -> list[HolidaySchemeRecord]:
    """All schemes, by id."""
    return store.all_schemes(call.db)


def find(call: Call, scheme_id: int) -> HolidaySchemeRecord:
    return require_found(store.scheme_by_id(call.db, scheme_id), "Holiday scheme", scheme_id)


def look_up(call: Call, id_or_name: str) -> HolidaySchemeRecord:
    """The scheme with this id or name. Raises NotFound, or Invalid if several schemes have the name."""
    return find(call, schemes.look_up(call, HOLIDAYS, id_or_name))


def of_user(call: Call, account_id: str) -> HolidaySchemeRecord:
    return find(call, schemes.scheme_id_of(call, HOLIDAYS, account_id))


def create(call: Call, input: HolidaySchemeInput) -> HolidaySchemeRecord:
    _start_change(call, "create holiday schemes")
    scheme = find(call, store.add_scheme(call.db, input.name, input.description or ""))
    call.record(store.SCHEME, scheme.id, Action.CREATED, after=scheme)
    return scheme


def change(call: Call, scheme_id: int, input: HolidaySchemeInput) -> HolidaySchemeRecord:
    """Replaces the name and the description."""
    _start_change(call, "change holiday schemes")
    before = find(call, scheme_id)
    store.change_scheme(call.db, scheme_id, input.name, input.description or "")
    after = find(call, scheme_id)
    call.record(store.SCHEME, scheme_id, Action.UPDATED, before=before, after=after)
    return after


def remove(call: Call, scheme_id: int) -> None:
    """Deletes a scheme and its holidays. Its members return to the default scheme, which can't be deleted."""
    _start_change(call, "delete holiday schemes")
    scheme = find(call, scheme_id)
    if scheme.is_default:
        raise Invalid(
            "",
            FaultCode.IN_USE,
            f"The holiday scheme {scheme_id} ({scheme.name}) is the default and can't be deleted: choose another default first",
        )
    schemes.return_members_to_default(call, HOLIDAYS, scheme_id)
    holidays = store.of_scheme(call.db, scheme_id)
    store.remove_all(call.db, scheme_id)
    store.remove_scheme(call.db, scheme_id)
    call.record_deleted(store.HOLIDAY, holidays)
    call.record(store.SCHEME, scheme_id, Action.DELETED, before=scheme)


def make_default(call: Call, scheme_id: int) -> HolidaySchemeRecord:
    """Makes a scheme the default. It then applies to all users without an assignment."""
    _start_change(call, "choose the default holiday scheme")
    before = [find(call, scheme_id), find(call, HOLIDAYS.load_default_id(call.db))]
    if before[0].is_default:
        return before[0]
    HOLIDAYS.make_default(call.db, scheme_id)
    after = [find(call, scheme.id) for scheme in before]
    call.record_updated(store.SCHEME, zip(before, after, strict=True))
    return after[0]


def members(call: Call, scheme_id: int, paging: Paging) -> list[str]:
    """The account ids of a scheme's members: the requested page, plus one id."""
    return HOLIDAYS.members(call.db, scheme_id, is_default=find(call, scheme_id).is_default, paging=paging)


def search_members(call: Call, scheme_ids: Collection[int], paging: Paging) -> list[Membership]:
    """The members of several schemes, by account id: the requested page, plus one membership."""
    return HOLIDAYS.search(call.db, scheme_ids, paging)


def assign(call: Call, scheme_id: int, account_ids: Sequence[str]) -> None:
    """Assigns users to a scheme instead of their current one. If a user doesn't exist, assigns none and raises Invalid."""
    _start_change(call, "assign users to holiday schemes")
    schemes.assign(call, HOLIDAYS, find(call, scheme_id).id, account_ids)


def of_year(call: Call, scheme_id: int, year: int | None) -> list[HolidayRecord]:
    """The holidays of a year (None: the current year), by date."""
    return rules.of_year(store.of_scheme(call.db, find(call, scheme_id).id), year or call.today.year)


def floating(call: Call, scheme_id: int) -> list[HolidayRecord]:
    """The floating holidays of all years, by date."""
    return [holiday for holiday in store.of_scheme(call.db, find(call, scheme_id).id) if holiday.type != rules.FIXED]


def find_holiday(call: Call, scheme_id: int, id: int) -> HolidayRecord:
    find(call, scheme_id)
    holiday = store.by_id(call.db, scheme_id, id)
    if holiday is None:
        raise NotFound(f"Holiday {id} not found in the holiday scheme {scheme_id}")
    return holiday


def add_holiday(call: Call, scheme_id: int, input: HolidayInput) -> HolidayRecord:
    _start_change(call, "create holidays")
    return _add(call, find(call, scheme_id).id, [input])[0]


def add_missing(call: Call, scheme_id: int, inputs: Sequence[HolidayInput]) -> list[HolidayRecord]:
    """Adds the holidays that the scheme doesn't have yet, and returns them. Importing them again adds nothing."""
    _start_change(call, "create holidays")
    return _add(call, find(call, scheme_id).id, rules.missing(inputs, store.of_scheme(call.db, scheme_id)))


def change_holiday(call: Call, scheme_id: int, id: int, input: HolidayInput) -> HolidayRecord:
    """Replaces a holiday."""
    _start_change(call, "change holidays")
    before = find_holiday(call, scheme_id, id)
    after = rules.record(id, scheme_id, input)
    store.change(call.db, after)
    call.record(store.HOLIDAY, id, Action.UPDATED, before=before, after=after)
    return after


def remove_holiday(call: Call, scheme_id: int, id: int) -> None:
    _start_change(call, "delete holidays")
    holiday = find_holiday(call, scheme_id, id)
    store.remove(call.db, id)
    call.record(store.HOLIDAY, id, Action.DELETED, before=holiday)


def _add(call: Call, scheme_id: int, inputs: Sequence[HolidayInput]) -> list[HolidayRecord]:
    added = store.add(call.db, scheme_id, inputs)
    call.record_created(store.HOLIDAY, added)
    return added


def _start_change(call: Call, purpose: str) -> None:
    """Checks the permission and locks all schemes. No other call can then delete a scheme that this call changes or makes
    the default."""
    call.require_administrator(to=purpose)
    HOLIDAYS.lock(call.db)
