"""An external system as tests use it: payroll, which reads worklogs and answers."""

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
from andante.servlets.access import actions as accesscontrol
from tests.cast import BASE_URL
from tests.wsgi import WsgiTransport

LOOPBACK = "127.0.0.1"
EVER = {"dateFrom": "1970-01-01"}
PATH = "/plugins/servlet/tempo-{}"


@dataclass
class Machine:
    """Calls the servlets from an address, with the secret of a token."""

    app: WSGIApplication
    secret: str | None
    address: str | None = LOOPBACK

    def __post_init__(self) -> None:
        self.http = httpx.Client(transport=WsgiTransport(self._from_there), base_url=BASE_URL)

    def _from_there(self, environ: dict[str, Any], start_response: Callable[..., Any]) -> Any:
        where = {} if self.address is None else {"REMOTE_ADDR": self.address}
        return self.app(environ | where, start_response)

    def get(self, servlet: str, headers: Any = None, **params: Any) -> httpx.Response:
        token = {} if self.secret is None else {"tempoApiToken": self.secret}
        return self.http.get(PATH.format(servlet), params=params | token, headers=headers)

    def post(self, xml: str | bytes, **params: Any) -> httpx.Response:
        token = {} if self.secret is None else {"tempoApiToken": self.secret}
        headers = {"Content-Type": "application/x-www-form-urlencoded"}
        return self.http.post(PATH.format("updateWorklog"), content=urlencode({"worklogs": xml}), headers=headers, params=params | token)

    def reads(self, servlet: str = "getWorklog", **params: Any) -> etree._Element:
        """The root of the answer."""
        response = self.get(servlet, **params)
        assert response.status_code == 200, response.text
        assert response.headers["content-type"] == "text/xml; charset=utf-8"
        return etree.fromstring(response.content)

    def worklogs(self, **params: Any) -> list[dict[str, str]]:
        """The worklogs of all time, unless other days are asked for, as texts by the names of elements."""
        dates = {} if params.keys() & {"dateFrom", "dateTo"} else EVER
        root = self.reads(**dates, **params)
        found = [texts(element) for element in root]
        assert root.get("number_of_worklogs") == str(len(found))
        return found

    def ids(self, **params: Any) -> list[int]:
        return [int(worklog["worklog_id"]) for worklog in self.worklogs(**params)]

    def answers(self, *entries: dict[str, str]) -> list[dict[str, str]]:
        """Answers to worklogs, and gives what became of that."""
        response = self.post(updates(*entries))
        assert response.status_code == 200, response.text
        root = etree.fromstring(response.content)
        assert root.tag == "worklog_results"
        return [texts(element) for element in root]

    def answers_ok(self, *worklogs: dict[str, str], **more: str) -> None:
        results = self.answers(*(entry(worklog, **more) for worklog in worklogs))
        assert {result["update_result"] for result in results} <= {"OK"}


def machine(app: WSGIApplication, database: Database) -> Machine:
    """An external system with a token of its own."""
    with database.write() as db:
        return Machine(app, accesscontrol.create_token(Call(db, SYSTEM, clock.now())))


def texts(element: etree._Element) -> dict[str, str]:
    """The elements within, by name: their text, of those that have elements themselves nothing."""
    return {str(child.tag): child.text or "" for child in element}


def attributes(element: etree._Element) -> dict[str, str]:
    return {str(name): str(value) for name, value in element.items()}


def entry(worklog: dict[str, str], result: str = "OK", **more: str) -> dict[str, str]:
    """An answer to a worklog as it was read."""
    answer = {"external_id": f"SAP-{worklog['worklog_id']}", "external_hours": worklog["hours"], "external_result": result}
    return {"worklog_id": worklog["worklog_id"], **answer, "hash_value": worklog["hash_value"]} | more


def updates(*entries: dict[str, str]) -> str:
    inner = ("".join(f"<{name}>{escape(text)}</{name}>" for name, text in one.items()) for one in entries)
    written = "".join(f"<worklog_update>{fields}</worklog_update>" for fields in inner)
    return f'<?xml version="1.0" encoding="UTF-8"?><worklog_updates>{written}</worklog_updates>'
