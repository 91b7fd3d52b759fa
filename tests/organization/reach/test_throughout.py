"""Permissions over all days of a range: the SQL condition and the rules agree with counting day by day, for memberships with gaps."""

import datetime as dt
import random
from collections.abc import Iterable

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import insert, literal, select

from andante.directory.people.store import users
from andante.kit.call import Call, Caller
from andante.organization.reach import queries as reach
from andante.organization.teams.rules import ONE_DAY, Span, days_from
from andante.organization.teams.store import team_memberships, teams
from andante.scopes import Permission
from tests.cast import ACCOUNT_IDS

FIRST = dt.date(2026, 3, 1)
DAYS = [FIRST + dt.timedelta(number) for number in range(14)]
BOB, DAVE = ACCOUNT_IDS["bob"], ACCOUNT_IDS["dave"]
BOUNDS = st.one_of(st.none(), st.integers(0, 14).map(lambda number: FIRST + dt.timedelta(number)))


@st.composite
def spans(draw: st.DrawFn) -> Span:
    start, end = draw(BOUNDS), draw(BOUNDS)
    return Span(start, max(end, start + ONE_DAY) if start and end else end)


def _is_covered(days: Iterable[dt.date], memberships: Iterable[Span]) -> bool:
    return all(any(span.has(day) for span in memberships) for day in days)


@given(st.lists(spans(), max_size=5), st.integers(0, 13), st.integers(0, 13))
def test_the_first_day_outside_is_found_like_day_by_day(memberships: list[Span], first: int, last: int) -> None:
    days = DAYS[first : max(first, last) + 1]

    found = days_from(days[0], days[-1]).first_day_outside(memberships)

    assert found == next((day for day in days if not _is_covered([day], memberships)), None)


@pytest.mark.parametrize(
    ("memberships", "outside"),
    [
        ([], dt.date.min),
        ([Span(None, None)], None),
        ([Span(None, FIRST), Span(FIRST, None)], None),
        ([Span(FIRST, None), Span(None, FIRST)], None),
        ([Span(None, FIRST), Span(FIRST + ONE_DAY, None)], FIRST),
        ([Span(None, FIRST)], FIRST),
    ],
)
def test_days_without_start_and_end(memberships: list[Span], outside: dt.date | None) -> None:
    assert Span(None, None).first_day_outside(memberships) == outside


def test_a_range_until_the_last_possible_day() -> None:
    assert days_from(FIRST, dt.date.max) == days_from(FIRST, None) == Span(FIRST, None)


def _random_spans(generator: random.Random) -> list[Span]:
    """Up to three spans in order, with and without gaps between them. The first may have no start, the last no end."""
    bounds: list[dt.date | None] = [*sorted(generator.sample(DAYS, generator.choice([0, 2, 4])))]
    if bounds and generator.random() < 0.5:
        bounds = [None, bounds[0], *bounds]
    if bounds and generator.random() < 0.5:
        bounds = [*bounds, bounds[-1], None]
    found = [Span(start, end) for start, end in zip(bounds[::2], bounds[1::2], strict=True)]
    return [span for span in found if generator.random() < 0.8]


def _add_random_memberships(call: Call) -> dict[str, list[tuple[int, Span]]]:
    """Adds users with random memberships without overlaps in two teams of bob and one of dave. Returns them as pairs of team and span."""
    rows_of_teams = [{"id": id, "name": "T", "lead_id": lead, "public": True, "administrative": False} for id, lead in LEADS.items()]
    call.db.execute(insert(teams), rows_of_teams)
    generator = random.Random(14)
    of_user = {f"p{number}": [(team, span) for team in LEADS for span in _random_spans(generator)] for number in range(150)}
    call.db.execute(insert(users), [{"account_id": user, "display_name": user, "time_zone": "UTC", "active": True} for user in of_user])
    rows = [
        {"team_id": team, "account_id": user, "role_id": 1, "commitment_percent": 100, "from_date": span.start, "to_date": span.end}
        for user, found in of_user.items()
        for team, span in found
    ]
    call.db.execute(insert(team_memberships), rows)
    return of_user


LEADS = {100: BOB, 101: BOB, 102: DAVE}


@pytest.mark.parametrize(("first", "last"), [(0, 0), (0, 6), (3, 9), (7, 13), (13, 13)])
def test_a_lead_reaches_the_users_whose_memberships_cover_all_days(call: Call, first: int, last: int) -> None:
    of_user = _add_random_memberships(call)
    days = DAYS[first : last + 1]
    covered = {lead: _covered_users(of_user, lead, days) for lead in (BOB, DAVE)}
    person, bounds = users.c.account_id, (literal(days[0]), literal(days[-1]))
    lead_call = Call(call.db, Caller(BOB), call.now)

    condition = reach.within_reach_throughout(lead_call, [Permission.WORKLOG_VIEW], person, *bounds)
    reached = call.db.scalars(select(person).where(condition, person.like("p%"))).all()
    reviewers = {user: reach.reviewers_throughout(call, user, Permission.TIMESHEET_APPROVE, days[0], days[-1]) for user in of_user}
    leads = {user: reach.leads_throughout(call, user, days[0], days[-1]) for user in of_user}
    planned = {user for user in of_user if reach.first_day_out_of_reach(lead_call, Permission.PLAN_MANAGE, user, days[0], days[-1]) is None}

    assert 0 < len(covered[BOB]) < len(of_user)
    assert set(reached) == planned == covered[BOB]
    assert {user for user, found in reviewers.items() if BOB in found} == covered[BOB]
    for lead, users_of_lead in covered.items():
        assert {user for user, found in leads.items() if lead in found} == users_of_lead


def _covered_users(of_user: dict[str, list[tuple[int, Span]]], lead: str, days: list[dt.date]) -> set[str]:
    return {user for user, found in of_user.items() if _is_covered(days, [span for team, span in found if LEADS[team] == lead])}
