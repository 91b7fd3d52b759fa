"""My tokens and the applications that I allowed."""

import pytest

from andante.kit.database import Database
from tests.cast import NORTH_1, Person
from tests.conftest import StoppedClock
from tests.identity.oauth.flow import opens, register, tokens_for

from .browsing import secret_on, signed_in, words


def test_a_token_is_shown_once_and_works(alice: Person, database: Database) -> None:
    visitor = signed_in(alice, database)

    page = visitor.post("/tokens", {"name": "Monthly report", "days": "7", "access": "full"})
    assert page.status_code == 200
    token = secret_on(page)
    assert opens(alice, token)
    assert token not in visitor.get("/tokens").text
    assert "Monthly report everything" in words(visitor.get("/tokens"))


def test_a_token_with_chosen_scopes_can_do_no_more(alice: Person, database: Database) -> None:
    visitor = signed_in(alice, database)

    token = secret_on(visitor.post("/tokens", {"name": "Look", "days": "7", "access": "chosen", "scope": ["worklogs:view"]}))
    headers = {"Authorization": f"Bearer {token}"}
    worklog = {"authorAccountId": alice.id, "issueId": NORTH_1, "startDate": "2026-03-17", "timeSpentSeconds": 60}
    assert alice.http.get("/4/worklogs", headers=headers).status_code == 200
    assert alice.http.post("/4/worklogs", json=worklog, headers=headers).status_code == 403


def test_a_token_ends_when_it_was_said_to(alice: Person, database: Database, stopped_clock: StoppedClock) -> None:
    token = secret_on(signed_in(alice, database).post("/tokens", {"name": "Short", "days": "1", "access": "full"}))

    stopped_clock.advance(86_399)
    assert opens(alice, token)
    stopped_clock.advance(1)
    assert not opens(alice, token)


def test_a_revoked_token_opens_nothing_on_the_very_next_request(alice: Person, database: Database) -> None:
    visitor = signed_in(alice, database)
    page = visitor.post("/tokens", {"name": "Gone", "days": "7", "access": "full"})
    token = secret_on(page)
    path = page.text.rpartition('action="/tokens/')[0].rpartition('action="/tokens/')[2].partition('"')[0]
    newest = max(int(part.partition("/")[0]) for part in page.text.split('action="/tokens/')[1:])
    assert path

    assert visitor.post(f"/tokens/{newest}/revoke", form_at="/tokens").status_code == 302
    assert not opens(alice, token)
    assert "revoked" in words(visitor.get("/tokens"))


def test_when_a_token_was_last_used_is_shown(alice: Person, database: Database) -> None:
    visitor = signed_in(alice, database)
    assert "tests everything never" in words(visitor.get("/tokens"))

    alice.get("/worklogs")
    assert "tests everything 2026-03-18 12:00 UTC" in words(visitor.get("/tokens"))


@pytest.mark.parametrize(
    ("form", "why"),
    [
        ({"name": "", "days": "7"}, "what the token is for"),
        ({"name": "x" * 256, "days": "7"}, "what the token is for"),
        ({"name": "a\0b", "days": "7"}, "what the token is for"),
        ({"name": "x", "days": ""}, "how many days"),
        ({"name": "x", "days": "-1"}, "how many days"),
        ({"name": "x", "days": "٧"}, ""),
        ({"name": "x", "days": "0"}, "1 to 5000 days"),
        ({"name": "x", "days": "5001"}, "1 to 5000 days"),
        ({"name": "x", "days": "7", "access": "chosen"}, "at least one"),
        ({"name": "x", "days": "7", "access": "chosen", "scope": "everything"}, "no scope 'everything'"),
    ],
)
def test_a_form_that_is_not_right_says_why_and_makes_nothing(alice: Person, database: Database, form: dict[str, str], why: str) -> None:
    visitor = signed_in(alice, database)

    response = visitor.post("/tokens", {"access": "full"} | form)
    if why:
        assert response.status_code == 400
        assert why in words(response)
        assert words(visitor.get("/tokens")).count("Revoke…") == 1
    else:
        assert response.status_code == 200


def test_nobody_revokes_the_token_of_somebody_else(alice: Person, bob: Person, database: Database) -> None:
    visitor = signed_in(bob, database)

    assert visitor.post("/tokens/1/revoke", form_at="/tokens").status_code == 404
    assert opens(alice, alice.token)


def test_what_an_application_was_given_is_not_among_my_tokens(alice: Person, database: Database) -> None:
    tokens_for(register(alice, database, name="Payroll"), alice, database)
    visitor = signed_in(alice, database)

    assert "Payroll" not in words(visitor.get("/tokens"))
    assert "Payroll see and change" in words(visitor.get("/granted"))


def test_what_was_allowed_several_times_is_shown_as_what_it_comes_to(alice: Person, database: Database) -> None:
    application = register(alice, database, name="Payroll")
    for scope in ("read", "write"):
        tokens_for(application, alice, database, scope=scope)

    assert "Payroll see and change" in words(signed_in(alice, database).get("/granted"))
