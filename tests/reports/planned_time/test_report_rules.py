"""The rules for sums by week, without a database."""

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from andante.organization.teams.rules import MembershipRecord, Span
from andante.reports.planned_time.rules import Report, row_members, sum_up, visibility, week_of

FIRST, LAST = dt.date(2026, 1, 1), dt.date(2026, 12, 31)
DAYS = st.dates(FIRST, LAST)
MEASURES = st.dictionaries(st.sampled_from(["a", "b", "c"]), st.dictionaries(DAYS, st.integers(1, 90_000)))
ALL = Report(start=FIRST, end=LAST)


def _membership(team_id: int, account_id: str, percent: int, start: dt.date | None = None, end: dt.date | None = None) -> MembershipRecord:
    return MembershipRecord(1, team_id, "Team", account_id, 1, "Member", percent, start, end)


@pytest.mark.parametrize(
    ("day", "week_start", "expected"),
    [
        ("2026-03-18", 1, "2026-03-16"),
        ("2026-03-16", 1, "2026-03-16"),
        ("2026-03-15", 1, "2026-03-09"),
        ("2026-03-15", 7, "2026-03-15"),
        ("2026-03-18", 6, "2026-03-14"),
        ("0001-01-01", 2, "0001-01-01"),
    ],
)
def test_a_week_starts_on_the_day_that_is_configured(day: str, week_start: int, expected: str) -> None:
    assert str(week_of(dt.date.fromisoformat(day), week_start)) == expected


@given(MEASURES, MEASURES, st.integers(1, 7))
def test_nothing_is_lost_between_days_and_weeks(
    planned: dict[str, dict[dt.date, int]], logged: dict[str, dict[dt.date, int]], start: int
) -> None:
    rows = sum_up(ALL, row_members(ALL, ["a", "b", "c"], []), [planned, logged], {}, start, lambda *_: True)

    for position, measure in enumerate((planned, logged)):
        assert sum(row.sums[position] for row in rows) == sum(sum(days.values()) for days in measure.values())
    assert all((row.end - row.start).days < 7 for row in rows)
    assert [(row.subject, row.start) for row in rows] == sorted({(row.subject, row.start) for row in rows})


@given(MEASURES)
def test_a_team_is_the_sum_of_its_members(planned: dict[str, dict[dt.date, int]]) -> None:
    members = [_membership(7, name, 50) for name in ("a", "b")]
    by_team, by_person = (Report(start=FIRST, end=LAST, team_ids=[7], by_team=by_team) for by_team in (True, False))
    team, people = (
        sum_up(report, row_members(report, ["a", "b"], members), [planned], planned, 1, lambda *_: True) for report in (by_team, by_person)
    )

    assert sum(row.sums[0] for row in team) == sum(row.sums[0] for row in people)
    for row in team:
        assert row.sums[1] == row.sums[0] // 2


def test_only_visible_days_count() -> None:
    day, next_day = dt.date(2026, 3, 17), dt.date(2026, 3, 18)
    is_visible = visibility("me", [{"a": [Span(None, next_day)]}, {"a": [Span(day, None)], "b": [Span(None, None)]}])

    visible = [("me", day), ("a", day)]
    hidden = [("a", next_day), ("b", day), ("c", day)]
    assert [is_visible(*user_day) for user_day in visible + hidden] == [True, True, False, False, False]


def test_with_permissions_over_everyone_all_days_are_visible() -> None:
    assert visibility("me", [])("a", FIRST)
