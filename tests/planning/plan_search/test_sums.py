"""Sums of planned seconds over many plans."""

import datetime as dt
from collections import Counter

from hypothesis import given
from hypothesis import strategies as st

from andante.planning.plan_days.rules import PlanRecord, count_working_days, days, occurrences, occurrences_to_visit
from andante.planning.plan_search.rules import schedule_range, seconds_by_day
from tests.planning.plan_days.test_plan_days import DATES, plans, weekdays


@given(st.lists(plans(), max_size=4), DATES, DATES)
def test_sums_are_those_of_the_days_of_each_plan(found: list[PlanRecord], one: dt.date, other: dt.date) -> None:
    start, end = min(one, other), max(one, other)
    expected: Counter[dt.date] = Counter()
    for plan in found:
        expected.update(days(plan, start, end, weekdays))

    assert seconds_by_day(found, start, end, count_working_days(weekdays, *schedule_range(found, start, end))) == expected


@given(plans(), DATES, DATES)
def test_the_number_of_occurrences_to_visit_is_not_underestimated(plan: PlanRecord, one: dt.date, other: dt.date) -> None:
    start, end = min(one, other), max(one, other)

    assert occurrences_to_visit(plan, start, end) >= len(list(occurrences(plan, start, end)))


def test_a_range_may_be_any_two_dates() -> None:
    for start, end in ((dt.date.min, dt.date.min), (dt.date.max, dt.date.max)):
        first, last = schedule_range([], start, end)
        assert first <= start <= end <= last
