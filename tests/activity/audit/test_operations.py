"""The search of the audit log, and the lists of deleted worklogs and plans."""

import re
from typing import Any

import pytest

from andante.client import AuditLogSearchInput, AuditPaging
from andante.timekeeping.worklogs.rules import ASSIGNED_JIRA_IDS
from tests.cast import NORTH_1, NORTHERNERS, NOW, Company, Person, StoppedClock, message
from tests.planning.plans.samples import create_plan

SEARCH = "/papertrail/search"
DELETED = "/papertrail/1/events/deleted/types"
SINCE = "2026-03-18T11:59:00Z"
WORKLOG = {"startDate": "2026-03-17", "timeSpentSeconds": 3600, "description": "Sorting", "issueId": NORTH_1}


def _log(person: Person, **more: Any) -> int:
    response = person.post("/worklogs", WORKLOG | {"authorAccountId": person.id} | more)
    assert response.status_code == 200, response.text
    id: int = response.json()["tempoWorklogId"]
    return id


def _search(company: Company, **filters: Any) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = company.carol.post(SEARCH, {"from": SINCE, **filters}).json()["results"]
    return found


def test_it_returns_the_life_of_a_worklog_newest_first(company: Company) -> None:
    id = _log(company.alice)
    company.alice.put(f"/worklogs/{id}", WORKLOG | {"authorAccountId": company.alice.id, "timeSpentSeconds": 7200})
    company.bob.delete(f"/worklogs/{id}")
    deleted, updated, created = _search(company, entityType=["worklog"])

    common = {"entityId": str(id), "entityType": "worklog", "parentId": str(NORTH_1), "timestamp": NOW, "worker": company.alice.id}
    assert [event | common for event in (deleted, updated, created)] == [deleted, updated, created]
    assert [event["action"] for event in (deleted, updated, created)] == ["Deleted", "Updated", "Created"]
    assert [event["author"] for event in (deleted, updated, created)] == [company.bob.id, company.alice.id, company.alice.id]
    assert updated["changes"] == [
        {"field": "timeSpentSeconds", "previous": "3600", "new": "7200"},
        {"field": "billableSeconds", "previous": "3600", "new": "7200"},
    ]
    assert {"field": "description", "previous": None, "new": "Sorting"} in created["changes"]
    assert {"field": "description", "previous": "Sorting", "new": None} in deleted["changes"]


def test_filters_are_combined(company: Company) -> None:
    alices = _log(company.alice)
    bobs = _log(company.bob)
    company.carol.put(f"/worklogs/{alices}", WORKLOG | {"authorAccountId": company.alice.id, "description": "Checked"})
    plan = create_plan(company.carol, company.alice.id)["id"]

    def found(**filters: Any) -> list[tuple[str, str, str]]:
        events = _search(company, **filters)
        return [(event["entityType"], event["entityId"], event["action"]) for event in events]

    assert found(worker=[company.alice.id]) == [
        ("allocation", str(plan), "Created"),
        ("worklog", str(alices), "Updated"),
        ("worklog", str(alices), "Created"),
    ]
    assert found(worker=[company.alice.id], author=[company.carol.id], action=["Updated"]) == [("worklog", str(alices), "Updated")]
    assert found(entityType=["worklog"], action=["Created", "Deleted"]) == [
        ("worklog", str(bobs), "Created"),
        ("worklog", str(alices), "Created"),
    ]
    assert found(entityType=["internalissue"]) == found(entityType=["project"]) == found(action=["Synced"]) == []
    assert found(entityType=[], author=[]) == found()


def test_types_have_the_names_of_tempo(company: Company) -> None:
    role = company.carol.post("/roles", {"name": "Tester"}).json()["id"]
    team = company.carol.post("/teams", {"name": "Westerners", "leadAccountId": company.bob.id}).json()["id"]
    membership = company.carol.post(
        "/team-memberships", {"accountId": company.dave.id, "teamId": NORTHERNERS, "from": "2026-03-01"}
    ).json()["id"]
    events = {(event["entityType"], event["entityId"]): event["parentId"] for event in _search(company, author=[company.carol.id])}

    assert events[("role", str(role))] == str(role)
    assert events[("team", str(team))] == str(team)
    assert events[("teammembership", str(membership))] == str(NORTHERNERS)


def test_the_client_walks_through_the_pages(company: Company, stopped_clock: StoppedClock) -> None:
    for _ in range(3):
        _log(company.alice)
    stopped_clock.advance(1)
    _log(company.alice)
    search = AuditLogSearchInput(from_=SINCE, entity_type=["worklog"])
    whole = company.carol.client.audit_events.search_audit_logs(search).results
    walked = list(company.carol.client.audit_events.iter_search_audit_logs(search, paging=AuditPaging(limit=1)))

    assert walked == whole
    assert [event.entity_id for event in whole] == sorted((event.entity_id for event in whole), reverse=True)
    assert len(whole) == 4


def test_a_token_belongs_to_its_search(company: Company) -> None:
    _log(company.alice)
    _log(company.alice)
    page = company.carol.post(SEARCH, {"from": SINCE}, limit=1).json()["metadata"]

    assert page["limit"] == 1
    assert page["nextPageUrl"].endswith(f"?nextPageToken={page['nextPageToken'].replace('=', '%3D')}&limit=1")
    for token, body in ((page["nextPageToken"], {"from": NOW}), ("abc", {"from": SINCE}), ("\N{SNOWMAN}", {"from": SINCE})):
        refused = company.carol.post(SEARCH, body, nextPageToken=token)
        assert refused.status_code == 400
        assert message(refused) == "'nextPageToken' must be a token that this server returned for the same body"


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ({}, "'from' is required"),
        ({"from": "2025-09-18"}, "'from' must be within the last 180 days, so not before 2025-09-19"),
        ({"from": "2026-03-18", "to": "2026-03-17"}, "'from' 2026-03-18T00:00:00Z must not be later than 'to' 2026-03-17T23:59:59Z"),
        ({"from": "2026-02-30"}, "'from' must be valid on the format: 'yyyy-MM-dd' or 'yyyy-MM-ddTHH:mm:ssZ', not '2026-02-30'"),
    ],
)
def test_it_refuses_other_periods(company: Company, body: dict[str, str], expected: str) -> None:
    response = company.carol.post(SEARCH, body)

    assert response.status_code == 400
    assert message(response) == expected


def test_the_period_includes_its_ends(company: Company) -> None:
    _log(company.alice)

    for period in ({"from": NOW, "to": NOW}, {"from": "2026-03-18", "to": "2026-03-18"}, {"from": "2025-09-19"}):
        assert len(_search(company, entityType=["worklog"], **period)) == 1
    assert _search(company, **{"from": "2026-03-01", "to": "2026-03-17"}) == []


def test_deleted_worklogs_and_plans_are_listed_in_order(company: Company, stopped_clock: StoppedClock) -> None:
    first, second = _log(company.alice), _log(company.alice)
    plan = create_plan(company.carol, company.alice.id)["id"]
    company.alice.delete(f"/worklogs/{second}")
    stopped_clock.advance(1)
    company.alice.delete(f"/worklogs/{first}")
    company.carol.delete(f"/plans/{plan}")
    later = "2026-03-18T12:00:01Z"

    worklogs = company.carol.http.get(f"{DELETED}/worklog?updatedFrom={NOW}").json()
    assert worklogs["metadata"] == {"count": 2, "limit": 50}
    assert worklogs["results"] == [
        {"deletedAt": at, "tempoWorklogId": str(id), "jiraWorklogId": str(ASSIGNED_JIRA_IDS + id)}
        for at, id in ((NOW, second), (later, first))
    ]
    assert company.carol.http.get(f"{DELETED}/worklog?updatedFrom={later}").json()["results"] == worklogs["results"][1:]
    plans = company.carol.http.get(f"{DELETED}/allocation?updatedFrom={SINCE}").json()["results"]
    assert plans == [{"deletedAt": later, "id": str(plan)}]


def test_following_next_returns_every_deleted_worklog_once(company: Company) -> None:
    ids = [_log(company.alice, timeSpentSeconds=60) for _ in range(51)]
    for id in ids:
        company.alice.delete(f"/worklogs/{id}")
    page = company.carol.http.get(f"{DELETED}/worklog?updatedFrom={SINCE}").json()

    assert page["metadata"]["count"] == 50
    assert re.fullmatch(rf"{NOW}\.\d+", page["metadata"]["lastEvaluatedKey"])
    rest = company.carol.http.get(page["metadata"]["next"]).json()
    assert [row["tempoWorklogId"] for row in page["results"] + rest["results"]] == [str(id) for id in ids]
    assert rest["metadata"] == {"count": 1, "limit": 50}


@pytest.mark.parametrize(
    "query", ["", "?updatedFrom=yesterday", f"?updatedFrom={SINCE}&limit=49", f"?updatedFrom={SINCE}&lastEvaluatedKey=1"]
)
def test_lists_of_deletions_refuse_with_a_list_of_errors(company: Company, query: str) -> None:
    for type in ("worklog", "allocation"):
        response = company.carol.http.get(f"{DELETED}/{type}{query}")
        assert response.status_code == 400
        assert message(response).startswith(("'updatedFrom' ", "'limit' ", "'lastEvaluatedKey' "))


def test_only_administrators_see_the_audit_log(company: Company) -> None:
    _log(company.alice)

    for person in (company.alice, company.bob, company.dave, company.frank):
        assert person.post(SEARCH, {"from": SINCE}).status_code == 403
        for type in ("worklog", "allocation"):
            assert person.http.get(f"{DELETED}/{type}?updatedFrom={SINCE}").status_code == 403
