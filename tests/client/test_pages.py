"""Going through a whole list, page by page, in each of the ways in which lists are paged."""

import asyncio
import datetime as dt
import json
from typing import Any, assert_type

import httpx
import pytest

from andante.client import AsyncAndante, Unreadable
from andante.kit.paging import Paging
from andante.organization.resources.wire import GenericResource, GenericResourceSearchInput
from andante.planning.plans.wire import PlanSearchInput
from andante.schedules.schemes.wire import SchemeMemberSearchInput
from andante.timekeeping.timesheets.wire import TimesheetApprovalLogSearchInput, TokenPaging
from andante.timekeeping.worklogs.wire import Worklog, WorklogFilter, WorklogSearchInput
from tests.cast import BASE_URL, NORTH_1, House, Person

from .halves import Half, settled
from .test_client import InProcess

MARCH = PlanSearchInput(from_=dt.date(2026, 3, 1), to=dt.date(2026, 3, 31))


def team(id: int) -> dict[str, Any]:
    return {"self": "x", "id": id, "name": f"Team {id}", "administrative": False} | {
        name: {"self": "x"} for name in ("links", "members", "permissions")
    }


def page(*ids: int, next: str | None = None) -> httpx.Response:
    info = {"count": len(ids), "offset": 0, "limit": 50} | ({"next": next} if next else {})
    return httpx.Response(200, json={"self": "x", "metadata": info, "results": [team(id) for id in ids]})


def asked(half: Half) -> list[dict[str, str]]:
    return [dict(request.url.params) for request in half.requests]


def test_it_follows_the_links_and_takes_what_they_carry(half: Half) -> None:
    half.answers = [page(1, 2, next="https://time.example.com/4/teams?offset=2&limit=2&cursor=abc%3D&name=T"), page(3)]

    assert [each.id for each in settled(half.client().teams.iter_teams(paging=Paging(limit=2)))] == [1, 2, 3]
    assert asked(half) == [{"limit": "2"}, {"offset": "2", "limit": "2", "cursor": "abc=", "name": "T"}]


def test_a_token_never_goes_where_a_link_leads(half: Half) -> None:
    half.answers = [page(1, next="http://evil.example.net/steal?offset=1"), page(2)]

    settled(half.client(base_url="https://time.example.com/behind/a/proxy").teams.iter_teams())
    assert [str(request.url.copy_with(query=None)) for request in half.requests] == ["https://time.example.com/behind/a/proxy/4/teams"] * 2


def test_pages_are_large_unless_it_says_so_itself(half: Half) -> None:
    half.answers = [page(), page()]
    settled(half.client().teams.iter_teams())
    settled(half.client().teams.iter_teams(paging=Paging(offset=5, limit=3)))

    assert asked(half) == [{"limit": "1000"}, {"offset": "5", "limit": "3"}]


def test_a_page_is_fetched_when_it_is_reached() -> None:
    half = Half("sync", [page(1, 2, next="?offset=2"), page(3)])
    entries = half.client().teams.iter_teams()
    assert half.requests == []
    assert [next(entries).id, next(entries).id] == [1, 2]
    assert len(half.requests) == 1

    assert next(entries).id == 3
    assert len(half.requests) == 2


def test_a_page_is_awaited_when_it_is_reached() -> None:
    half = Half("async", [page(1, 2, next="?offset=2"), page(3)])

    async def go() -> None:
        entries = half.client().teams.iter_teams()
        assert [(await anext(entries)).id, (await anext(entries)).id] == [1, 2]
        assert len(half.requests) == 1

    asyncio.run(go())


def test_a_list_that_leads_in_a_circle_is_told_as_such(half: Half) -> None:
    half.answers = [page(1, next="?offset=0"), page(1, next="?offset=0")]

    with pytest.raises(Unreadable, match="get_teams answers that after this page comes the same one again"):
        settled(half.client().teams.iter_teams())


def test_so_is_a_search_that_does_not_heed_the_offset_in_its_body(half: Half) -> None:
    first = {"metadata": {"count": 1, "offset": 0, "limit": 1}, "results": [{"member": {"accountId": "a"}, "schemeId": 1}]}
    half.answers = [httpx.Response(200, json=first), httpx.Response(200, json=first)]

    with pytest.raises(Unreadable, match="search_workload_scheme_members answers that after this page"):
        settled(half.client().workload_schemes.iter_search_workload_scheme_members(SchemeMemberSearchInput(scheme_ids=[1])))


def test_a_failed_page_is_tried_again_like_any_call(half: Half) -> None:
    half.answers = [page(1, next="?offset=1"), httpx.Response(503), page(2)]

    assert [each.id for each in settled(half.client().teams.iter_teams())] == [1, 2]
    assert len(half.pauses) == 1


def test_every_worklog_comes_once_whatever_the_page(alice: Person) -> None:
    made = [alice.logs(60 * (n + 1))["tempoWorklogId"] for n in range(7)]
    found = alice.client.worklogs.iter_worklogs(WorklogFilter(issue=["NORTH-1"]), paging=Paging(limit=3))
    assert_type(next(found), Worklog)

    assert [worklog.tempo_worklog_id for worklog in found] == made[1:]
    assert len(list(alice.client.worklogs.iter_search_worklogs(WorklogSearchInput(issue_ids=[NORTH_1]), paging=Paging(limit=2)))) == 7


def test_worklogs_can_be_gone_through_with_async_for(house: House) -> None:
    made = [house.alice.logs()["tempoWorklogId"] for _ in range(5)]

    async def go() -> list[int]:
        async with AsyncAndante(house.alice.token, BASE_URL, transport=InProcess(house.alice.app)) as andante:
            return [each.tempo_worklog_id async for each in andante.worklogs.iter_worklogs(paging=Paging(limit=2))]

    assert asyncio.run(go()) == made


def test_a_search_that_is_paged_by_its_body_counts_up(carol: Person) -> None:
    bodies: list[Any] = []
    carol.client.http.event_hooks = {"request": [lambda request: bodies.append(json.loads(request.content))]}

    found = carol.client.workload_schemes.iter_search_workload_scheme_members(SchemeMemberSearchInput(scheme_ids=[1], limit=4))
    assert sorted(each.member.account_id for each in found) == sorted(
        f"712020:{name}" for name in ("alice", "bob", "carol", "dave", "eve", "frank")
    )
    assert [(body.get("offset"), body["limit"]) for body in bodies] == [(None, 4), (4, 4)]


def test_a_search_by_body_that_says_no_limit_gets_large_pages(half: Half) -> None:
    half.answers = [httpx.Response(200, json={"metadata": {"count": 0, "offset": 0, "limit": 1000}, "results": []})]

    assert settled(half.client().plans.iter_search_plans(MARCH)) == []
    assert json.loads(half.requests[0].content)["limit"] == 1000


def test_a_search_by_body_whose_pages_are_linked(carol: Person) -> None:
    for n in range(5):
        assert carol.post("/generic-resources", {"name": f"Room {n}"}).status_code == 200
    found = carol.client.generic_resources.iter_search_generic_resources(GenericResourceSearchInput(query="Room", limit=2))
    assert_type(next(found), GenericResource)

    assert [resource.name for resource in found] == [f"Room {n}" for n in range(1, 5)]


def test_a_search_whose_pages_have_a_token(alice: Person, bob: Person) -> None:
    for week in ("2026-02-23", "2026-03-02", "2026-03-09"):
        assert alice.http.post(f"/4/timesheet-approvals/user/{alice.id}/submit?from={week}").status_code == 200
    search = TimesheetApprovalLogSearchInput()

    found = list(bob.client.timesheet_approvals.iter_search_timesheet_approval_logs(search, paging=TokenPaging(limit=2)))
    assert [log.period.from_.isoformat() for log in found] == ["2026-02-23", "2026-03-02", "2026-03-09"]
