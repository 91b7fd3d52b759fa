"""Mirrors workload and holiday schemes, holidays, and the members of the schemes."""

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

from .groups import Group, Key, by_id, read_all, write_each
from .rules import Change, Ids
from .source import Source

Scheme = TypeVar("Scheme", bound=Struct)
Scheme_contra = TypeVar("Scheme_contra", bound=Struct, contravariant=True)
LEAP_YEAR = Year(year=2024)
"""A year that contains every fixed holiday."""


class SchemeRecord(Protocol):
    """The fields that the records of both kinds of schemes have."""

    @property
    def id(self) -> int: ...
    @property
    def is_default(self) -> bool: ...


class Actions(Protocol[Scheme_contra]):
    """The functions that the `actions` of both kinds of schemes have."""

    def list_all(self, call: Call, /) -> Sequence[SchemeRecord]: ...
    def create(self, call: Call, input: Scheme_contra, /) -> SchemeRecord: ...
    def change(self, call: Call, id: int, input: Scheme_contra, /) -> object: ...
    def make_default(self, call: Call, id: int, /) -> object: ...


class SchemeWithDefault(Struct, Generic[Scheme], frozen=True):
    scheme: Scheme
    default: bool


class HolidayOfScheme(Struct, frozen=True):
    scheme_id: int
    holiday: HolidayInput


class Member(Struct, frozen=True):
    """A member of a scheme. Users without another scheme are members of the default scheme."""

    account_id: str
    scheme_id: int
    in_default: bool


def _workload(scheme: WorkloadScheme, _: Ids) -> SchemeWithDefault[WorkloadSchemeInput]:
    days = [WorkloadSchemeDayInput(day=day.day, required_seconds=day.required_seconds) for day in scheme.days]  # type: ignore[arg-type]
    return SchemeWithDefault(WorkloadSchemeInput(name=scheme.name, description=scheme.description, days=days), scheme.default_scheme)


def _write_schemes(actions: Actions[Scheme]) -> Callable[[Call, Sequence[Change[SchemeWithDefault[Scheme]]]], list[Key]]:
    """Creates or changes schemes of one kind, and sets the default scheme."""

    def create(call: Call, input: SchemeWithDefault[Scheme]) -> SchemeRecord:
        created = actions.create(call, input.scheme)
        if input.default:
            actions.make_default(call, created.id)
        return created

    def change(call: Call, id: int, input: SchemeWithDefault[Scheme]) -> None:
        actions.change(call, id, input.scheme)
        if input.default:
            actions.make_default(call, id)

    return write_each(create, change)


def _find_default(actions: Actions[Scheme]) -> Callable[[Call, SchemeWithDefault[Scheme]], Key | None]:
    """The default scheme, which every database has. The first scheme that is copied replaces it; the default is set afterwards."""
    return lambda call, _: next(scheme.id for scheme in actions.list_all(call) if scheme.is_default)


def _holiday_schemes(source: Source) -> list[HolidayScheme]:
    return source.tempo.holiday_schemes.get_holiday_schemes().results


def _holiday_scheme(scheme: HolidayScheme, _: Ids) -> SchemeWithDefault[HolidaySchemeInput]:
    return SchemeWithDefault(HolidaySchemeInput(name=scheme.name, description=scheme.description), scheme.default_scheme)


def _holidays(source: Source) -> Iterator[Holiday]:
    """Reads fixed holidays one by one, because a list contains their dates in the year of the list."""
    group = source.tempo.holiday_schemes
    for scheme in _holiday_schemes(source):
        holidays_of_year = group.get_holidays(scheme.id, LEAP_YEAR).results
        yield from (group.get_holiday(scheme.id, holiday.id) for holiday in holidays_of_year if holiday.type == FIXED)
        yield from group.get_floating_holidays(scheme.id).results


def _holiday(holiday: Holiday, ids: Ids) -> HolidayOfScheme:
    input = HolidayInput(
        name=holiday.name,
        type=holiday.type,  # type: ignore[arg-type] # unknown values are refused
        date=holiday.date,
        duration_seconds=holiday.duration_seconds,
        description=holiday.description,
    )
    return HolidayOfScheme(ids.of("holiday-schemes", holiday.scheme_id), input)


def _write_holidays(call: Call, changes: Sequence[Change[HolidayOfScheme]]) -> list[Key]:
    return [_write_holiday(call, change) for change in changes]


def _write_holiday(call: Call, change: Change[HolidayOfScheme]) -> Key:
    scheme_id, input = change.input.scheme_id, change.input.holiday
    if change.local_id is None:
        return f"{scheme_id}/{holidays.add_holiday(call, scheme_id, input).id}"
    holidays.change_holiday(call, scheme_id, int(change.local_id.partition("/")[2]), input)
    return change.local_id


def _remove_holiday(call: Call, local_id: str) -> None:
    scheme_id, _, id = local_id.partition("/")
    holidays.remove_holiday(call, int(scheme_id), int(id))


SchemeMember = tuple[SchemeMemberResult, bool]
"""A member of a scheme, and whether that is the default scheme."""


def _workload_members(source: Source) -> Iterator[SchemeMember]:
    group = source.tempo.workload_schemes
    defaults = {scheme.id: scheme.default_scheme for scheme in group.iter_workload_schemes()}
    found = group.iter_search_workload_scheme_members(SchemeMemberSearchInput(scheme_ids=list(defaults)))
    return ((member, defaults[member.scheme_id]) for member in found)


def _holiday_members(source: Source) -> Iterator[SchemeMember]:
    defaults = {scheme.id: scheme.default_scheme for scheme in _holiday_schemes(source)}
    found = source.tempo.holiday_schemes.iter_search_holiday_scheme_members(SchemeMemberSearchInput(scheme_ids=list(defaults)))
    return ((member, defaults[member.scheme_id]) for member in found)


def _member(schemes: str) -> Callable[[SchemeMember, Ids], Member]:
    def convert(item: SchemeMember, ids: Ids) -> Member:
        member, in_default = item
        return Member(ids.user(member.member.account_id), ids.of(schemes, member.scheme_id), in_default)

    return convert


def _assign(assign: Callable[[Call, int, list[str]], None]) -> Callable[[Call, Sequence[Change[Member]]], list[Key]]:
    """Assigns users to schemes. New users are already members of the default scheme."""

    def write(call: Call, changes: Sequence[Change[Member]]) -> list[Key]:
        moved: dict[int, list[str]] = defaultdict(list)
        for change in changes:
            if change.local_id is not None or not change.input.in_default:
                moved[change.input.scheme_id].append(change.input.account_id)
        for scheme_id, account_ids in moved.items():
            assign(call, scheme_id, account_ids)
        return [change.input.account_id for change in changes]

    return write


WORKLOAD_SCHEMES = Group[WorkloadScheme, SchemeWithDefault[WorkloadSchemeInput]](
    "workload-schemes",
    read=read_all(lambda source: source.tempo.workload_schemes.iter_workload_schemes()),
    key=lambda scheme: scheme.id,
    convert=_workload,
    write=_write_schemes(workload),
    remove=by_id(workload.remove),
    find=_find_default(workload),
)
WORKLOAD_MEMBERS = Group[SchemeMember, Member](
    "workload-members",
    read=read_all(_workload_members),
    key=lambda item: item[0].member.account_id,
    convert=_member("workload-schemes"),
    write=_assign(workload.assign),
)
HOLIDAY_SCHEMES = Group[HolidayScheme, SchemeWithDefault[HolidaySchemeInput]](
    "holiday-schemes",
    read=read_all(_holiday_schemes),
    key=lambda scheme: scheme.id,
    convert=_holiday_scheme,
    write=_write_schemes(holidays),
    remove=by_id(holidays.remove),
    find=_find_default(holidays),
)
HOLIDAYS = Group[Holiday, HolidayOfScheme](
    "holidays",
    read=read_all(_holidays),
    key=lambda holiday: holiday.id,
    convert=_holiday,
    write=_write_holidays,
    remove=_remove_holiday,
)
HOLIDAY_MEMBERS = Group[SchemeMember, Member](
    "holiday-members",
    read=read_all(_holiday_members),
    key=lambda item: item[0].member.account_id,
    convert=_member("holiday-schemes"),
    write=_assign(holidays.assign),
)
