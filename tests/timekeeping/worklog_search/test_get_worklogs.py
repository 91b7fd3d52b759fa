"""GET /4/worklogs and the lists for a user, an issue and a project."""

from typing import Any

import httpx
import pytest

from tests.cast import ACCOUNT_IDS, NORTH, NORTH_1, NORTH_2, SOUTH, SOUTH_1, Company, Person, ids, message
from tests.conftest import StoppedClock


@pytest.fixture
def logged(company: Company, stopped_clock: StoppedClock) -> Company:
    """Six worklogs of two users on three days and three issues. Each is updated an hour after the previous one."""
    for person, day, time, issue in (
        ("alice", "2026-03-02", "09:00:00", NORTH_1),  # 1
        ("alice", "2026-03-03", "13:00:00", NORTH_2),  # 2
        ("alice", "2026-03-03", "09:00:00", SOUTH_1),  # 3
        ("dave", "2026-03-02", "08:00:00", NORTH_1),  # 4
        ("dave", "2026-03-04", "09:00:00", SOUTH_1),  # 5
        ("alice", "2026-03-02", "09:00:00", NORTH_2),  # 6
    ):
        company.people[person].logs(on=day, startTime=time, issueId=issue)
        stopped_clock.advance(3600)
    return company


def test_worklogs_are_sorted_by_start_and_then_by_id(logged: Company) -> None:
    assert ids(logged.frank.get("/worklogs")) == [4, 1, 6, 3, 2, 5]


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ({"from": "2026-03-03"}, [3, 2, 5]),
        ({"to": "2026-03-02"}, [4, 1, 6]),
        ({"from": "2026-03-03", "to": "2026-03-03"}, [3, 2]),
        ({"issueId": NORTH_1}, [4, 1]),
        ({"issueId": [NORTH_1, NORTH_2]}, [4, 1, 6, 2]),
        ({"issueId[0]": NORTH_1, "issueId[1]": NORTH_2}, [4, 1, 6, 2]),
        ({"issueId[]": NORTH_1}, [4, 1]),
        ({"issueId": f"{NORTH_1},{NORTH_2}"}, [4, 1, 6, 2]),
        ({"issue": "NORTH-1, NORTH-2"}, [4, 1, 6, 2]),
        ({"issue": "NORTH-1"}, [4, 1]),
        ({"issue": ["NORTH-1", str(NORTH_2)]}, [4, 1, 6, 2]),
        ({"issue": "NORTH-1", "issueId": NORTH_2}, [4, 1, 6, 2]),
        ({"issue": "NOWHERE-1"}, []),
        ({"projectId": SOUTH}, [3, 5]),
        ({"projectId": [SOUTH, NORTH]}, [4, 1, 6, 3, 2, 5]),
        ({"project": "SOUTH"}, [3, 5]),
        ({"project": [str(NORTH)], "from": "2026-03-03"}, [2]),
        ({"project": "SOUTH", "issue": "NORTH-1"}, []),
        ({"updatedFrom": "2026-03-18"}, [4, 1, 6, 3, 2, 5]),
        ({"updatedFrom": "2026-03-18T15:00:00Z"}, [4, 6, 5]),
        ({"updatedFrom": "2026-03-18T16:00:00Z", "projectId": NORTH}, [6]),
        ({"updatedFrom": "2026-03-19"}, []),
        ({"orderBy": "ID"}, [6, 5, 4, 3, 2, 1]),
        ({"orderBy": "START_DATE_TIME"}, [5, 2, 3, 6, 1, 4]),
        ({"orderBy": "UPDATED", "issueId": NORTH_2}, [6, 2]),
        ({"nonsense": "1"}, [4, 1, 6, 3, 2, 5]),
    ],
)
def test_a_worklog_must_match_all_filters_and_one_value_of_each(logged: Company, query: dict[str, Any], expected: list[int]) -> None:
    assert ids(logged.frank.get("/worklogs", **query)) == expected


def test_a_user_without_permissions_sees_only_their_own(logged: Company) -> None:
    mine = logged.dave.get("/worklogs")

    assert ids(mine) == [4, 5]
    assert mine.json()["metadata"] == {"count": 2, "offset": 0, "limit": 50}
    assert ids(logged.dave.get(f"/worklogs/user/{ACCOUNT_IDS['alice']}")) == []
    assert ids(logged.dave.get(f"/worklogs/issue/{NORTH_1}")) == [4]
    assert ids(logged.dave.get(f"/worklogs/project/{NORTH}")) == [4]


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        (f"/worklogs/user/{ACCOUNT_IDS['dave']}", [4, 5]),
        (f"/worklogs/issue/{NORTH_1}", [4, 1]),
        ("/worklogs/issue/NORTH-1", [4, 1]),
        (f"/worklogs/project/{SOUTH}", [3, 5]),
        ("/worklogs/project/SOUTH", [3, 5]),
    ],
)
def test_lists_by_user_issue_and_project(logged: Company, path: str, expected: list[int]) -> None:
    assert ids(logged.carol.get(path)) == expected
    assert ids(logged.carol.get(path, from_="2026-03-04")) == [id for id in expected if id == 5]
    assert ids(logged.carol.get(path, updatedFrom="2026-03-18T15:00:00Z")) == [id for id in expected if id >= 4]


@pytest.mark.parametrize(
    "path", ["/worklogs/user/nobody", "/worklogs/issue/999", "/worklogs/issue/NOPE-1", "/worklogs/project/999", "/worklogs/project/NOPE"]
)
def test_a_list_for_a_missing_object_is_not_found(carol: Person, path: str) -> None:
    response = carol.get(path)

    assert response.status_code == 404
    assert "not found" in message(response)


@pytest.mark.parametrize("limit", [1, 2, 4, 5])
@pytest.mark.parametrize("order", [None, "ID", "START_DATE_TIME", "UPDATED"])
def test_following_next_links_returns_all_worklogs_in_the_same_order(logged: Company, limit: int, order: str | None) -> None:
    query = {"orderBy": order} if order else {}
    whole = ids(logged.frank.get("/worklogs", **query))

    collected: list[int] = []
    response = logged.frank.get("/worklogs", limit=limit, **query)
    while True:
        collected += ids(response)
        following = response.json()["metadata"].get("next")
        if following is None:
            break
        response = logged.frank.http.get(following)

    assert collected == whole


def test_offsets_without_a_cursor_work(logged: Company) -> None:
    page = logged.frank.get("/worklogs", offset=2, limit=2)

    assert ids(page) == [6, 3]
    assert page.json()["metadata"]["previous"].endswith("/4/worklogs?offset=0&limit=2")
    following = httpx.URL(page.json()["metadata"]["next"])
    assert ids(logged.frank.http.get(following.copy_set_param("offset", "5"))) == [5]


def test_next_links_keep_the_dates(logged: Company) -> None:
    page = logged.frank.get("/worklogs", from_="2026-03-03", to="2026-03-03", limit=1)

    last = logged.frank.http.get(page.json()["metadata"]["next"])
    assert ids(last) == [2]
    assert "next" not in last.json()["metadata"]


def test_an_offset_after_the_end_returns_an_empty_page(logged: Company) -> None:
    page = logged.frank.get("/worklogs", offset=1000)

    assert ids(page) == []
    assert page.json()["metadata"]["count"] == 0


def test_the_largest_page_has_five_thousand_worklogs(logged: Company) -> None:
    assert logged.frank.get("/worklogs", limit=9999).json()["metadata"]["limit"] == 5000


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ({"from": "2026-03-04", "to": "2026-03-03"}, "'from' 2026-03-04 must not be later than 'to' 2026-03-03"),
        ({"from": "2026-02-30"}, "'from' must be valid on the format: 'yyyy-MM-dd', not '2026-02-30'"),
        ({"updatedFrom": "2026-02-30"}, "'updatedFrom' must be valid on the format"),
        ({"updatedFrom": "yesterday"}, "'updatedFrom' must be a date like"),
        ({"issueId": "abc"}, "'issueId[0]' must be a whole number"),
        ({"projectId": "0"}, "'projectId[0]' must be a whole number"),
        ({"orderBy": "id"}, "'orderBy' must be one of ID, START_DATE_TIME, UPDATED, not 'id'"),
        ({"limit": "0", "offset": "-1"}, "'offset' must be a whole number from 0 to 2147483647, not '-1'; 'limit' must be"),
        ({"cursor": "x"}, "'cursor' must be copied from a next link of this server"),
        ({"issue": "a\0b"}, "'issue[0]' must be text without the character NUL"),
    ],
)
def test_an_invalid_parameter_is_refused_with_its_name(alice: Person, query: dict[str, str], expected: str) -> None:
    response = alice.get("/worklogs", **query)

    assert response.status_code == 400
    assert expected in message(response)


def test_a_query_string_that_is_not_utf_8_is_refused(alice: Person) -> None:
    assert alice.http.get("/4/worklogs?issue=%ff").status_code == 400
