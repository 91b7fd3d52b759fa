"""Worklogs on the Jira paths."""

from typing import Any

import pytest

from andante.identity.tokens import actions as auth
from andante.kit import clock
from andante.kit.call import SYSTEM, Call
from andante.kit.database import Database
from tests.cast import ACCOUNT_IDS, BASE_URL, Person

from .test_errors import messages

pytestmark = pytest.mark.usefixtures("directory")

PATH = "/rest/api/2/issue/NORTH-1/worklog"
FIRST = 2**40 + 1
"""The Jira id of the first worklog that did not come from Jira."""


def remaining(person: Person) -> int:
    seconds: int = person.http.get("/rest/api/2/issue/NORTH-1", params={"fields": "timeestimate"}).json()["fields"]["timeestimate"]
    return seconds


def test_worklogs_have_the_format_of_jira(alice: Person) -> None:
    alice.logs(5400, startTime="10:00:00", description="Trace import bug")

    assert alice.http.get(PATH).json() == {
        "startAt": 0,
        "maxResults": 5000,
        "total": 1,
        "worklogs": [
            {
                "self": f"{BASE_URL}/rest/api/2/issue/10000/worklog/{FIRST}",
                "author": alice.http.get("/rest/api/2/myself").json(),
                "updateAuthor": alice.http.get("/rest/api/2/myself").json(),
                "comment": "Trace import bug",
                "created": "2026-03-18T12:00:00.000+0000",
                "updated": "2026-03-18T12:00:00.000+0000",
                "started": "2026-03-17T09:00:00.000+0000",
                "timeSpent": "1h 30m",
                "timeSpentSeconds": 5400,
                "id": str(FIRST),
                "issueId": "10000",
            }
        ],
    }


def test_worklogs_are_paged_with_their_total(alice: Person) -> None:
    for day in range(10, 15):
        alice.logs(day * 60, on=f"2026-03-{day}")

    page = alice.http.get(PATH, params={"startAt": 1, "maxResults": 2}).json()

    assert [log["timeSpentSeconds"] for log in page["worklogs"]] == [660, 720]
    assert (page["startAt"], page["maxResults"], page["total"]) == (1, 2, 5)


def test_worklogs_are_filtered_by_start(alice: Person) -> None:
    for day in range(10, 15):
        alice.logs(day * 60, on=f"2026-03-{day}")
    noon_of_the_11th, noon_of_the_13th = 1773230400000, 1773403200000

    page = alice.http.get(PATH, params={"startedAfter": noon_of_the_11th, "startedBefore": noon_of_the_13th}).json()

    assert [log["timeSpentSeconds"] for log in page["worklogs"]] == [720, 780]
    assert page["total"] == 2


def test_other_users_get_only_worklogs_that_they_may_view(alice: Person, dave: Person, frank: Person) -> None:
    alice.logs()

    assert dave.http.get(PATH).json()["total"] == 0
    assert frank.http.get(PATH).json()["total"] == 1
    assert dave.http.get(f"{PATH}/{FIRST}").status_code == 404


def test_the_caller_logs_their_own_time(alice: Person) -> None:
    body = {"comment": "Done", "started": "2026-03-17T23:30:00.000+0000", "timeSpentSeconds": 3600}

    response = alice.http.post(PATH, json=body)

    assert response.status_code == 201
    assert response.json()["started"] == "2026-03-17T23:30:00.000+0000"
    worklog = alice.get("/worklogs").json()["results"][0]
    assert (worklog["startDate"], worklog["startTime"], worklog["description"]) == ("2026-03-18", "00:30:00", "Done")
    assert worklog["author"]["accountId"] == alice.id
    assert remaining(alice) == 32_400


def test_version_3_accepts_and_returns_documents(alice: Person) -> None:
    comment = {
        "type": "doc",
        "version": 1,
        "content": [
            {"type": "paragraph", "content": [{"type": "text", "text": "One"}, {"type": "hardBreak"}, {"type": "text", "text": "two"}]},
            {
                "type": "bulletList",
                "content": [{"type": "listItem", "content": [{"type": "paragraph", "content": [{"type": "text", "text": "three"}]}]}],
            },
        ],
    }

    worklog = alice.http.post(PATH.replace("/2/", "/3/"), json={"comment": comment, "timeSpent": "1d 2h 30m"}).json()

    assert worklog["timeSpentSeconds"] == 37_800
    assert worklog["started"] == "2026-03-18T12:00:00.000+0000"
    assert [part["content"][0]["text"] for part in worklog["comment"]["content"]] == ["One", "two", "three"]


@pytest.mark.parametrize(
    ("params", "expected"),
    [
        ({}, 32_400),
        ({"adjustEstimate": "auto"}, 32_400),
        ({"adjustEstimate": "leave"}, 36_000),
        ({"adjustEstimate": "new", "newEstimate": "2h"}, 7_200),
        ({"adjustEstimate": "manual", "reduceBy": "30m"}, 34_200),
        ({"adjustEstimate": "manual", "reduceBy": "9w"}, 0),
    ],
)
def test_logging_time_adjusts_the_remaining_estimate(alice: Person, params: dict[str, str], expected: int) -> None:
    alice.http.post(PATH, json={"timeSpent": "1h"}, params=params)

    assert remaining(alice) == expected


def test_an_update_keeps_missing_values(frank: Person, carol: Person) -> None:
    carol.post("/work-attributes", {"name": "Kind", "type": "INPUT_FIELD", "key": "_Kind_"})
    frank.logs(3600, billableSeconds=600, description="Before", attributes=[{"key": "_Kind_", "value": "x"}])

    response = frank.http.put(f"{PATH}/{FIRST}", json={"timeSpent": "2h"})

    assert response.status_code == 200
    worklog = frank.get("/worklogs/1").json()
    assert (worklog["timeSpentSeconds"], worklog["billableSeconds"], worklog["description"]) == (7200, 600, "Before")
    assert worklog["attributes"]["values"] == [{"key": "_Kind_", "value": "x"}]
    assert (worklog["startDate"], worklog["startTime"]) == ("2026-03-17", "09:00:00")


def test_an_update_changes_present_values(alice: Person) -> None:
    alice.logs(3600, description="Before")

    alice.http.put(f"{PATH}/{FIRST}", json={"comment": "", "started": "2026-03-16T07:00:00.000+0000"})

    worklog = alice.get("/worklogs/1").json()
    assert (worklog["startDate"], worklog["startTime"], worklog["description"]) == ("2026-03-16", "08:00:00", "")
    assert worklog["billableSeconds"] == 3600


@pytest.mark.parametrize(
    ("params", "expected"),
    [
        ({}, 36_000),
        ({"adjustEstimate": "leave"}, 32_400),
        ({"adjustEstimate": "new", "newEstimate": "45m"}, 2_700),
        ({"adjustEstimate": "manual", "increaseBy": "30m"}, 34_200),
    ],
)
def test_deleting_adjusts_the_remaining_estimate(alice: Person, params: dict[str, str], expected: int) -> None:
    alice.logs(3600)

    assert alice.http.delete(f"{PATH}/{FIRST}", params=params).status_code == 204

    assert remaining(alice) == expected
    assert alice.http.get(f"{PATH}/{FIRST}").status_code == 404


@pytest.mark.parametrize(
    ("body", "params", "message"),
    [
        ({}, {}, "'timeSpent' or 'timeSpentSeconds' is required"),
        ({"timeSpent": "soon"}, {}, "'timeSpent' must be a duration like 1d 2h 30m, not 'soon'"),
        ({"timeSpent": ""}, {}, "'timeSpent' must be a duration"),
        ({"timeSpent": "0m"}, {}, "'timeSpentSeconds' must be a whole number from 1"),
        ({"timeSpent": "999999w"}, {}, "'timeSpent' must be a duration"),
        ({"timeSpentSeconds": 0}, {}, "'timeSpentSeconds' must be a whole number from 1"),
        ({"timeSpentSeconds": 60, "started": "yesterday"}, {}, "'started' must be a timestamp like 2026-03-17T09:00:00.000+0000"),
        ({"timeSpentSeconds": 60, "started": "2026-03-17T09:00:00.000"}, {}, "'started' must be a timestamp like"),
        ({"timeSpentSeconds": 60, "started": "0001-01-01T00:00:00.000+1400"}, {}, "'started' must be"),
        ({"timeSpentSeconds": 60, "started": "1960-01-01T00:00:00.000+0000"}, {}, "'startDate' must not be before 1970-01-01"),
        ({"timeSpentSeconds": 60, "comment": 7}, {}, "'comment' must be text or an Atlassian document"),
        ({"timeSpentSeconds": 60, "comment": "a\0b"}, {}, "'comment' must be"),
        ({"timeSpentSeconds": 60, "comment": "x" * 40_000}, {}, "'description' must be text of 0 to 32767 characters"),
        (
            {"timeSpentSeconds": 60, "comment": {"type": "doc", "content": [{"type": "text", "text": "a\0"}]}},
            {},
            "'description' must be text",
        ),
        ({"timeSpentSeconds": 60}, {"adjustEstimate": "nix"}, "'adjustEstimate' must be one of auto, leave, manual, new"),
        ({"timeSpentSeconds": 60}, {"adjustEstimate": "new"}, "'newEstimate' must be a duration"),
        ({"timeSpentSeconds": 60}, {"adjustEstimate": "new", "newEstimate": "999999w"}, "'newEstimate' must be a duration"),
        ({"timeSpentSeconds": 60}, {"adjustEstimate": "manual"}, "'reduceBy' must be a duration"),
    ],
)
def test_invalid_input_is_refused_and_changes_nothing(alice: Person, body: dict[str, Any], params: dict[str, str], message: str) -> None:
    response = alice.http.post(PATH, json=body, params=params)

    assert response.status_code == 400
    assert message in messages(response)
    assert alice.get("/worklogs").json()["results"] == []
    assert remaining(alice) == 36_000


def test_a_deeply_nested_document_is_handled(alice: Person) -> None:
    document: dict[str, Any] = {"type": "text", "text": "deep"}
    for _ in range(400):
        document = {"type": "paragraph", "content": [document]}

    response = alice.http.post(PATH, json={"timeSpentSeconds": 60, "comment": {"type": "doc", "content": [document]}})

    assert response.status_code in (201, 400)


@pytest.mark.parametrize("id", ["nix", "0", "1", "9" * 30, str(FIRST + 1), "%00"])
def test_a_missing_worklog_is_not_found(alice: Person, id: str) -> None:
    alice.logs()

    for method in ("GET", "PUT", "DELETE"):
        response = alice.http.request(method, f"{PATH}/{id}", json={"timeSpent": "1h"} if method == "PUT" else None)
        assert response.status_code == 404, response.text


def test_a_worklog_is_found_only_on_its_own_issue(alice: Person) -> None:
    alice.logs()

    assert alice.http.get(f"/rest/api/2/issue/NORTH-2/worklog/{FIRST}").status_code == 404


def test_worklogs_of_others_can_not_be_changed(alice: Person, dave: Person) -> None:
    alice.logs()

    assert dave.http.put(f"{PATH}/{FIRST}", json={"timeSpent": "1h"}).status_code == 404
    assert dave.http.delete(f"{PATH}/{FIRST}").status_code == 404


def test_worklogs_require_the_worklog_scopes(alice: Person, eve: Person, database: Database) -> None:
    alice.logs()
    with database.write() as db:
        _, token = auth.create_token(Call(db, SYSTEM, clock.now()), ACCOUNT_IDS["alice"], "teams", scopes=["teams:view"])
    headers = {"Authorization": f"Bearer {token}"}

    assert alice.http.get(PATH, headers=headers).status_code == 403
    assert "worklogs:view" in messages(alice.http.get("/rest/api/2/search?jql=worklogDate>-1w", headers=headers))
    assert "worklog" not in alice.http.get("/rest/api/2/issue/NORTH-1", headers=headers).json()["fields"]
    assert eve.http.get(PATH).status_code == 200
    assert eve.http.post(PATH, json={"timeSpent": "1h"}).status_code == 403
