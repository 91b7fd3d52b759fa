"""The questions that approvals, plans and reports ask: many people at once."""

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
from andante.schedules.user_schedules import actions
from andante.schedules.workload import actions as workload
from andante.schedules.workload.wire import WorkloadSchemeInput

FIRST, LAST = dt.date(2026, 1, 1), dt.date(2026, 12, 31)


@contextmanager
def statements_of(db: Connection) -> Iterator[list[str]]:
    """The statements that are executed meanwhile."""
    executed: list[str] = []

    def note(*told: Any) -> None:
        executed.append(told[2])

    event.listen(db, "before_cursor_execute", note)
    yield executed
    event.remove(db, "before_cursor_execute", note)


@pytest.fixture
def account_ids(call: Call) -> list[str]:
    """Forty people in three workload schemes and two holiday schemes."""
    ids = [people.add(call, UserInput(account_id=f"many:{n}", display_name=f"Person {n}")).account_id for n in range(40)]
    part_time = workload.create(call, WorkloadSchemeInput(name="Part time")).id
    workload.assign(call, part_time, ids[:10])
    berlin = holidays.create(call, HolidaySchemeInput(name="Berlin")).id
    for type, day in (("FIXED", dt.date(2020, 12, 25)), ("FLOATING", dt.date(2026, 4, 6)), ("FLOATING", dt.date(2025, 4, 21))):
        holidays.add_holiday(call, berlin, HolidayInput(name="Day", type=type, date=day, duration_seconds=28_800))  # type: ignore[arg-type]
    holidays.assign(call, berlin, ids[5:20])
    return ids


def test_a_year_of_many_people_is_two_statements(call: Call, account_ids: list[str]) -> None:
    with statements_of(call.db) as executed:
        days = actions.days(call, account_ids, FIRST, LAST)

    assert len(executed) == 2
    assert sorted(days) == sorted(account_ids)
    assert {len(those) for those in days.values()} == {365}
    off = [day.date for day in days["many:7"] if day.holiday]
    assert off == [dt.date(2026, 4, 6), dt.date(2026, 12, 25)]
    assert [day for day in days["many:30"] if day.holiday] == []


def test_required_seconds_are_the_sum_over_the_days_in_two_statements_too(call: Call, account_ids: list[str]) -> None:
    with statements_of(call.db) as executed:
        required = actions.required_seconds(call, account_ids, FIRST, LAST)

    assert len(executed) == 2
    days = actions.days(call, account_ids, FIRST, LAST)
    assert required == {account_id: sum(day.required_seconds for day in those) for account_id, those in days.items()}
    assert required["many:30"] - required["many:7"] == 2 * 28_800


def test_a_year_at_once_says_what_every_day_alone_says(call: Call, account_ids: list[str]) -> None:
    assert "many:7" in account_ids
    year = actions.days(call, ["many:7"], FIRST, LAST)["many:7"]
    alone = [actions.days(call, ["many:7"], day.date, day.date)["many:7"][0] for day in year]

    assert list(year) == alone


def test_who_has_both_schemes_in_common_shares_the_days(call: Call, account_ids: list[str]) -> None:
    days = actions.days(call, account_ids, FIRST, LAST)

    assert days["many:10"] is days["many:19"]
    assert len({id(those) for those in days.values()}) == 2


def test_people_who_do_not_exist_are_left_out(call: Call) -> None:
    assert actions.days(call, ["nobody"], FIRST, LAST) == {}
    assert actions.required_seconds(call, [], FIRST, LAST) == {}
