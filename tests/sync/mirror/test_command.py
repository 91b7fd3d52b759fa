"""andante admin mirror, and the commands of docs/mirror.md."""

import re
import shlex
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from andante.sync.mirror.run import GROUPS
from andante.testing.serving import serving
from tests.cast import Company, Person
from tests.shell import Shell

from .conftest import Mirror

PAGE = Path(__file__).parents[3] / "docs" / "mirror.md"


@pytest.fixture
def served(company: Company) -> Iterator[str]:
    """The address of the source, which is served over HTTP."""
    with ThreadPoolExecutor(1) as worker, serving(company.carol.app, worker) as url:
        yield url


@pytest.fixture
def shell(mirrored: Mirror, company: Company, monkeypatch: pytest.MonkeyPatch) -> Shell:
    """The command line on the empty database, with a token of the source in the environment."""
    monkeypatch.setenv("ANDANTE_SOURCE_TOKEN", company.carol.token)
    return Shell(mirrored.database.url.render_as_string(hide_password=False))


def test_it_copies_the_source_and_prints_counts(shell: Shell, served: str, mirrored: Mirror, alice: Person) -> None:
    alice.logs(description="copied")

    output = shell("mirror", served).splitlines()

    assert [line.partition(":")[0] for line in output] == [group.name for group in GROUPS]
    assert {"users: 6 new, 0 unchanged", "memberships: 2 new, 0 unchanged", "worklogs: 1 new, 0 unchanged"} <= set(output)
    assert mirrored.person("alice").get("/worklogs").json()["results"][0]["description"] == "copied"
    assert "users: 6 unchanged" in shell("mirror", served).splitlines()


def test_only_the_given_groups_are_copied(shell: Shell, served: str) -> None:
    assert shell("mirror", served, "--only", "users", "--only", "roles") == "users: 6 new, 0 unchanged\nroles: 1 new, 0 unchanged\n"


def test_the_token_can_be_in_a_file(shell: Shell, served: str, company: Company, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("ANDANTE_SOURCE_TOKEN")
    file = tmp_path / "token"
    file.write_text(f"{company.carol.token}\n")

    assert shell("mirror", served, "--token-file", file, "--only", "users") == "users: 6 new, 0 unchanged\n"


def test_it_reports_that_jira_can_not_be_read(shell: Shell, served: str, alice: Person) -> None:
    alice.logs()

    output = shell("mirror", served, "--jira-url", f"{served}/nowhere")

    assert "users:" not in output
    assert "worklogs: 1 new" in output
    assert "Jira can't be read" in shell.errors


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["ftp://time.example.com"], "'ftp://time.example.com' is not an address like https://api.tempo.io"),
        (["{url}", "--only", "teems"], "'teems' is not a group; the groups are configuration, users, "),
        (["{url}", "--token-file", "nowhere"], "nowhere can't be read: "),
        (["{url}", "--jira-url", "jira"], "'jira' is not an address like "),
        (["{url}/nowhere"], "{url}/nowhere refused the request: 404: "),
    ],
)
def test_invalid_arguments_are_reported(shell: Shell, served: str, arguments: list[str], message: str) -> None:
    shell("mirror", *(argument.format(url=served) for argument in arguments), code=1)

    assert message.format(url=served) in shell.errors


def test_a_missing_token_is_reported(shell: Shell, served: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("ANDANTE_SOURCE_TOKEN")
    shell("mirror", served, code=1)

    assert shell.errors == "The token of the other server is missing: give --token-file, or set ANDANTE_SOURCE_TOKEN\n"


def test_a_wrong_token_is_reported(shell: Shell, served: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ANDANTE_SOURCE_TOKEN", "andante_wrong")
    shell("mirror", served, code=1)

    assert f"{served} refused the request: 401" in shell.errors


def test_every_command_of_the_page_runs(
    shell: Shell, served: str, tmp_path: Path, company: Company, monkeypatch: pytest.MonkeyPatch
) -> None:
    """All servers of the page are replaced by the source."""
    monkeypatch.chdir(tmp_path)
    Path("tempo.token").write_text(company.carol.token)
    Path("jira.token").write_text(company.carol.token)
    blocks = re.findall(r"^```sh\n(.*?)^```$", PAGE.read_text(encoding="utf-8"), re.MULTILINE | re.DOTALL)
    commands = [line for block in blocks for line in block.replace("\\\n", " ").splitlines() if line.startswith("andante ")]
    assert len(commands) == 7
    for command in commands:
        shell(*shlex.split(re.sub(r"https://[\w.]+", served, command.replace("anna@example.com", "carol@example.com")))[1:])


def test_the_page_lists_every_group() -> None:
    page = PAGE.read_text(encoding="utf-8")

    assert [group.name for group in GROUPS if f"`{group.name}`" not in page] == []
