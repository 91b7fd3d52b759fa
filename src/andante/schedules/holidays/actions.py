"""What one may do with holiday schemes and holidays. Reading is for everybody, changing for administrators."""

from collections.abc import Sequence

from andante.kit.call import Call
from andante.kit.changes import Action
from andante.kit.errors import FaultCode, Invalid, NotFound
from andante.kit.lookup import require_found
from andante.kit.paging import Paging
from andante.schedules.schemes import actions as schemes
from andante.schedules.schemes.rules import Membership
from andante.schedules.schemes.wire import LARGEST_SEARCH, SchemeMemberSearchInput

from . import rules, store
from .rules import HolidayRecord, HolidaySchemeRecord
from .store import HOLIDAYS
from .wire import HolidayInput, HolidaySchemeInput


def every(call: Call) -> list[HolidaySchemeRecord]:
    """All schemes, oldest first."""
    return store.every_scheme(call.db)


def find(call: Call, scheme_id: int) -> HolidaySchemeRecord:
    return require_found(store.scheme_by_id(call.db, scheme_id), "Holiday scheme", scheme_id)


def look_up(call: Call, meant: str) -> HolidaySchemeRecord:
    """The scheme that a person means: its id or its name."""
    return find(call, schemes.look_up(call, HOLIDAYS, meant))


def of_user(call: Call, account_id: str) -> HolidaySchemeRecord:
    return find(call, schemes.scheme_of(call, HOLIDAYS, account_id))


def create(call: Call, given: HolidaySchemeInput) -> HolidaySchemeRecord:
    _begin_change(call, "create holiday schemes")
    scheme = find(call, store.add_scheme(call.db, given.name, given.description or ""))
    call.record(store.SCHEME, scheme.id, Action.CREATED, after=scheme)
    return scheme


def change(call: Call, scheme_id: int, given: HolidaySchemeInput) -> HolidaySchemeRecord:
    """Replaces name and description."""
    _begin_change(call, "change holiday schemes")
    before = find(call, scheme_id)
    store.change_scheme(call.db, scheme_id, given.name, given.description or "")
    after = find(call, scheme_id)
    call.record(store.SCHEME, scheme_id, Action.UPDATED, before=before, after=after)
    return after


def remove(call: Call, scheme_id: int) -> None:
    """Deletes it with its holidays and returns its members to the default, which itself can't be deleted."""
    _begin_change(call, "delete holiday schemes")
    scheme = find(call, scheme_id)
    if scheme.is_default:
        raise Invalid(
            "",
            FaultCode.IN_USE,
            f"The holiday scheme {scheme_id} ({scheme.name}) is the default and can't be deleted: make another one the default first",
        )
    schemes.dissolve(call, HOLIDAYS, scheme_id)
    gone = store.of_scheme(call.db, scheme_id)
    store.remove_all(call.db, scheme_id)
    store.remove_scheme(call.db, scheme_id)
    call.record_deleted(store.HOLIDAY, gone)
    call.record(store.SCHEME, scheme_id, Action.DELETED, before=scheme)


def make_default(call: Call, scheme_id: int) -> HolidaySchemeRecord:
    """Who was put into no scheme belongs to this one from now on."""
    _begin_change(call, "choose the default holiday scheme")
    before = [find(call, scheme_id), find(call, HOLIDAYS.current_default(call.db))]
    if before[0].is_default:
        return before[0]
    HOLIDAYS.make_default(call.db, scheme_id)
    after = [find(call, scheme.id) for scheme in before]
    call.record_updated(store.SCHEME, zip(before, after, strict=True))
    return after[0]


def members(call: Call, scheme_id: int, paging: Paging) -> list[str]:
    """The account ids of a scheme's members: the asked page and one more."""
    return HOLIDAYS.members(call.db, scheme_id, is_default=find(call, scheme_id).is_default, paging=paging)


def search_members(call: Call, asked: SchemeMemberSearchInput) -> list[Membership]:
    return HOLIDAYS.search(call.db, asked.scheme_ids, asked.paging(LARGEST_SEARCH))


def assign(call: Call, scheme_id: int, account_ids: list[str]) -> None:
    """Puts people into a scheme, out of the ones that they were in."""
    _begin_change(call, "put people into holiday schemes")
    schemes.move(call, HOLIDAYS, find(call, scheme_id).id, account_ids)


def of_year(call: Call, scheme_id: int, year: int | None) -> list[HolidayRecord]:
    """The holidays that come in a year, this one unless told otherwise, by date."""
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


def add_holiday(call: Call, scheme_id: int, given: HolidayInput) -> HolidayRecord:
    _begin_change(call, "create holidays")
    return _add(call, find(call, scheme_id).id, [given])[0]


def add_missing(call: Call, scheme_id: int, given: Sequence[HolidayInput]) -> list[HolidayRecord]:
    """Adds those that the scheme does not have yet, so that nothing is imported twice; says which."""
    _begin_change(call, "create holidays")
    return _add(call, find(call, scheme_id).id, rules.not_there_yet(given, store.of_scheme(call.db, scheme_id)))


def change_holiday(call: Call, scheme_id: int, id: int, given: HolidayInput) -> HolidayRecord:
    """Replaces a holiday."""
    _begin_change(call, "change holidays")
    before = find_holiday(call, scheme_id, id)
    after = rules.record(id, scheme_id, given)
    store.change(call.db, after)
    call.record(store.HOLIDAY, id, Action.UPDATED, before=before, after=after)
    return after


def remove_holiday(call: Call, scheme_id: int, id: int) -> None:
    _begin_change(call, "delete holidays")
    holiday = find_holiday(call, scheme_id, id)
    store.remove(call.db, id)
    call.record(store.HOLIDAY, id, Action.DELETED, before=holiday)


def _add(call: Call, scheme_id: int, given: Sequence[HolidayInput]) -> list[HolidayRecord]:
    added = store.add(call.db, scheme_id, given)
    call.record_created(store.HOLIDAY, added)
    return added


def _begin_change(call: Call, what: str) -> None:
    """Changes of schemes go one after the other: none is deleted while somebody writes into it or makes it the default."""
    call.require_administrator(to=what)
    HOLIDAYS.queue(call.db)
