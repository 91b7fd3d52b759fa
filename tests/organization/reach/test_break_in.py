"""Users who try to get access to the work of others through teams that they lead or manage."""

import pytest

from andante.app import application
from andante.kit.call import Call, Caller
from andante.kit.database import Database
from andante.kit.grants import Grants
from andante.kit.settings import Settings
from andante.organization.memberships import actions as memberships
from andante.organization.memberships.wire import TeamMembershipInput
from andante.organization.teams import actions as teams
from andante.organization.teams.wire import TeamInput
from andante.scopes import Permission
from tests.cast import ACCOUNT_IDS, NORTH_1, NORTHERNERS, NOW, Person, ids, message
from tests.concurrency import Act, concurrently
from tests.organization.permissions.roles import VIEW, create_role_for, role

TODAY, YESTERDAY = NOW[:10], "2026-03-17"
WEEK = {"from": "2026-03-16", "to": "2026-03-22"}
ALICE = ACCOUNT_IDS["alice"]
SHEET = f"/timesheet-approvals/user/{ALICE}"
MANAGE = "permissions.team.manage"
STEPS = ("submit", "approve", "reject", "recall", "reopen")
PRIVATE = 2
"""The team that the tests create."""


@pytest.fixture
def manager(carol: Person, frank: Person, dave: Person) -> Person:
    """Dave, who may manage all teams."""
    assert frank.id != dave.id
    assert carol.post("/permission-roles", role("Team managers", MANAGE, people=[dave.id])).status_code == 200
    return dave


@pytest.fixture
def lead(carol: Person, dave: Person) -> Person:
    """Dave, who leads a private team without members."""
    assert carol.post("/teams", {"name": "Private", "public": False, "leadAccountId": dave.id}).status_code == 200
    return dave


def membership(team_id: int = PRIVATE, account_id: str = ALICE, days: dict[str, str] | None = None) -> dict[str, object]:
    return {"teamId": team_id, "accountId": account_id, "from": TODAY} | (days or {})


def assert_has_no_access(intruder: Person) -> None:
    """The user can't see or change alice's worklogs, totals and timesheets."""
    assert ids(intruder.get("/worklogs")) == ids(intruder.get(f"/worklogs/user/{ALICE}")) == []
    assert ids(intruder.post("/worklogs/search", {"authorIds": [ALICE]})) == []
    body = {"authorAccountId": ALICE, "issueId": NORTH_1, "startDate": TODAY, "timeSpentSeconds": 60}
    assert intruder.post("/worklogs", body).status_code == 403
    assert_has_no_sums(intruder)


def assert_has_no_sums(intruder: Person) -> None:
    assert intruder.get(SHEET, from_=WEEK["from"]).status_code == 404
    assert intruder.get(f"{SHEET}/reviewers").status_code == 404
    assert [intruder.post(f"{SHEET}/{verb}", **WEEK).status_code for verb in STEPS] == [404] * 5
    for path in (f"/timesheet-approvals/team/{NORTHERNERS}", f"/timesheet-approvals/team/{PRIVATE}"):
        response = intruder.get(path, from_=WEEK["from"])
        assert response.status_code == 404 or response.json()["results"] == []
    assert intruder.post("/timesheet-approvals/logs/search", {}).json()["results"] == []
    assert intruder.get("/timesheet-approvals/waiting").json()["results"] == []


def test_a_lead_cannot_add_a_user_of_other_teams(lead: Person, alice: Person) -> None:
    alice.logs(on=YESTERDAY)

    refused = lead.post("/team-memberships", membership())

    assert refused.status_code == 403
    assert MANAGE in refused.text
    assert "Leads may only add users who are in a team that they lead today" in refused.text
    assert_has_no_access(lead)


def test_a_membership_from_today_gives_a_lead_no_access_to_the_rest_of_the_period(lead: Person, alice: Person, carol: Person) -> None:
    alice.logs(on=YESTERDAY)
    today = alice.logs(on=TODAY)["tempoWorklogId"]
    alice.post(f"{SHEET}/submit", **WEEK)
    alice.post(f"{SHEET}/recall", **WEEK)
    assert carol.post("/team-memberships", membership()).status_code == 200

    assert ids(lead.get("/worklogs")) == [today]
    assert_has_no_sums(lead)


def test_a_lead_of_a_part_of_the_period_does_not_review_it(lead: Person, alice: Person, bob: Person, carol: Person) -> None:
    carol.post("/team-memberships", membership())
    carol.put("/team-memberships/1", {"from": "2026-01-01", "commitmentPercent": 1})

    refused = message(alice.post(f"{SHEET}/submit", {"reviewerAccountId": lead.id}, **WEEK))
    assert f"names the user '{lead.id}', who may not review this timesheet" in refused
    assert alice.post(f"{SHEET}/submit", **WEEK).json()["reviewer"]["accountId"] == bob.id
    assert lead.id not in alice.get(f"{SHEET}/reviewers").text
    assert_has_no_sums(lead)


def test_memberships_under_one_lead_count_together(lead: Person, alice: Person, carol: Person) -> None:
    carol.post("/teams", {"name": "Second", "leadAccountId": lead.id})
    carol.post("/team-memberships", membership(days={"from": "2026-03-01", "to": "2026-03-18"}))
    carol.post("/team-memberships", membership(3, days={"from": "2026-03-19"}))
    assert lead.get(SHEET, from_=TODAY).status_code == 404

    carol.put("/team-memberships/4", {"from": "2026-03-18"})

    assert lead.get(SHEET, from_=TODAY).status_code == 200
    assert lead.post(f"{SHEET}/submit", **WEEK).json()["reviewer"]["accountId"] in (lead.id, ACCOUNT_IDS["bob"])
    assert lead.post(f"{SHEET}/approve", **WEEK).json()["status"]["key"] == "APPROVED"
    assert len(lead.post("/timesheet-approvals/logs/search", {}).json()["results"]) == 2
    assert alice.get(SHEET, from_=TODAY).json()["status"]["key"] == "APPROVED"


def test_a_role_over_everyone_needs_no_membership(frank: Person, carol: Person) -> None:
    carol.put("/team-memberships/1", {"from": "2026-03-17"})

    assert frank.get(SHEET, from_=TODAY).status_code == 200
    assert frank.post(f"{SHEET}/submit", {"reviewerAccountId": carol.id}, **WEEK).status_code == 200


def test_a_role_over_a_team_applies_to_the_days_of_the_membership(dave: Person, carol: Person) -> None:
    create_role_for(carol, dave, VIEW, "permissions.timesheet.approve")
    assert dave.get(SHEET, from_=TODAY).status_code == 200

    for id in (1, 2):
        carol.put(f"/team-memberships/{id}", {"from": "2026-03-17"})

    assert_has_no_sums(dave)


def test_the_reviewers_of_a_timesheet_include_no_lead_of_a_hidden_team(lead: Person, alice: Person, bob: Person, carol: Person) -> None:
    carol.post("/team-memberships", membership(days={"from": "2026-01-01"}))

    assert lead.id in alice.get(f"{SHEET}/reviewers").text
    assert lead.id not in bob.get(f"{SHEET}/reviewers").text
    assert f"'{lead.id}', who may not review" in message(bob.post(f"{SHEET}/submit", {"reviewerAccountId": lead.id}, **WEEK))


def test_a_lead_adds_members_of_their_teams_to_their_other_teams(bob: Person, carol: Person, dave: Person) -> None:
    carol.post("/teams", {"name": "Second", "leadAccountId": bob.id})

    assert bob.post("/team-memberships", membership()).status_code == 200
    assert bob.put("/team-memberships/3", {"from": TODAY, "to": "2026-12-31"}).status_code == 200
    assert bob.put("/team-memberships/3", {"from": TODAY}).status_code == 200
    assert bob.post("/team-memberships", membership(account_id=dave.id)).status_code == 403
    assert bob.post("/team-memberships", membership(account_id=bob.id)).status_code == 200


@pytest.mark.parametrize("days", [{"from": "2026-01-01", "to": "2026-03-18"}, {"from": "2026-03-19", "to": "2026-04-01"}])
def test_a_lead_cannot_add_days_for_a_former_or_future_member(bob: Person, carol: Person, days: dict[str, str]) -> None:
    carol.put("/team-memberships/1", days)
    carol.post("/teams", {"name": "Second", "leadAccountId": bob.id})

    assert bob.post("/team-memberships", membership()).status_code == 403
    assert bob.put("/team-memberships/1", days | {"to": "2027-01-01"}).status_code == 403
    assert bob.put("/team-memberships/1", days | {"commitmentPercent": 50}).status_code == 200


@pytest.mark.parametrize(("leads_may_add", "stranger", "member"), [("members", 403, 200), ("anyone", 200, 200), ("no-one", 403, 403)])
def test_whom_a_lead_may_add_is_a_setting(
    database: Database, bob: Person, carol: Person, dave: Person, leads_may_add: str, stranger: int, member: int
) -> None:
    carol.post("/teams", {"name": "Second", "leadAccountId": bob.id})
    settings = Settings(access_log=False, leads_may_add=leads_may_add)  # type: ignore[arg-type]
    bob, carol = (Person(person.name, person.token, application(settings, database)) for person in (bob, carol))

    assert bob.post("/team-memberships", membership(account_id=dave.id)).status_code == stranger
    assert bob.post("/team-memberships", membership()).status_code == member
    assert bob.post("/team-memberships", membership(days={"from": YESTERDAY, "to": TODAY})).status_code == 403
    assert carol.post("/team-memberships", membership(account_id=ACCOUNT_IDS["frank"])).status_code == 200


def test_a_team_manager_adds_anyone_to_the_teams_of_others(manager: Person, frank: Person) -> None:
    assert manager.post("/team-memberships", membership(NORTHERNERS, frank.id, days={"from": "2026-01-01"})).status_code == 200
    assert manager.post("/team-memberships", membership(NORTHERNERS, manager.id)).status_code == 200
    assert ids(manager.get("/worklogs")) == []


def test_a_team_manager_gains_nothing_by_leading_a_new_team(manager: Person, alice: Person) -> None:
    alice.logs(on=TODAY)
    assert manager.post("/teams", {"name": "Private", "public": False, "leadAccountId": manager.id}).status_code == 200

    for days in ({}, {"from": "2026-01-01"}, {"from": "2026-12-01"}):
        refused = manager.post("/team-memberships", membership(days=days))
        assert refused.status_code == 403
    assert "this would give you more permissions over this user than you have" in manager.post("/team-memberships", membership()).text

    assert_has_no_access(manager)


@pytest.mark.parametrize("days", [{}, {"from": "2025-01-01", "to": "2025-02-01"}, {"from": "2027-01-01"}])
def test_a_team_manager_gains_nothing_by_taking_over_a_team(manager: Person, alice: Person, days: dict[str, str]) -> None:
    alice.logs(on=TODAY)
    manager.post("/teams", {"name": "Private", "leadAccountId": ACCOUNT_IDS["bob"]})
    assert manager.post("/team-memberships", membership(days=days)).status_code == 200

    for team_id in (NORTHERNERS, PRIVATE):
        refused = manager.put(f"/teams/{team_id}", {"name": "Mine", "leadAccountId": manager.id})
        assert refused.status_code == 403
        assert "You may not make yourself the lead" in refused.text
        assert manager.put(f"/teams/{team_id}", {"name": "Theirs", "leadAccountId": ACCOUNT_IDS["frank"]}).status_code == 200

    assert_has_no_access(manager)


def test_a_team_manager_may_lead_users_over_whom_they_have_the_permissions(manager: Person, bob: Person, carol: Person) -> None:
    carol.post("/permission-roles", role("Managers too", MANAGE, people=[bob.id]))
    manager.post("/teams", {"name": "Second", "leadAccountId": manager.id})
    manager.post("/teams", {"name": "Third"})
    manager.post("/team-memberships", membership(3))
    mine = {"name": "Ours", "leadAccountId": bob.id}

    assert bob.put("/teams/2", {"name": "Empty", "leadAccountId": bob.id}).status_code == 200
    assert bob.put("/teams/3", mine).status_code == 200
    bob.put("/teams/3", mine | {"leadAccountId": manager.id})
    carol.post("/team-memberships", membership(3, manager.id))
    assert bob.put("/teams/3", mine).status_code == 403
    assert carol.put("/teams/3", mine | {"leadAccountId": carol.id}).status_code == 200


def test_a_manager_of_one_team_adds_anyone_unless_they_gain_permissions(dave: Person, frank: Person, carol: Person, alice: Person) -> None:
    create_role_for(carol, dave, MANAGE)
    assert dave.post("/team-memberships", membership(NORTHERNERS, frank.id)).status_code == 200
    assert dave.put(f"/teams/{NORTHERNERS}", {"name": "Mine", "leadAccountId": dave.id}).status_code == 403
    assert_has_no_access(dave)

    carol.post("/permission-roles", role("Viewers", VIEW, people=[dave.id], teams=[NORTHERNERS]))
    assert dave.post("/team-memberships", membership(NORTHERNERS, carol.id)).status_code == 403
    assert (
        dave.post("/team-memberships", membership(NORTHERNERS, alice.id, days={"from": "2025-12-31", "to": "2026-01-01"})).status_code
        == 403
    )


def _by_manager(action: Act) -> Act:
    manager = Caller(ACCOUNT_IDS["dave"], grants=Grants(everywhere=frozenset({Permission.TEAM_MANAGE})))
    return lambda call: action(Call(call.db, manager, call.now))


def _takes_over(call: Call) -> None:
    teams.change(call, PRIVATE, TeamInput(name="Mine", lead_account_id=call.me))


def _adds_alice(call: Call) -> None:
    memberships.add(call, TeamMembershipInput(account_id=ALICE, team_id=PRIVATE, from_=call.today))


@pytest.mark.parametrize("actions", [(_takes_over, _adds_alice), (_adds_alice, _takes_over)])
def test_a_team_manager_cannot_take_over_a_team_while_adding_a_member(carol: Person, database: Database, actions: tuple[Act, Act]) -> None:
    carol.post("/teams", {"name": "Private"})

    first, second = concurrently(database, *map(_by_manager, actions))

    assert first == ""
    assert "You may not" in second


def test_only_administrators_import_memberships(database: Database) -> None:
    """A file could add members to the teams that the caller leads."""
    assert concurrently(database, _by_manager(lambda call: memberships.upsert_all(call, []))) == [
        "You may not import memberships: it needs an administrator."
    ]
