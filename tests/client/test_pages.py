"""Iterating over whole lists, in each paging style of the API."""

import asyncio
import datetime as dt
import json
from typing import Any, assert_type

import httpx
import pytest

from andante.client import AsyncAndante, InvalidResponse
from andante.kit.paging import Paging
from andante.organization.resources.wire import GenericResource, GenericResourceSearchInput
from andante.planning.plan_search.wire import PlanSearchInput
from andante.schedules.schemes.wire import SchemeMemberSearchInput
from andante.timekeeping.timesheets.wire import TimesheetApprovalLogSearchInput, TokenPaging
from andante.timekeeping.worklog_search.wire import WorklogFilter, WorklogSearchInput
from andante.timekeeping.worklogs.wire import Worklog
from tests.cast import BASE_URL, NORTH_1, Company, Person

from .fake_server import FakeServer, result_of
from .test_client import AsyncWsgiTransport

MARCH = PlanSearchInput(from_=dt.date(2026, 3, 1), to=dt.date(2026, 3, 31))


def team(id: int) -> dict[str, Any]:
    return {"self": "x", "id": id, "name": f"Team {id}", "administrative": False} | {
        name: {"self": "x"} for name in ("links", "members", "permissions")
    }


def page(*ids: int, next: str | None = None) -> httpx.Response:
    info = {"count": len(ids), "offset": 0, "limit": 50} | ({"next": next} if next else {})
    return httpx.Response(200, json={"self": "x", "metadata": info, "results": [team(id) for id in ids]})


def queries(fake: FakeServer) -> list[dict[str, str]]:
    return [dict(request.url.params) for request in fake.requests]


def test_iteration_follows_links_with_all_their_parameters(fake: FakeServer) -> None:
    fake.responses = [page(1, 2, next="https://time.example.com/4/teams?offset=2&limit=2&cursor=abc%3D&name=T"), page(3)]

    assert [each.id for each in result_of(fake.client().teams.iter_teams(paging=Paging(limit=2)))] == [1, 2, 3]
    assert queries(fake) == [{"limit": "2"}, {"offset": "2", "limit": "2", "cursor": "abc=", "name": "T"}]


def test_a_token_is_never_sent_to_the_host_of_a_link(fake: FakeServer) -> None:
    fake.responses = [page(1, next="http://evil.example.net/steal?offset=1"), page(2)]

    result_of(fake.client(base_url="https://time.example.com/behind/a/proxy").teams.iter_teams())
    assert [str(request.url.copy_with(query=None)) for request in fake.requests] == ["https://time.example.com/behind/a/proxy/4/teams"] * 2


def test_pages_are_large_unless_the_call_sets_a_limit(fake: FakeServer) -> None:
    fake.responses = [page(), page()]
    result_of(fake.client().teams.iter_teams())
    result_of(fake.client().teams.iter_teams(paging=Paging(offset=5, limit=3)))

    assert queries(fake) == [{"limit": "1000"}, {"offset": "5", "limit": "3"}]


def test_a_page_is_fetched_when_the_iteration_reaches_it() -> None:
    fake = FakeServer("sync", [page(1, 2, next="?offset=2"), page(3)])
    entries = fake.client().teams.iter_teams()
    assert fake.requests == []
    assert [next(entries).id, next(entries).id] == [1, 2]
    assert len(fake.requests) == 1

    assert next(entries).id == 3
    assert len(fake.requests) == 2


def test_a_page_is_awaited_when_the_iteration_reaches_it() -> None:
    fake = FakeServer("async", [page(1, 2, next="?offset=2"), page(3)])

    async def go() -> None:
        entries = fake.client().teams.iter_teams()
        assert [(await anext(entries)).id, (await anext(entries)).id] == [1, 2]
        assert len(fake.requests) == 1

    asyncio.run(go())


def test_a_link_to_the_same_page_is_an_invalid_response(fake: FakeServer) -> None:
    fake.responses = [page(1, next="?offset=0"), page(1, next="?offset=0")]

    with pytest.raises(InvalidResponse, match="get_teams returned the same page as its next page"):
        result_of(fake.client().teams.iter_teams())


def test_a_search_that_ignores_its_offset_is_an_invalid_response(fake: FakeServer) -> None:
    first = {"metadata": {"count": 1, "offset": 0, "limit": 1}, "results": [{"member": {"accountId": "a"}, "schemeId": 1}]}
    fake.responses = [httpx.Response(200, json=first), httpx.Response(200, json=first)]

    with pytest.raises(InvalidResponse, match="search_workload_scheme_members returned the same page"):
        result_of(fake.client().workload_schemes.iter_search_workload_scheme_members(SchemeMemberSearchInput(scheme_ids=[1])))


def test_a_failed_page_is_retried_like_any_call(fake: FakeServer) -> None:
    fake.responses = [page(1, next="?offset=1"), httpx.Response(503), page(2)]

    assert [each.id for each in result_of(fake.client().teams.iter_teams())] == [1, 2]
    assert len(fake.pauses) == 1


def test_every_worklog_is_yielded_once_for_any_page_size(alice: Person) -> None:
    logged = [alice.logs(60 * (n + 1))["tempoWorklogId"] for n in range(7)]
    found = alice.client.worklogs.iter_worklogs(WorklogFilter(issue=["NORTH-1"]), paging=Paging(limit=3))
    assert_type(next(found), Worklog)

    assert [worklog.tempo_worklog_id for worklog in found] == logged[1:]
    assert len(list(alice.client.worklogs.iter_search_worklogs(WorklogSearchInput(issue_ids=[NORTH_1]), paging=Paging(limit=2)))) == 7


def test_worklogs_can_be_iterated_with_async_for(company: Company) -> None:
    made = [company.alice.logs()["tempoWorklogId"] for _ in range(5)]

    async def go() -> list[int]:
        async with AsyncAndante(company.alice.token, BASE_URL, transport=AsyncWsgiTransport(company.alice.app)) as andante:
            return [each.tempo_worklog_id async for each in andante.worklogs.iter_worklogs(paging=Paging(limit=2))]

    assert asyncio.run(go()) == made


def test_a_search_that_is_paged_by_its_body_increases_the_offset(carol: Person) -> None:
    bodies: list[Any] = []
    carol.client.http.event_hooks = {"request": [lambda request: bodies.append(json.loads(request.content))]}

    found = carol.client.workload_schemes.iter_search_workload_scheme_members(SchemeMemberSearchInput(scheme_ids=[1], limit=4))
    assert sorted(each.member.account_id for each in found) == sorted(
        f"712020:{name}" for name in ("alice", "bob", "carol", "dave", "eve", "frank")
    )
    assert [(body.get("offset"), body["limit"]) for body in bodies] == [(None, 4), (4, 4)]


def test_a_search_without_a_limit_in_its_body_gets_large_pages(fake: FakeServer) -> None:
    fake.responses = [httpx.Response(200, json={"metadata": {"count": 0, "offset": 0, "limit": 1000}, "results": []})]

    assert result_of(fake.client().plans.iter_search_plans(MARCH)) == []
    assert json.loads(fake.requests[0].content)["limit"] == 1000


def test_a_search_without_links_increases_the_offset_in_its_body(fake: FakeServer) -> None:
    """Tempo returns no links for some searches."""
    metadata = [{"count": 1000, "offset": 0, "limit": 1000}, {"count": 0, "offset": 1000, "limit": 1000}]
    fake.responses = [httpx.Response(200, json={"metadata": each, "results": []}) for each in metadata]

    assert result_of(fake.client().plans.iter_search_plans(MARCH)) == []
    assert [json.loads(request.content).get("offset") for request in fake.requests] == [None, 1000]


def test_a_search_with_linked_pages_is_iterated(carol: Person) -> None:
    for n in range(5):
        assert carol.post("/generic-resources", {"name": f"Room {n}"}).status_code == 200
    found = carol.client.generic_resources.iter_search_generic_resources(GenericResourceSearchInput(query="Room", limit=2))
    assert_type(next(found), GenericResource)

    assert [resource.name for resource in found] == [f"Room {n}" for n in range(1, 5)]


def test_a_search_with_page_tokens_is_iterated(alice: Person, bob: Person) -> None:
    for week in ("2026-02-23", "2026-03-02", "2026-03-09"):
        assert alice.http.post(f"/4/timesheet-approvals/user/{alice.id}/submit?from={week}").status_code == 200
    search = TimesheetApprovalLogSearchInput()

    found = list(bob.client.timesheet_approvals.iter_search_timesheet_approval_logs(search, paging=TokenPaging(limit=2)))
    assert [log.period.from_.isoformat() for log in found] == ["2026-02-23", "2026-03-02", "2026-03-09"]
