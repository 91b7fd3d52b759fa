"""A house that stands for a whole session: the battery refuses to change it."""

import re
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any
from wsgiref.types import WSGIApplication

import httpx
import pytest
from sqlalchemy import func, select

from andante.app import TEMPO_HANDLERS, application
from andante.directory.projects import actions as projects
from andante.directory.projects.wire import ProjectInput
from andante.identity.tokens import actions as auth
from andante.kit import changes, clock
from andante.kit.call import SYSTEM, Call
from andante.kit.database import Database
from andante.kit.operation import Operation
from andante.kit.settings import Settings
from andante.scopes import Scope
from tests.cast import ACCOUNT_IDS, BASE_URL, House, Person
from tests.conftest import StoppedClock, Template
from tests.statements import statements

from .seed import BODIES, EXAMPLES, KNOWN, QUERIES, WEST, seed

OPERATIONS: list[Operation[Any, Any]] = [handler.operation for handler in TEMPO_HANDLERS]
OF_THE_KIT = re.compile(r"BEGIN\s*$|ROLLBACK$|PRAGMA data_version$|SELECT [^;]*\bFROM tokens\b")
LITERAL = {operation.path for operation in OPERATIONS if "{" not in operation.path}


@dataclass
class Standing:
    """The furnished and seeded house, with tokens that lack something, and the paths at which something is found."""

    database: Database
    app: WSGIApplication
    house: House
    _apps: dict[str, WSGIApplication] = field(default_factory=dict)
    found: dict[str, tuple[str, ...]] = field(default_factory=dict)
    """Of each GET operation with path parameters, by its path: values that lead to something."""

    def __post_init__(self) -> None:
        with self.database.write() as db:
            projects.add(Call(db, SYSTEM, clock.now()), ProjectInput(id=WEST, key="WEST", name="West"))
        seed(self.house)
        families = sorted({scope.partition(":")[0] for scope in Scope})
        self._without = {family: self._person([scope for scope in Scope if not scope.startswith(f"{family}:")]) for family in families}
        self.reader = self._person([scope for scope in Scope if scope.endswith(":view")])
        self._look_around()

    @property
    def administrator(self) -> Person:
        return self.house.carol

    def without_scope_of(self, operation: Operation[Any, Any]) -> Person:
        """Somebody whose token has all scopes but those of the operation's family."""
        return self._without[operation.scope.partition(":")[0]]

    def _person(self, scopes: Sequence[str]) -> Person:
        with self.database.write() as db:
            call = Call(db, SYSTEM, clock.now())
            _, token = auth.create_token(call, ACCOUNT_IDS["carol"], "battery", days=5000, scopes=list(scopes))
        return Person("carol", token, self.app)

    def _look_around(self) -> None:
        """Follows every link from the lists and searches that need no path values."""
        answers = [self.read(operation).text for operation in OPERATIONS if not operation.writes and operation.path in LITERAL]
        resources = [operation for operation in OPERATIONS if operation.method == "GET" and operation.path not in LITERAL]
        for answer in answers:
            for operation in resources:
                for path, *values in re.findall(rf'"{BASE_URL}({_pattern(operation)})["?]', answer):
                    if path not in LITERAL and operation.path not in self.found:
                        self.found[operation.path] = tuple(values)
                        answers.append(self.administrator.http.get(path).text)

    def example(self, operation: Operation[Any, Any]) -> str:
        """A path of the operation at which something is found."""
        if operation.id in EXAMPLES:
            return operation.url("", *EXAMPLES[operation.id])
        if operation.path in self.found:
            return _filled(operation.path, self.found[operation.path])
        path, names = operation.path, re.findall(r"{(\w+)}", operation.path)
        return _filled(path, [self._value(path[: path.index(f"{{{name}}}") + len(name) + 2], name) for name in names])

    def _value(self, path: str, name: str) -> str:
        if path in self.found:
            return self.found[path][-1]
        assert name in KNOWN, f"No link leads to {path}: tell its values in tests/everywhere/seed.py, EXAMPLES"
        return str(KNOWN[name])

    def read(self, operation: Operation[Any, Any], query: str = "") -> httpx.Response:
        """What the administrator gets from a reading operation, at an address where something is found."""
        body = BODIES.get(operation.id, {}) if operation.body else None
        return self.administrator.http.request(operation.method, self.address(operation, query), json=body)

    def address(self, operation: Operation[Any, Any], query: str = "") -> str:
        """An example of its path, with the query that it can't do without and more."""
        whole = "&".join(part for part in (QUERIES.get(operation.id), query) if part)
        return f"{self.example(operation)}?{whole}" if whole else self.example(operation)

    def administrator_with(self, **settings: Any) -> Person:
        """The administrator on an application with these settings, which is made once."""
        if str(settings) not in self._apps:
            self._apps[str(settings)] = application(Settings(access_log=False, **settings), self.database)
        return Person("carol", self.administrator.token, self._apps[str(settings)])

    @contextmanager
    def unchanged(self) -> Iterator[None]:
        """Fails where a change was recorded meanwhile."""
        before = self._changes()
        yield
        assert self._changes() == before, "something was changed"

    def _changes(self) -> int:
        with self.database.read() as db:
            return db.scalar(select(func.count()).select_from(changes.changes)) or 0

    @contextmanager
    def refused_by_the_kit(self) -> Iterator[None]:
        """Fails where any other SQL ran than the lookup of the token: such a request never reaches a domain, and is refused in
        the same way on both engines. Works on SQLite."""
        ran: list[str] = []
        with self.database.read() as db:
            driver: Any = db.connection.driver_connection
        driver.set_trace_callback(ran.append)
        yield
        driver.set_trace_callback(None)
        assert not [statement for statement in ran if not OF_THE_KIT.match(statement)], ran

    @contextmanager
    def statements(self) -> Iterator[list[str]]:
        """Collects the SQL statements that run meanwhile."""
        with statements(self.database) as ran:
            yield ran


@contextmanager
def standing_on(template: Template) -> Iterator[Standing]:
    """A house on a copy of the template."""
    url = template.copy()
    database = Database(url)
    app = application(Settings(access_log=False), database)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(clock, "_read", lambda: StoppedClock().moment.timestamp())
        standing = Standing(database, app, House({name: Person(name, token, app) for name, token in template.tokens.items()}))
    yield standing
    database.close()
    template.drop(url)


def _pattern(operation: Operation[Any, Any]) -> str:
    return re.sub(r"{\w+}", '([^/?"]+)', operation.path)


def _filled(path: str, values: Sequence[str]) -> str:
    return re.sub(r"{\w+}", "{}", path).format(*values)
