"""The users of all tests, and the small company that they work in.

alice    an employee, in Berlin
bob      the lead of the team Northerners, whose members since 2026-01-01 are alice and eve
carol    the administrator
dave     an employee without a team
eve      like alice, but with a read-only token
frank    has the permission to view and manage all worklogs, but is not an administrator
"""

import datetime as dt
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cached_property
from typing import Any
from wsgiref.types import WSGIApplication

import httpx
import pytest
from sqlalchemy import Connection

from andante.client import Andante
from andante.directory.issues import actions as issues
from andante.directory.issues.wire import IssueInput
from andante.directory.people import actions as people
from andante.directory.people.wire import UserChange, UserInput
from andante.directory.projects import actions as projects
from andante.directory.projects.wire import ProjectInput
from andante.identity.tokens import actions as auth
from andante.kit import clock
from andante.kit.call import SYSTEM, Call
from andante.kit.database import Database
from andante.organization.memberships import actions as memberships
from andante.organization.memberships.wire import TeamMembershipInput
from andante.organization.permissions import actions as permissions
from andante.organization.teams import actions as teams
from andante.organization.teams.wire import TeamInput
from andante.scopes import Permission
from andante.timekeeping.configuration import actions as configuration

from .contract.judge import JudgedTransport
from .wsgi import WsgiTransport

NOW = "2026-03-18T12:00:00Z"
"""The time at which every test starts: a Wednesday."""

NAMES = ("alice", "bob", "carol", "dave", "eve", "frank")
ACCOUNT_IDS = {name: f"712020:{name}" for name in NAMES}
NORTH, SOUTH = 10000, 10001
NORTH_1, NORTH_2, SOUTH_1 = 10000, 10001, 10002
NORTHERNERS = 1
BASE_URL = "https://time.example.com"


class StoppedClock:
    """Replaces the system clock in `kit.clock`."""

    def __init__(self, instant: str = NOW) -> None:
        self.set(instant)

    def set(self, instant: str) -> None:
        self.time = dt.datetime.fromisoformat(instant)

    def advance(self, seconds: int) -> None:
        self.time += dt.timedelta(seconds=seconds)


@contextmanager
def stopped_clock() -> Iterator[StoppedClock]:
    """Stops the clock during the block."""
    stopped = StoppedClock()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(clock, "_read", lambda: stopped.time.timestamp())
        patch.setattr(clock, "_read_monotonic", lambda: 0.0)
        yield stopped


def create_company(db: Connection) -> dict[str, str]:
    """Creates users, projects and issues in an empty database. Returns the token of each user."""
    call = Call(db, SYSTEM, clock.now())
    for name in NAMES:
        people.add(
            call, UserInput(account_id=ACCOUNT_IDS[name], display_name=name.title(), email=f"{name}@example.com", time_zone="Europe/Berlin")
        )
    permissions.add_administrator(call, ACCOUNT_IDS["carol"])
    permissions.create_global_role(
        call, "Payroll", [Permission.WORKLOG_VIEW, Permission.WORKLOG_MANAGE, Permission.BILLABLE_EDIT], [ACCOUNT_IDS["frank"]]
    )
    projects.add(call, ProjectInput(key="NORTH", name="North"))
    projects.add(call, ProjectInput(key="SOUTH", name="South"))
    issues.add(call, IssueInput(key="NORTH-1", summary="Import loses rows", original_estimate_seconds=36_000))
    issues.add(call, IssueInput(key="NORTH-2", summary="Meetings"))
    issues.add(call, IssueInput(key="SOUTH-1", summary="Set up"))
    northerners = teams.create(call, TeamInput(name="Northerners", lead_account_id=ACCOUNT_IDS["bob"]))
    for name in ("alice", "eve"):
        memberships.add(call, TeamMembershipInput(account_id=ACCOUNT_IDS[name], team_id=northerners.id, from_=dt.date(2026, 1, 1)))
    return {name: _token(call, name) for name in NAMES}


def _token(call: Call, name: str) -> str:
    scopes = ["worklogs:view", "periods:view"] if name == "eve" else None
    _, token = auth.create_token(call, ACCOUNT_IDS[name], "tests", days=5000, scopes=scopes)
    return token


@dataclass
class Person:
    """A user with a connection to the server under test. All responses are checked against the contracts."""

    name: str
    token: str
    app: WSGIApplication

    def __post_init__(self) -> None:
        self._transport = JudgedTransport(WsgiTransport(self.app))

    @cached_property
    def http(self) -> httpx.Client:
        return httpx.Client(transport=self._transport, base_url=BASE_URL, headers={"Authorization": f"Bearer {self.token}"})

    @cached_property
    def client(self) -> Andante:
        return Andante(self.token, BASE_URL, transport=self._transport)

    @property
    def id(self) -> str:
        return ACCOUNT_IDS[self.name]

    def get(self, path: str, **params: Any) -> httpx.Response:
        """GET under `/4`. Use `from_` for the parameter `from`, and lists for repeated parameters."""
        return self.http.get(f"/4{path}", params={name.rstrip("_"): value for name, value in params.items()})

    def post(self, path: str, body: Any = None, **params: Any) -> httpx.Response:
        return self.http.post(f"/4{path}", json=body, params=params)

    def put(self, path: str, body: Any = None) -> httpx.Response:
        return self.http.put(f"/4{path}", json=body)

    def patch(self, path: str, body: Any = None) -> httpx.Response:
        return self.http.patch(f"/4{path}", json=body)

    def delete(self, path: str, **params: Any) -> httpx.Response:
        return self.http.delete(f"/4{path}", params=params)

    def logs(self, seconds: int = 3600, on: str = "2026-03-17", **more: Any) -> dict[str, Any]:
        """Logs time, by default on NORTH-1, and returns the worklog."""
        body = {"authorAccountId": self.id, "issueId": NORTH_1, "startDate": on, "startTime": "09:00:00", "timeSpentSeconds": seconds}
        response = self.post("/worklogs", body | more)
        assert response.status_code == 200, response.text
        worklog: dict[str, Any] = response.json()
        return worklog


@dataclass
class Company:
    """A server with all users."""

    people: Mapping[str, Person]

    def __getattr__(self, name: str) -> Person:
        if name not in self.people:
            raise AttributeError(name)
        return self.people[name]

    def configure(self, database: Database, **settings: Any) -> None:
        """Changes the global configuration."""
        with database.write() as db:
            configuration.change(Call(db, SYSTEM, clock.now()), settings)

    def deactivate(self, database: Database, name: str, *, active: bool = False) -> None:
        with database.write() as db:
            people.change(Call(db, SYSTEM, clock.now()), ACCOUNT_IDS[name], UserChange(active=active))


def message(response: httpx.Response) -> str:
    """The message of a refusal in the documented format."""
    assert response.headers["content-type"] == "application/json"
    body = response.json()
    assert list(body) == ["errors"]
    if _lists_errors(response):
        assert [list(fault) for fault in body["errors"]] == [["message", "field", "code"]] * len(body["errors"])
        return "; ".join(fault["message"] for fault in body["errors"])
    assert list(body["errors"]) == ["message", "faults"]
    assert "; ".join(map(fault_text, body["errors"]["faults"])) == body["errors"]["message"]
    return str(body["errors"]["message"])


def _lists_errors(response: httpx.Response) -> bool:
    """Whether the contract has a list of errors at this path."""
    return response.request.url.path.startswith("/papertrail/")


def fault_text(fault: dict[str, str]) -> str:
    """The text of a fault in `errors.message`, as documented."""
    assert list(fault) == ["field", "code", "message"]
    field, text = fault["field"], fault["message"]
    if field and not text[0].isupper():
        return f"'{field}' {text}"
    return field[: field.index("]") + 1] + " " + text if field.startswith("[") else text


def faults(response: httpx.Response) -> list[tuple[str, str]]:
    """The field and code of each fault of a refusal in the documented format."""
    assert message(response)
    errors = response.json()["errors"]
    return [(fault["field"], fault["code"]) for fault in (errors if _lists_errors(response) else errors["faults"])]


def ids(response: httpx.Response) -> list[int]:
    """The worklog ids of a list, in order."""
    assert response.status_code == 200, response.text
    return [worklog["tempoWorklogId"] for worklog in response.json()["results"]]
