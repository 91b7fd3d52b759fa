"""The time spent in the index of the worklogs of an issue

Revision ID: 0019
Revises: 0018
"""

from alembic import op

revision = "0019"
down_revision = "0018"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.drop_index("ix_worklogs_issue_start", "worklogs")
    op.create_index(
        "ix_worklogs_issue_start", "worklogs", ["issue_id", "start_date", "start_time", "id", "time_spent_seconds"], unique=False
    )
