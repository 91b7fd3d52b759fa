"""The change log can be followed, and searched by time, entity and actor

Revision ID: 0011
Revises: 0010
"""

import json
from collections.abc import Callable
from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None

Row = Any
Record = dict[str, Any] | None

CHANGES = sa.table("changes", *(sa.column(name) for name in ("id", "entity", "entity_id", "action", "before", "after")))
COMMIT_ORDER = """
    CREATE FUNCTION commit_order(transaction xid8) RETURNS bigint LANGUAGE sql IMMUTABLE PARALLEL SAFE
    AS 'SELECT $1::text::bigint + 0'
"""


def upgrade() -> None:
    """Rows that exist have version 1 and come before all others, by their ids: nobody else writes during a migration."""
    op.add_column("changes", sa.Column("version", sa.Integer(), server_default="1", nullable=False))
    op.add_column("changes", sa.Column("request_id", sa.String(length=64), nullable=True))
    op.add_column("changes", sa.Column("transaction_id", sa.BigInteger(), server_default="0", nullable=False))
    op.create_index("ix_changes_at", "changes", ["at", "id"], unique=False)
    op.create_index("ix_changes_actor", "changes", ["actor", "at", "id"], unique=False)
    if op.get_context().dialect.name == "postgresql":
        op.execute(COMMIT_ORDER)
        op.execute("ALTER TABLE changes ALTER transaction_id SET DEFAULT commit_order(pg_current_xact_id())")
        op.create_index("ix_changes_transaction", "changes", ["transaction_id", "id"], unique=False)
    _convert("userproperty", _user_property)
    _convert("skillassignment", _skill_assignment)


def _convert(entity: str, converted: Callable[[Row, Record, Record], dict[str, Any]]) -> None:
    """Rewrites the rows of an entity. There are few of these: administrators change them one by one or by files."""
    db = op.get_bind()
    rows = db.execute(sa.select(CHANGES).where(CHANGES.c.entity == entity)).all()
    for row in rows:
        before, after = (None if text is None else json.loads(text) for text in (row.before, row.after))
        values = converted(row, before, after)
        records = {
            name: None if values[name] is None else json.dumps(values[name], ensure_ascii=False, separators=(",", ":"))
            for name in ("before", "after")
        }
        db.execute(sa.update(CHANGES).where(CHANGES.c.id == row.id).values(**values | records))


def _user_property(row: Row, before: Record, after: Record) -> dict[str, Any]:
    """The id was that of the user, and one change at a time was written without it, and without a value where the property was
    taken away; what it was before is not known then."""
    key = (after or {})["key"]
    gone = "value" not in (after or {})
    return {
        "entity_id": f"{row.entity_id}/{key}",
        "action": "Deleted" if gone else row.action,
        "before": before,
        "after": None if gone else {"account_id": row.entity_id, **(after or {})},
    }


def _skill_assignment(_: Row, before: Record, after: Record) -> dict[str, Any]:
    """Every change was an update, also from and to no skills at all."""
    had, has = bool(before and before["skill_ids"]), bool(after and after["skill_ids"])
    return {
        "action": "Created" if not had else "Updated" if has else "Deleted",
        "before": before if had else None,
        "after": after if has else None,
    }
