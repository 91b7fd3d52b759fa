"""Requests to every entry point of a server."""

from collections.abc import Iterator
from wsgiref.types import WSGIApplication

import httpx

from tests.cast import ACCOUNT_IDS, BASE_URL, NORTH_1
from tests.servlets.endpoints.machines import machine, updates
from tests.web.browsing import SESSION
from tests.wsgi import WsgiTransport

from ..databases import Server

LOG_TIME = {"authorAccountId": ACCOUNT_IDS["alice"], "issueId": NORTH_1, "startDate": "2026-03-17", "timeSpentSeconds": 60}
_FORM = {"Content-Type": "application/x-www-form-urlencoded"}
_OAUTH = {"grant_type": "authorization_code", "client_id": "c", "client_secret": "s", "code": "x", "redirect_uri": "https://a.example/"}
_AUTHORIZE = "/plugins/servlet/ac/io.tempo.jira/oauth-authorize/?response_type=code&client_id=c&redirect_uri=https://a.example/"


class Visits:
    """Sends requests as alice, as an external system, as a browser and as an application."""

    def __init__(self, server: Server, token: str) -> None:
        self.app: WSGIApplication = server.app
        self.payroll = machine(server.app, server.database)
        headers = {"Authorization": f"Bearer {token}"}
        self.alice = httpx.Client(transport=WsgiTransport(server.app), base_url=BASE_URL, headers=headers)
        self.browser = httpx.Client(transport=WsgiTransport(server.app), base_url=BASE_URL, cookies={SESSION: "x" * 40})

    def log_time(self) -> httpx.Response:
        return self.alice.post("/4/worklogs", json=LOG_TIME)

    def all(self) -> Iterator[tuple[str, httpx.Response]]:
        """A name and the response of one request to each entry point."""
        yield "API, read", self.alice.get("/4/worklogs")
        yield "API, search", self.alice.post("/4/worklogs/search", json={})
        yield "API, write", self.log_time()
        yield "Jira, read", self.alice.get("/rest/api/2/myself")
        yield "Jira, write", self.alice.post("/rest/api/2/issue/NORTH-1/worklog", json={"timeSpentSeconds": 60})
        yield "servlet, export", self.payroll.get("getWorklog", dateFrom="2026-03-01")
        yield "servlet, report", self.payroll.post(updates())
        yield "feed", self.alice.get("/4-andante/schedule.ics", params={"token": "x"})
        yield "page", self.browser.get("/")
        yield "consent page", self.browser.get(_AUTHORIZE)
        yield "token endpoint", self.browser.post("/oauth/token/", data=_OAUTH, headers=_FORM)
        yield "revocation endpoint", self.browser.post("/oauth/revoke_token/", data={**_OAUTH, "token": "x"}, headers=_FORM)
        yield "readiness", self.alice.get("/readyz")


def assert_all_unavailable(visits: Visits) -> None:
    """No entry point can do without the database."""
    for name, response in visits.all():
        assert response.status_code == 503, f"{name}: {response.status_code} {response.text}"
        assert int(response.headers["retry-after"]) >= 1, name
        assert "/dev/shm" not in response.text, name  # the path of the database
        if name in ("token endpoint", "revocation endpoint"):
            assert response.json()["error"] == "temporarily_unavailable"
    assert visits.alice.get("/healthz").status_code == 200


def assert_all_work(visits: Visits) -> None:
    """Every entry point answers, even if it refuses what it was sent."""
    statuses = {name: response.status_code for name, response in visits.all()}
    assert {name: status for name, status in statuses.items() if status >= 500} == {}
    worked = ("API, read", "API, search", "API, write", "Jira, read", "Jira, write", "servlet, export", "servlet, report", "readiness")
    assert {statuses[name] for name in worked} <= {200, 201}
