"""Permission roles of teams, timesheets and the locks of their periods

Revision ID: 0006
Revises: 0005
"""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

KEY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "permission_role_teams",
        sa.Column("role_id", KEY, nullable=False),
        sa.Column("team_id", KEY, nullable=False),
        sa.ForeignKeyConstraint(
            ["role_id"], ["permission_roles.id"], name=op.f("fk_permission_role_teams_role_id_permission_roles"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["team_id"], ["teams.id"], name=op.f("fk_permission_role_teams_team_id_teams"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("role_id", "team_id", name=op.f("pk_permission_role_teams")),
    )
    op.create_index("ix_permission_role_teams_team_id", "permission_role_teams", ["team_id"], unique=False)

    op.create_table(
        "period_locks",
        sa.Column("account_id", sa.String(length=128), nullable=False),
        sa.Column("to_date", sa.Date(), nullable=False),
        sa.Column("from_date", sa.Date(), nullable=False),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.CheckConstraint("state IN ('IN_REVIEW', 'APPROVED')", name=op.f("ck_period_locks_state")),
        sa.ForeignKeyConstraint(["account_id"], ["users.account_id"], name=op.f("fk_period_locks_account_id_users")),
        sa.PrimaryKeyConstraint("account_id", "to_date", "from_date", name=op.f("pk_period_locks")),
    )

    op.create_table(
        "timesheets",
        sa.Column("id", KEY, nullable=False),
        sa.Column("account_id", sa.String(length=128), nullable=False),
        sa.Column("from_date", sa.Date(), nullable=False),
        sa.Column("to_date", sa.Date(), nullable=False),
        *_standing(),
        sa.CheckConstraint("from_date <= to_date", name=op.f("ck_timesheets_days")),
        sa.CheckConstraint("status IN ('OPEN', 'IN_REVIEW', 'APPROVED')", name=op.f("ck_timesheets_status")),
        sa.ForeignKeyConstraint(["account_id"], ["users.account_id"], name=op.f("fk_timesheets_account_id_users")),
        sa.ForeignKeyConstraint(["reviewer_id"], ["users.account_id"], name=op.f("fk_timesheets_reviewer_id_users")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_timesheets")),
        sa.UniqueConstraint("account_id", "from_date", "to_date", name=op.f("uq_timesheets_account_id_from_date_to_date")),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_timesheets_reviewer", "timesheets", ["reviewer_id", "status", "to_date"], unique=False)
    op.create_table(
        "timesheet_logs",
        sa.Column("id", KEY, nullable=False),
        sa.Column("timesheet_id", KEY, nullable=False),
        *_standing(),
        sa.ForeignKeyConstraint(["reviewer_id"], ["users.account_id"], name=op.f("fk_timesheet_logs_reviewer_id_users")),
        sa.ForeignKeyConstraint(["timesheet_id"], ["timesheets.id"], name=op.f("fk_timesheet_logs_timesheet_id_timesheets")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_timesheet_logs")),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_timesheet_logs_timesheet_id", "timesheet_logs", ["timesheet_id"], unique=False)
    op.create_index("ix_timesheet_logs_updated", "timesheet_logs", ["updated_at", "id"], unique=False)


def _standing() -> list[sa.Column[object]]:
    return [
        sa.Column("status", sa.String(length=10), nullable=False),
        sa.Column("reviewer_id", sa.String(length=128), nullable=False),
        sa.Column("comment", sa.Text(), nullable=False),
        sa.Column("actor", sa.String(length=128), nullable=False),
        sa.Column("updated_at", sa.String(length=20), nullable=False),
        sa.Column("required_seconds", sa.Integer(), nullable=False),
        sa.Column("time_spent_seconds", sa.Integer(), nullable=False),
    ]
