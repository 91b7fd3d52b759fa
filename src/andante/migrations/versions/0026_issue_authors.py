"""The author in the index of the worklogs of an issue

Revision ID: 0026
Revises: 0025
"""

from alembic import op

revision = "0026"
down_revision = "0025"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.drop_index("ix_worklogs_issue_start", "worklogs")
    columns = ["issue_id", "start_date", "start_time", "id", "time_spent_seconds", "author_id"]
    op.create_index("ix_worklogs_issue_start", "worklogs", columns, unique=False)
