"""Loading the schedules of several users, as approvals, plans and reports do."""

import datetime as dt
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from sqlalchemy import Connection, event

from andante.directory.people import actions as people
from andante.directory.people.wire import UserInput
from andante.kit.call import Call
from andante.schedules.holidays import actions as holidays
from andante.schedules.holidays.wire import HolidayInput, HolidaySchemeInput
from andante.schedules.user_schedules import queries
from andante.schedules.workload import actions as workload
from andante.schedules.workload.wire import WorkloadSchemeInput

FIRST, LAST = dt.date(2026, 1, 1), dt.date(2026, 12, 31)


@contextmanager
def statements_of(db: Connection) -> Iterator[list[str]]:
    """Collects the statements that are executed in the `with` block."""
    executed: list[str] = []

    def collect(*arguments: Any) -> None:
        executed.append(arguments[2])

    event.listen(db, "before_cursor_execute", collect)
    yield executed
    event.remove(db, "before_cursor_execute", collect)


@pytest.fixture
def account_ids(call: Call) -> list[str]:
    """Forty users with two workload schemes and two holiday schemes."""
    ids = [people.add(call, UserInput(account_id=f"many:{n}", display_name=f"Person {n}")).account_id for n in range(40)]
    part_time = workload.create(call, WorkloadSchemeInput(name="Part time")).id
    workload.assign(call, part_time, ids[:10])
    berlin = holidays.create(call, HolidaySchemeInput(name="Berlin")).id
    for type, day in (("FIXED", dt.date(2020, 12, 25)), ("FLOATING", dt.date(2026, 4, 6)), ("FLOATING", dt.date(2025, 4, 21))):
        holidays.add_holiday(call, berlin, HolidayInput(name="Day", type=type, date=day, duration_seconds=28_800))  # type: ignore[arg-type]
    holidays.assign(call, berlin, ids[5:20])
    return ids


def test_a_year_of_many_users_needs_two_statements(call: Call, account_ids: list[str]) -> None:
    with statements_of(call.db) as executed:
        days = queries.days(call, account_ids, FIRST, LAST)

    assert len(executed) == 2
    assert sorted(days) == sorted(account_ids)
    assert {len(schedule) for schedule in days.values()} == {365}
    holidays_of_user = [day.date for day in days["many:7"] if day.holiday]
    assert holidays_of_user == [dt.date(2026, 4, 6), dt.date(2026, 12, 25)]
    assert [day for day in days["many:30"] if day.holiday] == []


def test_required_seconds_are_the_sum_over_the_days_and_need_two_statements(call: Call, account_ids: list[str]) -> None:
    with statements_of(call.db) as executed:
        required = queries.required_seconds(call, account_ids, FIRST, LAST)

    assert len(executed) == 2
    days = queries.days(call, account_ids, FIRST, LAST)
    assert required == {account_id: sum(day.required_seconds for day in schedule) for account_id, schedule in days.items()}
    assert required["many:30"] - required["many:7"] == 2 * 28_800


def test_a_year_is_the_same_as_its_single_days(call: Call, account_ids: list[str]) -> None:
    assert "many:7" in account_ids
    year = queries.days(call, ["many:7"], FIRST, LAST)["many:7"]
    single = [queries.days(call, ["many:7"], day.date, day.date)["many:7"][0] for day in year]

    assert list(year) == single


def test_users_with_the_same_schemes_share_the_days(call: Call, account_ids: list[str]) -> None:
    days = queries.days(call, account_ids, FIRST, LAST)

    assert days["many:10"] is days["many:19"]
    assert len({id(schedule) for schedule in days.values()}) == 2


def test_users_who_do_not_exist_are_omitted(call: Call) -> None:
    assert queries.days(call, ["nobody"], FIRST, LAST) == {}
    assert queries.required_seconds(call, [], FIRST, LAST) == {}
