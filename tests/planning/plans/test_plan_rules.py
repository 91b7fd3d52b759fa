"""On which days a plan falls and how much each of them carries, without a database."""

import datetime as dt
from typing import Any

import pytest
from dateutil.rrule import MONTHLY, WEEKLY, rrule
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from andante.kit.clock import Instant
from andante.planning.plans.rules import (
    Copy,
    Occurrence,
    PlanRecord,
    as_planned,
    counts_for,
    days,
    days_to_go_through,
    every_day,
    known_range,
    last_day,
    occurrences,
    periods,
    planned,
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
    return [day for day in every_day(start, end) if day.weekday() < 5]


def starts(record: PlanRecord, start: str, end: str) -> list[str]:
    return [str(occurrence.start) for occurrence in occurrences(record, date(start), date(end))]


def test_a_plan_puts_so_much_on_each_working_day() -> None:
    assert days(plan("2026-03-05", "2026-03-09"), date("2026-03-01"), date("2026-03-31"), weekdays) == {
        date("2026-03-05"): HOUR,
        date("2026-03-06"): HOUR,
        date("2026-03-09"): HOUR,
    }


def test_with_non_working_days_every_day_carries() -> None:
    every = plan("2026-03-05", "2026-03-09", include_non_working_days=True)

    assert len(days(every, date("2026-03-01"), date("2026-03-31"), weekdays)) == 5


def test_a_total_is_spread_in_whole_minutes_with_the_rest_on_the_last_day() -> None:
    an_hour = plan("2026-03-05", "2026-03-09", effort_type="TOTAL_SECONDS", seconds=HOUR + 1)

    assert list(days(an_hour, date("2026-03-01"), date("2026-03-31"), weekdays).values()) == [1200, 1200, 1201]
    assert list(days(an_hour, date("2026-03-09"), date("2026-03-31"), weekdays).values()) == [1201]


def test_a_total_that_no_day_can_carry_is_nothing() -> None:
    assert days(plan("2026-03-07", "2026-03-08", effort_type="TOTAL_SECONDS"), date("2026-03-01"), date("2026-03-31"), weekdays) == {}


def test_a_day_that_was_taken_out_leaves_the_others_as_they_are() -> None:
    cut = plan("2026-03-05", "2026-03-09", effort_type="TOTAL_SECONDS", seconds=3 * HOUR, skipped=frozenset({date("2026-03-06")}))

    assert days(cut, date("2026-03-01"), date("2026-03-31"), weekdays) == {date("2026-03-05"): HOUR, date("2026-03-09"): HOUR}


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


def test_a_monthly_plan_of_the_31st_comes_on_the_last_day_of_short_months() -> None:
    record = plan("2027-12-31", "2027-12-31", rule="MONTHLY", recurrence_end_date=date("2028-05-31"))

    assert starts(record, "2027-01-01", "2028-12-31") == [
        "2027-12-31",
        "2028-01-31",
        "2028-02-29",
        "2028-03-31",
        "2028-04-30",
        "2028-05-31",
    ]


def test_a_change_of_daylight_saving_time_moves_nothing() -> None:
    record = plan("2026-03-22", "2026-03-22", rule="WEEKLY", start_time=dt.time(2, 30), recurrence_end_date=date("2026-04-05"))

    assert starts(record, "2026-03-01", "2026-04-30") == ["2026-03-22", "2026-03-29", "2026-04-05"]


def test_where_repetitions_overlap_a_day_carries_the_sum() -> None:
    record = plan("2026-03-02", "2026-03-11", rule="WEEKLY", recurrence_end_date=date("2026-03-09"))
    found = days(record, date("2026-03-01"), date("2026-03-31"), weekdays)

    assert found[date("2026-03-06")] == HOUR
    assert found[date("2026-03-09")] == 2 * HOUR
    assert [(str(p.start), str(p.end), p.seconds // HOUR) for p in periods(record, date("2026-03-01"), date("2026-03-31"), weekdays)] == [
        ("2026-03-02", "2026-03-11", 8),
        ("2026-03-09", "2026-03-18", 8),
    ]


def test_a_plan_for_ever_is_expanded_no_further_than_asked() -> None:
    record = plan("1970-01-01", "1970-01-07", rule="WEEKLY", include_non_working_days=True)

    assert record.last_day is None
    assert len(list(occurrences(record, date("9990-01-01"), date("9990-01-31")))) == 5
    assert len(days(record, date("2020-01-01"), date("2029-12-31"), weekdays)) == 3653


@pytest.mark.parametrize("rule", ["WEEKLY", "BI_WEEKLY", "MONTHLY"])
def test_the_end_of_the_calendar_is_the_end(rule: str) -> None:
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
def test_two_parts_of_a_range_give_the_whole(record: PlanRecord, one: dt.date, two: dt.date, three: dt.date) -> None:
    start, middle, end = sorted([one, two, three])
    rest = middle + dt.timedelta(days=1)

    parts = days(record, start, middle, weekdays) | days(record, rest, end, weekdays)
    assert parts == days(record, start, end, weekdays)


@given(plans(), DATES, DATES)
def test_repetitions_agree_with_those_of_dateutil(record: PlanRecord, one: dt.date, other: dt.date) -> None:
    start, end = min(one, other), max(one, other)
    first = dt.datetime.combine(record.start_date, dt.time())
    until = dt.datetime.combine(min(record.recurrence_end_date or dt.date(2040, 1, 1), dt.date(2040, 1, 1)), dt.time())
    match record.rule:
        case "NEVER":
            begins = [record.start_date]
        case "MONTHLY":  # the last of the days up to the wanted one that a month has
            wanted = range(28, record.start_date.day + 1) if record.start_date.day > 28 else [record.start_date.day]
            begins = [moment.date() for moment in rrule(MONTHLY, dtstart=first, until=until, bymonthday=wanted, bysetpos=-1)]
        case _:
            begins = [
                moment.date() for moment in rrule(WEEKLY, interval=2 if record.rule == "BI_WEEKLY" else 1, dtstart=first, until=until)
            ]
    span = record.end_date - record.start_date
    expected = [Occurrence(begin, begin + span) for begin in begins or [record.start_date] if begin <= end and begin + span >= start]

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
        assert total(record, counts_for(weekdays, [record])) == sum(days(record, record.start_date, record.last_day, weekdays).values())


def test_totals_ask_the_calendar_once_however_many_repetitions_there_are() -> None:
    asked = []

    def working(start: dt.date, end: dt.date) -> list[dt.date]:
        asked.append((start, end))
        return weekdays(start, end)

    ten_years = plan("2026-01-05", "2026-01-09", rule="WEEKLY", recurrence_end_date=date("2035-12-31"))
    all_plans = [ten_years] * 100
    counted = counts_for(working, all_plans)
    day = date("2026-03-02")
    totals = {planned(each, day, day, working, counted).total for each in all_plans}

    assert totals == {522 * 5 * HOUR}
    assert len(asked) == 1 + len(all_plans)  # each is asked for the repetition of the day itself


@given(plans(), DATES, DATES)
def test_what_is_to_be_gone_through_is_no_less_than_what_is(record: PlanRecord, one: dt.date, other: dt.date) -> None:
    start, end = min(one, other), max(one, other)
    span = (record.end_date - record.start_date).days + 1

    assert days_to_go_through(record, start, end) >= len(days(record, start, end, every_day))
    assert days_to_go_through(record, start, end) >= (len(list(occurrences(record, start, end))) - 2) * span


def test_any_two_dates_are_a_range() -> None:
    """The first and the last day of the calendar are no special case."""
    for rule in ("NEVER", "WEEKLY", "BI_WEEKLY", "MONTHLY"):
        record = plan("2026-03-02", "2026-03-03", rule=rule)
        for start, end in ((dt.date.min, dt.date.max), (dt.date.min, dt.date.min), (dt.date.max, dt.date.max)):
            known = known_range(record, *scope(record, start, end))
            assert known[0] <= known[1]
            next(occurrences(record, start, end), None)


@settings(deadline=None)  # it goes through twelve years, day by day
@given(plans().filter(lambda record: record.effort_type == "SECONDS_PER_DAY" or not record.skipped))
def test_a_copy_carries_what_its_original_does(record: PlanRecord) -> None:
    assert carried_by_copy(record) == days(record, FROM, TO, weekdays)


@pytest.mark.parametrize("rule", ["NEVER", "WEEKLY", "MONTHLY"])
@pytest.mark.parametrize("total", [600, 5 * HOUR, 7 * HOUR + 90, 59])
@pytest.mark.parametrize("gone", [[], ["16"], ["17", "18"], ["16", "17", "18", "19"]])
def test_a_copy_of_a_total_that_days_were_taken_out_of_carries_the_same(rule: str, total: int, gone: list[str]) -> None:
    skipped = frozenset(date(f"2026-03-{day}") for day in gone)
    record = plan("2026-03-16", "2026-03-20", effort_type="TOTAL_SECONDS", seconds=total, rule=rule, skipped=skipped)

    if rule == "NEVER" and len(gone) == 4 and total >= 300:
        left = days(record, FROM, TO, weekdays)
        assert carried_by_copy(record).keys() == left.keys()  # how much the others had, nobody knows any more
    else:
        assert carried_by_copy(record) == days(record, FROM, TO, weekdays)


def test_a_copy_of_which_no_day_is_left_carries_nothing() -> None:
    record = plan("2026-03-16", "2026-03-16", effort_type="TOTAL_SECONDS", skipped=frozenset([date("2026-03-16")]))

    assert carried_by_copy(record) == {}


def carried_by_copy(record: PlanRecord) -> dict[dt.date, int]:
    """What a copy carries that is made of what the original says of itself."""
    unsaid = {"skipped": frozenset(), "seconds": record.seconds if record.effort_type == "SECONDS_PER_DAY" else 1}
    most = max((period.seconds for period in periods(record, FROM, TO, weekdays)), default=0)
    said = days(record, FROM, TO, weekdays)
    copy = as_planned(Copy(replace(record, **unsaid), said, most), FROM, TO, weekdays)
    return days(copy, FROM, TO, weekdays)
