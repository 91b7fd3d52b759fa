"""Notifications by mail: at once, once a day, and never at night. It is Wednesday, 13:00 in Berlin."""

from email.message import EmailMessage

import pytest

from andante.kit.database import Database
from tests.cast import ACCOUNT_IDS, Company, Person, StoppedClock
from tests.databases import sqlite_only

from .conftest import Office
from .mail_server import Mailbox

ALICE = ACCOUNT_IDS["alice"]
SETTINGS = "/4-andante/notifications/settings"


def step(person: Person, verb: str, first: str = "2026-03-09", comment: str = "") -> None:
    response = person.http.post(f"/4/timesheet-approvals/user/{ALICE}/{verb}?from={first}", json={"comment": comment})
    assert response.status_code == 200, response.text


@pytest.fixture
def office(office: Office) -> Office:
    office.notifies = True
    return office


def text_of(mail: EmailMessage) -> str:
    body = mail.get_body(("plain",))
    assert body
    return str(body.get_content())


def test_a_rejection_is_sent_at_once_with_its_comment_in_the_language_of_the_user(
    company: Company, office: Office, mailbox: Mailbox, stopped_clock: StoppedClock
) -> None:
    company.alice.http.put("/4-andante/preferences", json={"language": "de"})
    step(company.alice, "submit")
    step(company.bob, "reject", comment="Friday?")
    office.run_jobs()
    stopped_clock.advance(600)
    office.run_jobs()

    (mail,) = mailbox.received
    assert mail["To"] == "alice@example.com"
    assert mail["Subject"].startswith("Bob hat Ihren Stundenzettel für 9.")
    assert "„Friday?“" in text_of(mail)
    assert "https://time.example.com/week/2026-03-09" in text_of(mail)


@sqlite_only
def test_a_digest_is_sent_once_in_the_morning_without_what_is_over_or_read(
    company: Company, office: Office, mailbox: Mailbox, stopped_clock: StoppedClock
) -> None:
    for first in ("2026-02-23", "2026-03-02", "2026-03-09"):
        step(company.alice, "submit", first)
    office.run_jobs()
    assert mailbox.received == []  # alice's reminder was over before it was found

    step(company.alice, "recall", "2026-02-23")
    waiting = company.bob.http.get("/4-andante/notifications").json()["results"]
    read = next(each["id"] for each in waiting if each["from"] == "2026-03-02")
    company.bob.http.post("/4-andante/notifications/read", json={"ids": [read]})
    for hours in (17, 3, 1):  # 6:00, 9:00 and 10:00
        stopped_clock.advance(hours * 3600)
        office.run_jobs()

    (mail,) = (mail for mail in mailbox.received if mail["To"] == "bob@example.com")
    assert mail["Subject"].startswith("Alice submitted a timesheet for 9")
    assert "2026-02-23" not in text_of(mail)
    assert "2026-03-02" not in text_of(mail)


@sqlite_only
@pytest.mark.parametrize(("mail", "count"), [("NEVER", 0), ("AT_ONCE", 1)])
def test_a_user_chooses_mail_without_pages(company: Company, office: Office, mailbox: Mailbox, mail: str, count: int) -> None:
    body = {"choices": [{"kind": "TIMESHEET_WAITING", "pages": False, "mail": mail}]}
    assert company.bob.http.put(SETTINGS, json=body).status_code == 200
    step(company.alice, "submit")
    office.run_jobs()

    assert len([each for each in mailbox.received if each["To"] == "bob@example.com"]) == count
    assert company.bob.http.get("/4-andante/notifications").json()["results"] == []


@sqlite_only
def test_a_deactivated_user_gets_no_digest(
    company: Company, office: Office, mailbox: Mailbox, database: Database, stopped_clock: StoppedClock
) -> None:
    step(company.alice, "submit")
    office.run_jobs()
    company.deactivate(database, "bob")
    stopped_clock.advance(20 * 3600)
    office.run_jobs()

    assert [mail for mail in mailbox.received if mail["To"] == "bob@example.com"] == []
