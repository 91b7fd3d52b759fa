"""Holidays from iCalendar files."""

import datetime as dt

import pytest

from andante.kit.errors import Invalid
from andante.schedules.calendars.ical_reader import holidays_from_ical
from andante.schedules.holidays.wire import HolidayInput


def file(*events: str) -> bytes:
    """An iCalendar file with these events. Each event consists of lines of text."""
    body = "".join(f"BEGIN:VEVENT\r\n{event.strip()}\r\nEND:VEVENT\r\n" for event in events)
    return f"BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:test\r\n{body}END:VCALENDAR\r\n".replace("\r\n", "\n").replace("\n", "\r\n").encode()


def rows(*holidays: HolidayInput) -> list[tuple[str, str, str, float]]:
    """The name, type, date and hours of each holiday."""
    return [(holiday.name, holiday.type, str(holiday.date), holiday.duration_seconds / 3600) for holiday in holidays]


def test_an_all_day_event_is_a_floating_holiday() -> None:
    (holiday,) = holidays_from_ical(file("SUMMARY:Easter Monday\nDESCRIPTION:Free\nDTSTART;VALUE=DATE:20260406\nDTEND;VALUE=DATE:20260407"))

    assert holiday == HolidayInput(
        name="Easter Monday", type="FLOATING", date=dt.date(2026, 4, 6), duration_seconds=86_400, description="Free"
    )


@pytest.mark.parametrize("rule", ["FREQ=YEARLY", "FREQ=YEARLY;INTERVAL=1", "FREQ=YEARLY;BYMONTH=12;BYMONTHDAY=25"])
def test_a_yearly_event_is_a_fixed_holiday(rule: str) -> None:
    event = f"SUMMARY:Christmas\nDTSTART;VALUE=DATE:20201225\nRRULE:{rule}"

    assert rows(*holidays_from_ical(file(event))) == [("Christmas", "FIXED", "2020-12-25", 24)]
    assert rows(*holidays_from_ical(file(event), [2026])) == [("Christmas", "FIXED", "2020-12-25", 24)]


@pytest.mark.parametrize(
    ("rule", "dates"),
    [
        ("FREQ=YEARLY;BYMONTH=5;BYDAY=-1MO", ["2026-05-25", "2027-05-31"]),
        ("FREQ=YEARLY;INTERVAL=2", ["2027-05-31"]),
        ("FREQ=YEARLY;UNTIL=20260601T000000Z", ["2026-05-31"]),
        ("FREQ=YEARLY;COUNT=2", ["2026-05-31"]),
        ("FREQ=YEARLY\nEXDATE;VALUE=DATE:20260531", ["2027-05-31"]),
    ],
)
def test_other_recurrences_have_a_floating_holiday_for_each_occurrence(rule: str, dates: list[str]) -> None:
    event = f"SUMMARY:Day\nDTSTART;VALUE=DATE:20250531\nRRULE:{rule}"

    found = rows(*holidays_from_ical(file(event), [2027, 2026]))

    assert found == [("Day", "FLOATING", date, 24) for date in dates]


def test_an_event_of_some_hours_is_a_holiday_with_that_duration() -> None:
    event = "SUMMARY:Christmas Eve\nDTSTART;TZID=Europe/Berlin:20261224T120000\nDTEND;TZID=Europe/Berlin:20261224T180000"

    assert rows(*holidays_from_ical(file(event))) == [("Christmas Eve", "FLOATING", "2026-12-24", 6)]


def test_an_event_of_several_days_is_a_holiday_for_each_day() -> None:
    event = "SUMMARY:Closed\nDTSTART;VALUE=DATE:20261230\nDTEND;VALUE=DATE:20270102"
    timed = "SUMMARY:Party\nDTSTART:20260320T200000Z\nDTEND:20260321T020000Z"

    assert [row[2] for row in rows(*holidays_from_ical(file(event)))] == ["2026-12-30", "2026-12-31", "2027-01-01"]
    assert [row[2] for row in rows(*holidays_from_ical(file(event), [2027]))] == ["2027-01-01"]
    assert rows(*holidays_from_ical(file(timed))) == [("Party", "FLOATING", "2026-03-20", 4), ("Party", "FLOATING", "2026-03-21", 2)]


def test_the_duration_of_a_whole_day_can_be_chosen() -> None:
    assert rows(*holidays_from_ical(file("SUMMARY:Day\nDTSTART;VALUE=DATE:20260406"), seconds=28_800)) == [
        ("Day", "FLOATING", "2026-04-06", 8)
    ]


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        (b"nix", "The file is not iCalendar"),
        (b"\xff\xfe\x00", "The file is not iCalendar"),
        (b"", "The file is not iCalendar"),
        (file("SUMMARY:Day\nDTSTART:nix"), "The event 'Day' has no valid start and end"),
        (file("SUMMARY:Day"), "The event 'Day' has no valid start and end"),
        (file("SUMMARY:Day\nDTSTART:20260406T120000\nDTEND;VALUE=DATE:20260407"), "The event 'Day' has no valid start and end"),
        (file("SUMMARY:Day\nDTSTART;VALUE=DATE:20260406\nDTEND;VALUE=DATE:20280407"), "is longer than 366 days"),
        (file("SUMMARY:Day\nDTSTART;VALUE=DATE:20260406\nRRULE:FREQ=WEEKLY"), "repeats: name the years to import"),
    ],
)
def test_invalid_files_are_refused(content: bytes, expected: str) -> None:
    with pytest.raises(Invalid, match=expected):
        holidays_from_ical(content)


def test_a_recurrence_within_a_day_is_refused() -> None:
    with pytest.raises(Invalid, match="must be one of DAILY, WEEKLY, MONTHLY, YEARLY"):
        holidays_from_ical(file("SUMMARY:Day\nDTSTART;VALUE=DATE:20260406\nRRULE:FREQ=SECONDLY"), [2026])
