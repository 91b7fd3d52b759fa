"""Workload and holiday schemes, holidays, and who belongs to which scheme."""

from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from typing import Generic, Protocol, TypeVar

from msgspec import Struct

from andante.kit.call import Call
from andante.schedules.holidays import actions as holidays
from andante.schedules.holidays.rules import FIXED
from andante.schedules.holidays.wire import Holiday, HolidayInput, HolidayScheme, HolidaySchemeInput, Year
from andante.schedules.schemes.wire import SchemeMemberResult, SchemeMemberSearchInput
from andante.schedules.workload import actions as workload
from andante.schedules.workload.wire import WorkloadScheme, WorkloadSchemeDayInput, WorkloadSchemeInput

from .groups import Group, Name, by_id, each, whole
from .rules import Change, Ids
from .source import Source

Scheme = TypeVar("Scheme", bound=Struct)
Scheme_contra = TypeVar("Scheme_contra", bound=Struct, contravariant=True)
LEAP_YEAR = Year(year=2024)
"""One in which every fixed holiday comes."""


class SchemeRecord(Protocol):
    """What the records of both kinds of schemes have."""

    @property
    def id(self) -> int: ...
    @property
    def is_default(self) -> bool: ...


class Actions(Protocol[Scheme_contra]):
    """What the `actions` of both kinds of schemes can do."""

    def every(self, call: Call, /) -> Sequence[SchemeRecord]: ...
    def create(self, call: Call, given: Scheme_contra, /) -> SchemeRecord: ...
    def change(self, call: Call, id: int, given: Scheme_contra, /) -> object: ...
    def make_default(self, call: Call, id: int, /) -> object: ...


class SchemeGiven(Struct, Generic[Scheme], frozen=True):
    scheme: Scheme
    default: bool


class HolidayGiven(Struct, frozen=True):
    scheme_id: int
    holiday: HolidayInput


class Member(Struct, frozen=True):
    """Who belongs to a scheme. Who was put into none belongs to the default one."""

    account_id: str
    scheme_id: int
    in_default: bool


def _workload(scheme: WorkloadScheme, _: Ids) -> SchemeGiven[WorkloadSchemeInput]:
    days = [WorkloadSchemeDayInput(day=each.day, required_seconds=each.required_seconds) for each in scheme.days]  # type: ignore[arg-type]
    return SchemeGiven(WorkloadSchemeInput(name=scheme.name, description=scheme.description, days=days), scheme.default_scheme)


def _put(actions: Actions[Scheme]) -> Callable[[Call, Sequence[Change[SchemeGiven[Scheme]]]], list[Name]]:
    """Makes or changes schemes of one kind, and makes the default one what it is."""

    def create(call: Call, given: SchemeGiven[Scheme]) -> SchemeRecord:
        made = actions.create(call, given.scheme)
        if given.default:
            actions.make_default(call, made.id)
        return made

    def change(call: Call, id: int, given: SchemeGiven[Scheme]) -> None:
        actions.change(call, id, given.scheme)
        if given.default:
            actions.make_default(call, id)

    return each(create, change)


def _default(actions: Actions[Scheme]) -> Callable[[Call, SchemeGiven[Scheme]], Name | None]:
    """The default one, which nobody made: the first of theirs takes its place, whichever is the default later."""
    return lambda call, _: next(scheme.id for scheme in actions.every(call) if scheme.is_default)


def _holiday_schemes(source: Source) -> list[HolidayScheme]:
    return source.tempo.holiday_schemes.get_holiday_schemes().results


def _holiday_scheme(scheme: HolidayScheme, _: Ids) -> SchemeGiven[HolidaySchemeInput]:
    return SchemeGiven(HolidaySchemeInput(name=scheme.name, description=scheme.description), scheme.default_scheme)


def _holidays(source: Source) -> Iterator[Holiday]:
    """Fixed ones are asked for one by one: a list gives them the date that they have in its year."""
    group = source.tempo.holiday_schemes
    for scheme in _holiday_schemes(source):
        of_year = group.get_holidays(scheme.id, LEAP_YEAR).results
        yield from (group.get_holiday(scheme.id, one.id) for one in of_year if one.type == FIXED)
        yield from group.get_floating_holidays(scheme.id).results


def _holiday(holiday: Holiday, ids: Ids) -> HolidayGiven:
    given = HolidayInput(
        name=holiday.name,
        type=holiday.type,  # type: ignore[arg-type] # one that is not known here is refused
        date=holiday.date,
        duration_seconds=holiday.duration_seconds,
        description=holiday.description,
    )
    return HolidayGiven(ids.of("holiday-schemes", holiday.scheme_id), given)


def _write_holidays(call: Call, changes: Sequence[Change[HolidayGiven]]) -> list[Name]:
    return [_write_holiday(call, one) for one in changes]


def _write_holiday(call: Call, one: Change[HolidayGiven]) -> Name:
    scheme_id, given = one.given.scheme_id, one.given.holiday
    if one.ours is None:
        return f"{scheme_id}/{holidays.add_holiday(call, scheme_id, given).id}"
    holidays.change_holiday(call, scheme_id, int(one.ours.partition("/")[2]), given)
    return one.ours


def _remove_holiday(call: Call, ours: str) -> None:
    scheme_id, _, id = ours.partition("/")
    holidays.remove_holiday(call, int(scheme_id), int(id))


SchemeMember = tuple[SchemeMemberResult, bool]
"""Who belongs to a scheme, and whether that is the default one."""


def _workload_members(source: Source) -> Iterator[SchemeMember]:
    group = source.tempo.workload_schemes
    defaults = {scheme.id: scheme.default_scheme for scheme in group.iter_workload_schemes()}
    found = group.iter_search_workload_scheme_members(SchemeMemberSearchInput(scheme_ids=list(defaults)))
    return ((one, defaults[one.scheme_id]) for one in found)


def _holiday_members(source: Source) -> Iterator[SchemeMember]:
    defaults = {scheme.id: scheme.default_scheme for scheme in _holiday_schemes(source)}
    found = source.tempo.holiday_schemes.iter_search_holiday_scheme_members(SchemeMemberSearchInput(scheme_ids=list(defaults)))
    return ((one, defaults[one.scheme_id]) for one in found)


def _member(schemes: str) -> Callable[[SchemeMember, Ids], Member]:
    def given(one: SchemeMember, ids: Ids) -> Member:
        member, in_default = one
        return Member(ids.user(member.member.account_id), ids.of(schemes, member.scheme_id), in_default)

    return given


def _assign(assign: Callable[[Call, int, list[str]], None]) -> Callable[[Call, Sequence[Change[Member]]], list[Name]]:
    """Who is new and belongs to the default scheme does so already."""

    def write(call: Call, changes: Sequence[Change[Member]]) -> list[Name]:
        moving: dict[int, list[str]] = defaultdict(list)
        for one in changes:
            if one.ours is not None or not one.given.in_default:
                moving[one.given.scheme_id].append(one.given.account_id)
        for scheme_id, account_ids in moving.items():
            assign(call, scheme_id, account_ids)
        return [one.given.account_id for one in changes]

    return write


WORKLOAD_SCHEMES = Group[WorkloadScheme, SchemeGiven[WorkloadSchemeInput]](
    "workload-schemes",
    read=whole(lambda source: source.tempo.workload_schemes.iter_workload_schemes()),
    key=lambda scheme: scheme.id,
    given=_workload,
    write=_put(workload),
    remove=by_id(workload.remove),
    find=_default(workload),
)
WORKLOAD_MEMBERS = Group[SchemeMember, Member](
    "workload-members",
    read=whole(_workload_members),
    key=lambda one: one[0].member.account_id,
    given=_member("workload-schemes"),
    write=_assign(workload.assign),
)
HOLIDAY_SCHEMES = Group[HolidayScheme, SchemeGiven[HolidaySchemeInput]](
    "holiday-schemes",
    read=whole(_holiday_schemes),
    key=lambda scheme: scheme.id,
    given=_holiday_scheme,
    write=_put(holidays),
    remove=by_id(holidays.remove),
    find=_default(holidays),
)
HOLIDAYS = Group[Holiday, HolidayGiven](
    "holidays",
    read=whole(_holidays),
    key=lambda holiday: holiday.id,
    given=_holiday,
    write=_write_holidays,
    remove=_remove_holiday,
)
HOLIDAY_MEMBERS = Group[SchemeMember, Member](
    "holiday-members",
    read=whole(_holiday_members),
    key=lambda one: one[0].member.account_id,
    given=_member("holiday-schemes"),
    write=_assign(holidays.assign),
)
