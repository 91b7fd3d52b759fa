"""A fake network with Tempo Cloud, which identifies issues only by id, and a separate Jira Cloud, which has their keys."""

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
    """Acts like Tempo Cloud: our own server without Jira's endpoints, and without issue keys in requests and responses."""

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


def _without_keys(body: Any) -> Any:
    """The response body as Tempo Cloud sends it: issues have only an id and a link."""
    if isinstance(body, list):
        return [_without_keys(each) for each in body]
    if isinstance(body, dict):
        inner = {name: _without_keys(value) for name, value in body.items()}
        return inner | {"issue": {"id": body["issue"]["id"], "self": body["issue"]["self"]}} if "issue" in body else inner
    return body


class JiraCloud(httpx.BaseTransport):
    """Acts like Jira Cloud: our own Jira endpoints, with an email and a Jira API token for authentication."""

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
