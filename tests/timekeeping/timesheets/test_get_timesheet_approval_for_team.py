"""GET /timesheet-approvals/team/{teamId}."""

from typing import Any

import httpx

from andante.directory.people import actions as people
from andante.directory.people.wire import UserInput
from andante.kit import clock
from andante.kit.call import SYSTEM, Call
from andante.kit.database import Database
from andante.organization.memberships import actions as memberships
from andante.organization.memberships.wire import TeamMembershipInput
from tests.cast import BASE_URL, NORTHERNERS, Person
from tests.statements import statements

from .sheets import FIRST, LAST, WEEK, sheet, take_step

PATH = f"/timesheet-approvals/team/{NORTHERNERS}"


def account_names(response: httpx.Response) -> list[str]:
    """The users whose timesheets are in a response, without the prefix of their account ids."""
    assert response.status_code == 200, response.text
    return [found["user"]["accountId"].removeprefix("712020:") for found in response.json()["results"]]


def test_a_team_has_the_timesheet_of_each_member(alice: Person, bob: Person) -> None:
    alice.logs(3600, on=FIRST)
    take_step(alice, "submit")

    result = bob.get(PATH, **WEEK).json()

    assert result["self"] == f"{BASE_URL}/4{PATH}?from={FIRST}&to={LAST}"
    assert result["metadata"] == {"count": 2}
    assert result["results"] == [sheet(bob, "alice"), sheet(bob, "eve")]
    assert [found["status"]["key"] for found in result["results"]] == ["IN_REVIEW", "OPEN"]


def test_members_on_any_day_of_the_period_are_included(carol: Person, dave: Person) -> None:
    carol.put("/team-memberships/1", {"from": "2026-01-01", "to": "2026-03-10"})
    carol.post("/team-memberships", {"teamId": NORTHERNERS, "accountId": dave.id, "from": "2026-03-15"})

    assert account_names(carol.get(PATH, from_="2026-03-02")) == ["alice", "eve"]
    assert account_names(carol.get(PATH, from_=FIRST)) == ["alice", "dave", "eve"]
    assert account_names(carol.get(PATH, from_="2026-03-16")) == ["dave", "eve"]


def test_a_lead_sees_the_timesheets_of_members_of_the_whole_period(bob: Person, carol: Person, dave: Person) -> None:
    carol.put("/team-memberships/1", {"from": "2026-01-01", "to": "2026-03-10"})
    carol.post("/team-memberships", {"teamId": NORTHERNERS, "accountId": dave.id, "from": "2026-03-15"})

    assert account_names(bob.get(PATH, from_="2026-03-02")) == ["alice", "eve"]
    assert account_names(bob.get(PATH, from_=FIRST)) == ["eve"]
    assert account_names(bob.get(PATH, from_="2026-03-16")) == ["dave", "eve"]


def test_a_user_with_two_memberships_in_a_period_is_listed_once(carol: Person, alice: Person) -> None:
    carol.put("/team-memberships/1", {"from": "2026-01-01", "to": "2026-03-10"})
    carol.post("/team-memberships", {"teamId": NORTHERNERS, "accountId": alice.id, "from": "2026-03-12"})

    assert account_names(carol.get(PATH, from_=FIRST)) == ["alice", "eve"]


def test_each_caller_gets_the_timesheets_that_they_may_see(alice: Person, dave: Person, frank: Person, carol: Person) -> None:
    assert account_names(alice.get(PATH, **WEEK)) == ["alice"]
    assert account_names(dave.get(PATH, **WEEK)) == []
    assert account_names(frank.get(PATH, **WEEK)) == ["alice", "eve"]
    assert account_names(carol.get(PATH, **WEEK)) == ["alice", "eve"]


def test_a_hidden_team_is_not_found(carol: Person, dave: Person) -> None:
    carol.put(f"/teams/{NORTHERNERS}", {"name": "Northerners", "public": False})

    assert dave.get(PATH, **WEEK).status_code == 404
    assert dave.get("/timesheet-approvals/team/99", **WEEK).status_code == 404


def test_a_range_that_is_not_a_period_is_refused(bob: Person) -> None:
    assert bob.get(PATH, from_=FIRST, to="2026-03-11").status_code == 400
    assert bob.get(PATH).status_code == 400


def test_a_team_of_two_hundred_needs_no_more_statements_than_a_team_of_two(
    bob: Person, company: Any, database: Database, alice: Person
) -> None:
    company.configure(database, approval_period="MONTH")
    alice.logs()
    take_step(alice, "submit", from_="2026-03-01")
    bob.get(PATH, from_="2026-03-01")
    with statements(database) as for_two:
        bob.get(PATH, from_="2026-03-01")

    with database.write() as db:
        call = Call(db, SYSTEM, clock.now())
        for number in range(200):
            person = people.add(call, UserInput(account_id=f"p{number}", display_name=str(number)))
            memberships.add(call, TeamMembershipInput(account_id=person.account_id, team_id=NORTHERNERS))
    with statements(database) as for_many:
        assert len(account_names(bob.get(PATH, from_="2026-03-01"))) == 202

    assert len(for_two) == len(for_many) <= 12
