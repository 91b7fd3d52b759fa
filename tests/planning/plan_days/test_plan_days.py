"""The rules for the days of a plan and their planned seconds, without a database."""

import datetime as dt
from typing import Any

import pytest
from dateutil.rrule import MONTHLY, WEEKLY, rrule
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from andante.kit.clock import Instant
from andante.planning.plan_days import rules
from andante.planning.plan_days.rules import (
    Occurrence,
    PlanCopy,
    PlanRecord,
    all_days,
    count_days,
    days,
    days_to_visit,
    expand,
    from_copy,
    last_day,
    occurrences,
    periods,
    schedule_range,
    scope,
    spread,
    total,
)

HOUR = 3600
EPOCH = Instant("2026-01-01T00:00:00Z")


def date(text: str) -> dt.date:
    return dt.date.fromisoformat(text)


def plan(start: str | dt.date, end: str | dt.date, **more: Any) -> PlanRecord:
    start_date = date(start) if isinstance(start, str) else start
    end_date = date(end) if isinstance(end, str) else end
    values: dict[str, Any] = {
        "id": 1,
        "account_id": "712020:alice",
        "generic_resource_id": None,
        "issue_id": 10000,
        "project_id": None,
        "start_date": start_date,
        "end_date": end_date,
        "start_time": None,
        "effort_type": "SECONDS_PER_DAY",
        "seconds": HOUR,
        "include_non_working_days": False,
        "rule": "NEVER",
        "recurrence_end_date": None,
        "description": None,
        "approval_status": None,
        "reviewer_id": None,
        "requester_id": None,
        "approval_actor_id": None,
        "creator_id": "712020:bob",
        "created_at": EPOCH,
        "updated_at": EPOCH,
    } | more
    return PlanRecord(last_day=last_day(start_date, end_date, values["rule"], values["recurrence_end_date"]), **values)


def weekdays(start: dt.date, end: dt.date) -> list[dt.date]:
    return [day for day in all_days(start, end) if day.weekday() < 5]


def starts(record: PlanRecord, start: str, end: str) -> list[str]:
    return [str(occurrence.start) for occurrence in occurrences(record, date(start), date(end))]


def test_a_plan_has_the_same_seconds_on_each_working_day() -> None:
    assert days(plan("2026-03-05", "2026-03-09"), date("2026-03-01"), date("2026-03-31"), weekdays) == {
        date("2026-03-05"): HOUR,
        date("2026-03-06"): HOUR,
        date("2026-03-09"): HOUR,
    }


def test_with_non_working_days_every_day_has_planned_time() -> None:
    daily = plan("2026-03-05", "2026-03-09", include_non_working_days=True)

    assert len(days(daily, date("2026-03-01"), date("2026-03-31"), weekdays)) == 5


def test_a_total_is_spread_in_whole_minutes_with_the_remainder_on_the_last_day() -> None:
    hour_plan = plan("2026-03-05", "2026-03-09", effort_type="TOTAL_SECONDS", seconds=HOUR + 1)

    assert list(days(hour_plan, date("2026-03-01"), date("2026-03-31"), weekdays).values()) == [1200, 1200, 1201]
    assert list(days(hour_plan, date("2026-03-09"), date("2026-03-31"), weekdays).values()) == [1201]


def test_a_total_without_eligible_days_is_not_planned() -> None:
    assert days(plan("2026-03-07", "2026-03-08", effort_type="TOTAL_SECONDS"), date("2026-03-01"), date("2026-03-31"), weekdays) == {}


def test_removing_a_day_does_not_change_the_others() -> None:
    shortened = plan("2026-03-05", "2026-03-09", effort_type="TOTAL_SECONDS", seconds=3 * HOUR, skipped=frozenset({date("2026-03-06")}))

    assert days(shortened, date("2026-03-01"), date("2026-03-31"), weekdays) == {date("2026-03-05"): HOUR, date("2026-03-09"): HOUR}


@pytest.mark.parametrize(
    ("rule", "until", "expected"),
    [
        ("NEVER", None, ["2026-03-02"]),
        ("WEEKLY", "2026-03-16", ["2026-03-02", "2026-03-09", "2026-03-16"]),
        ("WEEKLY", "2026-03-15", ["2026-03-02", "2026-03-09"]),
        ("BI_WEEKLY", "2026-04-30", ["2026-03-02", "2026-03-16", "2026-03-30", "2026-04-13", "2026-04-27"]),
        ("MONTHLY", "2026-05-01", ["2026-03-02", "2026-04-02"]),
        ("WEEKLY", "2026-01-01", ["2026-03-02"]),
    ],
)
def test_a_rule_repeats_the_span_until_its_end(rule: str, until: str | None, expected: list[str]) -> None:
    record = plan("2026-03-02", "2026-03-03", rule=rule, recurrence_end_date=date(until) if until else None)

    assert starts(record, "2026-01-01", "2026-12-31") == expected


def test_a_monthly_plan_of_the_31st_falls_on_the_last_day_of_short_months() -> None:
    record = plan("2027-12-31", "2027-12-31", rule="MONTHLY", recurrence_end_date=date("2028-05-31"))

    assert starts(record, "2027-01-01", "2028-12-31") == [
        "2027-12-31",
        "2028-01-31",
        "2028-02-29",
        "2028-03-31",
        "2028-04-30",
        "2028-05-31",
    ]


def test_daylight_saving_time_does_not_move_occurrences() -> None:
    record = plan("2026-03-22", "2026-03-22", rule="WEEKLY", start_time=dt.time(2, 30), recurrence_end_date=date("2026-04-05"))

    assert starts(record, "2026-03-01", "2026-04-30") == ["2026-03-22", "2026-03-29", "2026-04-05"]


def test_overlapping_occurrences_add_up() -> None:
    record = plan("2026-03-02", "2026-03-11", rule="WEEKLY", recurrence_end_date=date("2026-03-09"))
    found = days(record, date("2026-03-01"), date("2026-03-31"), weekdays)

    assert found[date("2026-03-06")] == HOUR
    assert found[date("2026-03-09")] == 2 * HOUR
    assert [(str(p.start), str(p.end), p.seconds // HOUR) for p in periods(record, date("2026-03-01"), date("2026-03-31"), weekdays)] == [
        ("2026-03-02", "2026-03-11", 8),
        ("2026-03-09", "2026-03-18", 8),
    ]


def test_a_plan_that_repeats_forever_is_expanded_only_in_the_requested_range() -> None:
    record = plan("1970-01-01", "1970-01-07", rule="WEEKLY", include_non_working_days=True)

    assert record.last_day is None
    assert len(list(occurrences(record, date("9990-01-01"), date("9990-01-31")))) == 5
    assert len(days(record, date("2020-01-01"), date("2029-12-31"), weekdays)) == 3653


@pytest.mark.parametrize("rule", ["WEEKLY", "BI_WEEKLY", "MONTHLY"])
def test_occurrences_end_at_the_last_possible_date(rule: str) -> None:
    assert starts(plan("9999-12-30", "9999-12-31", rule=rule), "9999-01-01", "9999-12-31") == ["9999-12-30"]


FROM, TO = dt.date(2020, 1, 1), dt.date(2031, 12, 31)
DATES = st.dates(FROM, TO)


@st.composite
def plans(draw: st.DrawFn) -> PlanRecord:
    start = draw(st.dates(dt.date(2024, 1, 1), dt.date(2028, 12, 31)))
    return plan(
        start,
        start + dt.timedelta(days=draw(st.integers(0, 45))),
        rule=draw(st.sampled_from(["NEVER", "WEEKLY", "BI_WEEKLY", "MONTHLY"])),
        recurrence_end_date=draw(st.none() | DATES),
        effort_type=draw(st.sampled_from(["SECONDS_PER_DAY", "TOTAL_SECONDS"])),
        seconds=draw(st.integers(1, 200_000)),
        include_non_working_days=draw(st.booleans()),
        skipped=frozenset(draw(st.lists(DATES, max_size=3))),
    )


@given(plans(), DATES, DATES)
def test_periods_and_days_agree(record: PlanRecord, one: dt.date, other: dt.date) -> None:
    start, end = min(one, other), max(one, other)

    assert sum(days(record, start, end, weekdays).values()) == sum(period.seconds for period in periods(record, start, end, weekdays))


@given(plans(), DATES, DATES, DATES)
def test_the_parts_of_a_range_add_up_to_the_whole(record: PlanRecord, one: dt.date, two: dt.date, three: dt.date) -> None:
    start, middle, end = sorted([one, two, three])
    rest = middle + dt.timedelta(days=1)

    parts = days(record, start, middle, weekdays) | days(record, rest, end, weekdays)
    assert parts == days(record, start, end, weekdays)


@given(plans(), DATES, DATES)
def test_occurrences_agree_with_dateutil(record: PlanRecord, one: dt.date, other: dt.date) -> None:
    start, end = min(one, other), max(one, other)
    first = dt.datetime.combine(record.start_date, dt.time())
    until = dt.datetime.combine(min(record.recurrence_end_date or dt.date(2040, 1, 1), dt.date(2040, 1, 1)), dt.time())
    match record.rule:
        case "NEVER":
            expected_starts = [record.start_date]
        case "MONTHLY":  # the last day of the month that is not after the day of the start date
            month_days = range(28, record.start_date.day + 1) if record.start_date.day > 28 else [record.start_date.day]
            rule = rrule(MONTHLY, dtstart=first, until=until, bymonthday=month_days, bysetpos=-1)
            expected_starts = [timestamp.date() for timestamp in rule]
        case _:
            rule = rrule(WEEKLY, interval=2 if record.rule == "BI_WEEKLY" else 1, dtstart=first, until=until)
            expected_starts = [timestamp.date() for timestamp in rule]
    span = record.end_date - record.start_date
    expected = [Occurrence(first_day, first_day + span) for first_day in expected_starts or [record.start_date]]
    expected = [occurrence for occurrence in expected if occurrence.start <= end and occurrence.end >= start]

    assert list(occurrences(record, start, end)) == expected


@given(plans())
def test_nothing_falls_after_the_last_day(record: PlanRecord) -> None:
    if record.last_day is not None:
        after = record.last_day + dt.timedelta(days=1)
        assert list(occurrences(record, after, after + dt.timedelta(days=400))) == []


@given(st.integers(0, 10**9), st.integers(1, 400))
def test_a_spread_total_is_the_total(total: int, parts: int) -> None:
    shares = spread(total, parts)

    assert sum(shares) == total
    assert len(shares) == parts
    assert all(share % 60 == 0 for share in shares[:-1])
    assert shares[-1] >= shares[0]


@given(plans())
def test_the_total_is_the_sum_of_all_days(record: PlanRecord) -> None:
    if record.last_day is not None:
        assert total(record, count_days(weekdays, [record])) == sum(days(record, record.start_date, record.last_day, weekdays).values())


def test_totals_query_the_working_days_once_for_all_plans() -> None:
    ranges = []

    def working(start: dt.date, end: dt.date) -> list[dt.date]:
        ranges.append((start, end))
        return weekdays(start, end)

    ten_years = plan("2026-01-05", "2026-01-09", rule="WEEKLY", recurrence_end_date=date("2035-12-31"))
    all_plans = [ten_years] * 100
    counts = count_days(working, all_plans)
    day = date("2026-03-02")
    totals = {expand(record, day, day, working, counts).total for record in all_plans}

    assert totals == {522 * 5 * HOUR}
    assert len(ranges) == 1 + len(all_plans)  # one more for the occurrence on the day, for each plan


@pytest.mark.parametrize("effort_type", ["SECONDS_PER_DAY", "TOTAL_SECONDS"])
def test_days_outside_the_range_are_not_planned_one_by_one(monkeypatch: pytest.MonkeyPatch, effort_type: str) -> None:
    monkeypatch.setattr(rules, "all_days", lambda start, end: all_days(start, end) if (end - start).days < 7 else pytest.fail("visits all"))
    record = plan("1970-01-01", "2199-12-31", effort_type=effort_type, seconds=10**8, include_non_working_days=True)

    found = days(record, date("2026-03-16"), date("2026-03-20"), weekdays)

    assert list(found.values()) == [10**8 if effort_type == "SECONDS_PER_DAY" else 1140] * 5


@given(plans(), DATES, DATES)
def test_the_number_of_days_to_visit_is_not_underestimated(record: PlanRecord, one: dt.date, other: dt.date) -> None:
    start, end = min(one, other), max(one, other)
    span = (record.end_date - record.start_date).days + 1

    assert days_to_visit(record, start, end) >= len(days(record, start, end, all_days))
    assert days_to_visit(record, start, end) >= (len(list(occurrences(record, start, end))) - 2) * span


def test_a_range_may_be_any_two_dates() -> None:
    """Including the first and the last possible date."""
    for rule in ("NEVER", "WEEKLY", "BI_WEEKLY", "MONTHLY"):
        record = plan("2026-03-02", "2026-03-03", rule=rule)
        for start, end in ((dt.date.min, dt.date.max), (dt.date.min, dt.date.min), (dt.date.max, dt.date.max)):
            known = schedule_range(record, *scope(record, start, end))
            assert known[0] <= known[1]
            next(occurrences(record, start, end), None)


@settings(deadline=None)  # it visits every day of twelve years
@given(plans().filter(lambda record: record.effort_type == "SECONDS_PER_DAY" or not record.skipped))
def test_a_copy_has_the_planned_days_of_its_original(record: PlanRecord) -> None:
    assert days_of_copy(record) == days(record, FROM, TO, weekdays)


@pytest.mark.parametrize("rule", ["NEVER", "WEEKLY", "MONTHLY"])
@pytest.mark.parametrize("total", [600, 5 * HOUR, 7 * HOUR + 90, 59])
@pytest.mark.parametrize("removed", [[], ["16"], ["17", "18"], ["16", "17", "18", "19"]])
def test_a_copy_of_a_total_with_removed_days_has_the_same_planned_days(rule: str, total: int, removed: list[str]) -> None:
    skipped = frozenset(date(f"2026-03-{day}") for day in removed)
    record = plan("2026-03-16", "2026-03-20", effort_type="TOTAL_SECONDS", seconds=total, rule=rule, skipped=skipped)

    if rule == "NEVER" and len(removed) == 4 and total >= 300:
        remaining = days(record, FROM, TO, weekdays)
        assert days_of_copy(record).keys() == remaining.keys()  # the seconds of the removed days can't be known
    else:
        assert days_of_copy(record) == days(record, FROM, TO, weekdays)


def test_a_copy_without_remaining_days_has_no_planned_time() -> None:
    record = plan("2026-03-16", "2026-03-16", effort_type="TOTAL_SECONDS", skipped=frozenset([date("2026-03-16")]))

    assert days_of_copy(record) == {}


def days_of_copy(record: PlanRecord) -> dict[dt.date, int]:
    """The planned days of a copy that is created from the fields that a server reports."""
    unreported = {"skipped": frozenset(), "seconds": record.seconds if record.effort_type == "SECONDS_PER_DAY" else 1}
    max_seconds = max((period.seconds for period in periods(record, FROM, TO, weekdays)), default=0)
    reported = days(record, FROM, TO, weekdays)
    copy = from_copy(PlanCopy(replace(record, **unreported), reported, max_seconds), FROM, TO, weekdays)
    return days(copy, FROM, TO, weekdays)
