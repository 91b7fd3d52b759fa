"""A company whose server rolls back every request, so that tests can call any operation in any order."""

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass

import httpx
import pytest
from sqlalchemy import Connection

from andante.app import application
from andante.directory.people import actions as people
from andante.directory.people.wire import UserInput
from andante.identity.signin import actions as signin
from andante.identity.tokens import actions as auth
from andante.kit import clock
from andante.kit.call import SYSTEM, Call
from andante.kit.database import Database
from andante.kit.settings import Settings
from andante.organization.permissions import actions as roles
from andante.organization.permissions.wire import PermissionRoleInput
from andante.scopes import Permission
from tests.activity.notifications import samples as notifications
from tests.cast import ACCOUNT_IDS, NORTHERNERS, Company, Person
from tests.conftest import StoppedClock, Template
from tests.sessions import page

from .samples import create_objects

OVER_A_TEAM = {
    Permission.WORKLOG_VIEW,
    Permission.WORKLOG_MANAGE,
    Permission.TIMESHEET_APPROVE,
    Permission.PLAN_VIEW,
    Permission.PLAN_MANAGE,
    Permission.PLAN_APPROVE,
}


class _Rollback(Exception):
    """Rolls back a transaction that succeeded."""


class RollbackDatabase(Database):
    """Rolls back every write transaction after the response."""

    @contextmanager
    def write(self, timeout: float | None = None) -> Iterator[Connection]:
        with suppress(_Rollback), super().write() as db:
            yield db
            raise _Rollback


@dataclass
class Callers:
    """The users of the table."""

    people: dict[str, Person]
    """Users by their relation to alice, such as `lead`."""
    holders: dict[str, Person]
    """Users by the permission that they hold."""
    sessions: dict[str, str]
    """The secret of each user's session in a browser, by the name of the person."""

    def person(self, who: str, permission: str) -> Person:
        return self.holders[permission] if who == "holder" else self.people[who]

    def http(self, who: str, permission: str, credential: str) -> httpx.Client:
        """Sends requests of this user with their `token` or with their `session`, like a page."""
        person = self.person(who, permission)
        return person.http if credential == "token" else page(person.app, self.sessions[person.name])


@contextmanager
def company_with_rollback(template: Template) -> Iterator[Callers]:
    """Starts the server. Each call is made against the same objects (see `samples`)."""
    url = template.copy()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(clock, "_read", lambda: StoppedClock().time.timestamp())
        opened = Database(url)
        app = application(Settings(access_log=False), opened)
        company = Company({name: Person(name, token, app) for name, token in template.tokens.items()})
        company.configure(opened, plan_approval_enabled=True)
        create_objects(company)
        with opened.write() as db:
            call = Call(db, SYSTEM, clock.now())
            notifications.add(db)
            holders = {permission: _holder(call, permission) for permission in Permission}
            sessions = {name: signin.create_session(call, account_id) for name, account_id in ACCOUNT_IDS.items()}
            sessions |= {permission: signin.create_session(call, _holder_id(permission)) for permission in Permission}
        opened.close()
    database = RollbackDatabase(url)
    app = application(Settings(access_log=False), database)
    people = {"self": "alice", "lead": "bob", "other": "dave", "administrator": "carol"}
    yield Callers(
        {who: Person(name, template.tokens[name], app) for who, name in people.items()},
        {permission: Person(permission, token, app) for permission, token in holders.items()},
        sessions,
    )
    database.close()
    template.drop(url)


def _holder(call: Call, permission: Permission) -> str:
    """Creates a user who holds one permission. Returns the user's token."""
    account_id = people.add(call, UserInput(account_id=_holder_id(permission), display_name=permission)).account_id
    over_a_team = permission in OVER_A_TEAM
    input = PermissionRoleInput(
        name=permission,
        access_type="TEAM" if over_a_team else "GLOBAL",
        access_entity_ids=[NORTHERNERS] if over_a_team else [],
        permission_keys=[permission],
        permitted_account_ids=[account_id],
    )
    roles.create(call, input)
    return auth.create_token(call, account_id, "tests", days=5000)[1]


def _holder_id(permission: Permission) -> str:
    return f"holder:{permission}"
