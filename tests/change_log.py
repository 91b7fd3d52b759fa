"""Compares changes of tables with the records in the change log."""

import json
import re
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from typing import Any

from sqlalchemy import select

from andante.kit.changes import ENTITIES, Change, NoRecord, changes
from andante.kit.database import Database
from andante.schema import TABLES, metadata

Named = tuple[str, str]
"""An entity and its id."""


def _by_id(entity: str) -> Callable[[Any], Named]:
    return lambda row: (entity, str(row.id))


ROWS: dict[str, Callable[[Any], Named]] = {
    "account_categories": _by_id("accountcategory"),
    "account_links": _by_id("accountlink"),
    "accounts": _by_id("account"),
    "authenticator_apps": lambda row: ("authenticatorapp", row.account_id),
    "components": _by_id("component"),
    "customers": _by_id("customer"),
    "flex_plans": _by_id("flexplan"),
    "generic_resources": _by_id("genericresource"),
    "global_configuration": lambda _: ("globalconfiguration", "1"),
    "holiday_schemes": _by_id("holidayscheme"),
    "holidays": _by_id("holiday"),
    "issue_accounts": lambda row: ("issueaccount", str(row.issue_id)),
    "issue_priorities": _by_id("priority"),
    "issue_statuses": _by_id("status"),
    "issue_types": _by_id("issuetype"),
    "issues": _by_id("issue"),
    "notification_settings": lambda row: ("notificationsettings", row.account_id),
    "oauth_applications": _by_id("oauthapp"),
    "oauth_grants": _by_id("oauthgrant"),
    "passkeys": _by_id("passkey"),
    "password_links": lambda row: ("passwordlink", row.account_id),
    "permission_roles": _by_id("permissiongroup"),
    "plans": _by_id("allocation"),
    "preferences": lambda row: ("preferences", row.account_id),
    "programs": _by_id("program"),
    "project_categories": _by_id("projectcategory"),
    "projects": _by_id("project"),
    "servlet_networks": lambda row: ("servletnetwork", row.network),
    "servlet_tokens": _by_id("servlettoken"),
    "setup_links": lambda _: ("setuplink", "1"),
    "skills": _by_id("skill"),
    "team_links": _by_id("teamlink"),
    "team_memberships": _by_id("teammembership"),
    "team_resources": lambda row: ("genericresourceteammember", f"{row.team_id}/{row.resource_id}"),
    "team_roles": _by_id("teamrole"),
    "teams": _by_id("team"),
    "timesheets": _by_id("timesheetapproval"),
    "timers": lambda row: ("timer", row.account_id),
    "tokens": lambda row: ("apitoken" if row.kind == "API" else "applicationtoken", str(row.id)),
    "user_properties": lambda row: ("userproperty", f"{row.account_id}/{row.key}"),
    "users": lambda row: ("user", row.account_id),
    "versions": _by_id("version"),
    "work_attributes": _by_id("workattribute"),
    "webhook_subscriptions": _by_id("webhooksubscription"),
    "workload_schemes": _by_id("workload"),
    "worklog_answers": lambda row: ("worklogexternal", str(row.worklog_id)),
    "worklogs": _by_id("worklog"),
}
"""Tables whose rows are records of their own."""

PARTS: dict[str, Callable[[Any], Named]] = {
    "holiday_scheme_members": lambda row: ("holidaymembership", row.account_id),
    "identities": lambda row: ("identity", row.account_id),
    "passwords": lambda row: ("password", row.account_id),
    "recovery_codes": lambda row: ("recoverycodes", row.account_id),
    "permission_role_keys": lambda row: ("permissiongroup", str(row.role_id)),
    "permission_role_members": lambda row: ("permissiongroup", str(row.role_id)),
    "permission_role_teams": lambda row: ("permissiongroup", str(row.role_id)),
    "plan_skipped_days": lambda row: ("allocation", str(row.plan_id)),
    "skill_assignments": lambda row: (
        "skillassignment",
        f"USER/{row.account_id}" if row.account_id else f"GENERIC/{row.resource_id}",
    ),
    "timesheet_logs": lambda row: ("timesheetapproval", str(row.timesheet_id)),
    "workload_scheme_members": lambda row: ("workloadmembership", row.account_id),
    "worklog_attribute_values": lambda row: ("worklog", str(row.worklog_id)),
}
"""Tables whose rows are parts of a record. A change of a row is a change of the record."""

UNRECORDED = {
    "changes": "the log itself",
    "favorite_issues": "a personal view of issues, without an effect on others",
    "idempotency_keys": "stored responses; the writes are recorded",
    "issue_components": "changed with the issue; its record does not contain them",
    "issue_versions": "changed with the issue; its record does not contain them",
    "issue_words": "derived from the summaries of issues",
    "undone_changes": "refers to rows of the log",
    "webhook_deliveries": "derived from the change log",
    "webhook_state": "bookkeeping of webhooks",
    "jobs": "bookkeeping of the worker",
    "mails": "a queue and its log",
    "mirror_marks": "bookkeeping of the mirror",
    "mirror_sources": "bookkeeping of the mirror",
    "mirrored": "bookkeeping of the mirror",
    "notifications": "derived from timesheets and worklogs",
    "oauth_codes": "secrets that expire within a minute",
    "oauth_refresh_tokens": "secrets; the grant is recorded",
    "pending_sign_ins": "secrets that expire within minutes; the session is recorded",
    "period_locks": "derived from timesheets",
    "sessions": "creation and deletion are recorded, expiry is not",
    "signin_attempts": "rate limiting",
}
"""Tables without records, and why."""

UNRECORDED_COLUMNS = {
    "issues": {"remaining_estimate_seconds", "updated_at"},
    "authenticator_apps": {"last_step"},
    "passkeys": {"last_used_at", "sign_count"},
    "tokens": {"last_used_at"},
    "webhook_subscriptions": {"secret", "previous_secret", "updated_at"},
}
"""Columns that change without a record: the remaining estimate follows from worklogs, and the last use of a token or a second factor is
not a change."""

SECRET = re.compile(r"digest|hash|secret|password", re.IGNORECASE)
NO_SECRETS = {"answered_hash"}
"""A hash of a worklog, by which an external system notices changes."""

State = Mapping[str, Mapping[tuple[Any, ...], Any]]


def state(database: Database) -> State:
    """All rows of recorded tables, by table and primary key."""
    found = {}
    with database.read() as db:
        for table in TABLES:
            if table.name not in UNRECORDED:
                key = [column.name for column in table.primary_key]
                found[table.name] = {tuple(getattr(row, name) for name in key): row for row in db.execute(select(table))}
    return found


def records(database: Database, after: int = 0) -> list[Change]:
    """The rows of the change log with greater ids."""
    with database.read() as db:
        columns = [changes.c[name] for name in Change.__struct_fields__]
        return [Change(*row) for row in db.execute(select(*columns).where(changes.c.id > after).order_by(changes.c.id))]


@contextmanager
def recorded(database: Database, operation: str) -> Iterator[None]:
    """Fails if a row is created, changed or deleted in the block without a record."""
    before, old = state(database), records(database)
    last = old[-1].id if old else 0
    yield
    new = records(database, last)
    check_records(new)
    actions = {(change.entity, change.entity_id, change.action) for change in new}
    ever_deleted = {(change.entity, change.entity_id) for change in records(database) if change.action == "Deleted"}
    for name, now in state(database).items():
        for action, row in _differences(name, before[name], now):
            what = f"{operation}: {action} in {name}: {row}"
            if name in PARTS:
                assert any((*PARTS[name](row), any_action) in actions for any_action in ("Created", "Updated", "Deleted")), what
            elif action == "Deleted":  # a grant is deleted for its owner before its row is
                assert ROWS[name](row) in ever_deleted, what
            else:
                assert {(*ROWS[name](row), action), (*ROWS[name](row), "Deleted")} & actions, what


def _differences(name: str, before: Mapping[tuple[Any, ...], Any], now: Mapping[tuple[Any, ...], Any]) -> Iterator[tuple[str, Any]]:
    columns = [column.name for column in metadata.tables[name].columns if column.name not in UNRECORDED_COLUMNS.get(name, ())]
    yield from (("Created", now[key]) for key in now.keys() - before.keys())
    yield from (("Deleted", before[key]) for key in before.keys() - now.keys())
    for key in before.keys() & now.keys():
        if any(getattr(before[key], column) != getattr(now[key], column) for column in columns):
            yield "Updated", now[key]


def check_records(records: list[Change]) -> None:
    """Each has `before` and `after` as its action requires, with the declared fields and version."""
    for change in records:
        entity = ENTITIES[change.entity]
        assert change.version == entity.version
        if entity.record is NoRecord:
            assert (change.before, change.after) == (None, None)
            continue
        assert (change.before is not None, change.after is not None) == {
            "Created": (False, True),
            "Updated": (True, True),
            "Deleted": (True, False),
        }[change.action], change
        for text in filter(None, (change.before, change.after)):
            assert list(json.loads(text)) == list(entity.record.__struct_fields__)


def secrets_in(database: Database) -> set[str]:
    """All values in columns that are named like secrets."""
    found = set()
    with database.read() as db:
        for table in TABLES:
            for column in table.columns:
                if SECRET.search(column.name) and column.name not in NO_SECRETS:
                    found |= {str(value) for value in db.scalars(select(column)) if value is not None}
    return found
