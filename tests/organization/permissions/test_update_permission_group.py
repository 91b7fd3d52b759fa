"""PUT and DELETE /permission-roles/{id}."""

import pytest
from sqlalchemy import select

from andante.kit.changes import changes
from andante.kit.database import Database
from tests.cast import NORTHERNERS, Person, message

from .roles import LEAD_OF_NORTHERNERS, VIEW, create_role_for, names, role


def test_an_update_replaces_everything(carol: Person, dave: Person, alice: Person) -> None:
    id = create_role_for(carol, dave, VIEW)

    changed = carol.put(f"/permission-roles/{id}", role("Others", people=[alice.id]))

    assert changed.status_code == 200
    assert changed.json() == carol.get(f"/permission-roles/{id}").json()
    found = changed.json()
    assert (found["name"], found["accessType"], found["permissions"], found["accessEntities"]) == ("Others", "GLOBAL", [], [])
    assert [user["accountId"] for user in found["permittedUsers"]] == [alice.id]


def test_an_update_withdraws_the_previous_permissions(carol: Person, dave: Person, alice: Person) -> None:
    alice.logs()
    id = create_role_for(carol, dave, VIEW)
    assert dave.get("/worklogs/1").status_code == 200

    carol.put(f"/permission-roles/{id}", role("Granted", VIEW, people=[], teams=[NORTHERNERS]))

    assert dave.get("/worklogs/1").status_code == 404


def test_a_role_keeps_its_own_name(carol: Person, dave: Person) -> None:
    id = create_role_for(carol, dave, VIEW)

    assert carol.put(f"/permission-roles/{id}", role("Granted")).status_code == 200
    assert "called 'Payroll' already" in message(carol.put(f"/permission-roles/{id}", role("Payroll")))


def test_a_deleted_role_does_not_grant_permissions(carol: Person, dave: Person, alice: Person) -> None:
    alice.logs()
    id = create_role_for(carol, dave, VIEW)

    assert carol.delete(f"/permission-roles/{id}").status_code == 204

    assert dave.get("/worklogs/1").status_code == 404
    assert carol.get(f"/permission-roles/{id}").status_code == 404
    assert carol.delete(f"/permission-roles/{id}").status_code == 404


@pytest.mark.parametrize("id", [1, LEAD_OF_NORTHERNERS])
def test_a_built_in_role_cannot_be_changed_or_deleted(carol: Person, id: int) -> None:
    before = carol.get(f"/permission-roles/{id}").json()
    assert before["editable"] is False

    assert "is built in and can't be changed" in message(carol.put(f"/permission-roles/{id}", role("Mine")))
    assert "is built in and can't be deleted" in message(carol.delete(f"/permission-roles/{id}"))
    assert carol.get(f"/permission-roles/{id}").json() == before


@pytest.mark.parametrize("id", [99, LEAD_OF_NORTHERNERS - 1, LEAD_OF_NORTHERNERS + 1, 2**62])
def test_an_unknown_role_is_not_found(carol: Person, id: int) -> None:
    for response in (
        carol.get(f"/permission-roles/{id}"),
        carol.put(f"/permission-roles/{id}", role("Mine")),
        carol.delete(f"/permission-roles/{id}"),
    ):
        assert response.status_code == 404


def test_a_member_of_a_role_sees_it_and_cannot_change_it(carol: Person, dave: Person, alice: Person) -> None:
    id = create_role_for(carol, dave, VIEW)

    assert dave.get(f"/permission-roles/{id}").status_code == 200
    assert dave.put(f"/permission-roles/{id}", role("Mine", people=[dave.id])).status_code == 403
    assert dave.delete(f"/permission-roles/{id}").status_code == 403
    assert alice.get(f"/permission-roles/{id}").status_code == 404
    assert alice.put(f"/permission-roles/{id}", role("Mine")).status_code == 404
    assert alice.delete(f"/permission-roles/{id}").status_code == 404


def test_a_deleted_team_is_removed_from_its_roles(carol: Person, dave: Person) -> None:
    team = carol.post("/teams", {"name": "Southerners"}).json()["id"]
    id = create_role_for(carol, dave, VIEW, teams=[NORTHERNERS, team])

    assert carol.delete(f"/teams/{team}").status_code == 204

    assert [entity["id"] for entity in carol.get(f"/permission-roles/{id}").json()["accessEntities"]] == [NORTHERNERS]
    assert "Granted" in names(carol.get("/permission-roles"))


def test_changes_are_recorded(carol: Person, dave: Person, database: Database) -> None:
    id = create_role_for(carol, dave, VIEW)
    carol.put(f"/permission-roles/{id}", role("Others"))
    carol.delete(f"/permission-roles/{id}")

    with database.read() as db:
        rows = db.execute(
            select(changes).where(changes.c.entity == "permissiongroup", changes.c.entity_id == str(id)).order_by(changes.c.id)
        ).all()
    assert [(row.action, row.before is None, row.after is None) for row in rows] == [
        ("Created", True, False),
        ("Updated", False, False),
        ("Deleted", False, True),
    ]
