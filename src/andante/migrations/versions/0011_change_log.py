"""The change log can be followed, and searched by time, entity and actor

Revision ID: 0011
Revises: 0010
"""

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None

COMMIT_ORDER = """
    CREATE FUNCTION commit_order(transaction xid8) RETURNS bigint LANGUAGE sql IMMUTABLE PARALLEL SAFE
    AS 'SELECT $1::text::bigint + 0'
"""


def upgrade() -> None:
    """Rows that exist have version 1 and come before all others, by their ids: nobody else writes during a migration."""
    op.add_column("changes", sa.Column("version", sa.Integer(), server_default="1", nullable=False))
    op.add_column("changes", sa.Column("request_id", sa.String(length=64), nullable=True))
    op.add_column("changes", sa.Column("transaction_id", sa.BigInteger(), server_default="0", nullable=False))
    op.create_index("ix_changes_entity_at", "changes", ["entity", "at", "id"], unique=False)
    op.create_index("ix_changes_at", "changes", ["at", "id"], unique=False)
    op.create_index("ix_changes_actor", "changes", ["actor", "at", "id"], unique=False)
    if op.get_context().dialect.name == "postgresql":
        op.execute(COMMIT_ORDER)
        op.execute("ALTER TABLE changes ALTER transaction_id SET DEFAULT commit_order(pg_current_xact_id())")
        op.create_index("ix_changes_transaction", "changes", ["transaction_id", "id"], unique=False)
