"""Sending mails to a real SMTP server: TLS, login, failures and repetitions."""

from email.message import EmailMessage

import pytest
from sqlalchemy import select

from andante.kit.call import SYSTEM
from andante.kit.database import Access, Database
from andante.kit.mail_settings import SmtpServer
from andante.kit.settings import Settings
from andante.mail.messages import actions, store, transport
from andante.maintenance import machine
from tests.conftest import StoppedClock
from tests.databases import sqlite_only
from tests.shell import Shell, andante

from .conftest import SENDER, Office, settings_for
from .mail_server import HOST, Mailbox, mail_server

__all__ = ["andante"]

HOURS = 3600


def bodies(database: Database) -> list[tuple[str | None, str | None]]:
    with database.read() as db:
        return [(row.text, row.html) for row in db.execute(select(store.mails).order_by(store.mails.c.id))]


def test_a_mail_is_sent_with_tls_as_text_and_html(office: Office, mailbox: Mailbox) -> None:
    office.send_test()
    assert mailbox.received == [], "it is sent by a job, after the commit"
    office.run_jobs()

    [message] = mailbox.received
    assert message["X-Encrypted"] == "True"
    assert (message["From"], message["To"]) == (SENDER, "ada@example.net")
    assert message["Subject"] == "Andante can send mail"
    assert message["Auto-Submitted"] == "auto-generated"
    assert message["Message-ID"].endswith("@example.com>")
    text, html = message.iter_parts()
    assert (text.get_content_type(), html.get_content_type()) == ("text/plain", "text/html")
    assert "https://time.example.com" in text.get_content()
    assert '<a href="https://time.example.com">' in html.get_content()


def test_the_body_is_deleted_when_the_mail_is_sent(office: Office) -> None:
    office.send_test()
    assert bodies(office.database)[0][0]
    office.run_jobs()

    assert bodies(office.database) == [(None, None)]
    [mail] = office.log()
    assert (mail.state, mail.attempts, mail.last_error, mail.sent_at) == ("sent", 1, None, "2026-03-18T12:00:00Z")


def test_a_mail_of_a_transaction_that_is_rolled_back_is_not_sent(office: Office, mailbox: Mailbox) -> None:
    def send_and_fail() -> None:
        with office.database.call(SYSTEM, Access.WRITE, settings=office.settings) as call:
            actions.send_test(call, "ada@example.net", "en")
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        send_and_fail()
    office.run_jobs()

    assert mailbox.received == []
    assert office.log() == []


def test_a_temporary_failure_is_repeated_with_the_same_message_id(
    office: Office, mailbox: Mailbox, stopped_clock: StoppedClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    ids = []
    deliver = transport.deliver

    def record_and_deliver(server: SmtpServer, message: EmailMessage, timeout: float) -> None:
        ids.append(message["Message-ID"])
        deliver(server, message, timeout)

    monkeypatch.setattr(transport, "deliver", record_and_deliver)
    mailbox.replies += ["451 4.7.1 Greylisted, try again later", "421 4.3.2 Busy"]
    office.send_test()

    office.run_jobs()
    [mail] = office.log()
    assert (mail.state, mail.attempts, mail.last_error) == ("waiting", 1, "451 4.7.1 Greylisted, try again later")
    office.run_jobs()
    assert len(ids) == 1, "not before the wait is over"
    for _ in range(2):
        stopped_clock.advance(HOURS)
        office.run_jobs()

    assert [mail.state for mail in office.log()] == ["sent"]
    assert office.log()[0].attempts == 3
    assert len(ids) == 3
    assert {*ids} == {mailbox.received[0]["Message-ID"]}


@pytest.mark.parametrize("part", ["replies", "recipient_replies"])
def test_a_permanent_failure_is_final(office: Office, mailbox: Mailbox, stopped_clock: StoppedClock, part: str) -> None:
    getattr(mailbox, part).append("550 5.1.1 No such mailbox")
    office.send_test()
    office.run_jobs()
    stopped_clock.advance(24 * HOURS)
    office.run_jobs()

    [mail] = office.log()
    assert (mail.state, mail.attempts, mail.last_error) == ("failed", 1, "550 5.1.1 No such mailbox")
    assert mailbox.received == []
    assert bodies(office.database) == [(None, None)]


def test_after_the_last_attempt_a_mail_has_failed(office: Office, mailbox: Mailbox, stopped_clock: StoppedClock) -> None:
    mailbox.replies += ["451 Busy"] * 100
    office.send_test()
    for _ in range(13):
        office.run_jobs()
        stopped_clock.advance(5 * HOURS)

    [mail] = office.log()
    assert (mail.state, mail.attempts) == ("failed", 12)
    assert bodies(office.database) == [(None, None)]


@sqlite_only
@pytest.mark.parametrize(
    ("change", "problem"),
    [
        (("p%40ss", "wrong"), "535"),
        ((HOST, "localhost"), "certificate"),
        (("smtp://", "smtps://"), "SSL"),
    ],
)
def test_wrong_settings_are_a_temporary_failure_that_the_check_finds(
    database: Database, mailbox: Mailbox, stopped_clock: StoppedClock, change: tuple[str, str], problem: str
) -> None:
    wrong = Office(database, settings_for(mailbox.url.replace(*change)))
    found = actions.check_smtp(wrong.settings)
    assert found
    assert problem in found
    assert "p@ss" not in found
    wrong.send_test()
    wrong.run_jobs()
    assert [(mail.state, problem in (mail.last_error or "")) for mail in wrong.log()] == [("waiting", True)]

    corrected = Office(database, settings_for(mailbox.url))
    stopped_clock.advance(HOURS)
    corrected.run_jobs()
    assert [mail.state for mail in corrected.log()] == ["sent"]


@sqlite_only
def test_a_server_without_starttls_gets_neither_password_nor_mail(database: Database, certificate: object) -> None:
    with mail_server(certificate, tls=False) as plain:  # type: ignore[arg-type]
        required = Office(database, settings_for(plain.url.removesuffix("?tls=off").replace("://", "://user:password@")))
        assert "STARTTLS" in (actions.check_smtp(required.settings) or "")
        required.send_test()
        required.run_jobs()
        assert plain.received == []

        off = Office(database, settings_for(plain.url))
        assert actions.check_smtp(off.settings) is None
        off.send_test()
        off.run_jobs()
        assert [message["X-Encrypted"] for message in plain.received] == ["False"]


@sqlite_only
def test_the_check_finds_a_server_that_does_not_respond(office: Office, mailbox: Mailbox) -> None:
    assert actions.check_smtp(office.settings) is None
    assert actions.check_smtp(Settings()) is None
    assert "Connection refused" in (actions.check_smtp(settings_for("smtp://127.0.0.1:1")) or "")
    assert mailbox.received == []


@sqlite_only
def test_the_doctor_checks_the_mail_server(office: Office) -> None:
    assert [finding.state for finding in machine.mail_server(office.settings)] == ["ok"]
    [problem] = machine.mail_server(settings_for("smtp://127.0.0.1:1"))
    assert (problem.state, problem.remedy) == ("problem", "Correct ANDANTE_SMTP_URL. Then run: andante admin mail test")
    [unused] = machine.mail_server(Settings())
    assert unused.state == "ok"


def test_the_log_is_kept_for_90_days(office: Office, stopped_clock: StoppedClock) -> None:
    office.send_test()
    office.run_jobs()
    stopped_clock.advance(90 * 24 * HOURS)
    office.run_jobs()
    assert len(office.log()) == 1
    stopped_clock.advance(24 * HOURS + 1)
    office.run_jobs()

    assert office.log() == []


@sqlite_only
@pytest.mark.parametrize("address", ["a b@example.com", "a@b@c", "<script>@example.com>", "ada@exa\nmple.com", "@example.com", "ada@"])
def test_a_wrong_address_fails_at_once(office: Office, mailbox: Mailbox, address: str) -> None:
    office.send_test(address)
    office.run_jobs()

    assert [mail.state for mail in office.log()] == ["failed"]
    assert mailbox.received == []


@sqlite_only
def test_an_international_domain_is_encoded(office: Office, mailbox: Mailbox) -> None:
    office.send_test("ada@müller.example")
    office.run_jobs()

    assert [message["To"] for message in mailbox.received] == ["ada@xn--mller-kva.example"]


def test_administrators_see_the_log_and_send_a_test(office: Office, mailbox: Mailbox, carol: object) -> None:
    visitor = office.signed_in(carol)  # type: ignore[arg-type]
    assert visitor.post("/admin/mail/test", form_at="/admin/mail").status_code == 302
    mailbox.replies.append("550 5.1.1 No such mailbox")
    office.run_jobs()

    page = visitor.get("/admin/mail").text
    assert "carol@example.com" in page
    assert "550 5.1.1 No such mailbox" in page


def test_the_shell_lists_mails_and_sends_a_test(office: Office, mailbox: Mailbox, andante: Shell) -> None:
    environment = {"ANDANTE_SMTP_URL": mailbox.url, "ANDANTE_MAIL_FROM": SENDER, "ANDANTE_PUBLIC_URL": "https://time.example.com"}
    shell = Shell(andante.url, environment=environment)
    assert "Sent a test to ada@example.net" in shell("admin", "mail", "test", "ada@example.net")
    mailbox.replies.append("550 5.1.1 No such mailbox")
    shell("admin", "mail", "test", "bob@example.net", code=1)

    assert "550 5.1.1 No such mailbox" in shell.errors
    assert [message["To"] for message in mailbox.received] == ["ada@example.net"]
    assert [mail.state for mail in office.log()] == ["failed", "sent"]
    listed = shell("admin", "mail", "list")
    assert "bob@example.net" in listed
    assert "550 5.1.1" in listed
    andante("admin", "mail", "test", "ada@example.net", code=1)
    assert "No mail server is configured" in andante.errors
