"""The running timer of each user

Revision ID: 0017
Revises: 0016
"""

import sqlalchemy as sa
from alembic import op

revision = "0017"
down_revision = "0016"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "timers",
        sa.Column("account_id", sa.String(length=128), nullable=False),
        sa.Column("issue_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("description", sa.Text(), nullable=False),
        sa.Column("attributes", sa.Text(), nullable=False),
        sa.Column("started_at", sa.String(length=20), nullable=False),
        sa.Column("updated_at", sa.String(length=20), nullable=False),
        sa.ForeignKeyConstraint(["account_id"], ["users.account_id"], name=op.f("fk_timers_account_id_users")),
        sa.ForeignKeyConstraint(["issue_id"], ["issues.id"], name=op.f("fk_timers_issue_id_issues")),
        sa.PrimaryKeyConstraint("account_id", name=op.f("pk_timers")),
    )
    op.create_index("ix_timers_issue_id", "timers", ["issue_id"], unique=False)
