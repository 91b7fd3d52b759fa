"""A company in which everything can be tried and nothing changes."""

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass

import pytest
from sqlalchemy import Connection

from andante.app import application
from andante.directory.people import actions as people
from andante.directory.people.wire import UserInput
from andante.identity.tokens import actions as auth
from andante.kit import clock
from andante.kit.call import SYSTEM, Call
from andante.kit.database import Database
from andante.kit.settings import Settings
from andante.organization.permissions import actions as roles
from andante.organization.permissions.wire import PermissionRoleInput
from andante.scopes import Permission
from tests.cast import NORTHERNERS, Company, Person
from tests.conftest import StoppedClock, Template

from .samples import furnish

OVER_A_TEAM = {
    Permission.WORKLOG_VIEW,
    Permission.WORKLOG_MANAGE,
    Permission.TIMESHEET_APPROVE,
    Permission.PLAN_VIEW,
    Permission.PLAN_MANAGE,
    Permission.PLAN_APPROVE,
}


class _Undone(Exception):
    """Ends a transaction that went well."""


class Rehearsal(Database):
    """Takes back whatever was written, once it has been answered."""

    @contextmanager
    def write(self, timeout: float = 0) -> Iterator[Connection]:
        with suppress(_Undone), super().write() as db:
            yield db
            raise _Undone


@dataclass
class Stage:
    """The people of the table, each by what they are to alice."""

    people: dict[str, Person]
    holders: dict[str, Person]
    """By the permission that they hold."""

    def person(self, who: str, permission: str) -> Person:
        return self.holders[permission] if who == "holder" else self.people[who]


@contextmanager
def rehearsal(template: Template) -> Iterator[Stage]:
    url = template.copy()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(clock, "_read", lambda: StoppedClock().time.timestamp())
        opened = Database(url)
        app = application(Settings(access_log=False), opened)
        company = Company({name: Person(name, token, app) for name, token in template.tokens.items()})
        company.configure(opened, plan_approval_enabled=True)
        furnish(company)
        with opened.write() as db:
            holders = {permission: _holder(Call(db, SYSTEM, clock.now()), permission) for permission in Permission}
        opened.close()
    database = Rehearsal(url)
    app = application(Settings(access_log=False), database)
    people = {"self": "alice", "lead": "bob", "other": "dave", "administrator": "carol"}
    yield Stage(
        {who: Person(name, template.tokens[name], app) for who, name in people.items()},
        {permission: Person(permission, token, app) for permission, token in holders.items()},
    )
    database.close()
    template.drop(url)


def _holder(call: Call, permission: Permission) -> str:
    """Somebody new who holds one permission, and their token."""
    account_id = people.add(call, UserInput(account_id=f"holder:{permission}", display_name=permission)).account_id
    over_a_team = permission in OVER_A_TEAM
    given = PermissionRoleInput(
        name=permission,
        access_type="TEAM" if over_a_team else "GLOBAL",
        access_entity_ids=[NORTHERNERS] if over_a_team else [],
        permission_keys=[permission],
        permitted_account_ids=[account_id],
    )
    roles.create(call, given)
    return auth.create_token(call, account_id, "tests", days=5000)[1]
