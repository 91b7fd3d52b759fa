"""Rows for every table of a database with any schema: for tests of migrations.

Most values follow from the type and name of a column. `VALUES` has the others. A new migration needs an entry if its table has a
constraint that the generated values violate, or text with a format.
"""

import datetime as dt
from collections.abc import Callable, Collection, Iterator
from typing import Any

from sqlalchemy import Column, Connection, MetaData, Table, func, insert, inspect, select, text, types

from andante.kit.db import on_sqlite
from andante.kit.secrets import digest
from tests.cast import ACCOUNT_IDS

ROWS = 3
TOKEN = "token 1"
"""The API token of the first user, who is an administrator."""

USERS = [ACCOUNT_IDS[name] for name in ("alice", "bob", "carol")]
DERIVED = {"issue_words", "webhook_state"}
"""Tables that migrations fill."""

ONE_ROW = "one_row"
"""The end of the name of the constraint of tables that have at most one row."""

Value = Callable[[int], Any]


def _user(n: int) -> str:
    return USERS[n - 1]


def _none(_: int) -> None:
    return None


def _always(value: Any) -> Value:
    return lambda _: value


def _one_of(*values: Any) -> Value:
    return lambda n: values[(n - 1) % len(values)]


VALUES: dict[str, Value] = {
    "account_categories.type": _one_of("BILLABLE", "INTERNAL", "OPERATIONAL"),
    "account_links.is_default": _always(False),
    "accounts.external_contact_name": _none,
    "accounts.status": _one_of("OPEN", "CLOSED", "ARCHIVED"),
    "changes.action": _always("Updated"),
    "changes.after": _always('{"id":1}'),
    "changes.before": _always('{"id":1}'),
    "changes.entity": _always("customer"),
    "flex_plans.team_id": _always(1),
    "global_configuration.approval_period": _always("WEEK"),
    "holidays.type": _one_of("FIXED", "FLOATING"),
    "issue_statuses.category": _one_of("new", "indeterminate", "done"),
    "issues.key": lambda n: f"K{n}-1",
    "issues.parent_id": _none,
    "issues.type": _one_of("Bug", "Incident", "Task"),
    "mails.state": _one_of("waiting", "sent", "failed"),
    "notification_settings.choices": _always("{}"),
    "oauth_applications.client_type": _always("CONFIDENTIAL"),
    "oauth_applications.max_scope": _always("read write"),
    "oauth_applications.redirect_uris": _always('["https://example.com"]'),
    "oauth_grants.scope": _always("read"),
    "period_locks.state": _one_of("IN_REVIEW", "APPROVED"),
    "permission_role_keys.key": _one_of("permissions.worklog.view", "permissions.worklog.manage", "permissions.timesheet.approve"),
    "permission_role_keys.role_id": lambda n: n + 1,
    "permission_role_teams.role_id": _one_of(2, 3),
    "permission_roles.access_type": _one_of("TEAM", "TEAM", "GLOBAL"),
    "plans.approval_status": _one_of("APPROVED", "REJECTED", "REQUESTED"),
    "plans.effort_type": _always("SECONDS_PER_DAY"),
    "plans.generic_resource_id": _none,
    "plans.project_id": _none,
    "plans.recurrence_end_date": _none,
    "plans.rule": _always("NEVER"),
    "preferences.density": _always("COMPACT"),
    "preferences.duration_format": _always("DECIMAL"),
    "preferences.language": _always("de"),
    "preferences.theme": _always("DARK"),
    "preferences.time_format": _always("12_HOURS"),
    "servlet_networks.network": lambda n: f"192.0.2.{n}",
    "skill_assignments.resource_id": _none,
    "team_memberships.to_date": _none,
    "timers.attributes": _always("{}"),
    "timesheet_logs.status": _one_of("IN_REVIEW", "APPROVED"),
    "timesheets.status": _one_of("IN_REVIEW", "APPROVED"),
    "tokens.kind": _always("API"),
    "users.account_id": _user,
    "users.active": _always(True),
    "users.email": lambda n: f"user{n}@example.com",
    "users.time_zone": _always("Europe/Berlin"),
    "work_attributes.key": lambda n: f"_K{n}_",
    "work_attributes.options": _always("[]"),
    "work_attributes.required": _always(False),
    "work_attributes.type": _always("INPUT_FIELD"),
    **dict.fromkeys(("api_tokens.digest", "tokens.digest"), lambda n: digest(f"token {n}")),
    **dict.fromkeys(("api_tokens.scopes", "tokens.scopes"), _always("")),
    "webhook_deliveries.state": _one_of("waiting", "delivered", "failed"),
    "webhook_deliveries.subscription_id": str,
    "webhook_subscriptions.event": _one_of("worklog.created", "team.updated", "plan.deleted"),
    "webhook_subscriptions.id": str,
}
"""By table and column: the value of the first, second and third row."""

VALUES_BY_NAME: dict[str, Value] = {
    **dict.fromkeys(("actor", "approval_actor_id", "assigned_by", "created_by", "creator_id", "requester_id", "updated_by"), _user),
    **dict.fromkeys(("expires_at", "blocked_until"), _always("2036-01-01T00:00:00Z")),
    "revoked_at": _none,
    "key": lambda n: f"K{n}",
    "account_id": _user,
}
"""By column, in all tables in which it refers to no other table."""


def fill(db: Connection, names: Collection[str]) -> None:
    """Inserts rows into these tables, except derived ones."""
    metadata = MetaData()
    metadata.reflect(db, only=sorted(names))
    for table in metadata.sorted_tables:
        if table.name in names and table.name not in DERIVED:
            first = (db.scalar(select(func.max(table.c.id))) or 0) if _has_numbers(table) else 0
            db.execute(insert(table), [dict(_row(db, table, n, first)) for n in range(1, _number_of_rows(db, table) + 1)])
            _move_counter(db, table)


def _number_of_rows(db: Connection, table: Table) -> int:
    names = [str(constraint["name"]) for constraint in inspect(db).get_check_constraints(table.name)]
    return 1 if any(name.endswith(ONE_ROW) for name in names) else ROWS


def _has_numbers(table: Table) -> bool:
    return "id" in table.c and isinstance(table.c.id.type, types.Integer)


def _row(db: Connection, table: Table, n: int, first: int) -> Iterator[tuple[str, Any]]:
    for column in table.c:
        if column.name == "id" and _has_numbers(table):
            yield "id", first + n
        elif column.server_default is None or f"{table.name}.{column.name}" in VALUES:
            yield column.name, _value(db, column, n + first if column.name == "digest" else n)


def _value(db: Connection, column: Column[Any], n: int) -> Any:
    if value := VALUES.get(f"{column.table.name}.{column.name}"):
        return value(n)
    if column.foreign_keys:
        (reference,) = column.foreign_keys
        found = db.scalars(select(reference.column).order_by(reference.column)).all()
        return found[min(n, len(found)) - 1]
    if value := VALUES_BY_NAME.get(column.name):
        return value(n)
    return _of_type(column, n)


def _of_type(column: Column[Any], n: int) -> Any:
    kind = column.type
    if isinstance(kind, types.Boolean):
        return False
    if isinstance(kind, types.Date):
        return dt.date(2026, 3, 9 + n)
    if isinstance(kind, types.Time):
        return dt.time(9 + n)
    if isinstance(kind, types.Integer):
        return n
    if isinstance(kind, types.Float):
        return n + 0.5
    assert isinstance(kind, types.String), f"Add a value for {column} to VALUES in {__name__}"
    if kind.length == 20 and (column.name == "at" or column.name.endswith(("_at", "_utc"))):
        return f"2026-03-1{n}T10:00:00Z"
    return digest(f"{column} {n}") if column.name == "digest" else f"{column.name} {n}"[: kind.length]


def _move_counter(db: Connection, table: Table) -> None:
    """PostgreSQL doesn't move a counter when a row is inserted with an id."""
    if not on_sqlite(db) and _has_numbers(table):
        counter = db.scalar(text("SELECT pg_get_serial_sequence(:table, 'id')"), {"table": table.name})
        if counter:
            db.execute(text(f"SELECT setval('{counter}', (SELECT max(id) FROM {table.name}))"))
