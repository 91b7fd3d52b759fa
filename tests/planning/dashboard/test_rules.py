"""The rules of the dashboard, without a server."""

import datetime as dt

from andante.planning.dashboard.rules import Person, loads, missing
from andante.timekeeping.periods.rules import Period

HOUR = 3600
MONDAY, TUESDAY = dt.date(2026, 3, 16), dt.date(2026, 3, 17)
ANN, BEN = Person("a", "Ann", True), Person("b", "Ben", False)
REQUIRED = {each.account_id: {MONDAY: 8 * HOUR, TUESDAY: 8 * HOUR} for each in (ANN, BEN)}


def test_missing_time_is_summed_by_day_without_days_that_have_too_much() -> None:
    logged = {"a": {MONDAY: 10 * HOUR, TUESDAY: 7 * HOUR}, "b": {MONDAY: 8 * HOUR}}

    found = missing([ANN, BEN], [MONDAY, TUESDAY], REQUIRED, logged)

    assert [(each.person.name, each.days, each.seconds // HOUR) for each in found] == [("Ben", [TUESDAY], 8), ("Ann", [TUESDAY], 1)]


def test_only_people_whose_plans_are_visible_and_who_have_to_work_have_a_load() -> None:
    planned = {"a": {MONDAY: 9 * HOUR, TUESDAY: 8 * HOUR}, "b": {MONDAY: HOUR}}
    week = Period(MONDAY, MONDAY + dt.timedelta(days=6))

    assert [(load.person.name, load.percent) for load in loads([ANN, BEN], week, REQUIRED, planned)] == [("Ann", 106)]
    assert loads([ANN], week, {"a": {}}, planned) == []
