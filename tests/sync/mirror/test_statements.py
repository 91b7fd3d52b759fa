"""The number of statements for a batch does not depend on its size."""

from collections.abc import Callable

import pytest

from tests.cast import NORTH_1, Company
from tests.planning.plans.samples import create_plan
from tests.statements import statements

from .conftest import Mirror


def _log(company: Company, number: int) -> None:
    company.alice.logs(on=f"2026-01-{number % 28 + 1:02}", issueId=NORTH_1 + number % 3, description=str(number))


def _plan(company: Company, number: int) -> None:
    create_plan(company.carol, company.alice.id, description=str(number))


def _submit(company: Company, number: int) -> None:
    path = f"/4/timesheet-approvals/user/{company.people[('alice', 'eve')[number % 2]].id}/submit"
    response = company.carol.http.post(f"{path}?from=2025-{number // 2 % 12 + 1:02}-15", json={"reviewerAccountId": company.carol.id})
    assert response.status_code == 200, response.text


@pytest.mark.parametrize(("group", "create"), [("worklogs", _log), ("plans", _plan), ("timesheets", _submit)])
def test_a_small_and_a_large_batch_need_the_same_number_of_statements(
    company: Company, mirrored: Mirror, group: str, create: Callable[[Company, int], None]
) -> None:
    mirrored()
    for number in range(2):
        create(company, number)
    with statements(mirrored.database) as for_two:
        assert mirrored(group)[group].created == 2
    for number in range(2, 20):
        create(company, number)
    with statements(mirrored.database) as for_many:
        assert mirrored(group)[group].created == 18

    assert len(for_many) == len(for_two)
