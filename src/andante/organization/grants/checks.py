"""What must be true of stored permission roles."""

from sqlalchemy import exists, literal, select

from andante.directory.people.store import users
from andante.kit.checks import Check, State, rows_of

from .rules import EVERYTHING
from .store import holders_everywhere

_active_administrator = exists().where(users.c.active, users.c.account_id.in_(holders_everywhere(EVERYTHING)))
_none = select(literal(1)).where(~_active_administrator)

CHECKS = [
    Check(
        "Administrators",
        rows_of(_none, lambda _: "no active user is an administrator"),
        "Make a user one: andante admin user change EMAIL --admin",
        State.WARNING,
    )
]
