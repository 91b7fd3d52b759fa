"""A forgotten password: the form on the sign-in page, and the link by mail."""

import re

import httpx
import pytest

from andante.directory.people import actions as people
from andante.directory.people.wire import UserChange
from andante.identity.preferences import actions as preferences
from andante.identity.preferences.rules import PreferencesRecord
from andante.identity.signin import actions as signin
from andante.kit.call import SYSTEM, Caller
from andante.kit.database import Access
from tests.cast import Person
from tests.conftest import StoppedClock
from tests.databases import sqlite_only
from tests.identity.oauth.flow import is_accepted
from tests.web.browsing import PASSWORD, Visitor, csrf_token, give_password, text_of

from .conftest import Office
from .mail_server import Mailbox

ALICE, NEW = "alice@example.com", "a new and better password"


def ask(office: Office, email: str = ALICE, *, language: str = "en", host: str = "time.example.com") -> httpx.Response:
    """Asks for a link on the sign-in page, and runs the jobs."""
    visitor = office.visitor()
    visitor.http.headers.update({"Accept-Language": language, "Host": host})
    response = visitor.post("/password/forgot", {"email": email})
    office.run_jobs()
    return response


def link_in(mailbox: Mailbox) -> str:
    """The path of the link in the last mail."""
    body = mailbox.received[-1].get_body(("plain",))
    assert body
    [link] = re.findall(r"https://time\.example\.com(/password\?token=\S+)", body.get_content())
    return str(link)


def choose(office: Office, path: str, **choices: str) -> int:
    data = {"token": path.partition("=")[2], "password": NEW, "confirmation": NEW} | choices
    visitor = office.visitor()
    page = visitor.get(path)
    if page.status_code != 200:
        return page.status_code
    return visitor.http.post("/password", data=data | {"csrf_token": csrf_token(page)}).status_code


@pytest.fixture(autouse=True)
def password(alice: Person, office: Office) -> None:
    give_password(alice, office.database)


def test_a_user_chooses_a_new_password_with_a_link_by_mail(office: Office, mailbox: Mailbox) -> None:
    response = ask(office)
    assert "a link is on its way to you" in text_of(response)

    [message] = mailbox.received
    assert (message["To"], message["Subject"]) == (ALICE, "Choose a new password for Andante")
    assert choose(office, link_in(mailbox)) == 302
    assert office.visitor().sign_in(ALICE, NEW).status_code == 302
    assert office.visitor().sign_in(ALICE, PASSWORD).status_code == 401


def test_the_response_does_not_reveal_who_can_sign_in(office: Office, mailbox: Mailbox) -> None:
    def shown(response: httpx.Response) -> tuple[int, str]:
        return response.status_code, re.sub(r'name="csrf_token" value="[^"]+"', "", response.text)

    with office.database.call(SYSTEM, Access.WRITE) as call:
        people.change(call, "712020:eve", UserChange(active=False))
        signin.user_of_identity(call, "https://id.example.com", "frank", "frank@example.com")
    known = shown(ask(office))
    others = ["nobody@example.com", "eve@example.com", "frank@example.com", "bob@example.com", "", "\0", "x" * 2000]

    assert {shown(ask(office, email)) for email in others} == {known}
    assert [message["To"] for message in mailbox.received] == [ALICE]
    assert len(office.log()) == 1


def test_a_link_works_once_for_an_hour(office: Office, mailbox: Mailbox, stopped_clock: StoppedClock) -> None:
    ask(office)
    used = link_in(mailbox)
    assert choose(office, used) == 302
    assert choose(office, used) == 404

    ask(office)
    stopped_clock.advance(3599)
    assert office.visitor().get(link_in(mailbox)).status_code == 200
    stopped_clock.advance(1)
    assert choose(office, link_in(mailbox)) == 404


def test_a_newer_link_replaces_an_older_one_but_not_that_of_an_administrator(office: Office, mailbox: Mailbox, alice: Person) -> None:
    with office.database.call(SYSTEM, Access.WRITE) as call:
        created = "/password?token=" + signin.create_password_link(call, alice.id)
    ask(office)
    older = link_in(mailbox)
    ask(office)

    assert office.visitor().get(older).status_code == 404
    assert office.visitor().get(created).status_code == 200
    assert choose(office, link_in(mailbox)) == 302
    assert office.visitor().get(created).status_code == 404, "a new password invalidates all links"


@pytest.mark.parametrize(("choice", "is_kept"), [({}, True), ({"revoke_tokens": "yes"}, False)])
def test_a_new_password_ends_all_sessions_and_if_wanted_tokens(
    office: Office, mailbox: Mailbox, alice: Person, choice: dict[str, str], is_kept: bool
) -> None:
    thief = office.visitor()
    thief.sign_in(ALICE)
    ask(office)
    assert choose(office, link_in(mailbox), **choice) == 302

    assert thief.get("/overview").status_code == 302
    assert is_accepted(alice, alice.token) is is_kept


def test_someone_who_was_invited_can_get_another_link(office: Office, mailbox: Mailbox, carol: Person) -> None:
    office.signed_in(carol).post("/people/invite", {"people": "Grace, grace@example.com"})
    ask(office, "grace@example.com")

    assert [message["To"] for message in mailbox.received] == ["grace@example.com"] * 2
    assert choose(office, link_in(mailbox)) == 302


def test_the_mail_is_in_the_language_of_the_user_or_else_of_the_page(office: Office, mailbox: Mailbox, alice: Person) -> None:
    ask(office, language="de")
    with office.database.call(Caller(alice.id), Access.WRITE) as call:
        preferences.change(call, PreferencesRecord(language="en"))
    ask(office, language="de")

    subjects = [message["Subject"] for message in mailbox.received]
    assert subjects == ["Neues Passwort für Andante wählen", "Choose a new password for Andante"]


def test_the_link_starts_with_the_public_url_whatever_host_the_request_names(office: Office, mailbox: Mailbox) -> None:
    ask(office, host="evil.example.com")

    body = mailbox.received[0].get_body(("html",))
    assert body
    assert "evil" not in body.get_content()
    assert link_in(mailbox)


def test_requests_are_limited(office: Office, mailbox: Mailbox, stopped_clock: StoppedClock) -> None:
    statuses = [ask(office).status_code for _ in range(6)]
    assert statuses == [200] * 5 + [429]
    assert [ask(office, "nobody@example.com").status_code for _ in range(6)] == statuses, "the same for unknown emails"

    stopped_clock.advance(900)
    assert ask(office).status_code == 200
    assert len(mailbox.received) <= 6


def test_many_networks_can_not_flood_a_mailbox(office: Office, mailbox: Mailbox) -> None:
    for number in range(12):
        with office.database.call(SYSTEM, Access.WRITE, settings=office.settings) as call:
            signin.request_reset(call, ALICE, f"192.0.{number}.1", "en")
        office.run_jobs()

    assert len(mailbox.received) == 5


@sqlite_only
def test_requests_do_not_block_signing_in(office: Office) -> None:
    for _ in range(8):
        ask(office)

    assert office.visitor().sign_in(ALICE).status_code == 302


@sqlite_only
def test_without_mail_the_page_names_the_administrator(alice: Person) -> None:
    visitor = Visitor(alice.app)

    assert "Ask your administrator" in text_of(visitor.get("/password/forgot"))
    visitor.get("/signin")
    response = visitor.http.post("/password/forgot", data={"email": ALICE, "csrf_token": csrf_token(visitor.get("/signin"))})
    assert response.headers["location"] == "/password/forgot"


def test_an_invitation_is_sent_by_mail(office: Office, mailbox: Mailbox, carol: Person) -> None:
    response = office.signed_in(carol).post("/people/invite", {"people": "Grace Hopper, grace@example.com\nBea, bea@example.com"})
    office.run_jobs()

    assert "2 invitations are on their way by mail" in text_of(response)
    first = mailbox.received[0]
    assert (first["To"], first["Subject"]) == ("grace@example.com", "Carol invites you to Andante")
    visitor, path = office.visitor(), link_in(mailbox)
    assert "Welcome, Bea" in text_of(visitor.get(path))
    assert choose(office, path) == 302
