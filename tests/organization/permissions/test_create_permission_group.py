"""POST /permission-roles."""

from typing import Any

import msgspec
import pytest
from sqlalchemy import select

from andante.kit.changes import changes
from andante.kit.database import Database
from andante.scopes import Permission
from tests.cast import BASE_URL, NORTHERNERS, Company, Person, message

from .roles import APPROVE, VIEW, role


def test_a_team_role_is_returned_as_it_was_created(carol: Person, dave: Person) -> None:
    response = carol.post("/permission-roles", role("Auditors", VIEW, APPROVE, VIEW, people=[dave.id, dave.id], teams=[NORTHERNERS]))

    assert response.status_code == 200
    assert response.json() == {
        "self": f"{BASE_URL}/4/permission-roles/3",
        "id": 3,
        "name": "Auditors",
        "accessType": "TEAM",
        "accessEntities": [{"self": f"{BASE_URL}/4/teams/{NORTHERNERS}", "id": NORTHERNERS}],
        "permissions": [{"key": APPROVE}, {"key": VIEW}],
        "permittedUsers": [{"self": f"{BASE_URL}/rest/api/2/user?accountId={dave.id}", "accountId": dave.id}],
        "editable": True,
    }
    assert carol.get("/permission-roles/3").json() == response.json()


def test_a_global_role_applies_to_everyone_and_has_no_entities(carol: Person, dave: Person, alice: Person) -> None:
    alice.logs()

    created = carol.post("/permission-roles", role("Auditors", VIEW, people=[dave.id])).json()

    assert (created["accessType"], created["accessEntities"]) == ("GLOBAL", [])
    assert dave.get("/worklogs/1").status_code == 200


def test_only_name_and_access_type_are_required(carol: Person) -> None:
    created = carol.post("/permission-roles", {"name": "Without members", "accessType": "TEAM"}).json()

    assert (created["permissions"], created["permittedUsers"], created["accessEntities"]) == ([], [], [])


@pytest.mark.parametrize("permission", Permission)
def test_every_permission_can_be_granted(carol: Person, permission: Permission) -> None:
    assert carol.post("/permission-roles", role("Auditors", permission)).json()["permissions"] == [{"key": permission}]


def test_an_unknown_key_is_refused_with_the_valid_keys(carol: Person) -> None:
    refused = message(carol.post("/permission-roles", role("Auditors", "permissions.worklog.veiw")))

    assert "'permissions.worklog.veiw'" in refused
    assert all(permission in refused for permission in Permission)


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ({}, "'name' is required; 'accessType' is required"),
        (role("Auditors", "*"), ", not '*'"),
        (role("Auditors") | {"accessType": "PROJECT"}, "'accessType' must be one of GLOBAL, TEAM"),
        (role("Auditors") | {"accessEntityIds": [NORTHERNERS]}, "'accessEntityIds' must be empty for a GLOBAL role"),
        (role("Auditors", "permissions.account.manage", teams=[NORTHERNERS]), "which only a GLOBAL role can grant"),
        (role("Auditors", teams=[7]), "'accessEntityIds' names the team 7, which does not exist"),
        (role("Auditors", people=["712020:unknown"]), "'permittedAccountIds' names the user '712020:unknown', who does not exist"),
        (role("Payroll"), "a permission role called 'Payroll' already"),
        (role("Administrators"), "a permission role called 'Administrators' already"),
    ],
)
def test_invalid_input_is_refused_and_nothing_is_created(carol: Person, body: dict[str, Any], expected: str) -> None:
    refused = carol.post("/permission-roles", body)

    assert refused.status_code == 400
    assert expected in message(refused)
    assert [role["id"] for role in carol.get("/permission-roles/global").json()["results"]] == [1, 2]


@pytest.mark.parametrize("who", ["alice", "bob", "frank"])
def test_only_administrators_create_roles(company: Company, who: str) -> None:
    person = company.people[who]

    assert person.post("/permission-roles", role("Mine", VIEW, people=[person.id])).status_code == 403


def test_a_new_role_is_recorded_in_the_change_log(carol: Person, dave: Person, database: Database) -> None:
    carol.post("/permission-roles", role("Auditors", VIEW, people=[dave.id], teams=[NORTHERNERS]))

    with database.read() as db:
        last = db.execute(select(changes).where(changes.c.entity == "permissiongroup").order_by(changes.c.id.desc()).limit(1)).one()
    assert (last.entity_id, last.action, last.actor, last.before) == ("3", "Created", carol.id, None)
    assert msgspec.json.decode(last.after)["account_ids"] == [dave.id]
