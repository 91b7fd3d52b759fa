"""Runs every snippet of docs/client.md in order and compares the output with the page."""

import logging
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest

from andante.kit.database import Database
from tests.cast import Person
from tests.identity.oauth.flow import redirect_after_consent, register
from tests.wsgi import WsgiTransport

from .test_client import AsyncWsgiTransport

PAGE = Path(__file__).parents[2] / "docs" / "client.md"


def test_every_snippet_prints_what_the_page_shows(
    alice: Person, database: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    app = register(alice, database)
    _serve(alice, monkeypatch)
    monkeypatch.chdir(tmp_path)
    for name, value in (("ANDANTE_TOKEN", alice.token), ("CLIENT_ID", app.client_id), ("CLIENT_SECRET", str(app.secret))):
        monkeypatch.setenv(name, value)
    names: dict[str, Any] = {"open_in_browser": lambda url: redirect_after_consent(alice, database, url)}
    outputs: list[tuple[str, str]] = []
    for kind, block in re.findall(r"^```(\w+)\n(.*?)^```$", PAGE.read_text(encoding="utf-8"), re.MULTILINE | re.DOTALL):
        if kind == "python":
            exec(compile(block, PAGE.name, "exec"), names)
            outputs.append((capsys.readouterr().out, ""))
        else:
            outputs[-1] = (outputs[-1][0], block)

    assert [printed for printed, _ in outputs] == [expected for _, expected in outputs]
    assert (tmp_path / "tokens.json").stat().st_mode & 0o777 == 0o600


@pytest.fixture(autouse=True)
def _restore_logging(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """The page turns on logging for the whole process."""
    monkeypatch.setattr(logging, "basicConfig", lambda: None)
    yield
    logging.getLogger("andante.client").setLevel(logging.NOTSET)


def _serve(person: Person, monkeypatch: pytest.MonkeyPatch) -> None:
    """Sends every request that would leave this machine to this user's server."""
    monkeypatch.setattr(httpx.HTTPTransport, "handle_request", lambda _, request: WsgiTransport(person.app).handle_request(request))
    monkeypatch.setattr(
        httpx.AsyncHTTPTransport, "handle_async_request", lambda _, request: AsyncWsgiTransport(person.app).handle_async_request(request)
    )
