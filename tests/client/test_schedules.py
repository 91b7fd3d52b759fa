"""Calls every operation of schemes, schedules and periods once through the typed client."""

import datetime as dt

from andante.kit.paging import Paging
from andante.kit.wire import DateSpan
from andante.schedules.holidays.wire import HolidayInput, HolidaySchemeInput, HolidaySchemeMembersInput, Year
from andante.schedules.schemes.wire import SchemeMemberSearchInput
from andante.schedules.workload.wire import WorkloadSchemeDayInput, WorkloadSchemeInput, WorkloadSchemeMembersInput
from tests.cast import Person

MARCH = DateSpan(from_=dt.date(2026, 3, 1), to=dt.date(2026, 3, 31))


def test_workload_schemes_are_managed_through_the_client(carol: Person, alice: Person) -> None:
    api = carol.client.workload_schemes
    days = [WorkloadSchemeDayInput(day=day, required_seconds=60) for day in ("MONDAY", "TUESDAY", "WEDNESDAY", "THURSDAY", "FRIDAY")]
    days += [WorkloadSchemeDayInput(day=day, required_seconds=0) for day in ("SATURDAY", "SUNDAY")]
    scheme = api.create_workload_scheme(WorkloadSchemeInput(name="Minutes", days=days))

    api.set_workload_scheme_for_users(scheme.id, WorkloadSchemeMembersInput([alice.id]))

    assert api.get_user_workload_scheme(alice.id).name == "Minutes"
    assert [user.account_id for user in api.get_workload_scheme_members1(scheme.id).results] == [alice.id]
    search = api.search_workload_scheme_members(SchemeMemberSearchInput(scheme_ids=[scheme.id]))
    assert [(found.member.account_id, found.scheme_id) for found in search.results] == [(alice.id, scheme.id)]
    assert api.update_workload_scheme(scheme.id, WorkloadSchemeInput(name="Hours")).days[0].required_seconds == 28_800
    assert api.set_default_workload_scheme(scheme.id) == api.get_workload_scheme_by_id(scheme.id)
    api.delete_workload_scheme(1)
    assert [one.id for one in api.get_workload_schemes(Paging(limit=10)).results] == [scheme.id]


def test_holiday_schemes_are_managed_through_the_client(carol: Person, alice: Person) -> None:
    api = carol.client.holiday_schemes
    scheme = api.create_holiday_scheme(HolidaySchemeInput(name="Berlin"))
    day = HolidayInput(name="Christmas", type="FIXED", date=dt.date(2020, 12, 25), duration_seconds=28_800)
    holiday = api.create_holiday(scheme.id, day)

    api.set_workload_scheme_membership(scheme.id, HolidaySchemeMembersInput([alice.id]))

    assert api.get_user_holiday_scheme(alice.id) == api.get_holiday_scheme(scheme.id)
    assert [user.account_id for user in api.get_workload_scheme_members(scheme.id).results] == [alice.id]
    assert api.search_holiday_scheme_members(SchemeMemberSearchInput(scheme_ids=[scheme.id])).metadata.count == 1
    assert api.get_holidays(scheme.id, Year(2027)).results[0].date == dt.date(2027, 12, 25)
    assert api.get_holiday(scheme.id, holiday.id) == holiday
    day.type = "FLOATING"
    assert api.get_floating_holidays(scheme.id).results == []
    assert [api.update_holiday(scheme.id, holiday.id, day)] == api.get_floating_holidays(scheme.id).results
    api.delete_holiday(scheme.id, holiday.id)
    assert api.update_holiday_scheme(scheme.id, HolidaySchemeInput(name="Bonn")).name == "Bonn"
    assert api.set_default_scheme(scheme.id).default_scheme
    api.delete_holiday_scheme(1)
    assert [one.name for one in api.get_holiday_schemes().results] == ["Bonn"]


def test_schedules_and_periods_are_read_through_the_client(alice: Person) -> None:
    mine = alice.client.user_schedule.get_authenticated_user_schedule(MARCH)

    assert mine.metadata.count == 31
    assert alice.client.user_schedule.get_user_schedule(alice.id, MARCH).results == mine.results
    assert len(alice.client.periods.get_periods(MARCH).periods) == 6
