"""Reading schemes, schedules and periods needs a number of statements that doesn't depend on the number of schemes."""

import pytest

from andante.kit import clock
from andante.kit.call import SYSTEM, Call
from andante.kit.database import Database
from andante.schedules.holidays import actions as holidays
from andante.schedules.holidays.wire import HolidaySchemeInput
from andante.schedules.workload import actions as workload
from andante.schedules.workload.wire import WorkloadSchemeInput
from tests.cast import ACCOUNT_IDS, Person
from tests.statements import statements


@pytest.mark.parametrize(
    ("path", "count"),
    [
        ("/workload-schemes", 1),
        ("/workload-schemes/1", 1),
        ("/workload-schemes/1/members", 2),
        (f"/workload-schemes/users/{ACCOUNT_IDS['alice']}", 3),
        ("/holiday-schemes", 1),
        ("/holiday-schemes/1/members", 2),
        ("/holiday-schemes/1/holidays", 2),
        ("/user-schedule?from=2026-01-01&to=2026-12-31", 3),
        ("/periods?from=2026-01-01&to=2026-12-31", 1),
    ],
)
def test_reading_needs_a_fixed_number_of_statements(alice: Person, database: Database, path: str, count: int) -> None:
    with database.write() as db:
        call = Call(db, SYSTEM, clock.now())
        for number in range(40):
            workload.create(call, WorkloadSchemeInput(name=f"Scheme {number}"))
            holidays.create(call, HolidaySchemeInput(name=f"Scheme {number}"))
    alice.http.get(f"/4{path}")  # records the use of the token

    with statements(database) as executed:
        assert alice.http.get(f"/4{path}").status_code == 200

    assert len(executed) == count + 1, executed  # one more loads the token
