"""docs/servlets.md: its examples work, and its lists are complete."""

import re
import shlex
import subprocess
from pathlib import Path
from typing import Any
from xml.etree import ElementTree as ET

import pytest
from msgspec.structs import fields

from andante.servlets.endpoints.export_columns import Column, Group, columns, report_columns
from andante.servlets.endpoints.parameters import WorklogsQuery
from tests.cast import Person
from tests.end_to_end.serving import andante as serving
from tests.shell import Shell

from .machines import Machine

PAGE = (Path(__file__).parents[3] / "docs" / "servlets.md").read_text(encoding="utf-8")
BLOCKS = re.findall(r"^```(\w+)\n(.*?)^```$", PAGE, re.MULTILINE | re.DOTALL)
WORKLOG = {"authorAccountId": "712020:alice", "issueId": 10_000, "timeSpentSeconds": 3600}


def python_names() -> dict[str, Any]:
    """The names that the Python blocks define."""
    defined: dict[str, Any] = {}
    for kind, block in BLOCKS:
        if kind == "python":
            exec(block, defined)
    return defined


def commands(program: str) -> list[str]:
    return [line for kind, block in BLOCKS if kind == "sh" for line in block.splitlines() if line.startswith(program)]


def test_the_commands_run(andante: Shell) -> None:
    outputs = [andante(*shlex.split(line)[1:]) for line in commands("andante")]

    assert outputs[0].startswith("andante_servlet_")
    assert {line.split()[0] for line in outputs[-1].splitlines()[1:]} == {"192.0.2.7/32", "10.1.0.0/16"}


def test_the_curl_and_python_examples_book_all_due_worklogs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    with serving(tmp_path) as server:
        secret = Shell(f"sqlite:///{server.database_path}")("servlet", "token", "create").strip()
        http = server.browser()
        http.headers["Authorization"] = f"Bearer {server.tokens['alice']}"
        for number in range(2):
            http.post("/4/worklogs", json=WORKLOG | {"startDate": "2026-03-17", "description": f"Number {number} & more"})
        lines = commands("curl")
        assert len(lines) == 3

        environment = {"ANDANTE": server.url, "TOKEN": secret, "PATH": "/usr/bin:/bin"}
        outputs = [subprocess.run(["bash", "-c", line], env=environment, capture_output=True, check=True).stdout for line in lines]

        assert len(ET.parse("due.xml").getroot()) == 2
        assert outputs[2].count(b"<update_result>OK</update_result>") == 2
        _set_up_billing(Shell(f"sqlite:///{server.database_path}"))
        for day in ("2026-03-18", "2026-03-19"):
            http.post("/4/worklogs", json=WORKLOG | {"startDate": day})
        book_due_worklogs = python_names()["book_due_worklogs"]
        assert book_due_worklogs(server.url, secret, "2026-03-01", _book) == {"1": "OK", "2": "OK", "3": "OK", "4": "OK"}
        assert book_due_worklogs(server.url, secret, "2026-03-01", _book) == {"3": "OK"}


def _set_up_billing(andante: Shell) -> None:
    """Sets up billing keys and activities, which changes the worklogs that were exported before."""
    andante("project-version", "add", "NORTH", "Spring")
    andante("issue", "change", "NORTH-1", "--version", "Spring")
    andante("account", "add", "ACME", "Acme", "--lead", "bob@example.com")
    andante("account", "link", "ACME", "NORTH", "--default")


def _book(worklog: Any) -> str:
    if worklog.findtext("worklog_id") == "3":
        raise ValueError("Cost center is closed")
    return f"SAP-{worklog.findtext('worklog_id')}"


@pytest.mark.usefixtures("directory")
def test_the_documented_hash_is_the_exported_one(payroll: Machine, alice: Person) -> None:
    alice.logs(5400, description='Zoë said "yes"\n', attributes=[{"key": "_Account_", "value": "EXTRA"}])
    (exported,) = payroll.worklogs()

    names = ("issue_key", "work_date", "username", "staff_id", "billing_key", "activity_id")
    computed = python_names()["hash_value"](
        worklog_id=int(exported["worklog_id"]),
        hours=float(exported["hours"]),
        attributes={"Account": "EXTRA"},
        description=exported["work_description"],
        **{name: exported[name] for name in names},
    )

    assert computed == exported["hash_value"]


def test_all_parameters_and_elements_are_listed() -> None:
    flags: dict[str, Any] = {field.name: True for field in fields(WorklogsQuery) if field.type is bool}
    query = WorklogsQuery(**flags)
    listed = set(re.findall(r"`([\w.]+)`", PAGE))

    assert {field.encode_name for field in fields(WorklogsQuery)} <= listed
    assert set(_names([*columns(query), *report_columns(external_hours=True)])) <= listed


def _names(listed: list[Column | Group]) -> list[str]:
    return [name for column in listed for name in (column.name, *(_names(list(column.columns)) if isinstance(column, Group) else ()))]
