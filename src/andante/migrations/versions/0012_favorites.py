"""Favorite issues

Revision ID: 0012
Revises: 0011
"""

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "favorite_issues",
        sa.Column("account_id", sa.String(length=128), nullable=False),
        sa.Column("issue_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.ForeignKeyConstraint(["account_id"], ["users.account_id"], name=op.f("fk_favorite_issues_account_id_users"), ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["issue_id"], ["issues.id"], name=op.f("fk_favorite_issues_issue_id_issues"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("account_id", "issue_id", name=op.f("pk_favorite_issues")),
    )
    op.create_index("ix_favorite_issues_issue_id", "favorite_issues", ["issue_id"], unique=False)
