"""DELETE /4/worklogs/{id}."""

import msgspec
from sqlalchemy import select

from andante.kit.changes import changes
from andante.kit.database import Database
from tests.cast import Company, Person


def test_a_deleted_worklog_is_not_found(alice: Person) -> None:
    path = f"/worklogs/{alice.logs()['tempoWorklogId']}"

    response = alice.delete(path)

    assert response.status_code == 204
    assert response.content == b""
    assert alice.get(path).status_code == 404
    assert alice.delete(path).status_code == 404


def test_an_id_is_never_reused(alice: Person) -> None:
    first = alice.logs()["tempoWorklogId"]
    alice.delete(f"/worklogs/{first}")

    assert alice.logs()["tempoWorklogId"] > first


def test_a_deletion_is_recorded_in_the_change_log(alice: Person, database: Database) -> None:
    id = alice.logs(description="Trace")["tempoWorklogId"]
    alice.delete(f"/worklogs/{id}")

    with database.read() as db:
        records = db.execute(select(changes).where(changes.c.entity == "worklog").order_by(changes.c.id)).all()
    created, deleted = records
    assert [created.action, deleted.action] == ["Created", "Deleted"]
    assert [deleted.entity_id, deleted.actor, deleted.at] == [str(id), alice.id, "2026-03-18T12:00:00Z"]
    assert deleted.after is None
    assert msgspec.json.decode(deleted.before)["description"] == "Trace"


def test_users_who_may_not_see_it_get_not_found(company: Company) -> None:
    path = f"/worklogs/{company.alice.logs()['tempoWorklogId']}"

    assert company.dave.delete(path).status_code == 404
    assert company.eve.delete(path).status_code == 403
    assert company.frank.delete(path).status_code == 204


def test_the_bypass_needs_an_administrator_and_the_override_mode(company: Company, database: Database) -> None:
    path = f"/worklogs/{company.alice.logs()['tempoWorklogId']}"

    assert company.alice.delete(path, bypassPeriodClosuresAndApprovals=True).status_code == 403
    assert company.carol.delete(path, bypassPeriodClosuresAndApprovals=True).status_code == 403
    company.configure(database, override_mode=True)
    assert company.alice.delete(path, bypassPeriodClosuresAndApprovals=True).status_code == 403
    assert company.carol.delete(path, bypassPeriodClosuresAndApprovals=True).status_code == 204
