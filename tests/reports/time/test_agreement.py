"""Reports, files, the grid of a week, timesheets and the servlets agree to the second."""

import csv
import io
import random
from collections import Counter
from typing import Any

import pytest

from andante.kit.database import Database
from tests.cast import ACCOUNT_IDS, NORTH_1, NORTH_2, SOUTH_1, Company, Person
from tests.servlets.endpoints.machines import machine

WEEKS = (("2026-03-02", "2026-03-08"), ("2026-03-09", "2026-03-15"))
SPAN = {"from": WEEKS[0][0], "to": WEEKS[-1][1]}
NOT_DOUBLE = (
    ["USER", "PROJECT", "ISSUE"],
    ["PARENT", "ACCOUNT", "CUSTOMER"],
    ["CATEGORY", "BILLABLE", "APPROVAL"],
    ["DAY", "WEEK", "MONTH"],
)
"""All dimensions in which a worklog counts once."""


@pytest.fixture
def logged(carol: Person) -> list[dict[str, Any]]:
    """Random worklogs of everyone. Eve leaves the team in the middle."""
    chosen = random.Random(18)
    membership = next(
        each for each in carol.get("/team-memberships/team/1").json()["results"] if each["member"]["accountId"] == ACCOUNT_IDS["eve"]
    )
    assert carol.put(f"/team-memberships/{membership['id']}", {"from": "2026-01-01", "to": "2026-03-08"}).status_code == 200
    found = []
    for _ in range(40):
        seconds = chosen.randint(1, 7200)
        found.append(
            carol.logs(
                seconds,
                on=f"2026-03-{chosen.randint(2, 15):02}",
                billableSeconds=chosen.randint(0, seconds),
                issueId=chosen.choice([NORTH_1, NORTH_2, SOUTH_1]),
                authorAccountId=ACCOUNT_IDS[chosen.choice(["alice", "bob", "dave", "eve"])],
            )
        )
    return found


def report(person: Person, path: str = "", **query: Any) -> Any:
    response = person.http.get(f"/4-andante/reports/time{path}", params=SPAN | query)
    assert response.status_code == 200, response.text
    return response


def test_all_sums_of_a_viewer_agree(company: Company, logged: list[dict[str, Any]]) -> None:
    for viewer in ("alice", "bob", "frank"):
        worklogs = check(company.people[viewer])
        assert (len(worklogs) == len(logged)) == (viewer == "frank")


def check(person: Person) -> list[dict[str, Any]]:
    """Compares all sums of a viewer with the worklogs that they may see, and returns these."""
    worklogs: list[dict[str, Any]] = person.get("/worklogs", from_=SPAN["from"], to=SPAN["to"], limit=1000).json()["results"]
    expected = sum(each["timeSpentSeconds"] for each in worklogs), sum(each["billableSeconds"] for each in worklogs)

    for dimensions in NOT_DOUBLE:
        rows = report(person, groupBy=dimensions, pivot="DAY").json()["results"]
        totals = report(person, "/totals", groupBy=dimensions, pivot="DAY").json()
        assert (totals["loggedSeconds"], totals["billableSeconds"]) == expected
        assert totals["loggedSeconds"] == sum(row["loggedSeconds"] for row in rows) == sum(totals["loggedSecondsByColumn"])
        assert totals["billableSeconds"] == sum(row["billableSeconds"] for row in rows) == sum(totals["billableSecondsByColumn"])

    file = csv.DictReader(io.StringIO(report(person, ".csv", groupBy=["USER", "ISSUE", "DAY"]).content.decode("utf-8-sig")))
    assert sum(int(row["Logged (seconds)"]) for row in file) == expected[0]
    by_author = Counter[str]()
    for each in worklogs:
        by_author[each["author"]["accountId"]] += each["timeSpentSeconds"]
    assert {row["groups"][0]["id"]: row["loggedSeconds"] for row in report(person, groupBy="USER").json()["results"]} == by_author
    measured = report(person, groupBy="USER", measure=["REQUIRED", "PLANNED"]).json()["results"]
    assert {row["groups"][0]["id"]: row["loggedSeconds"] for row in measured if row["loggedSeconds"]} == by_author
    return worklogs


@pytest.mark.usefixtures("logged")
def test_weeks_timesheets_and_servlets_agree(company: Company, database: Database) -> None:
    for first, last in WEEKS:
        for row in company.frank.http.get("/4-andante/reports/time", params={"from": first, "to": last, "groupBy": "USER"}).json()[
            "results"
        ]:
            user = row["groups"][0]["id"]
            week = company.frank.http.get(f"/4-andante/weeks/{first}", params={"accountId": user}).json()
            timesheet = company.frank.get(f"/timesheet-approvals/user/{user}", from_=first, to=last).json()

            assert row["loggedSeconds"] == sum(day["loggedSeconds"] for day in week["days"])
            assert row["loggedSeconds"] == sum(cell["timeSpentSeconds"] for line in week["rows"] for cell in line["cells"])
            assert row["loggedSeconds"] == timesheet["timeSpentSeconds"]
    exported = machine(company.carol.app, database).worklogs(dateFrom=SPAN["from"], dateTo=SPAN["to"])
    total = report(company.frank, "/totals", groupBy="USER").json()["loggedSeconds"]
    assert round(sum(float(each["hours"]) * 3600 for each in exported)) == total
