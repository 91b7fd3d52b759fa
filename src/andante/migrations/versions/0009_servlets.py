"""What external systems answer to worklogs, and who may use the servlets

Revision ID: 0009
Revises: 0008
"""

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None

KEY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "worklog_answers",
        sa.Column("worklog_id", KEY, autoincrement=False, nullable=False),
        sa.Column("external_id", sa.String(length=255), nullable=False),
        sa.Column("external_hours", sa.Double(), nullable=True),
        sa.Column("external_result", sa.Text(), nullable=False),
        sa.Column("answered_at", sa.String(length=20), nullable=False),
        sa.Column("answered_hash", sa.String(length=40), nullable=False),
        sa.ForeignKeyConstraint(["worklog_id"], ["worklogs.id"], name=op.f("fk_worklog_answers_worklog_id_worklogs"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("worklog_id", name=op.f("pk_worklog_answers")),
    )
    op.create_table(
        "servlet_tokens",
        sa.Column("id", KEY, nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("created_at", sa.String(length=20), nullable=False),
        sa.Column("revoked_at", sa.String(length=20), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_servlet_tokens")),
        sa.UniqueConstraint("digest", name=op.f("uq_servlet_tokens_digest")),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "servlet_networks",
        sa.Column("network", sa.String(length=50), nullable=False),
        sa.Column("added_at", sa.String(length=20), nullable=False),
        sa.PrimaryKeyConstraint("network", name=op.f("pk_servlet_networks")),
    )
