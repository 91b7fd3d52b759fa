"""PUT /4/workload-schemes/{id}/default. Exactly one scheme is always the default."""

import pytest
from sqlalchemy import insert
from sqlalchemy.exc import IntegrityError

from andante.kit import clock
from andante.kit.call import SYSTEM, Call
from andante.kit.database import Database
from andante.kit.errors import Refusal
from andante.schedules.workload import actions
from andante.schedules.workload.rules import WorkloadSchemeRecord
from andante.schedules.workload.store import workload_schemes
from andante.schedules.workload.wire import WorkloadSchemeInput
from tests.cast import Person
from tests.schedules.concurrency import run_concurrently

from .schemes import assign, counts, create_scheme


def test_users_without_an_assignment_change_to_the_new_default(carol: Person, alice: Person, bob: Person) -> None:
    scheme = create_scheme(carol)
    assign(carol, 1, alice)

    response = carol.put(f"/workload-schemes/{scheme}/default")

    assert response.status_code == 200
    assert (response.json()["id"], response.json()["defaultScheme"], response.json()["memberCount"]) == (scheme, True, 5)
    assert counts(carol) == {"Full time": 1, "Part time": 5}
    assert carol.get(f"/workload-schemes/users/{alice.id}").json()["id"] == 1
    assert carol.get(f"/workload-schemes/users/{bob.id}").json()["id"] == scheme
    assert carol.get("/workload-schemes/1").json()["defaultScheme"] is False


def test_the_previous_default_can_be_deleted(carol: Person) -> None:
    carol.put(f"/workload-schemes/{create_scheme(carol)}/default")

    assert carol.delete("/workload-schemes/1").status_code == 204
    assert counts(carol) == {"Part time": 6}


def test_choosing_the_current_default_changes_nothing(carol: Person) -> None:
    assert carol.put("/workload-schemes/1/default").json() == carol.get("/workload-schemes/1").json()


def test_the_database_refuses_a_second_default(call: Call) -> None:
    days = {column.name: 0 for column in workload_schemes.c if column.name.endswith("day")}

    with pytest.raises(IntegrityError):
        call.db.execute(insert(workload_schemes).values(name="Second", description="", is_default=True, **days))


def test_concurrent_deletions_and_changes_of_the_default_leave_exactly_one_default(database: Database) -> None:
    with database.write() as db:
        schemes = [actions.create(Call(db, SYSTEM, clock.now()), WorkloadSchemeInput(name=f"Scheme {n}")).id for n in range(4)]

    run_concurrently(database, 8, lambda call, n: (actions.make_default if n % 2 else actions.remove)(call, schemes[n // 2]))

    with database.read() as db:
        remaining = [scheme for n in [1, *schemes] if (scheme := _scheme(Call(db, SYSTEM, clock.now()), n))]
    assert [scheme.is_default for scheme in remaining].count(True) == 1
    assert sum(scheme.member_count for scheme in remaining) == 6


def _scheme(call: Call, id: int) -> WorkloadSchemeRecord | None:
    try:
        return actions.find(call, id)
    except Refusal:
        return None
