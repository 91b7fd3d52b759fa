"""An external system for tests, such as payroll: it reads worklogs and reports results."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode
from wsgiref.types import WSGIApplication
from xml.sax.saxutils import escape

import httpx
from lxml import etree

from andante.kit import clock
from andante.kit.call import SYSTEM, Call
from andante.kit.database import Database
from andante.servlets.access import actions as access
from tests.cast import BASE_URL
from tests.wsgi import WsgiTransport

LOOPBACK = "127.0.0.1"
ALL_DATES = {"dateFrom": "1970-01-01"}
PATH = "/plugins/servlet/tempo-{}"


@dataclass
class Machine:
    """Calls the servlets from an address, with the secret of a token."""

    app: WSGIApplication
    secret: str | None
    address: str | None = LOOPBACK

    def __post_init__(self) -> None:
        self.http = httpx.Client(transport=WsgiTransport(self._with_address), base_url=BASE_URL)

    def _with_address(self, environ: dict[str, Any], start_response: Callable[..., Any]) -> Any:
        peer = {} if self.address is None else {"REMOTE_ADDR": self.address}
        return self.app(environ | peer, start_response)

    def get(self, servlet: str, headers: Any = None, **params: Any) -> httpx.Response:
        token = {} if self.secret is None else {"tempoApiToken": self.secret}
        return self.http.get(PATH.format(servlet), params=params | token, headers=headers)

    def post(self, xml: str | bytes, **params: Any) -> httpx.Response:
        token = {} if self.secret is None else {"tempoApiToken": self.secret}
        headers = {"Content-Type": "application/x-www-form-urlencoded"}
        return self.http.post(PATH.format("updateWorklog"), content=urlencode({"worklogs": xml}), headers=headers, params=params | token)

    def read(self, servlet: str = "getWorklog", **params: Any) -> etree._Element:
        """The root of the response."""
        response = self.get(servlet, **params)
        assert response.status_code == 200, response.text
        assert response.headers["content-type"] == "text/xml; charset=utf-8"
        return etree.fromstring(response.content)

    def worklogs(self, **params: Any) -> list[dict[str, str]]:
        """The worklogs, as texts by element name. Without dates, those of all dates."""
        dates = {} if params.keys() & {"dateFrom", "dateTo"} else ALL_DATES
        root = self.read(**dates, **params)
        found = [texts(element) for element in root]
        assert root.get("number_of_worklogs") == str(len(found))
        return found

    def ids(self, **params: Any) -> list[int]:
        return [int(worklog["worklog_id"]) for worklog in self.worklogs(**params)]

    def report(self, *entries: dict[str, str]) -> list[dict[str, str]]:
        """Reports results and returns the outcomes."""
        response = self.post(updates(*entries))
        assert response.status_code == 200, response.text
        root = etree.fromstring(response.content)
        assert root.tag == "worklog_results"
        return [texts(element) for element in root]

    def report_ok(self, *worklogs: dict[str, str], **more: str) -> None:
        results = self.report(*(entry(worklog, **more) for worklog in worklogs))
        assert {result["update_result"] for result in results} <= {"OK"}


def machine(app: WSGIApplication, database: Database) -> Machine:
    """An external system, with a new token."""
    with database.write() as db:
        return Machine(app, access.create_token(Call(db, SYSTEM, clock.now())))


def texts(element: etree._Element) -> dict[str, str]:
    """The texts of the child elements by name; empty for those that have children."""
    return {str(child.tag): child.text or "" for child in element}


def attributes(element: etree._Element) -> dict[str, str]:
    return {str(name): str(value) for name, value in element.items()}


def entry(worklog: dict[str, str], result: str = "OK", **more: str) -> dict[str, str]:
    """The entry that reports a result for an exported worklog."""
    reported = {"external_id": f"SAP-{worklog['worklog_id']}", "external_hours": worklog["hours"], "external_result": result}
    return {"worklog_id": worklog["worklog_id"], **reported, "hash_value": worklog["hash_value"]} | more


def updates(*entries: dict[str, str]) -> str:
    contents = ("".join(f"<{name}>{escape(text)}</{name}>" for name, text in entry.items()) for entry in entries)
    elements = "".join(f"<worklog_update>{content}</worklog_update>" for content in contents)
    return f'<?xml version="1.0" encoding="UTF-8"?><worklog_updates>{elements}</worklog_updates>'
