"""Handles the operations of holiday schemes and holidays."""

from andante.kit.call import Call
from andante.kit.paging import FIRST_PAGE, Paging
from andante.kit.refs import UserRef
from andante.kit.server import handles
from andante.kit.wire import Page, Results, UnlinkedPage
from andante.schedules.schemes.wire import MAX_PAGE_SIZE, SchemeMemberResult, SchemeMemberSearchInput

from . import actions, wire
from .rules import HolidayRecord, HolidaySchemeRecord
from .wire import THIS_YEAR, Holiday, HolidayInput, HolidayScheme, HolidaySchemeInput, HolidaySchemeMembersInput, Year


@handles(wire.get_holiday_schemes)
def get_holiday_schemes(call: Call) -> Results[HolidayScheme]:
    return call.results(actions.list_all(call), render_scheme)


@handles(wire.create_holiday_scheme)
def create_holiday_scheme(call: Call, body: HolidaySchemeInput) -> HolidayScheme:
    return render_scheme(call, actions.create(call, body))


@handles(wire.search_holiday_scheme_members)
def search_holiday_scheme_members(call: Call, body: SchemeMemberSearchInput) -> UnlinkedPage[SchemeMemberResult]:
    paging = body.paging(MAX_PAGE_SIZE)
    return call.unlinked_page(
        paging,
        actions.search_members(call, body.scheme_ids, paging),
        lambda call, found: SchemeMemberResult(member=call.user(found.account_id), scheme_id=found.scheme_id),
    )


@handles(wire.get_user_holiday_scheme)
def get_user_holiday_scheme(call: Call, account_id: str) -> HolidayScheme:
    return render_scheme(call, actions.of_user(call, account_id))


@handles(wire.get_holiday_scheme)
def get_holiday_scheme(call: Call, scheme_id: int) -> HolidayScheme:
    return render_scheme(call, actions.find(call, scheme_id))


@handles(wire.update_holiday_scheme)
def update_holiday_scheme(call: Call, scheme_id: int, body: HolidaySchemeInput) -> HolidayScheme:
    return render_scheme(call, actions.change(call, scheme_id, body))


@handles(wire.delete_holiday_scheme)
def delete_holiday_scheme(call: Call, scheme_id: int) -> None:
    actions.remove(call, scheme_id)


@handles(wire.set_default_scheme)
def set_default_scheme(call: Call, scheme_id: int) -> HolidayScheme:
    return render_scheme(call, actions.make_default(call, scheme_id))


@handles(wire.get_workload_scheme_members)
def get_workload_scheme_members(call: Call, scheme_id: int, paging: Paging = FIRST_PAGE) -> Page[UserRef]:
    return call.page(paging, actions.members(call, scheme_id, paging), Call.user, key=lambda account_id: (account_id,))


@handles(wire.set_workload_scheme_membership)
def set_workload_scheme_membership(call: Call, scheme_id: int, body: HolidaySchemeMembersInput) -> None:
    actions.assign(call, scheme_id, body.account_ids or [])


@handles(wire.get_holidays)
def get_holidays(call: Call, scheme_id: int, year: Year = THIS_YEAR) -> Results[Holiday]:
    return call.results(actions.of_year(call, scheme_id, year.year), render)


@handles(wire.create_holiday)
def create_holiday(call: Call, scheme_id: int, body: HolidayInput) -> Holiday:
    return render(call, actions.add_holiday(call, scheme_id, body))


@handles(wire.get_floating_holidays)
def get_floating_holidays(call: Call, scheme_id: int) -> Results[Holiday]:
    return call.results(actions.floating(call, scheme_id), render)


@handles(wire.get_holiday)
def get_holiday(call: Call, scheme_id: int, holiday_id: int) -> Holiday:
    return render(call, actions.find_holiday(call, scheme_id, holiday_id))


@handles(wire.update_holiday)
def update_holiday(call: Call, scheme_id: int, holiday_id: int, body: HolidayInput) -> Holiday:
    return render(call, actions.change_holiday(call, scheme_id, holiday_id, body))


@handles(wire.delete_holiday)
def delete_holiday(call: Call, scheme_id: int, holiday_id: int) -> None:
    actions.remove_holiday(call, scheme_id, holiday_id)


def render_scheme(call: Call, scheme: HolidaySchemeRecord) -> HolidayScheme:
    return HolidayScheme(
        self_=call.link(wire.get_holiday_scheme, scheme.id),
        id=scheme.id,
        name=scheme.name,
        description=scheme.description,
        default_scheme=scheme.is_default,
        member_count=scheme.member_count,
    )


def render(call: Call, holiday: HolidayRecord) -> Holiday:
    return Holiday(
        self_=call.link(wire.get_holiday, holiday.scheme_id, holiday.id),
        id=holiday.id,
        scheme_id=holiday.scheme_id,
        name=holiday.name,
        description=holiday.description,
        type=holiday.type,
        date=holiday.date,
        duration_seconds=holiday.duration_seconds,
    )
