"""andante init, andante admin app and andante admin password"""

from pathlib import Path

import pytest
from typer.testing import CliRunner

from andante.app import application
from andante.cli import app
from andante.kit.database import Database
from andante.kit.settings import Settings
from tests.cast import Person
from tests.identity.oauth.flow import BACK, App, is_accepted, register, tokens_for
from tests.shell import tabbed
from tests.web.browsing import Visitor, give_password, signed_in, text_of

from .conftest import Run


def test_init_creates_the_first_administrator_of_a_new_server(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    url = f"sqlite:///{tmp_path / 'new.db'}"
    monkeypatch.setenv("ANDANTE_DATABASE_URL", url)
    result = CliRunner().invoke(app, ["init", "Ada", "ada@example.com", "--url", "https://time.example.com/"])

    assert result.exit_code == 0, result.output
    link = result.stdout.strip()
    assert link.startswith("https://time.example.com/password?token=")
    database = Database(url)
    visitor = Visitor(application(Settings(access_log=False), database))
    token, password = link.partition("=")[2], "a password for ada"
    assert visitor.post("/password", {"token": token, "password": password, "confirmation": password}, form_at=link).status_code == 302
    assert visitor.sign_in("ada@example.com", password).status_code == 302
    assert visitor.get("/people").status_code == 200
    database.close()


def test_init_accepts_an_existing_user_but_not_if_a_user_can_already_sign_in(run: Run, alice: Person, database: Database) -> None:
    assert "/password?token=" in run("init", "Alice", "alice@example.com")

    give_password(alice, database)
    assert "A user can already sign in" in run("init", "Mallory", "mallory@example.com", code=1)
    assert "mallory" not in run("user", "list")


def test_init_reports_invalid_input(run: Run) -> None:
    assert "EMAIL must be an email address" in run("init", "Ada", "nonsense", code=1)


def test_an_application_is_added_listed_and_removed(run: Run, alice: Person, database: Database) -> None:
    printed = dict(line.split("\t") for line in run("app", "add", "Reports", "--redirect", BACK).splitlines())
    token = tokens_for(App(printed["client_id"], printed["client_secret"], alice.http), alice, database)["access_token"]
    assert is_accepted(alice, token)

    assert tabbed(run("app", "list", "--csv")) == f"1\tReports\t{printed['client_id']}\tCONFIDENTIAL\tread write\t{BACK}\n"
    run("app", "remove", "1")
    assert tabbed(run("app", "list", "--csv")) == ""
    assert not is_accepted(alice, token)
    assert "Application 1 not found" in run("app", "remove", "1", code=1)


def test_a_public_application_gets_no_secret(run: Run) -> None:
    printed = run("app", "add", "Phone", "--public", "--redirect", "com.example.app:/back", "--redirect", "http://localhost:7000/")

    assert "client_secret" not in printed
    assert tabbed(run("app", "list", "--csv")).endswith("PUBLIC\tread write\tcom.example.app:/back http://localhost:7000/\n")


@pytest.mark.parametrize(("options", "expected"), [(["read"], "read"), (["write", "read"], "read write"), (["write"], "write")])
def test_the_largest_scope_of_an_application_is_chosen(run: Run, options: list[str], expected: str) -> None:
    run("app", "add", "Reports", "--redirect", BACK, *(argument for scope in options for argument in ("--scope", scope)))

    assert tabbed(run("app", "list", "--csv")).split("\t")[4] == expected
    assert "must be one of" in run("app", "add", "Bad", "--redirect", BACK, "--scope", "admin", code=1)


def test_an_invalid_redirect_uri_is_refused(run: Run) -> None:
    assert "must use https" in run("app", "add", "Bad", "--redirect", "http://app.example.com/", code=1)


def test_a_password_is_reset_with_a_link(run: Run, alice: Person) -> None:
    link = run("password", "reset", "alice@example.com").strip()

    assert link.startswith("http://127.0.0.1:8080/password?token=")
    assert Visitor(alice.app).get(link.partition("8080")[2]).status_code == 200


def test_setting_a_password_ends_the_sessions(run: Run, alice: Person, database: Database) -> None:
    thief, password = signed_in(alice, database), "typed at the prompt"

    run("password", "set", "alice@example.com", input=f"{password}\n")
    assert thief.get("/").status_code == 302
    assert Visitor(alice.app).sign_in("alice@example.com", password).status_code == 302
    assert "10 to 1000 characters" in run("password", "set", "alice@example.com", input="short\n", code=1)


@pytest.mark.parametrize(("options", "is_kept"), [([], True), (["--revoke-tokens"], False)])
def test_setting_a_password_can_revoke_tokens_and_grants(
    run: Run, alice: Person, database: Database, options: list[str], is_kept: bool
) -> None:
    access = tokens_for(register(alice, database), alice, database)["access_token"]
    password = "typed at the prompt"

    run("password", "set", "alice@example.com", *options, input=f"{password}\n")
    assert [is_accepted(alice, token) for token in (alice.token, access)] == [is_kept] * 2


def test_a_link_can_revoke_tokens_when_it_is_used(run: Run, alice: Person) -> None:
    path = run("password", "reset", "alice@example.com", "--revoke-tokens").strip().partition("8080")[2]
    password = "a new and better password"
    visitor = Visitor(alice.app)

    assert "revokes your API tokens" in text_of(visitor.get(path))
    assert is_accepted(alice, alice.token)
    form = {"token": path.partition("=")[2], "password": password, "confirmation": password}
    assert visitor.post("/password", form, form_at=path).status_code == 302
    assert not is_accepted(alice, alice.token)
