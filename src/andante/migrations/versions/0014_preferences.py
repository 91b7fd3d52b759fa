"""Users have preferences for pages

Revision ID: 0014
Revises: 0013
"""

import sqlalchemy as sa
from alembic import op

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "preferences",
        sa.Column("account_id", sa.String(length=128), nullable=False),
        sa.Column("language", sa.String(length=10), nullable=True),
        sa.Column("duration_format", sa.String(length=20), nullable=False),
        sa.Column("time_format", sa.String(length=20), nullable=False),
        sa.Column("week_start", sa.Integer(), nullable=True),
        sa.Column("theme", sa.String(length=20), nullable=False),
        sa.Column("density", sa.String(length=20), nullable=False),
        sa.Column("calendar_snap_minutes", sa.Integer(), nullable=False),
        sa.Column("single_key_shortcuts", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(["account_id"], ["users.account_id"], name=op.f("fk_preferences_account_id_users")),
        sa.PrimaryKeyConstraint("account_id", name=op.f("pk_preferences")),
    )
