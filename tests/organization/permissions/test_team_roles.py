"""What a TEAM role gives: the members of its teams, on the days of their membership."""

import pytest

from tests.cast import NORTH_1, NORTHERNERS, Person, ids

from .roles import APPROVE, MANAGE, VIEW, gives

MARCH = {"from": "2026-03-16"}


def work(person: Person, on: str = "2026-03-17") -> dict[str, object]:
    return {"authorAccountId": person.id, "issueId": NORTH_1, "startDate": on, "timeSpentSeconds": 60}


def test_who_may_view_a_team_sees_the_work_of_its_members(carol: Person, dave: Person, alice: Person) -> None:
    alice.logs()
    assert ids(dave.get("/worklogs")) == []

    gives(carol, dave, VIEW)

    assert ids(dave.get("/worklogs")) == [1]
    assert ids(dave.get(f"/worklogs/user/{alice.id}")) == [1]
    assert dave.get("/worklogs/1").status_code == 200
    assert dave.put("/worklogs/1", work(alice)).status_code == 403
    assert dave.delete("/worklogs/1").status_code == 403
    assert dave.post("/worklogs", work(alice)).status_code == 403


def test_only_on_the_days_of_their_membership(carol: Person, dave: Person, alice: Person) -> None:
    carol.put("/team-memberships/1", {"from": "2026-02-01", "to": "2026-03-01"})
    for day in ("2026-01-31", "2026-02-01", "2026-02-28", "2026-03-01"):
        alice.logs(on=day)

    gives(carol, dave, VIEW)

    assert ids(dave.get("/worklogs")) == [2, 3]
    assert [dave.get(f"/worklogs/{id}").status_code for id in (1, 2, 3, 4)] == [404, 200, 200, 404]


def test_who_may_manage_a_team_writes_for_its_members_and_nobody_else(carol: Person, dave: Person, alice: Person, frank: Person) -> None:
    gives(carol, dave, MANAGE)

    assert dave.post("/worklogs", work(alice)).status_code == 200
    assert dave.put("/worklogs/1", work(alice, "2026-03-16")).status_code == 200
    assert dave.delete("/worklogs/1").status_code == 204
    assert dave.post("/worklogs", work(frank)).status_code == 403
    assert dave.post("/worklogs", work(alice, "2025-12-31")).status_code == 403


def test_who_may_approve_for_a_team_reviews_its_timesheets(carol: Person, dave: Person, alice: Person) -> None:
    sheet = f"/timesheet-approvals/user/{alice.id}"
    gives(carol, dave, APPROVE)
    assert dave.get(sheet, from_="2026-03-16").status_code == 200

    alice.post(f"{sheet}/submit", **MARCH)

    assert dave.post(f"{sheet}/approve", **MARCH).json()["status"]["key"] == "APPROVED"


def test_who_may_only_view_reviews_nothing(carol: Person, dave: Person, alice: Person) -> None:
    sheet = f"/timesheet-approvals/user/{alice.id}"
    gives(carol, dave, VIEW)
    alice.post(f"{sheet}/submit", **MARCH)

    assert dave.get(sheet, from_="2026-03-16").json()["actions"] == {}
    assert dave.post(f"{sheet}/approve", **MARCH).status_code == 403


def test_a_role_shows_a_private_team(carol: Person, dave: Person) -> None:
    carol.put(f"/teams/{NORTHERNERS}", {"name": "Northerners", "public": False})
    assert dave.get(f"/teams/{NORTHERNERS}").status_code == 404

    gives(carol, dave, VIEW)

    assert dave.get(f"/teams/{NORTHERNERS}").status_code == 200


@pytest.mark.parametrize("key", ["permissions.team.manage", "permissions.billable.edit", "permissions.plan.view"])
def test_other_permissions_show_no_work(carol: Person, dave: Person, alice: Person, key: str) -> None:
    alice.logs()

    gives(carol, dave, key)

    assert dave.get("/worklogs/1").status_code == 404


def test_permissions_over_another_team_show_no_work(carol: Person, dave: Person, alice: Person) -> None:
    alice.logs()
    other = carol.post("/teams", {"name": "Southerners"}).json()["id"]

    gives(carol, dave, VIEW, teams=[other])

    assert ids(dave.get("/worklogs")) == []


def test_members_of_a_team_get_nothing_from_its_roles(carol: Person, dave: Person, alice: Person) -> None:
    carol.post("/team-memberships", {"teamId": NORTHERNERS, "accountId": dave.id})
    gives(carol, carol, VIEW)
    alice.logs()

    assert dave.get("/worklogs/1").status_code == 404


def test_who_may_manage_a_team_changes_it_and_its_members_and_no_other(carol: Person, dave: Person) -> None:
    carol.post("/teams", {"name": "Southerners"})
    gives(carol, dave, "permissions.team.manage")

    assert dave.put(f"/teams/{NORTHERNERS}", {"name": "Polar"}).status_code == 200
    assert dave.put("/team-memberships/1", {"from": "2026-02-01"}).status_code == 200
    assert dave.put("/teams/2", {"name": "Mine"}).status_code == 403
    assert dave.post("/teams", {"name": "Mine"}).status_code == 403


def test_who_may_edit_what_is_billable_does_so_for_the_members_and_not_for_themselves(carol: Person, dave: Person, alice: Person) -> None:
    gives(carol, dave, MANAGE, "permissions.billable.edit")

    assert dave.post("/worklogs", work(alice) | {"billableSeconds": 30}).status_code == 200
    assert dave.put("/worklogs/1", work(alice) | {"billableSeconds": 20}).status_code == 200
    assert dave.post("/worklogs", work(dave) | {"billableSeconds": 30}).status_code == 403
