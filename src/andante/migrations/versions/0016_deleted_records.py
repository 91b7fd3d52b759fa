"""Deletions in the change log can be listed by time

Revision ID: 0016
Revises: 0015
"""

import sqlalchemy as sa
from alembic import op

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_index(
        "ix_changes_deleted",
        "changes",
        ["entity", "at", "id"],
        unique=False,
        sqlite_where=sa.text("after IS NULL"),
        postgresql_where=sa.text("after IS NULL"),
    )
