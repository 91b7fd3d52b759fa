"""Division of the calendar into weeks, for each first day of the week, and into months."""

import datetime as dt
import itertools
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from andante.kit.errors import Invalid
from andante.timekeeping.configuration.rules import ConfigurationRecord
from andante.timekeeping.periods.rules import Period, exact_period, period_containing, periods_between

DAY = dt.timedelta(days=1)
WEEKLY = [ConfigurationRecord(approval_period="WEEK", approval_week_start=start) for start in range(1, 8)]
MONTHLY = ConfigurationRecord(approval_period="MONTH")

configurations = st.sampled_from([*WEEKLY, MONTHLY])
days = st.dates(dt.date(1900, 1, 1), dt.date(2200, 12, 31))
lengths = st.integers(0, 800).map(lambda n: n * DAY)


def date(text: str) -> dt.date:
    return dt.date.fromisoformat(text)


@given(days, lengths, configurations)
def test_periods_cover_a_range_without_gap_or_overlap(start: dt.date, length: dt.timedelta, configuration: ConfigurationRecord) -> None:
    periods = periods_between(start, start + length, configuration)

    assert periods[0].from_ <= start <= periods[0].to
    assert periods[-1].from_ <= start + length <= periods[-1].to
    assert all(earlier.to + DAY == later.from_ for earlier, later in itertools.pairwise(periods))


@given(days, configurations)
def test_every_day_of_a_period_belongs_to_that_period_and_its_neighbors_do_not(day: dt.date, configuration: ConfigurationRecord) -> None:
    period = period_containing(day, configuration)
    inside = [period.from_ + n * DAY for n in range((period.to - period.from_).days + 1)]

    assert {period_containing(each_day, configuration) for each_day in inside} == {period}
    assert period_containing(period.from_ - DAY, configuration).to == period.from_ - DAY
    assert period_containing(period.to + DAY, configuration).from_ == period.to + DAY


@given(days, st.sampled_from(WEEKLY))
def test_a_week_has_seven_days_and_starts_on_the_configured_day(day: dt.date, configuration: ConfigurationRecord) -> None:
    period = period_containing(day, configuration)

    assert (period.to - period.from_).days == 6
    assert period.from_.isoweekday() == configuration.approval_week_start


@given(days)
def test_a_month_starts_on_its_first_day_and_ends_before_the_next_month(day: dt.date) -> None:
    period = period_containing(day, MONTHLY)

    assert (period.from_.day, period.from_.month) == (1, day.month)
    assert (period.to + DAY).day == 1


@given(days, lengths, configurations)
def test_a_range_is_a_period_only_if_it_is_the_only_period_between_its_dates(
    start: dt.date, length: dt.timedelta, configuration: ConfigurationRecord
) -> None:
    end = start + length

    periods = periods_between(start, end, configuration)

    if periods == [Period(start, end)]:
        assert exact_period(start, end, configuration) == periods[0]
    else:
        with pytest.raises(Invalid):
            exact_period(start, end, configuration)


@pytest.mark.parametrize("configuration", [*WEEKLY, MONTHLY])
def test_the_first_and_last_days_of_the_calendar_belong_to_a_period(configuration: ConfigurationRecord) -> None:
    assert period_containing(dt.date.min, configuration).from_ == dt.date.min
    assert period_containing(dt.date.max, configuration).to == dt.date.max
    assert periods_between(dt.date.max - DAY, dt.date.max, configuration)[-1].to == dt.date.max


@pytest.mark.parametrize(
    ("day", "settings", "period"),
    [
        ("2026-03-18", {}, ("2026-03-16", "2026-03-22")),
        ("2026-03-18", {"approval_week_start": 3}, ("2026-03-18", "2026-03-24")),
        ("2026-03-18", {"approval_week_start": 4}, ("2026-03-12", "2026-03-18")),
        ("2026-01-01", {}, ("2025-12-29", "2026-01-04")),
        ("2026-12-31", {"approval_week_start": 7}, ("2026-12-27", "2027-01-02")),
        ("2028-02-29", {}, ("2028-02-28", "2028-03-05")),
        ("2028-02-10", {"approval_period": "MONTH"}, ("2028-02-01", "2028-02-29")),
        ("2100-02-10", {"approval_period": "MONTH"}, ("2100-02-01", "2100-02-28")),
        ("2026-12-31", {"approval_period": "MONTH", "approval_week_start": 4}, ("2026-12-01", "2026-12-31")),
    ],
)
def test_a_day_belongs_to_the_expected_period(day: str, settings: dict[str, Any], period: tuple[str, str]) -> None:
    found = period_containing(date(day), ConfigurationRecord(**settings))

    assert (found.from_, found.to) == (date(period[0]), date(period[1]))


def test_without_an_end_the_period_contains_the_start() -> None:
    assert exact_period(date("2026-03-18"), None, WEEKLY[0]) == Period(date("2026-03-16"), date("2026-03-22"))


@pytest.mark.parametrize(
    ("start", "end", "suggestion"),
    [
        ("2026-03-16", "2026-03-21", "did you mean 2026-03-16 to 2026-03-22\\?"),
        ("2026-03-18", "2026-03-24", "did you mean 2026-03-16 to 2026-03-22 or 2026-03-23 to 2026-03-29\\?"),
        ("2026-03-16", "2026-03-29", "did you mean 2026-03-16 to 2026-03-22 or 2026-03-23 to 2026-03-29\\?"),
    ],
)
def test_a_range_that_is_not_a_period_is_refused_with_suggestions(start: str, end: str, suggestion: str) -> None:
    assert exact_period(date("2026-03-16"), date("2026-03-22"), WEEKLY[0]) == Period(date("2026-03-16"), date("2026-03-22"))
    with pytest.raises(Invalid, match=suggestion):
        exact_period(date(start), date(end), WEEKLY[0])
