"""The typed client, sync and async, against the real server."""

import asyncio
import datetime as dt
from typing import Any, assert_type

import httpx
import pytest

from andante.client import Andante, ApiError, ApiFault, AsyncAndante, NotAllowed, NotAuthenticated, NotFound, Refused
from andante.client.errors import error_from
from andante.kit.paging import Paging
from andante.kit.wire import Page
from andante.timekeeping.work_attributes.wire import CreateWorkAttributeInput, WorkAttribute
from andante.timekeeping.worklog_search.wire import WorklogFilter
from andante.timekeeping.worklogs.wire import Worklog, WorklogInput
from tests.cast import BASE_URL, NORTH_1, Company, Person
from tests.wsgi import WsgiTransport


def body(person: Person) -> WorklogInput:
    return WorklogInput(author_account_id=person.id, issue_id=NORTH_1, start_date=dt.date(2026, 3, 17), time_spent_seconds=900)


def test_a_call_has_the_types_of_its_operation(alice: Person) -> None:
    created = alice.client.worklogs.create_worklog(body(alice))
    assert_type(created, Worklog)
    page = alice.client.worklogs.get_worklogs(WorklogFilter(issue=["NORTH-1"]), paging=Paging(limit=1))
    assert_type(page, Page[Worklog])

    assert page.results == [created]
    assert created.start_time == dt.time(0)
    assert alice.client.worklogs.delete_worklog(created.tempo_worklog_id) is None


class AsyncWsgiTransport(httpx.AsyncBaseTransport):
    """An async transport to a WSGI application."""

    def __init__(self, app: Any) -> None:
        self.wsgi = WsgiTransport(app)

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        response = self.wsgi.handle_request(
            httpx.Request(request.method, request.url, headers=request.headers, content=await request.aread())
        )
        return httpx.Response(response.status_code, headers=response.headers, content=response.read())


def test_the_async_client_has_the_same_calls(company: Company) -> None:
    async def log() -> Worklog:
        async with AsyncAndante(company.alice.token, BASE_URL, transport=AsyncWsgiTransport(company.alice.app)) as andante:
            created = await andante.worklogs.create_worklog(body(company.alice))
            assert_type(created, Worklog)
            return await andante.worklogs.get_worklog_by_id(created.tempo_worklog_id)

    assert asyncio.run(log()).author.account_id == company.alice.id


def test_sync_calls_work_inside_an_event_loop(alice: Person) -> None:
    alice.logs()

    async def count() -> int:
        return len(list(alice.client.worklogs.iter_worklogs()))

    assert asyncio.run(count()) == 1


def test_path_parameters_are_quoted(carol: Person) -> None:
    created = carol.client.work_attributes.create_work_attributes(CreateWorkAttributeInput(key="_Ä ?&_", name="X", type="CHECKBOX"))
    assert_type(created, WorkAttribute)

    assert carol.client.work_attributes.get_work_attribute_by_key("_Ä ?&_") == created


def test_errors_are_typed_and_contain_the_servers_messages(alice: Person) -> None:
    with pytest.raises(NotFound, match="Worklog 999 not found"):
        alice.client.worklogs.get_worklog_by_id(999)
    with pytest.raises(Refused, match="Issue not found"):
        alice.client.worklogs.create_worklog(
            WorklogInput(author_account_id=alice.id, issue_id=1, start_date=dt.date(2026, 3, 1), time_spent_seconds=1)
        )
    with pytest.raises(NotAllowed):
        alice.client.work_attributes.delete_work_attribute_by_key("_X_")
    with pytest.raises(NotAuthenticated), Andante("nonsense", BASE_URL, transport=WsgiTransport(alice.app)) as stranger:
        stranger.worklogs.get_worklogs()


@pytest.mark.parametrize(
    ("content", "messages"),
    [
        (b'{"errors": {"message": "One"}}', ["One"]),
        (b'{"errors": [{"message": "One"}, {"message": "Two"}]}', ["One", "Two"]),
        (b'{"message": "One"}', ["One"]),
        (b'["One"]', ["One"]),
        (b"plain", ["plain"]),
        (b"", ["Internal Server Error"]),
    ],
)
def test_every_form_of_an_error_response_is_parsed(content: bytes, messages: list[str]) -> None:
    error = error_from(httpx.Response(500, content=content))

    assert type(error) is ApiError
    assert error.messages == messages
    assert error.faults == ()


@pytest.mark.parametrize(
    "content",
    [
        b"""{"errors": {"message": "'to' is required; [2] No", "faults": [
            {"field": "to", "code": "required", "message": "is required"},
            {"field": "[2].issueId", "code": "newer", "message": "No"}]}}""",
        b"""{"errors": [{"message": "'to' is required", "field": "to", "code": "required"},
            {"message": "[2] No", "field": "[2].issueId", "code": "newer"}]}""",
    ],
)
def test_faults_are_read_from_both_styles_whatever_their_code(content: bytes) -> None:
    error = error_from(httpx.Response(400, content=content))

    assert error.faults == (ApiFault("to", "required", "is required"), ApiFault("[2].issueId", "newer", "No"))
    assert "; ".join(map(str, error.faults)) == "; ".join(error.messages) == "'to' is required; [2] No"


def test_a_refusal_in_html_is_read_as_text() -> None:
    error = error_from(httpx.Response(403, content=b"You can&#x27;t &lt;do&gt; that", headers={"Content-Type": "text/html"}))

    assert error.messages == ["You can't <do> that"]
