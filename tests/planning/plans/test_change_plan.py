"""PUT and DELETE /4/plans/{id}, and GET of a plan that doesn't exist."""

from andante.kit.database import Database
from tests.cast import ACCOUNT_IDS, Person
from tests.conftest import StoppedClock

from .samples import HOUR, body_of, create_plan, days, plan_body


def test_a_plan_is_replaced(alice: Person, stopped_clock: StoppedClock) -> None:
    create_plan(alice, description="Old", startTime="09:00", rule="WEEKLY", recurrenceEndDate="2026-03-30")
    stopped_clock.set("2026-03-19T08:00:00Z")
    changed = body_of(alice.put("/plans/1", plan_body(alice.id, planItemId="NORTH", planItemType="PROJECT", plannedSecondsPerDay=HOUR)))

    assert (changed["rule"], changed["planItem"]["type"], changed["plannedSecondsPerDay"]) == ("NEVER", "PROJECT", HOUR)
    assert not {"description", "startTime", "recurrenceEndDate"} & changed.keys()
    assert (changed["createdAt"], changed["updatedAt"]) == ("2026-03-18T12:00:00Z", "2026-03-19T08:00:00Z")
    assert alice.get("/plans/1").json() == changed


def test_days_that_were_removed_stay_removed(alice: Person) -> None:
    create_plan(alice)
    alice.delete("/plans/1/partial/2026-03-18")
    changed = body_of(alice.put("/plans/1", plan_body(alice.id, plannedSecondsPerDay=HOUR)))

    assert days(changed) == {"03-16": 1, "03-17": 1, "03-19": 1, "03-20": 1}


def test_bad_input_changes_nothing(alice: Person) -> None:
    plan = create_plan(alice)

    assert alice.put("/plans/1", plan_body(alice.id, endDate="2026-03-01")).status_code == 400
    assert alice.put("/plans/1", {}).status_code == 400
    assert alice.get("/plans/1").json() == plan


def test_a_plan_is_deleted_with_its_removed_days(alice: Person) -> None:
    create_plan(alice)
    alice.delete("/plans/1/partial/2026-03-18")

    assert alice.delete("/plans/1").status_code == 204
    assert [alice.delete("/plans/1").status_code, alice.get("/plans/1").status_code] == [404, 404]
    assert alice.put("/plans/1", plan_body(alice.id)).status_code == 404


def test_every_change_is_recorded(alice: Person, database: Database) -> None:
    create_plan(alice)
    alice.put("/plans/1", plan_body(alice.id, plannedSecondsPerDay=HOUR))
    alice.delete("/plans/1/partial/2026-03-18")
    alice.put("/plans/1/partial/2026-03-19", plan_body(alice.id, plannedSecondsPerDay=HOUR))
    alice.delete("/plans/1")

    with database.read() as db:
        rows = db.exec_driver_sql("SELECT entity_id, action FROM changes WHERE entity = 'allocation' ORDER BY id").all()
    assert [tuple(row) for row in rows] == [
        ("1", "Created"),
        ("1", "Updated"),
        ("1", "Updated"),
        ("1", "Updated"),
        ("2", "Created"),
        ("1", "Deleted"),
    ]


def test_an_assignee_with_plans_cannot_be_deleted(carol: Person) -> None:
    carol.post("/generic-resources", {"name": "A tester"})
    create_plan(carol, "1", assigneeType="GENERIC")

    refused = carol.delete("/generic-resources/1")

    assert refused.status_code == 400
    assert "it is used by plans" in refused.text


def test_changing_the_assignee_needs_the_permission_over_both(alice: Person, bob: Person, carol: Person) -> None:
    create_plan(alice)

    assert bob.put("/plans/1", plan_body(ACCOUNT_IDS["dave"])).status_code == 403
    assert body_of(bob.put("/plans/1", plan_body(ACCOUNT_IDS["eve"])))["assignee"]["id"] == ACCOUNT_IDS["eve"]
    assert body_of(carol.put("/plans/1", plan_body(ACCOUNT_IDS["dave"])))["assignee"]["id"] == ACCOUNT_IDS["dave"]
