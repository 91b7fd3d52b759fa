"""Terminals of users. Each has its own configuration folder. All use the server in this process."""

from collections.abc import Callable
from pathlib import Path

import httpx
import pytest

from andante.cli.user import connection
from andante.kit.database import Database
from tests.cast import BASE_URL, Company, Person
from tests.contract.judge import JudgedTransport
from tests.shell import Shell
from tests.wsgi import WsgiTransport

from .cloud import JIRA_TOKEN, SITE, TEMPO, Hosts, JiraCloud, TempoCloud


@pytest.fixture
def network(company: Company, monkeypatch: pytest.MonkeyPatch) -> Hosts:
    """A network in which the server is the only host."""
    hosts = Hosts({httpx.URL(BASE_URL).host: JudgedTransport(WsgiTransport(company.alice.app))})
    monkeypatch.setattr(connection, "transport", hosts)
    monkeypatch.setattr(connection, "sleep", lambda _: None)
    return hosts


@pytest.fixture
def terminal_of(network: Hosts, database: Database, tmp_path: Path) -> Callable[[Person], Shell]:
    """Creates the terminal of a user who has not signed in, with their token in the environment."""
    assert network

    def open_terminal(person: Person) -> Shell:
        home = tmp_path / person.name
        folders = {"XDG_CONFIG_HOME": str(home / "config"), "XDG_STATE_HOME": str(home / "state")}
        return Shell(database.url.render_as_string(hide_password=False), environment={**folders, "ANDANTE_TOKEN": person.token})

    return open_terminal


@pytest.fixture
def as_alice(terminal_of: Callable[[Person], Shell], alice: Person) -> Shell:
    return _signed_in(terminal_of(alice))


@pytest.fixture
def as_bob(terminal_of: Callable[[Person], Shell], bob: Person) -> Shell:
    return _signed_in(terminal_of(bob))


@pytest.fixture
def as_carol(terminal_of: Callable[[Person], Shell], carol: Person) -> Shell:
    return _signed_in(terminal_of(carol))


def _signed_in(terminal: Shell) -> Shell:
    terminal("login", BASE_URL)
    return terminal


@pytest.fixture
def cloud(terminal_of: Callable[[Person], Shell], network: Hosts, alice: Person) -> Shell:
    """Alice's terminal in a network with Tempo Cloud and Jira Cloud. She has not signed in."""
    network.transports = {httpx.URL(TEMPO).host: TempoCloud(alice), httpx.URL(SITE).host: JiraCloud(alice)}
    terminal = terminal_of(alice)
    terminal.environment = {**terminal.environment, "ANDANTE_JIRA_TOKEN": JIRA_TOKEN}
    return terminal
