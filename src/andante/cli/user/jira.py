"""Reads data that only Jira has: the owner of a token, ids of issue keys, user names. Andante has the same endpoints at its own
address."""

from collections.abc import Collection, Iterator
from contextlib import contextmanager
from typing import Any, TypeVar
from urllib.parse import quote

import httpx
import msgspec

from andante.cli.failures import ExitCode, Failure
from andante.client.errors import error_from
from andante.kit.wire import Wire

T = TypeVar("T")

MAX_BATCH = 100
API = "/rest/api/3"


class Person(Wire, kw_only=True):
    """Jira omits the time zone if the user hides it."""

    account_id: str
    display_name: str = ""
    time_zone: str | None = None


class JiraEntity(Wire, kw_only=True):
    """An issue or a project."""

    id: str
    key: str


class _SearchResult(Wire, kw_only=True):
    issues: list[JiraEntity]


class _ErrorBody(Wire, kw_only=True):
    error_messages: list[str] = []
    errors: dict[str, str] = {}


class Jira:
    """A client for the few Jira endpoints that the commands use."""

    def __init__(self, http: httpx.Client) -> None:
        self.http = http

    def __enter__(self) -> "Jira":
        return self

    def __exit__(self, *_: object) -> None:
        self.http.close()

    def myself(self) -> Person:
        return self._request(Person, "GET", "/myself")

    def person(self, account_id: str) -> Person:
        return self._request(Person, "GET", "/user", params={"accountId": account_id})

    def people(self, text: str) -> list[Person]:
        """The users whose name or email contains a text."""
        return self._request(list[Person], "GET", "/user/search", params={"query": text})

    def issue(self, id_or_key: str) -> JiraEntity:
        with _name_in_errors(f"Issue {id_or_key}"):
            return self._request(JiraEntity, "GET", f"/issue/{quote(id_or_key, safe='')}", params={"fields": "summary"})

    def project(self, id_or_key: str) -> JiraEntity:
        with _name_in_errors(f"Project {id_or_key}"):
            return self._request(JiraEntity, "GET", f"/project/{quote(id_or_key, safe='')}")

    def ids(self, keys: Collection[str]) -> dict[str, int]:
        """The ids of issues, by key. Jira refuses unknown keys."""
        return {issue.key: int(issue.id) for issue in self._search_issues("key", sorted(keys))}

    def keys(self, ids: Collection[int]) -> dict[int, str]:
        """The keys of issues, by id. Leaves out issues that the user can't see."""
        return {int(issue.id): issue.key for issue in self._search_issues("id", sorted(ids))}

    def _search_issues(self, field: str, values: list[Any]) -> Iterator[JiraEntity]:
        for start in range(0, len(values), MAX_BATCH):
            listed = ", ".join(msgspec.json.encode(value).decode() for value in values[start : start + MAX_BATCH])
            search = {"jql": f"{field} in ({listed})", "fields": ["summary"], "maxResults": MAX_BATCH}
            yield from self._request(_SearchResult, "POST", "/search/jql", json=search).issues

    def _request(self, kind: type[T], method: str, path: str, **options: Any) -> T:
        response = self.http.request(method, API + path, **options)
        if not response.is_success:
            raise _error(response)
        return msgspec.json.decode(response.content, type=kind)


@contextmanager
def _name_in_errors(name: str) -> Iterator[None]:
    """Adds the name of the entity to Jira's error messages, which don't contain it."""
    try:
        yield
    except Failure as failure:
        raise Failure(failure.code, *(f"{name}: {message}" for message in failure.messages)) from None


def _error(response: httpx.Response) -> Exception:
    """The error with Jira's own messages, if it sent any."""
    try:
        body = msgspec.json.decode(response.content, type=_ErrorBody)
    except (msgspec.MsgspecError, UnicodeDecodeError):
        return error_from(response)
    message = [*body.error_messages, *body.errors.values()]
    if response.status_code == httpx.codes.UNAUTHORIZED or not message:
        return error_from(response)
    return Failure(ExitCode.REFUSED, *message)
