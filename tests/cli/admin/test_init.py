"""andante init, and the link that `andante serve` prints."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from andante import schema
from andante.app import application
from andante.cli.admin import ports
from andante.directory.people import queries as people
from andante.kit.call import SYSTEM
from andante.kit.database import Access, Database
from andante.kit.settings import Settings
from andante.organization.teams import actions as teams
from andante.timekeeping.configuration import queries as configuration
from tests.shell import Shell
from tests.web.browsing import PASSWORD, Visitor

ANSWERS = ["Ada", "ada@example.com", "Europe/Berlin", "de", "Engines", "Sunday", "at", "", "Engineers", "Difference engine", "", "Drawings"]
"""Answers to all questions, in their order."""


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "new.db"


@pytest.fixture
def shell(path: Path) -> Shell:
    """The command line on a database that doesn't exist yet."""
    return Shell(f"sqlite:///{path}")


@pytest.fixture
def database(shell: Shell) -> Iterator[Database]:
    database = Database(shell.url)
    schema.migrate(database)
    yield database
    database.close()


def visitor(database: Database) -> Visitor:
    return Visitor(application(Settings(access_log=False), database))


def test_options_set_up_everything(shell: Shell, database: Database) -> None:
    options = ["--company", "Engines", "--week-start", "sunday", "--country", "de", "--subdivision", "BY", "--language", "de"]
    work = ["--team", "Engineers", "--project", "Loom", "--key", "LOOM", "--issue", "Drawings", "--time-zone", "Europe/Berlin"]
    printed = shell("init", "Ada", "ada@example.com", *options, *work, "--password", "--json", given=PASSWORD + "\n")

    assert json.loads(printed)["passwordSet"] is True
    assert json.loads(printed)["link"] == "http://127.0.0.1:8080/signin"
    assert visitor(database).sign_in("ada@example.com").headers["location"] == "/"
    with database.call(SYSTEM, Access.SNAPSHOT) as call:
        assert configuration.current(call).week_start == 7
        assert [team.name for team in teams.list_all(call)] == ["Engineers"]
    assert [(issue["key"], issue["summary"]) for issue in json.loads(shell("admin", "issue", "list", "--json"))] == [("LOOM-1", "Drawings")]


def test_without_arguments_it_asks_for_everything(shell: Shell, database: Database) -> None:
    link = shell("init", "--url", "https://time.example.com/", given="\n".join(ANSWERS) + "\n").split()[-1]

    assert link.startswith("https://time.example.com/password?token=andante_link_")
    assert "Country of the public holidays, such as DE (or nothing):" in shell.errors
    assert "Key of the project [DE]:" in shell.errors
    assert "Österreich" in shell("scheme", "list")
    with database.call(SYSTEM, Access.SNAPSHOT) as call:
        assert people.look_up(call, "ada@example.com").time_zone == "Europe/Berlin"
        assert configuration.current(call).company_name == "Engines"


@pytest.mark.usefixtures("database")
def test_after_a_wrong_answer_it_asks_again_and_keeps_the_other_answers(shell: Shell) -> None:
    wrong = [*ANSWERS[:5], "someday", *ANSWERS[5:]]
    wrong[1], wrong[7] = "nonsense", "xx"
    again = ["", "ada@example.com", "", "", "", "", "DE", "BY", "", "", "", ""]
    shell("init", given="\n".join(wrong[:8] + wrong[8:] + again) + "\n")

    assert "must be one of monday, tuesday" in shell.errors
    assert "EMAIL must be an email address" in shell.errors
    assert "The country 'XX' is not supported" in shell.errors
    assert "Your name [Ada]:" in shell.errors
    assert "Deutschland (BY)" in shell("scheme", "list")


@pytest.mark.usefixtures("database")
@pytest.mark.parametrize(
    ("options", "message"),
    [
        (["--country", "xx"], "The country 'XX' is not supported"),
        (["--subdivision", "BY"], "--subdivision needs a country"),
        (["--key", "LOOM"], "--project is required if there is a key"),
        (["--project", "Loom", "--key", "x y"], "--key must be a project key like NORTH"),
        (["--time-zone", "Mars"], "--time-zone must be the name of a time zone"),
        (["--password"], "--password must have 10 to 1000 characters"),
    ],
)
def test_faults_name_the_options_and_nothing_is_created(shell: Shell, options: list[str], message: str) -> None:
    shell("init", "Ada", "ada@example.com", *options, code=1, given="short\n")

    assert message in shell.errors
    assert shell("user", "list") == ""


@pytest.mark.parametrize(
    ("host", "url"),
    [("127.0.0.1", "http://127.0.0.1:80"), ("::1", "http://[::1]:80"), ("time.example.com", "http://time.example.com:80")],
)
def test_the_url_of_a_server_has_its_host(host: str, url: str) -> None:
    assert ports.url_of(host, 80) == url


@pytest.mark.parametrize("host", ["0.0.0.0", "::"])
def test_the_url_of_a_server_that_listens_on_all_addresses_has_a_real_one(host: str) -> None:
    assert host not in ports.url_of(host, 80).replace("[", " ").replace("]", " ").split()
    assert "0.0.0.0" not in ports.url_of(host, 80)
