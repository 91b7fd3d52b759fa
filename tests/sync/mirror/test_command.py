"""`andante mirror`, and docs/mirror.md."""

import re
import shlex
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from andante.sync.mirror.run import GROUPS
from andante.testing.serving import serving
from tests.cast import House, Person
from tests.shell import Shell

from .conftest import Mirror

PAGE = Path(__file__).parents[3] / "docs" / "mirror.md"


@pytest.fixture
def served(house: House) -> Iterator[str]:
    """The address of the house."""
    with ThreadPoolExecutor(1) as worker, serving(house.carol.app, worker) as url:
        yield url


@pytest.fixture
def shell(mirrored: Mirror, house: House, monkeypatch: pytest.MonkeyPatch) -> Shell:
    """The command line on the empty database, with the token of the house in the environment."""
    monkeypatch.setenv("ANDANTE_SOURCE_TOKEN", house.carol.token)
    return Shell(mirrored.database.url.render_as_string(hide_password=False))


def test_it_copies_a_house_and_says_what_it_did(shell: Shell, served: str, mirrored: Mirror, alice: Person) -> None:
    alice.logs(description="copied")

    said = shell("mirror", served).splitlines()

    assert [line.partition(":")[0] for line in said] == [group.name for group in GROUPS]
    assert {"users: 6 new, 0 as before", "memberships: 2 new, 0 as before", "worklogs: 1 new, 0 as before"} <= set(said)
    assert mirrored.person("alice").get("/worklogs").json()["results"][0]["description"] == "copied"
    assert "users: 6 as before" in shell("mirror", served).splitlines()


def test_one_group_can_be_asked_for(shell: Shell, served: str) -> None:
    assert shell("mirror", served, "--only", "users", "--only", "roles") == "users: 6 new, 0 as before\nroles: 1 new, 0 as before\n"


def test_the_token_may_stand_in_a_file(shell: Shell, served: str, house: House, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("ANDANTE_SOURCE_TOKEN")
    file = tmp_path / "token"
    file.write_text(f"{house.carol.token}\n")

    assert shell("mirror", served, "--token-file", file, "--only", "users") == "users: 6 new, 0 as before\n"


def test_where_jira_lets_nobody_in_it_says_so(shell: Shell, served: str, alice: Person) -> None:
    alice.logs()

    said = shell("mirror", served, "--jira-url", f"{served}/nowhere")

    assert "users:" not in said
    assert "worklogs: 1 new" in said
    assert "Jira can't be asked about people, projects and issues" in shell.errors


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["ftp://time.example.com"], "'ftp://time.example.com' must be an address like https://api.tempo.io"),
        (["{url}", "--only", "teems"], "There is no group 'teems'; there are configuration, users, "),
        (["{url}", "--token-file", "nowhere"], "nowhere can't be read: "),
        (["{url}", "--jira-url", "jira"], "'jira' must be an address like "),
        (["{url}/nowhere"], "{url}/nowhere refuses: 404: "),
    ],
)
def test_what_can_not_be_is_said(shell: Shell, served: str, arguments: list[str], words: str) -> None:
    shell("mirror", *(argument.format(url=served) for argument in arguments), code=1)

    assert words.format(url=served) in shell.errors


def test_without_a_token_it_says_where_to_give_one(shell: Shell, served: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("ANDANTE_SOURCE_TOKEN")
    shell("mirror", served, code=1)

    assert shell.errors == "A token of the other server is needed: give --token-file, or set ANDANTE_SOURCE_TOKEN\n"


def test_a_wrong_token_is_said(shell: Shell, served: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ANDANTE_SOURCE_TOKEN", "andante_wrong")
    shell("mirror", served, code=1)

    assert f"{served} refuses: 401" in shell.errors


def test_every_command_of_the_page_runs(shell: Shell, served: str, tmp_path: Path, house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    """The servers of the page are the house here."""
    monkeypatch.chdir(tmp_path)
    Path("tempo.token").write_text(house.carol.token)
    Path("jira.token").write_text(house.carol.token)
    blocks = re.findall(r"^```sh\n(.*?)^```$", PAGE.read_text(encoding="utf-8"), re.MULTILINE | re.DOTALL)
    commands = [line for block in blocks for line in block.replace("\\\n", " ").splitlines() if line.startswith("andante ")]
    assert len(commands) == 7
    for command in commands:
        shell(*shlex.split(re.sub(r"https://[\w.]+", served, command.replace("anna@example.com", "carol@example.com")))[1:])


def test_every_group_stands_on_the_page() -> None:
    page = PAGE.read_text(encoding="utf-8")

    assert [group.name for group in GROUPS if f"`{group.name}`" not in page] == []
