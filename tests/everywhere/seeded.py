"""A server with test data for the whole session. Tests must not change the data."""

import re
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any
from wsgiref.types import WSGIApplication

import httpx
import pytest
from sqlalchemy import func, select

from andante.app import EXTENSION_HANDLERS, TEMPO_HANDLERS, application
from andante.directory.projects import actions as projects
from andante.directory.projects.wire import ProjectInput
from andante.identity.tokens import actions as auth
from andante.kit import changes, clock
from andante.kit.call import SYSTEM, Call
from andante.kit.database import Database
from andante.kit.operation import Operation
from andante.kit.settings import Settings
from andante.scopes import Scope
from tests.cast import ACCOUNT_IDS, BASE_URL, Company, Person
from tests.conftest import StoppedClock, Template
from tests.statements import statements

from .seed import BODIES, EXAMPLES, KNOWN, QUERIES, WEST, seed
from .seed_rows import seed_rows

OPERATIONS: list[Operation[Any, Any]] = [handler.operation for handler in [*TEMPO_HANDLERS, *EXTENSION_HANDLERS]]
"""All operations of the Tempo API and of our extensions."""

KIT_STATEMENTS = re.compile(r"BEGIN\s*$|ROLLBACK$|PRAGMA data_version$|SELECT [^;]*\bFROM (tokens|users JOIN sessions)\b")
LITERAL = {operation.path for operation in OPERATIONS if "{" not in operation.path}


@dataclass
class SeededServer:
    """The server with test data, tokens with limited scopes, and the paths of existing objects."""

    database: Database
    app: WSGIApplication
    company: Company
    _apps: dict[str, WSGIApplication] = field(default_factory=dict)
    found: dict[str, tuple[str, ...]] = field(default_factory=dict)
    """Path values of existing objects, by the path of the GET operation."""

    def __post_init__(self) -> None:
        with self.database.write() as db:
            projects.add(Call(db, SYSTEM, clock.now()), ProjectInput(id=WEST, key="WEST", name="West"))
        seed(self.company)
        with self.database.write() as db:
            seed_rows(db)
        families = sorted({scope.partition(":")[0] for scope in Scope})
        self._without = {family: self._person([scope for scope in Scope if not scope.startswith(f"{family}:")]) for family in families}
        self.reader = self._person([scope for scope in Scope if scope.endswith(":view")])
        self._follow_links()

    @property
    def administrator(self) -> Person:
        return self.company.carol

    def without_scope_of(self, operation: Operation[Any, Any]) -> Person:
        """A user whose token has all scopes except those of the operation's group."""
        return self._without[operation.scope.partition(":")[0]]

    def _person(self, scopes: Sequence[str]) -> Person:
        with self.database.write() as db:
            call = Call(db, SYSTEM, clock.now())
            _, token = auth.create_token(call, ACCOUNT_IDS["carol"], "everywhere", days=5000, scopes=list(scopes) or None)
        return Person("carol", token, self.app)

    def _follow_links(self) -> None:
        """Follows all links from lists and searches without path parameters."""
        responses = [self.read(operation).text for operation in OPERATIONS if not operation.writes and operation.path in LITERAL]
        resources = [operation for operation in OPERATIONS if operation.method == "GET" and operation.path not in LITERAL]
        for response in responses:
            for operation in resources:
                for path, *values in re.findall(rf'"{BASE_URL}({_pattern(operation)})["?]', response):
                    if path not in LITERAL and operation.path not in self.found:
                        self.found[operation.path] = tuple(values)
                        responses.append(self.administrator.http.get(path).text)

    def example(self, operation: Operation[Any, Any]) -> str:
        """A path of the operation at which an object exists."""
        if operation.id in EXAMPLES:
            return operation.url("", *EXAMPLES[operation.id])
        if operation.path in self.found:
            return _filled(operation.path, self.found[operation.path])
        path, names = operation.path, re.findall(r"{(\w+)}", operation.path)
        return _filled(path, [self._value(path[: path.index(f"{{{name}}}") + len(name) + 2], name) for name in names])

    def _value(self, path: str, name: str) -> str:
        if path in self.found:
            return self.found[path][-1]
        assert name in KNOWN, f"No link leads to {path}: add its values to EXAMPLES in tests/everywhere/seed.py"
        return str(KNOWN[name])

    def read(self, operation: Operation[Any, Any], query: str = "") -> httpx.Response:
        """The response to the administrator of a reading operation, at a path where an object exists."""
        body = BODIES.get(operation.id, {}) if operation.body else None
        return self.administrator.http.request(operation.method, self.url(operation, query), json=body)

    def url(self, operation: Operation[Any, Any], query: str = "") -> str:
        """A path of the operation with the required query parameters and `query`."""
        all_parameters = "&".join(part for part in (QUERIES.get(operation.id), query) if part)
        return f"{self.example(operation)}?{all_parameters}" if all_parameters else self.example(operation)

    def administrator_with(self, **settings: Any) -> Person:
        """The administrator on an application with these settings, which is created once."""
        if str(settings) not in self._apps:
            self._apps[str(settings)] = application(Settings(access_log=False, **settings), self.database)
        return Person("carol", self.administrator.token, self._apps[str(settings)])

    @contextmanager
    def unchanged(self) -> Iterator[None]:
        """Fails if a change is recorded in the block."""
        before = self._changes()
        yield
        assert self._changes() == before, "The request changed data"

    def _changes(self) -> int:
        with self.database.read() as db:
            return db.scalar(select(func.count()).select_from(changes.changes)) or 0

    @contextmanager
    def refused_by_the_kit(self) -> Iterator[None]:
        """Fails if any SQL runs except the lookup of the token or session. A request without other SQL never reaches a domain, so it
        is refused in the same way on both engines. SQLite only."""
        ran: list[str] = []
        with self.database.read() as db:
            driver: Any = db.connection.driver_connection
        driver.set_trace_callback(ran.append)
        yield
        driver.set_trace_callback(None)
        assert not [statement for statement in ran if not KIT_STATEMENTS.match(statement)], ran

    @contextmanager
    def statements(self) -> Iterator[list[str]]:
        """Collects the SQL statements that run in the block."""
        with statements(self.database) as ran:
            yield ran


@contextmanager
def seeded_server(template: Template) -> Iterator[SeededServer]:
    """A server on a copy of the template."""
    url = template.copy()
    database = Database(url)
    app = application(Settings(access_log=False), database)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(clock, "_read", lambda: StoppedClock().time.timestamp())
        seeded = SeededServer(database, app, Company({name: Person(name, token, app) for name, token in template.tokens.items()}))
    yield seeded
    database.close()
    template.drop(url)


def _pattern(operation: Operation[Any, Any]) -> str:
    return re.sub(r"{\w+}", '([^/?"]+)', operation.path)


def _filled(path: str, values: Sequence[str]) -> str:
    return re.sub(r"{\w+}", "{}", path).format(*values)
