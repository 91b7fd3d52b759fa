"""Planned and required time in GET /4-andante/reports/time, and the comparison with logged time."""

import csv
import datetime as dt
import io
from collections import defaultdict
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from andante.organization.teams.rules import MembershipRecord
from andante.reports.dimensions.rules import DAY, MONTH, ROLE, TEAM, USER, WEEK, Dimension
from andante.reports.time import day_sums, measures, rules
from andante.reports.time.day_sums import DayFigures, Names
from andante.reports.time.rules import PLANNED, REQUIRED, Sums, TimeFilter, TimeReport
from andante.timekeeping.periods.rules import Period
from andante.timekeeping.worklog_search.rules import Search
from tests.cast import ACCOUNT_IDS, NORTHERNERS, Company, Person, faults, message
from tests.planning.plans.samples import HOUR, create_plan

WEEK_12: dict[str, Any] = {"from": "2026-03-16", "to": "2026-03-22"}
BOTH = {"measure": ["PLANNED", "REQUIRED"]}


def results(person: Person, *group_by: str, **more: Any) -> list[dict[str, Any]]:
    response = person.http.get("/4-andante/reports/time", params=WEEK_12 | BOTH | {"groupBy": list(group_by)} | more)
    assert response.status_code == 200, response.text
    found: list[dict[str, Any]] = response.json()["results"]
    return found


def totals(person: Person, **more: Any) -> dict[str, Any]:
    found: dict[str, Any] = person.http.get("/4-andante/reports/time/totals", params=WEEK_12 | BOTH | {"groupBy": "USER"} | more).json()
    return found


def rows(person: Person, *group_by: str, **more: Any) -> list[tuple[Any, ...]]:
    """The names of the groups, and the logged, planned and required hours."""
    sums = ("loggedSeconds", "plannedSeconds", "requiredSeconds")
    return [
        (*(group["name"] for group in row["groups"]), *(row[name] / HOUR for name in sums)) for row in results(person, *group_by, **more)
    ]


@pytest.fixture
def week(company: Company, carol: Person) -> Company:
    """Alice has planned 2 h a day and logged 5 h, eve has planned 2 h on Monday, dave has logged 1 h."""
    create_plan(carol, ACCOUNT_IDS["alice"])
    create_plan(carol, ACCOUNT_IDS["eve"], endDate="2026-03-16")
    carol.logs(5 * HOUR, on="2026-03-17", billableSeconds=HOUR, authorAccountId=ACCOUNT_IDS["alice"])
    company.dave.logs(HOUR, on="2026-03-18")
    return company


def test_logged_time_is_compared_with_required_time(week: Company) -> None:
    assert results(week.alice, "USER") == [
        {
            "groups": [{"dimension": "USER", "id": ACCOUNT_IDS["alice"], "name": "Alice"}],
            "loggedSeconds": 5 * HOUR,
            "billableSeconds": HOUR,
            "plannedSeconds": 10 * HOUR,
            "requiredSeconds": 40 * HOUR,
            "differenceSeconds": -35 * HOUR,
            "percent": 12.5,
        }
    ]
    only_planned = results(week.alice, "USER", measure="PLANNED")[0]
    assert (only_planned["differenceSeconds"], only_planned["percent"], only_planned.get("requiredSeconds")) == (-5 * HOUR, 50.0, None)
    assert "percent" not in totals(week.alice, **{"from": "2026-03-21"})


def test_everyone_sees_the_days_that_they_may_view(week: Company, carol: Person) -> None:
    assert rows(week.bob, "USER") == [("Alice", 5, 10, 40), ("Bob", 0, 0, 40), ("Eve", 0, 2, 40)]
    assert rows(week.dave, "USER") == [("Dave", 1, 0, 40)]
    assert [row[0] for row in rows(carol, "USER")] == ["Alice", "Bob", "Carol", "Dave", "Eve", "Frank"]


def test_each_dimension(week: Company, carol: Person) -> None:
    assert rows(carol, "TEAM") == [("Northerners", 5, 12, 80), ("", 1, 0, 160)]
    assert rows(carol, "ROLE") == [("Member", 5, 12, 80), ("", 1, 0, 160)]
    assert rows(week.bob, "DAY", teamId=NORTHERNERS)[:3] == [("2026-03-16", 0, 4, 16), ("2026-03-17", 5, 2, 16), ("2026-03-18", 0, 2, 16)]
    assert rows(week.bob, "WEEK", "TEAM") == [("2026-03-16", "Northerners", 5, 12, 80), ("2026-03-16", "", 0, 0, 40)]
    assert rows(week.bob, "MONTH", accountId=ACCOUNT_IDS["eve"]) == [("2026-03-01", 0, 2, 40)]
    assert rows(week.bob, "USER", roleId=99) == []


def test_columns_have_planned_and_required_time(week: Company) -> None:
    (row,) = results(week.alice, "USER", pivot="DAY")

    assert row["plannedSecondsByColumn"] == [2 * HOUR] * 5 + [0, 0]
    assert row["requiredSecondsByColumn"] == [8 * HOUR] * 5 + [0, 0]
    assert row["loggedSecondsByColumn"] == [0, 5 * HOUR, 0, 0, 0, 0, 0]


@pytest.mark.usefixtures("week")
def test_rows_are_pages_and_sorted_as_without_measures(carol: Person) -> None:
    def logged(**query: Any) -> list[tuple[Any, ...]]:
        found = results(carol, "TEAM", "USER", **query)
        return [(*(group["name"] for group in row["groups"]), row["loggedSeconds"]) for row in found if row["loggedSeconds"]]

    for order in ({"sort": "LOGGED", "direction": "DESC"}, {"direction": "DESC"}, {"sort": "BILLABLE"}, {}):
        assert logged(**order) == logged(**order, measure=[])
    assert rows(carol, "USER", sort="LOGGED", direction="DESC", limit=2) == [("Alice", 5, 10, 40), ("Dave", 1, 0, 40)]
    assert rows(carol, "USER", sort="LOGGED", direction="DESC", limit=1, offset=1) == [("Dave", 1, 0, 40)]


def test_the_figures_are_those_of_the_other_reports(week: Company, carol: Person) -> None:
    for person in (week.alice, week.bob, carol):
        planned = person.http.get("/4-andante/reports/planned-and-logged", params=WEEK_12).json()["results"]
        capacity = person.http.get("/4-andante/reports/capacity", params=WEEK_12).json()["results"]
        found = totals(person)

        assert found["plannedSeconds"] == sum(row["plannedSeconds"] for row in planned)
        assert found["requiredSeconds"] == sum(row["requiredSeconds"] for row in capacity)
        assert found["loggedSeconds"] == totals(person, measure=[])["loggedSeconds"]


def test_files_have_the_measures(week: Company) -> None:
    response = week.alice.http.get("/4-andante/reports/time.csv", params=WEEK_12 | BOTH | {"groupBy": "USER", "pivot": "MONTH"})

    header, row = csv.reader(io.StringIO(response.content.decode("utf-8-sig")))
    assert dict(zip(header, row, strict=True)) == {
        "User (id)": ACCOUNT_IDS["alice"],
        "User": "Alice",
        "Logged (seconds)": "18000",
        "Billable (seconds)": "3600",
        "Planned (seconds)": "36000",
        "Required (seconds)": "144000",
        "Difference (seconds)": "-126000",
        "Percent": "12.5",
        "Logged 2026-03-16 (seconds)": "18000",
        "Billable 2026-03-16 (seconds)": "3600",
        "Planned 2026-03-16 (seconds)": "36000",
        "Required 2026-03-16 (seconds)": "144000",
    }


@pytest.mark.parametrize("dimension", ["PROJECT", "ISSUE", "PARENT", "ACCOUNT", "CUSTOMER", "CATEGORY", "BILLABLE", "APPROVAL"])
def test_dimensions_without_planned_and_required_time_are_refused(company: Company, dimension: str) -> None:
    response = company.alice.http.get("/4-andante/reports/time", params=WEEK_12 | BOTH | {"groupBy": ["USER", dimension]})

    assert message(response) == (
        f"'groupBy' can be USER, TEAM, ROLE, DAY, WEEK, MONTH in a report with 'measure', not {dimension}: "
        "only days of users have planned and required time"
    )


@pytest.mark.parametrize(
    "filter",
    [
        *({"project": "NORTH"}, {"issue": "NORTH-1"}, {"parent": "NORTH-1"}, {"account": "A"}, {"customer": "A"}, {"category": "A"}),
        *({"billable": "false"}, {"approval": "OPEN"}, {"updatedFrom": "2026-03-01"}),
    ],
)
def test_filters_without_planned_and_required_time_are_refused(company: Company, filter: dict[str, str]) -> None:
    response = company.alice.http.get("/4-andante/reports/time", params=WEEK_12 | BOTH | {"groupBy": "USER"} | filter)

    assert faults(response) == [("measure", "inconsistent")]


def test_too_many_days_are_refused(carol: Person, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("andante.reports.planned_time.actions.MAX_DAYS", 41)

    response = carol.http.get("/4-andante/reports/time", params=WEEK_12 | BOTH | {"groupBy": "USER"})

    assert faults(response) == [("", "too_large")]


START, END = dt.date(2026, 2, 20), dt.date(2026, 3, 10)
users = st.sampled_from(["a", "b", "c"])
days = st.dates(START, END)
seconds = st.integers(0, 10 * HOUR)
figures = st.dictionaries(st.tuples(users, days), st.builds(DayFigures, seconds, seconds, seconds, seconds), max_size=20)
memberships = st.lists(
    st.builds(
        lambda team, role, user, first, last: MembershipRecord(0, team, f"T{team}", user, role, f"R{role}", 100, first, last),
        *(st.integers(1, 2), st.integers(1, 2), users, st.none() | days, st.none() | days),
    ),
    max_size=6,
)
dimensions = st.lists(st.sampled_from([USER, TEAM, ROLE, DAY, WEEK, MONTH]), min_size=1, max_size=3, unique=True)


@given(figures, memberships, dimensions, st.sampled_from([None, "DAY", "WEEK", "MONTH"]), st.integers(1, 7))
def test_sums_are_those_of_the_simple_definition(
    figures: dict[tuple[str, dt.date], DayFigures],
    memberships: list[MembershipRecord],
    names: list[str],
    pivot: str | None,
    week_start: int,
) -> None:
    report = TimeReport(
        filter=TimeFilter(search=Search()),
        span=Period(START, END),
        dimensions=[Dimension(name) for name in names],
        columns=rules.columns(pivot, START, END, week_start),
        measures=[PLANNED, REQUIRED],
        week_start=week_start,
    )
    expected: dict[tuple[str, ...], list[int]] = defaultdict(lambda: [0, 0, 0, 0])
    for (user, day), of_day in figures.items():
        while_member = [each for each in memberships if each.account_id == user and each.span.has(day)]
        places = {(str(each.team_id) if TEAM in names else "", str(each.role_id) if ROLE in names else "") for each in while_member}
        for team, role in places if places and {TEAM, ROLE} & set(names) else {("", "")}:
            week = day - dt.timedelta(days=(day.isoweekday() - week_start) % 7)
            values = {USER: user, TEAM: team, ROLE: role, DAY: str(day), WEEK: str(week), MONTH: f"{day:%Y-%m}-01"}
            sums = expected[tuple(values[name] for name in names)]
            sums[:] = [one + other for one, other in zip(sums, of_day, strict=True)]

    found = day_sums.rows(report, figures, memberships, Names({}, {}, {}))
    total = day_sums.totals(report, figures)

    by_key = {tuple(group.id for group in row.groups): row.sums for row in found}
    assert {key: seconds_of(sums) for key, sums in by_key.items()} == {key: sums for key, sums in expected.items() if any(sums)}
    assert seconds_of(total) == [sum(of_day[measure] for of_day in figures.values()) for measure in range(4)]
    for row in [total, *by_key.values()]:
        if pivot:
            assert row.logged == sum(row.logged_by_column)
            assert row.required == sum(row.required_by_column)


def seconds_of(sums: Sums) -> list[int | None]:
    return [sums.logged, sums.billable, sums.planned, sums.required]


def test_measures_are_named_like_the_figures_of_a_day() -> None:
    assert measures.POSITIONS == {PLANNED: 2, REQUIRED: 3}
