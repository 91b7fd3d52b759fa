"""The rules for required seconds, for any week and any holidays."""

import datetime as dt

from hypothesis import given
from hypothesis import strategies as st

from andante.schedules.holidays.rules import HolidayRecord, by_day, in_year, of_year
from andante.schedules.user_schedules.rules import Calendar, SchemeAssignment, compute_by_user, days_of, required_seconds

weeks = st.tuples(*[st.integers(0, 86_400)] * 7)
days = st.dates(dt.date(2019, 1, 1), dt.date(2033, 1, 1))
near_days = days | st.sampled_from([dt.date(2024, 2, 29), dt.date(2028, 2, 29), dt.date(2025, 12, 31), dt.date(2026, 1, 1)])
lengths = st.integers(0, 800).map(lambda n: dt.timedelta(days=n))
holidays = st.lists(
    st.builds(
        HolidayRecord,
        id=st.integers(1, 1000),
        scheme_id=st.just(1),
        name=st.just("Day"),
        description=st.just(""),
        type=st.sampled_from(["FIXED", "FLOATING"]),
        date=near_days,
        duration_seconds=st.integers(1, 86_400),
    ),
    max_size=20,
)


@given(weeks, holidays, days, lengths)
def test_required_seconds_are_the_sum_over_the_days(
    week: tuple[int, ...], records: list[HolidayRecord], start: dt.date, length: dt.timedelta
) -> None:
    on_days = by_day(records, start, start + length)

    assert required_seconds(week, on_days, start, start + length) == sum(
        day.required_seconds for day in days_of(week, on_days, start, start + length)
    )


@given(weeks, holidays, days, lengths)
def test_a_range_is_the_same_as_its_single_days(
    week: tuple[int, ...], records: list[HolidayRecord], start: dt.date, length: dt.timedelta
) -> None:
    end = start + length
    together = days_of(week, by_day(records, start, end), start, end)
    single = [days_of(week, by_day(records, day.date, day.date), day.date, day.date)[0] for day in together]

    assert list(together) == single
    assert [day.date for day in together] == [start + dt.timedelta(days=n) for n in range(length.days + 1)]


@given(weeks, holidays, days, lengths)
def test_a_day_requires_the_seconds_of_its_weekday_less_its_holidays_but_at_least_zero(
    week: tuple[int, ...], records: list[HolidayRecord], start: dt.date, length: dt.timedelta
) -> None:
    for day in days_of(week, by_day(records, start, start + length), start, start + length):
        on_day = [found for holiday in records if (found := in_year(holiday, day.date.year)) and found.date == day.date]
        base = week[day.date.weekday()]
        assert day.required_seconds == max(0, base - sum(holiday.duration_seconds for holiday in on_day))
        assert ("HOLIDAY" in day.type) == bool(on_day) == (day.holiday is not None)
        assert ("NON_WORKING" in day.type) == (base == 0)


@given(holidays, st.integers(2019, 2033))
def test_the_holidays_of_a_year_are_the_holidays_of_its_days(records: list[HolidayRecord], year: int) -> None:
    on_days = by_day(records, dt.date(year, 1, 1), dt.date(year, 12, 31))

    assert sorted(holiday.date for found in on_days.values() for holiday in found) == [day.date for day in of_year(records, year)]


def test_users_with_the_same_schemes_share_one_computation() -> None:
    calls = []
    people = [SchemeAssignment(str(n), (n % 2,) * 7, n % 3) for n in range(60)]

    found = compute_by_user(people, [], dt.date(2026, 1, 1), dt.date(2026, 1, 1), lambda *arguments: calls.append(arguments))

    assert (len(found), len(calls)) == (60, 6)


@given(weeks, holidays, days, lengths)
def test_a_calendar_is_the_same_as_the_days_of_any_part_of_a_range(
    week: tuple[int, ...], records: list[HolidayRecord], start: dt.date, length: dt.timedelta
) -> None:
    end = start + length
    expected = {day.date: day.required_seconds for day in days_of(week, by_day(records, start, end), start, end) if day.required_seconds}
    calendar = Calendar(week, records)

    assert calendar.required_seconds(start, end) == expected
    assert calendar.working_days(start, end) == list(expected)
    assert calendar.working_days(start + length / 2, end) == [day for day in expected if day >= start + length / 2]
