"""Fixtures: an SMTP server, and a server of Andante that sends mails to it."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from wsgiref.types import WSGIApplication

import pytest

from andante.app import application
from andante.kit.call import SYSTEM, Caller
from andante.kit.database import Access, Database
from andante.kit.grants import Grants
from andante.kit.paging import Paging
from andante.kit.settings import Settings
from andante.kit.workers import Worker
from andante.mail.messages import actions
from andante.mail.messages.rules import MailRecord
from andante.worker import JOBS
from tests.cast import BASE_URL, Person
from tests.web.browsing import Visitor, signed_in

from .mail_server import Mailbox, mail_server, write_certificate

SENDER = "Andante <time@example.com>"


@pytest.fixture(scope="session")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("smtp") / "certificate.pem"
    write_certificate(path)
    return path


@pytest.fixture(scope="session")
def shared_mailbox(certificate: Path) -> Iterator[Mailbox]:
    with mail_server(certificate) as mailbox:
        yield mailbox


@pytest.fixture
def mailbox(shared_mailbox: Mailbox, certificate: Path, monkeypatch: pytest.MonkeyPatch) -> Mailbox:
    """An SMTP server with STARTTLS and a login. This machine trusts its certificate."""
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate))
    shared_mailbox.clear()
    return shared_mailbox


def settings_for(url: str) -> Settings:
    return Settings(access_log=False, public_url=BASE_URL, smtp_url=url, mail_from=SENDER, smtp_timeout_seconds=5)


@dataclass
class Office:
    """A server that sends mails. Its jobs send notifications only if `notifies` is set."""

    database: Database
    settings: Settings
    notifies: bool = False

    @cached_property
    def app(self) -> WSGIApplication:
        return application(self.settings, self.database)

    def visitor(self) -> Visitor:
        return Visitor(self.app)

    def signed_in(self, person: Person) -> Visitor:
        return signed_in(Person(person.name, person.token, self.app), self.database)

    def run_jobs(self) -> None:
        Worker(self.database, self.settings, [job for job in JOBS if self.notifies or job.name != "notifications.notify"]).run_pending()

    def log(self) -> list[MailRecord]:
        with self.database.call(SYSTEM) as call:
            return actions.page(call, Paging())

    def send_test(self, to: str = "ada@example.net", language: str = "en") -> None:
        administrator = Caller("712020:carol", grants=Grants(administrator=True))
        with self.database.call(administrator, Access.WRITE, settings=self.settings) as call:
            assert actions.send_test(call, to, language)


@pytest.fixture
def office(database: Database, mailbox: Mailbox) -> Office:
    return Office(database, settings_for(mailbox.url))
