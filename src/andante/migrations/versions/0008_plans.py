"""Plans, the days taken out of them, and flex plans

Revision ID: 0008
Revises: 0007
"""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None

KEY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "plans",
        sa.Column("id", KEY, nullable=False),
        sa.Column("account_id", sa.String(length=128), nullable=True),
        sa.Column("generic_resource_id", KEY, nullable=True),
        sa.Column("issue_id", KEY, nullable=True),
        sa.Column("project_id", KEY, nullable=True),
        sa.Column("start_date", sa.Date(), nullable=False),
        sa.Column("end_date", sa.Date(), nullable=False),
        sa.Column("start_time", sa.Time(), nullable=True),
        sa.Column("effort_type", sa.String(length=20), nullable=False),
        sa.Column("seconds", sa.Integer(), nullable=False),
        sa.Column("include_non_working_days", sa.Boolean(), nullable=False),
        sa.Column("rule", sa.String(length=10), nullable=False),
        sa.Column("recurrence_end_date", sa.Date(), nullable=True),
        sa.Column("last_day", sa.Date(), nullable=True),
        sa.Column("description", sa.Text(), nullable=True),
        sa.Column("approval_status", sa.String(length=10), nullable=True),
        sa.Column("reviewer_id", sa.String(length=128), nullable=True),
        sa.Column("requester_id", sa.String(length=128), nullable=True),
        sa.Column("approval_actor_id", sa.String(length=128), nullable=True),
        sa.Column("creator_id", sa.String(length=128), nullable=False),
        sa.Column("created_at", sa.String(length=20), nullable=False),
        sa.Column("updated_at", sa.String(length=20), nullable=False),
        sa.CheckConstraint("(account_id IS NULL) <> (generic_resource_id IS NULL)", name=op.f("ck_plans_one_assignee")),
        sa.CheckConstraint("(issue_id IS NULL) <> (project_id IS NULL)", name=op.f("ck_plans_one_item")),
        sa.CheckConstraint("start_date <= end_date", name=op.f("ck_plans_days")),
        sa.CheckConstraint("seconds > 0", name=op.f("ck_plans_seconds")),
        sa.ForeignKeyConstraint(["account_id"], ["users.account_id"], name=op.f("fk_plans_account_id_users")),
        sa.ForeignKeyConstraint(
            ["generic_resource_id"], ["generic_resources.id"], name=op.f("fk_plans_generic_resource_id_generic_resources")
        ),
        sa.ForeignKeyConstraint(["issue_id"], ["issues.id"], name=op.f("fk_plans_issue_id_issues")),
        sa.ForeignKeyConstraint(["project_id"], ["projects.id"], name=op.f("fk_plans_project_id_projects")),
        sa.ForeignKeyConstraint(["reviewer_id"], ["users.account_id"], name=op.f("fk_plans_reviewer_id_users")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_plans")),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_plans_user", "plans", ["account_id", "start_date"], unique=False)
    op.create_index("ix_plans_generic_resource", "plans", ["generic_resource_id", "start_date"], unique=False)
    op.create_index("ix_plans_issue", "plans", ["issue_id"], unique=False)
    op.create_index("ix_plans_project", "plans", ["project_id"], unique=False)
    op.create_index("ix_plans_last_day", "plans", ["last_day"], unique=False)
    op.create_index("ix_plans_updated", "plans", ["updated_at"], unique=False)
    reviewed = sa.text("reviewer_id IS NOT NULL")
    op.create_index(
        "ix_plans_reviewer", "plans", ["reviewer_id", "approval_status"], unique=False, sqlite_where=reviewed, postgresql_where=reviewed
    )

    op.create_table(
        "plan_skipped_days",
        sa.Column("plan_id", KEY, nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.ForeignKeyConstraint(["plan_id"], ["plans.id"], name=op.f("fk_plan_skipped_days_plan_id_plans"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("plan_id", "day", name=op.f("pk_plan_skipped_days")),
    )

    op.create_table(
        "flex_plans",
        sa.Column("id", KEY, nullable=False),
        sa.Column("title", sa.String(length=255), nullable=True),
        sa.Column("description", sa.Text(), nullable=True),
        sa.Column("start_date", sa.Date(), nullable=True),
        sa.Column("end_date", sa.Date(), nullable=True),
        sa.Column("planned_seconds", sa.Integer(), nullable=False),
        sa.Column("issue_id", KEY, nullable=True),
        sa.Column("team_id", KEY, nullable=True),
        sa.CheckConstraint("start_date <= end_date", name=op.f("ck_flex_plans_days")),
        sa.CheckConstraint("planned_seconds >= 0", name=op.f("ck_flex_plans_seconds")),
        sa.ForeignKeyConstraint(["issue_id"], ["issues.id"], name=op.f("fk_flex_plans_issue_id_issues")),
        sa.ForeignKeyConstraint(["team_id"], ["teams.id"], name=op.f("fk_flex_plans_team_id_teams"), ondelete="SET NULL"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_flex_plans")),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_flex_plans_issue_id", "flex_plans", ["issue_id"], unique=False)
    op.create_index("ix_flex_plans_team_id", "flex_plans", ["team_id"], unique=False)
