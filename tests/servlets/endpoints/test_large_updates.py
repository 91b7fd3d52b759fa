"""Large forms: they are read only for machines that may use the servlets, and with little memory."""

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any, BinaryIO

import pytest

from andante.kit.database import Database
from andante.servlets.endpoints.forms import START_BYTES
from tests.cast import Company, Person

from . import update_memory
from .machines import PATH, Machine, entry, updates
from .test_access import OUTSIDE, at, run

EXPECTED = {
    "entries": "200 OK",
    "escaped entries": "200 OK",
    "wide characters": "200 OK",
    "escapes": "must not have a tag, comment or instruction of more than 131072 bytes",
    "short entries": "at most 100000 entries: send several updates",
    "fields": "at most 10000 fields",
    "a long name": "The parameter 'worklogs' is missing",
    "a comment": "must not have a tag, comment or instruction of more than 131072 bytes",
    "an attribute": "must not have a tag, comment or instruction of more than 131072 bytes",
    "a part": "200 OK",
}


class Counted:
    """The body of a request that counts how much of it is read."""

    def __init__(self, stream: BinaryIO) -> None:
        self.stream = stream
        self.count = 0

    def read(self, size: int) -> bytes:
        piece = self.stream.read(size)
        self.count += len(piece)
        return piece


def bytes_read(machine: Machine, content: bytes, **params: str) -> tuple[int, int, str]:
    """Posts a form. Returns how much of it was read, the status and the text of the response."""
    bodies: list[Counted] = []
    app = machine.app

    def counting(environ: dict[str, Any], start_response: Any) -> Any:
        bodies.append(Counted(environ["wsgi.input"]))
        return app(environ | {"wsgi.input": bodies[0]}, start_response)

    http = Machine(counting, machine.secret, machine.address).http
    headers = {"Content-Type": "application/x-www-form-urlencoded"}
    response = http.post(PATH.format("updateWorklog"), content=content, headers=headers, params=params)
    return bodies[0].count, response.status_code, response.text


LARGE = b"worklogs=" + b"%20" * 100_000


def test_a_form_needs_less_memory_than_twice_its_size(tmp_path: Path) -> None:
    command = [sys.executable, "-m", update_memory.__name__, str(tmp_path / "andante.db")]
    output = subprocess.run(command, env=os.environ | {"PYTHONPATH": os.pathsep.join(sys.path)}, capture_output=True, check=True).stdout
    results = json.loads(output)

    assert list(results) == list(EXPECTED)
    for name, result in results.items():
        assert EXPECTED[name] in f"{result['status']} {result['message']}"
        assert result["peak"] < 2 * result["size"], f"{name} needed {result['peak']} bytes for a body of {result['size']}"


def test_nothing_of_a_form_is_read_from_an_address_that_is_not_allowed(payroll: Machine) -> None:
    count, status, text = bytes_read(at(payroll, OUTSIDE), LARGE, tempoApiToken=str(payroll.secret))

    assert (count, status) == (0, 403)
    assert f"The address {OUTSIDE} may not use the servlets" in text
    assert bytes_read(at(payroll, OUTSIDE), LARGE)[:2] == (0, 403)


def test_nothing_of_a_form_is_read_while_the_servlets_are_closed(company: Company) -> None:
    closed = Machine(company.alice.app, None)

    assert bytes_read(closed, LARGE)[:2] == bytes_read(closed, LARGE, tempoApiToken="x")[:2] == (0, 403)


def test_nothing_of_a_form_is_read_with_a_wrong_token_in_the_query(payroll: Machine) -> None:
    assert bytes_read(payroll, LARGE, tempoApiToken="wrong") == (0, 401, "The token in tempoApiToken is unknown.\n")


def test_only_the_start_of_a_form_is_read_if_its_token_is_wrong(payroll: Machine) -> None:
    count, status, text = bytes_read(payroll, b"tempoApiToken=wrong&" + LARGE)

    assert (count, status, text) == (START_BYTES, 401, "The token in tempoApiToken is unknown.\n")


def test_a_token_after_the_start_of_a_form_is_not_found(payroll: Machine) -> None:
    count, status, text = bytes_read(payroll, LARGE + b"&tempoApiToken=" + str(payroll.secret).encode())

    assert (count, status) == (START_BYTES + 1, 401)
    assert text == "The parameter tempoApiToken is missing: it must be in the query or in the first 65536 bytes of the form.\n"


def test_a_body_that_is_too_long_is_not_read_with_a_valid_token(payroll: Machine) -> None:
    count, status, text = bytes_read(payroll, LARGE * 112, tempoApiToken=str(payroll.secret))

    assert (count, status) == (0, 413)
    assert text == f"the body must have at most 33554432 bytes, not {len(LARGE) * 112}: send several updates\n"


@pytest.mark.parametrize("multipart", [False, True])
def test_the_token_may_be_in_a_large_form(payroll: Machine, alice: Person, database: Database, multipart: bool) -> None:
    alice.logs()
    (exported,) = payroll.worklogs()
    xml = updates(*[entry(exported, external_id="x" * 200)] * 300)
    assert len(xml) > START_BYTES
    fields = {"tempoApiToken": str(payroll.secret), "worklogs": xml}
    parts: dict[str, Any] = {"files": {name: (None, value) for name, value in fields.items()}} if multipart else {"data": fields}

    response = payroll.http.post(PATH.format("updateWorklog"), **parts)

    assert response.text.count("<update_result>OK</update_result>") == 300, response.text[:500]
    run(database, "revoke_token")
    assert payroll.http.post(PATH.format("updateWorklog"), **parts).status_code == 403


@pytest.mark.parametrize("padding", range(3))
def test_escapes_at_any_position_are_decoded(payroll: Machine, alice: Person, padding: int) -> None:
    """Forms are decoded in pieces of 64 KiB, so one of the paddings makes a piece end within an escape."""
    alice.logs()
    (exported,) = payroll.worklogs()
    message = "é" * 2000
    xml = updates(*[entry(exported, message)] * 10).partition("?>")[2]
    content = b"worklogs=" + b"+" * padding + "".join(f"%{byte:02x}" for byte in xml.encode()).encode()

    count, status, text = bytes_read(payroll, content, tempoApiToken=str(payroll.secret))

    assert (count, status) == (len(content), 200), text
    assert text.count(f"<external_result>{message}</external_result>") == 10
