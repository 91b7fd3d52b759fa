"""Fixtures: a source, and an empty database of the same engine that mirrors it."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import httpx
import psycopg
import pytest

from andante import schema
from andante.app import application
from andante.identity.tokens import actions as auth
from andante.kit import clock
from andante.kit.call import SYSTEM, Call
from andante.kit.database import Database
from andante.kit.settings import Settings
from andante.sync.mirror.rules import Counts
from andante.sync.mirror.run import Options, mirror
from andante.sync.mirror.source import Access, open_source
from tests.cast import ACCOUNT_IDS, BASE_URL, Company, Person
from tests.wsgi import WsgiTransport


@dataclass
class Mirror:
    """Mirrors the source. `warnings` are those of the last run."""

    company: Company
    database: Database
    transport: httpx.BaseTransport
    jira: bool = True
    warnings: list[str] = field(default_factory=list)
    pauses: list[float] = field(default_factory=list)

    def __call__(self, *only: str, full: bool = False, remove_many: bool = False) -> dict[str, Counts]:
        access = Access(url=BASE_URL, token=self.company.carol.token, jira_url=BASE_URL if self.jira else None)
        options = Options(only=only, full=full, remove_many=remove_many)
        self.warnings.clear()
        with open_source(access, self.transport, sleep=self.pauses.append) as source:
            return mirror(self.database, access.url, source, options, lambda *_: None, self.warnings.append)

    def person(self, name: str) -> Person:
        """A person of the cast as a user of the mirror."""
        with self.database.write() as db:
            _, token = auth.create_token(Call(db, SYSTEM, clock.now()), ACCOUNT_IDS[name], "tests", days=5000)
        return Person(name, token, application(Settings(access_log=False), self.database))

    def call(self, db: object) -> Call:
        return Call(db, SYSTEM, clock.now())  # type: ignore[arg-type]


@pytest.fixture
def empty(request: pytest.FixtureRequest, database: Database, tmp_path: Path) -> Iterator[Database]:
    """A migrated database without users."""
    if database.sqlite:
        yield from _migrated(f"sqlite:///{tmp_path / 'mirror.db'}")
        return
    server: str = request.getfixturevalue("postgresql")
    with psycopg.connect(server.replace("+psycopg", ""), autocommit=True) as admin:
        admin.execute("CREATE DATABASE mirror")
        yield from _migrated(server.replace("/postgres?", "/mirror?"))
        admin.execute("DROP DATABASE mirror WITH (FORCE)")


def _migrated(url: str) -> Iterator[Database]:
    database = Database(url)
    schema.migrate(database)
    yield database
    database.close()


@pytest.fixture
def mirrored(company: Company, empty: Database) -> Mirror:
    return Mirror(company, empty, WsgiTransport(company.carol.app))


def total(counts: dict[str, Counts], *names: str) -> dict[str, int]:
    """The sums of these counts over all groups."""
    return {name: sum(getattr(group, name) for group in counts.values()) for name in names}


def changed(counts: dict[str, Counts]) -> Sequence[str]:
    """The groups in which objects were created, changed or removed."""
    return [name for name, group in counts.items() if group.created or group.changed or group.removed]
