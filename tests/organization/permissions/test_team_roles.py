"""The permissions of TEAM roles over the members of their teams, on the days of their memberships."""

import pytest

from tests.cast import NORTH_1, NORTHERNERS, Person, ids

from .roles import APPROVE, MANAGE, VIEW, create_role_for

MARCH = {"from": "2026-03-16"}


def worklog(person: Person, on: str = "2026-03-17") -> dict[str, object]:
    return {"authorAccountId": person.id, "issueId": NORTH_1, "startDate": on, "timeSpentSeconds": 60}


def test_a_user_who_may_view_a_team_sees_its_members_worklogs(carol: Person, dave: Person, alice: Person) -> None:
    alice.logs()
    assert ids(dave.get("/worklogs")) == []

    create_role_for(carol, dave, VIEW)

    assert ids(dave.get("/worklogs")) == [1]
    assert ids(dave.get(f"/worklogs/user/{alice.id}")) == [1]
    assert dave.get("/worklogs/1").status_code == 200
    assert dave.put("/worklogs/1", worklog(alice)).status_code == 403
    assert dave.delete("/worklogs/1").status_code == 403
    assert dave.post("/worklogs", worklog(alice)).status_code == 403


def test_the_permission_applies_to_the_days_of_the_membership_only(carol: Person, dave: Person, alice: Person) -> None:
    carol.put("/team-memberships/1", {"from": "2026-02-01", "to": "2026-03-01"})
    for day in ("2026-01-31", "2026-02-01", "2026-02-28", "2026-03-01"):
        alice.logs(on=day)

    create_role_for(carol, dave, VIEW)

    assert ids(dave.get("/worklogs")) == [2, 3]
    assert [dave.get(f"/worklogs/{id}").status_code for id in (1, 2, 3, 4)] == [404, 200, 200, 404]


def test_a_user_who_may_manage_worklogs_of_a_team_writes_for_its_members_only(
    carol: Person, dave: Person, alice: Person, frank: Person
) -> None:
    create_role_for(carol, dave, MANAGE)

    assert dave.post("/worklogs", worklog(alice)).status_code == 200
    assert dave.put("/worklogs/1", worklog(alice, "2026-03-16")).status_code == 200
    assert dave.delete("/worklogs/1").status_code == 204
    assert dave.post("/worklogs", worklog(frank)).status_code == 403
    assert dave.post("/worklogs", worklog(alice, "2025-12-31")).status_code == 403


def test_a_user_who_may_approve_for_a_team_reviews_its_timesheets(carol: Person, dave: Person, alice: Person) -> None:
    sheet = f"/timesheet-approvals/user/{alice.id}"
    create_role_for(carol, dave, APPROVE)
    assert dave.get(sheet, from_="2026-03-16").status_code == 200

    alice.post(f"{sheet}/submit", **MARCH)

    assert dave.post(f"{sheet}/approve", **MARCH).json()["status"]["key"] == "APPROVED"


def test_a_user_who_may_only_view_cannot_review(carol: Person, dave: Person, alice: Person) -> None:
    sheet = f"/timesheet-approvals/user/{alice.id}"
    create_role_for(carol, dave, VIEW)
    alice.post(f"{sheet}/submit", **MARCH)

    assert dave.get(sheet, from_="2026-03-16").json()["actions"] == {}
    assert dave.post(f"{sheet}/approve", **MARCH).status_code == 403


def test_a_role_shows_a_private_team(carol: Person, dave: Person) -> None:
    carol.put(f"/teams/{NORTHERNERS}", {"name": "Northerners", "public": False})
    assert dave.get(f"/teams/{NORTHERNERS}").status_code == 404

    create_role_for(carol, dave, VIEW)

    assert dave.get(f"/teams/{NORTHERNERS}").status_code == 200


@pytest.mark.parametrize("key", ["permissions.team.manage", "permissions.billable.edit", "permissions.plan.view"])
def test_other_permissions_do_not_show_worklogs(carol: Person, dave: Person, alice: Person, key: str) -> None:
    alice.logs()

    create_role_for(carol, dave, key)

    assert dave.get("/worklogs/1").status_code == 404


def test_permissions_over_another_team_do_not_show_worklogs(carol: Person, dave: Person, alice: Person) -> None:
    alice.logs()
    other = carol.post("/teams", {"name": "Southerners"}).json()["id"]

    create_role_for(carol, dave, VIEW, teams=[other])

    assert ids(dave.get("/worklogs")) == []


def test_a_role_over_a_team_does_not_grant_its_members_anything(carol: Person, dave: Person, alice: Person) -> None:
    carol.post("/team-memberships", {"teamId": NORTHERNERS, "accountId": dave.id})
    create_role_for(carol, carol, VIEW)
    alice.logs()

    assert dave.get("/worklogs/1").status_code == 404


def test_a_user_who_may_manage_a_team_changes_only_that_team_and_its_members(carol: Person, dave: Person) -> None:
    carol.post("/teams", {"name": "Southerners"})
    create_role_for(carol, dave, "permissions.team.manage")

    assert dave.put(f"/teams/{NORTHERNERS}", {"name": "Polar"}).status_code == 200
    assert dave.put("/team-memberships/1", {"from": "2026-02-01"}).status_code == 200
    assert dave.put("/teams/2", {"name": "Mine"}).status_code == 403
    assert dave.post("/teams", {"name": "Mine"}).status_code == 403


def test_a_user_who_may_edit_billable_time_edits_it_for_the_members_but_not_for_themselves(
    carol: Person, dave: Person, alice: Person
) -> None:
    create_role_for(carol, dave, MANAGE, "permissions.billable.edit")

    assert dave.post("/worklogs", worklog(alice) | {"billableSeconds": 30}).status_code == 200
    assert dave.put("/worklogs/1", worklog(alice) | {"billableSeconds": 20}).status_code == 200
    assert dave.post("/worklogs", worklog(dave) | {"billableSeconds": 30}).status_code == 403
