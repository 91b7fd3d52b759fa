"""How days become sums by week, without a database."""

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from andante.organization.teams.rules import MembershipRecord, Span
from andante.reports.planned_time.rules import Report, add_up, lines_of, sight, week_of

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
def test_a_week_begins_on_the_day_that_is_configured(day: str, week_start: int, expected: str) -> None:
    assert str(week_of(dt.date.fromisoformat(day), week_start)) == expected


@given(MEASURES, MEASURES, st.integers(1, 7))
def test_nothing_is_lost_between_days_and_weeks(
    planned: dict[str, dict[dt.date, int]], logged: dict[str, dict[dt.date, int]], start: int
) -> None:
    lines = add_up(ALL, lines_of(ALL, ["a", "b", "c"], []), [planned, logged], {}, start, lambda *_: True)

    for position, measure in enumerate((planned, logged)):
        assert sum(line.sums[position] for line in lines) == sum(sum(days.values()) for days in measure.values())
    assert all((line.end - line.start).days < 7 for line in lines)
    assert [(line.who, line.start) for line in lines] == sorted({(line.who, line.start) for line in lines})


@given(MEASURES)
def test_a_team_is_the_sum_of_its_members(planned: dict[str, dict[dt.date, int]]) -> None:
    members = [_membership(7, name, 50) for name in ("a", "b")]
    by_team, by_person = (Report(start=FIRST, end=LAST, team_ids=[7], by_team=by_team) for by_team in (True, False))
    team, people = (
        add_up(asked, lines_of(asked, ["a", "b"], members), [planned], planned, 1, lambda *_: True) for asked in (by_team, by_person)
    )

    assert sum(line.sums[0] for line in team) == sum(line.sums[0] for line in people)
    for line in team:
        assert line.sums[1] == line.sums[0] // 2


def test_only_what_may_be_seen_counts() -> None:
    day, next_day = dt.date(2026, 3, 17), dt.date(2026, 3, 18)
    sees = sight("me", [{"a": [Span(None, next_day)]}, {"a": [Span(day, None)], "b": [Span(None, None)]}])

    assert [sees("me", day), sees("a", day), sees("a", next_day), sees("b", day), sees("c", day)] == [True, True, False, False, False]


def test_who_holds_all_over_everyone_sees_everybody() -> None:
    assert sight("me", [])("a", FIRST)
