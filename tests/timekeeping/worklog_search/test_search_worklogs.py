"""POST /4/worklogs/search."""

from typing import Any

import pytest

from tests.cast import ACCOUNT_IDS, NORTH, NORTH_1, NORTH_2, SOUTH_1, Company, Person, ids, message


@pytest.fixture
def logged(company: Company) -> Company:
    """Four worklogs; 1 and 4 start at the same time."""
    company.alice.logs(on="2026-03-02", issueId=NORTH_1)
    company.alice.logs(on="2026-03-03", issueId=NORTH_2)
    company.dave.logs(on="2026-03-04", issueId=SOUTH_1)
    company.dave.logs(on="2026-03-02", issueId=NORTH_1)
    return company


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ({}, [1, 4, 2, 3]),
        (None, [1, 4, 2, 3]),
        ({"authorIds": [ACCOUNT_IDS["dave"]]}, [4, 3]),
        ({"authorIds": [ACCOUNT_IDS["dave"], ACCOUNT_IDS["alice"], "nobody"]}, [1, 4, 2, 3]),
        ({"authorIds": []}, [1, 4, 2, 3]),
        ({"issueIds": [str(NORTH_1)]}, [1, 4]),
        ({"issue": ["NORTH-2"], "issueIds": [NORTH_1]}, [1, 4, 2]),
        ({"projectIds": [NORTH], "authorIds": [ACCOUNT_IDS["alice"]]}, [1, 2]),
        ({"project": ["SOUTH"]}, [3]),
        ({"from": "2026-03-03", "to": "2026-03-04"}, [2, 3]),
        ({"updatedFrom": "2026-03-18T12:00:01Z"}, []),
        ({"orderBy": [{"field": "ID", "order": "ASC"}]}, [1, 2, 3, 4]),
        ({"orderBy": [{"field": "START_DATE_TIME", "order": "DESC"}]}, [3, 2, 4, 1]),
        ({"orderBy": [{"field": "START_DATE_TIME", "order": "ASC"}, {"field": "ID", "order": "DESC"}]}, [4, 1, 2, 3]),
        ({"orderBy": [{"field": "UPDATED", "order": "ASC"}, {"field": "START_DATE_TIME", "order": "DESC"}]}, [3, 2, 1, 4]),
    ],
)
def test_a_search_filters_by_every_field_and_sorts_as_requested(logged: Company, body: Any, expected: list[int]) -> None:
    assert ids(logged.frank.post("/worklogs/search", body)) == expected


@pytest.mark.parametrize("order", ["ASC", "DESC"])
@pytest.mark.parametrize("then", ["ASC", "DESC"])
def test_next_links_work_for_mixed_sort_directions(logged: Company, order: str, then: str) -> None:
    body = {"orderBy": [{"field": "START_DATE_TIME", "order": order}, {"field": "ID", "order": then}]}
    collected: list[int] = []
    link = "/4/worklogs/search?limit=1"
    while link:
        response = logged.frank.http.post(link, json=body)
        collected += ids(response)
        link = response.json()["metadata"].get("next", "")

    assert collected == ids(logged.frank.post("/worklogs/search", body))


def test_a_user_without_permissions_finds_only_their_own(logged: Company) -> None:
    assert ids(logged.alice.post("/worklogs/search", {"authorIds": [ACCOUNT_IDS["dave"]]})) == []
    assert ids(logged.alice.post("/worklogs/search", {})) == [1, 2]


def test_a_token_that_can_only_read_may_search(eve: Person) -> None:
    assert ids(eve.post("/worklogs/search", {})) == []


def test_a_wrong_order_is_refused(alice: Person) -> None:
    response = alice.post("/worklogs/search", {"orderBy": [{"field": "AGE"}]})

    assert response.status_code == 400
    assert "'orderBy[0].field' must be one of ID, START_DATE_TIME, UPDATED, not 'AGE'; 'orderBy[0].order' is required" in message(response)
