"""The pages of API tokens and authorized applications."""

import re

import pytest

from andante.kit.database import Database
from andante.scopes import Scope
from tests.cast import NORTH_1, Person
from tests.conftest import StoppedClock
from tests.identity.oauth.flow import is_accepted, register, tokens_for
from tests.web.browsing import secret_on, signed_in, text_of


def test_a_token_is_shown_once_and_works(alice: Person, database: Database) -> None:
    visitor = signed_in(alice, database)

    page = visitor.post("/tokens", {"name": "Monthly report", "days": "7", "access": "full"})
    assert page.status_code == 200
    token = secret_on(page)
    assert is_accepted(alice, token)
    assert token not in visitor.get("/tokens").text
    assert "Monthly report Full access" in text_of(visitor.get("/tokens"))


def test_a_token_allows_only_the_selected_scopes(alice: Person, database: Database) -> None:
    visitor = signed_in(alice, database)

    token = secret_on(visitor.post("/tokens", {"name": "Look", "days": "7", "access": "chosen", "scope": ["worklogs:view"]}))
    headers = {"Authorization": f"Bearer {token}"}
    worklog = {"authorAccountId": alice.id, "issueId": NORTH_1, "startDate": "2026-03-17", "timeSpentSeconds": 60}
    assert alice.http.get("/4/worklogs", headers=headers).status_code == 200
    assert alice.http.post("/4/worklogs", json=worklog, headers=headers).status_code == 403


def test_the_page_offers_exactly_the_scopes_that_exist(alice: Person, database: Database) -> None:
    page = signed_in(alice, database).get("/tokens").text
    assert re.findall(r"<legend>\s*</legend>", page) == []
    offered = re.findall(r'name="scope" value="([^"]+)"', page)

    assert sorted(offered) == sorted(Scope)


def test_a_token_expires_after_the_given_number_of_days(alice: Person, database: Database, stopped_clock: StoppedClock) -> None:
    token = secret_on(signed_in(alice, database).post("/tokens", {"name": "Short", "days": "1", "access": "full"}))

    stopped_clock.advance(86_399)
    assert is_accepted(alice, token)
    stopped_clock.advance(1)
    assert not is_accepted(alice, token)


def test_a_revoked_token_fails_from_the_next_request_on(alice: Person, database: Database) -> None:
    visitor = signed_in(alice, database)
    page = visitor.post("/tokens", {"name": "Gone", "days": "7", "access": "full"})
    token = secret_on(page)
    path = page.text.rpartition('action="/tokens/')[0].rpartition('action="/tokens/')[2].partition('"')[0]
    newest = max(int(part.partition("/")[0]) for part in page.text.split('action="/tokens/')[1:])
    assert path

    assert visitor.post(f"/tokens/{newest}/revoke", form_at="/tokens").status_code == 302
    assert not is_accepted(alice, token)
    assert "Revoked" in text_of(visitor.get("/tokens"))


def test_the_page_shows_when_a_token_was_last_used(alice: Person, database: Database) -> None:
    visitor = signed_in(alice, database)
    assert "tests Full access Never" in text_of(visitor.get("/tokens"))

    alice.get("/worklogs")
    assert "tests Full access 18 Mar 2026, 13:00" in text_of(visitor.get("/tokens"))


@pytest.mark.parametrize(
    ("form", "message"),
    [
        ({"name": "", "days": "7"}, "Enter a name of 1 to 255 characters"),
        ({"name": "x" * 256, "days": "7"}, "Enter a name of 1 to 255 characters"),
        ({"name": "a\0b", "days": "7"}, "Enter a name of 1 to 255 characters"),
        ({"name": "x", "days": ""}, "number of days"),
        ({"name": "x", "days": "-1"}, "number of days"),
        ({"name": "x", "days": "٧"}, ""),
        ({"name": "x", "days": "0"}, "1 to 5000 days"),
        ({"name": "x", "days": "5001"}, "1 to 5000 days"),
        ({"name": "x", "days": "7", "access": "chosen"}, "Select at least one permission"),
        ({"name": "x", "days": "7", "access": "chosen", "scope": "everything"}, "not 'everything'"),
    ],
)
def test_an_invalid_form_reports_its_faults_and_creates_nothing(
    alice: Person, database: Database, form: dict[str, str], message: str
) -> None:
    visitor = signed_in(alice, database)

    response = visitor.post("/tokens", {"access": "full"} | form)
    if message:
        assert response.status_code == 400
        assert message in text_of(response)
        assert text_of(visitor.get("/tokens")).count("Revoke…") == 1
    else:
        assert response.status_code == 200


def test_users_can_not_revoke_the_tokens_of_others(alice: Person, bob: Person, database: Database) -> None:
    visitor = signed_in(bob, database)

    assert visitor.post("/tokens/1/revoke", form_at="/tokens").status_code == 404
    assert is_accepted(alice, alice.token)


def test_the_tokens_of_applications_are_not_listed_as_api_tokens(alice: Person, database: Database) -> None:
    tokens_for(register(alice, database, name="Payroll"), alice, database)
    visitor = signed_in(alice, database)

    assert "Payroll" not in text_of(visitor.get("/tokens"))
    assert "Payroll View and change" in text_of(visitor.get("/granted"))


def test_several_authorizations_of_an_application_are_shown_as_one(alice: Person, database: Database) -> None:
    application = register(alice, database, name="Payroll")
    for scope in ("read", "write"):
        tokens_for(application, alice, database, scope=scope)

    assert "Payroll View and change" in text_of(signed_in(alice, database).get("/granted"))
