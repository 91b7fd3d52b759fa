"""Changes of an issue's remaining estimate by worklogs. NORTH-1 has an estimate of ten hours."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from andante.directory.issues import queries as issues
from andante.directory.issues.rules import EstimateMove, NetMove, net_moves
from andante.kit.call import SYSTEM, Call
from andante.kit.clock import Instant
from andante.kit.database import Database
from tests.cast import ACCOUNT_IDS, NORTH_1, NORTH_2, NOW, Company

HOUR = 3600
BODY = {"authorAccountId": ACCOUNT_IDS["alice"], "startDate": "2026-03-17"}


def remaining(database: Database, issue: int = NORTH_1) -> int | None:
    with database.read() as db:
        return issues.find(Call(db, SYSTEM, Instant(NOW)), issue).remaining_estimate_seconds


def test_logged_time_reduces_the_remaining_estimate(company: Company, database: Database) -> None:
    company.alice.logs(seconds=3 * HOUR)

    assert remaining(database) == 7 * HOUR


def test_the_remaining_estimate_is_never_negative(company: Company, database: Database) -> None:
    company.alice.logs(seconds=11 * HOUR)

    assert remaining(database) == 0


def test_the_input_can_set_the_remaining_estimate(company: Company, database: Database) -> None:
    company.alice.logs(seconds=HOUR, remainingEstimateSeconds=20 * HOUR)

    assert remaining(database) == 20 * HOUR


def test_an_issue_without_an_estimate_stays_without_one(company: Company, database: Database) -> None:
    company.alice.logs(issueId=NORTH_2)

    assert remaining(database, NORTH_2) is None


def test_a_shorter_worklog_gives_time_back(company: Company, database: Database) -> None:
    id = company.alice.logs(seconds=4 * HOUR)["tempoWorklogId"]
    company.alice.put(f"/worklogs/{id}", BODY | {"timeSpentSeconds": HOUR})

    assert remaining(database) == 9 * HOUR


def test_a_deleted_worklog_gives_its_time_back(company: Company, database: Database) -> None:
    company.alice.delete(f"/worklogs/{company.alice.logs(seconds=4 * HOUR)['tempoWorklogId']}")

    assert remaining(database) == 10 * HOUR


def test_a_moved_worklog_changes_the_estimates_of_both_issues(company: Company, database: Database) -> None:
    company.alice.logs(issueId=NORTH_2, remainingEstimateSeconds=5 * HOUR)
    id = company.alice.logs(seconds=4 * HOUR)["tempoWorklogId"]
    company.alice.put(f"/worklogs/{id}", BODY | {"timeSpentSeconds": 2 * HOUR, "issueId": NORTH_2})

    assert remaining(database) == 10 * HOUR
    assert remaining(database, NORTH_2) == 3 * HOUR


def test_all_worklogs_of_a_bulk_reduce_the_estimate(company: Company, database: Database) -> None:
    company.alice.post(f"/worklogs/issue/{NORTH_1}/bulk", [BODY | {"timeSpentSeconds": HOUR}] * 3)

    assert remaining(database) == 7 * HOUR


@pytest.mark.parametrize(
    ("moves", "net"),
    [
        ([EstimateMove(1, 60)], NetMove(None, 60)),
        ([EstimateMove(1, 60), EstimateMove(1, -60)], NetMove(None, 0)),
        ([EstimateMove(1, 60), EstimateMove(1, 60, remaining=500)], NetMove(500, 0)),
        ([EstimateMove(1, 60, remaining=500), EstimateMove(1, 60)], NetMove(500, 60)),
    ],
)
def test_several_moves_are_combined(moves: list[EstimateMove], net: NetMove) -> None:
    assert net_moves(moves) == {1: net}


@given(st.lists(st.tuples(st.integers(1, 3), st.integers(-100, 100))))
def test_moves_of_different_issues_are_separate(logged: list[tuple[int, int]]) -> None:
    net = net_moves(EstimateMove(issue, seconds) for issue, seconds in logged)

    assert {issue: move.lower_by for issue, move in net.items()} == {
        issue: sum(seconds for other, seconds in logged if other == issue) for issue in {issue for issue, _ in logged}
    }
