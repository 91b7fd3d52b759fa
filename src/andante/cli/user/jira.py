"""What only Jira's side knows: whose token it is, the ids of issues' keys, the names of people. Andante answers the same on its
own address, so that both are asked alike."""

from collections.abc import Collection, Iterator
from contextlib import contextmanager
from typing import Any, TypeVar
from urllib.parse import quote

import httpx
import msgspec

from andante.client.errors import error_of
from andante.kit.wire import Wire

from .failures import Code, Failure

T = TypeVar("T")

MOST_AT_ONCE = 100
API = "/rest/api/3"


class Person(Wire, kw_only=True):
    """Jira keeps the time zone to itself where somebody does not want it to be seen."""

    account_id: str
    display_name: str = ""
    time_zone: str | None = None


class Named(Wire, kw_only=True):
    """An issue or a project."""

    id: str
    key: str


class _Found(Wire, kw_only=True):
    issues: list[Named]


class _Refused(Wire, kw_only=True):
    error_messages: list[str] = []
    errors: dict[str, str] = {}


class Jira:
    def __init__(self, http: httpx.Client) -> None:
        self.http = http

    def __enter__(self) -> "Jira":
        return self

    def __exit__(self, *_: object) -> None:
        self.http.close()

    def myself(self) -> Person:
        return self._ask(Person, "GET", "/myself")

    def person(self, account_id: str) -> Person:
        return self._ask(Person, "GET", "/user", params={"accountId": account_id})

    def people(self, named: str) -> list[Person]:
        """Those with this in a name or the email."""
        return self._ask(list[Person], "GET", "/user/search", params={"query": named})

    def issue(self, named: str) -> Named:
        with _named(f"Issue {named}"):
            return self._ask(Named, "GET", f"/issue/{quote(named, safe='')}", params={"fields": "summary"})

    def project(self, named: str) -> Named:
        with _named(f"Project {named}"):
            return self._ask(Named, "GET", f"/project/{quote(named, safe='')}")

    def ids(self, keys: Collection[str]) -> dict[str, int]:
        """The ids of those issues, by key. Jira refuses keys that are not there."""
        return {issue.key: int(issue.id) for issue in self._issues("key", sorted(keys))}

    def keys(self, ids: Collection[int]) -> dict[int, str]:
        """The keys of those issues that can be seen, by id."""
        return {int(issue.id): issue.key for issue in self._issues("id", sorted(ids))}

    def _issues(self, field: str, values: list[Any]) -> Iterator[Named]:
        for start in range(0, len(values), MOST_AT_ONCE):
            listed = ", ".join(msgspec.json.encode(value).decode() for value in values[start : start + MOST_AT_ONCE])
            asked = {"jql": f"{field} in ({listed})", "fields": ["summary"], "maxResults": MOST_AT_ONCE}
            yield from self._ask(_Found, "POST", "/search/jql", json=asked).issues

    def _ask(self, kind: type[T], method: str, path: str, **given: Any) -> T:
        response = self.http.request(method, API + path, **given)
        if not response.is_success:
            raise _refusal(response)
        return msgspec.json.decode(response.content, type=kind)


@contextmanager
def _named(what: str) -> Iterator[None]:
    """Jira's refusals do not say of what they speak."""
    try:
        yield
    except Failure as failure:
        raise Failure(failure.code, *(f"{what}: {words}" for words in failure.messages)) from None


def _refusal(response: httpx.Response) -> Exception:
    """The refusal in Jira's own words, where it has some."""
    try:
        said = msgspec.json.decode(response.content, type=_Refused)
    except (msgspec.MsgspecError, UnicodeDecodeError):
        return error_of(response)
    words = [*said.error_messages, *said.errors.values()]
    if response.status_code == httpx.codes.UNAUTHORIZED or not words:
        return error_of(response)
    return Failure(Code.REFUSED, *words)
