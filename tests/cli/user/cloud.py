"""A fake network with a Tempo Cloud, which knows issues only by id, and a separate Jira Cloud, which knows their keys."""

import json
from collections.abc import Mapping
from typing import Any

import httpx

from tests.cast import Person
from tests.wsgi import WsgiTransport

TEMPO, SITE = "https://api.tempo.io", "https://example.atlassian.net"
EMAIL, JIRA_TOKEN = "alice@example.com", "jira-token-of-alice"


class Hosts(httpx.BaseTransport):
    """Sends each request to the transport of its host. Other hosts are unreachable."""

    def __init__(self, transports: Mapping[str, httpx.BaseTransport]) -> None:
        self.transports = dict(transports)
        self.seen: list[httpx.Request] = []

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        self.seen.append(request)
        if request.url.host not in self.transports:
            raise httpx.ConnectError("Name or service not known")
        return self.transports[request.url.host].handle_request(request)


class TempoCloud(httpx.BaseTransport):
    """Our own server as Tempo Cloud: without Jira's endpoints, and without issue keys in requests and responses."""

    def __init__(self, person: Person) -> None:
        self.server = WsgiTransport(person.app)

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        if not request.url.path.startswith("/4/"):
            return httpx.Response(404, json={"errors": [{"message": "Not Found"}]})
        if fault := _fault(json.loads(request.read() or b"{}")):
            return httpx.Response(400, json={"errors": [{"message": fault}]})
        response = self.server.handle_request(request)
        content = response.read()
        return httpx.Response(response.status_code, json=_without_keys(json.loads(content))) if content[:1] in (b"{", b"[") else response


def _fault(body: Any) -> str | None:
    if isinstance(body, dict) and "issueKey" in body:
        return "issueKey is not known"
    if isinstance(body, dict) and not str(body.get("planItemId", 0)).isdecimal():
        return "planItemId must be a number"
    return None


def _without_keys(answer: Any) -> Any:
    """The response as Tempo Cloud sends it: issues have only an id and a link."""
    if isinstance(answer, list):
        return [_without_keys(each) for each in answer]
    if isinstance(answer, dict):
        inner = {name: _without_keys(value) for name, value in answer.items()}
        return inner | {"issue": {"id": answer["issue"]["id"], "self": answer["issue"]["self"]}} if "issue" in answer else inner
    return answer


class JiraCloud(httpx.BaseTransport):
    """Our own Jira endpoints as Jira Cloud: authenticates with an email and a Jira API token."""

    def __init__(self, person: Person) -> None:
        self.server, self.token = WsgiTransport(person.app), person.token
        self.expected = httpx.BasicAuth(EMAIL, JIRA_TOKEN)._auth_header

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        if not request.url.path.startswith("/rest/"):
            return httpx.Response(404)
        if request.headers.get("Authorization") != self.expected:
            return httpx.Response(401, text="Client must be authenticated to access this resource.")
        request.headers["Authorization"] = f"Bearer {self.token}"
        return self.server.handle_request(request)
