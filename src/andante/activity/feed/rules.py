"""Which changes a caller may read, and how a change looks to someone who may see only one of its records."""

from collections.abc import Iterable
from typing import NamedTuple

import msgspec

from andante.kit.changes import Action, Change, Position
from andante.kit.errors import FaultCode, Forbidden, Invalid
from andante.kit.grants import covers
from andante.scopes import Scope

NOW = "now"

PERSONAL = {"worklog": Scope.WORKLOGS_VIEW, "allocation": Scope.PLANS_VIEW, "timesheetapproval": Scope.APPROVALS_VIEW}
"""Entities whose objects only some users may see, with the scope that a token needs."""

PUBLIC = {
    "account": Scope.ACCOUNTS_VIEW,
    "accountcategory": Scope.ACCOUNTS_VIEW,
    "accountlink": Scope.ACCOUNTS_VIEW,
    "customer": Scope.ACCOUNTS_VIEW,
    "genericresource": Scope.TEAMS_VIEW,
    "globalconfiguration": Scope.PERIODS_VIEW,
    "holiday": Scope.SCHEMES_VIEW,
    "holidaymembership": Scope.SCHEMES_VIEW,
    "holidayscheme": Scope.SCHEMES_VIEW,
    "skill": Scope.TEAMS_VIEW,
    "teamrole": Scope.TEAMS_VIEW,
    "workattribute": Scope.WORKLOGS_VIEW,
    "workload": Scope.SCHEMES_VIEW,
    "workloadmembership": Scope.SCHEMES_VIEW,
}
"""Entities whose objects every user may see, with the scope that a token needs. All other entities are for administrators with a token
without scopes."""

SCOPES = PERSONAL | PUBLIC


class SeenChange(NamedTuple):
    """A change, and whether the caller may see the records before and after it."""

    change: Change
    sees_before: bool
    sees_after: bool

    def visible_part(self) -> Change:
        """The change as the caller sees it. For them, an object that moves out of sight is deleted, and one that comes into sight is
        created."""
        change = self.change
        if change.before and not self.sees_before:
            return msgspec.structs.replace(change, action=Action.CREATED, before=None)
        if change.after and not self.sees_after:
            return msgspec.structs.replace(change, action=Action.DELETED, after=None)
        return change


class Page(NamedTuple):
    """A part of the feed. `position` is where the next one starts."""

    changes: list[Change]
    position: Position
    has_more: bool


def readable_entities(requested: Iterable[str], known: Iterable[str], scopes: frozenset[str] | None, *, administrator: bool) -> list[str]:
    """The requested entities, or all that the caller may read if none are requested. Raises Invalid if one doesn't exist, and Forbidden
    if the caller may not read one."""
    allowed = {name for name in known if _may_read(name, scopes, administrator=administrator)}
    wanted = sorted(set(requested))
    if unknown := [name for name in wanted if name not in set(known)]:
        raise Invalid("entity", FaultCode.INVALID_CHOICE, f"must be an entity of the change feed, not '{unknown[0]}'")
    if forbidden := [name for name in wanted if name not in allowed]:
        raise Forbidden(f"You may not read changes of '{forbidden[0]}': it needs {_needed_for(forbidden[0])}.")
    return wanted or sorted(allowed)


def _may_read(entity: str, scopes: frozenset[str] | None, *, administrator: bool) -> bool:
    scope = SCOPES.get(entity)
    return covers(scopes, scope) if scope else administrator and scopes is None


def _needed_for(entity: str) -> str:
    scope = SCOPES.get(entity)
    return f"a token with the scope {scope}" if scope else "an administrator and a token without scopes"


def parse_position(text: str) -> Position:
    return Position(*map(int, text.split("-")))


def format_position(position: Position) -> str:
    return f"{position.transaction_id}-{position.id}"
