"""People, issues, tokens, permissions, attributes, worklogs

Revision ID: 0001
Revises: nothing
"""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

KEY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "changes",
        sa.Column("id", KEY, nullable=False),
        sa.Column("entity", sa.String(length=50), nullable=False),
        sa.Column("entity_id", sa.String(length=255), nullable=False),
        sa.Column("action", sa.String(length=20), nullable=False),
        sa.Column("actor", sa.String(length=128), nullable=False),
        sa.Column("at", sa.String(length=20), nullable=False),
        sa.Column("before", sa.Text(), nullable=True),
        sa.Column("after", sa.Text(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_changes")),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_changes_entity", "changes", ["entity", "entity_id"], unique=False)

    op.create_table(
        "global_configuration",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("allow_logging_on_closed_account", sa.Boolean(), nullable=False),
        sa.Column("approval_period", sa.String(length=10), nullable=False),
        sa.Column("approval_week_start", sa.Integer(), nullable=False),
        sa.Column("max_hours_per_day_per_user", sa.Integer(), nullable=True),
        sa.Column("number_of_days_allowed_into_future", sa.Integer(), nullable=False),
        sa.Column("plan_approval_enabled", sa.Boolean(), nullable=False),
        sa.Column("remaining_estimate_optional", sa.Boolean(), nullable=False),
        sa.Column("start_and_end_times_enabled", sa.Boolean(), nullable=False),
        sa.Column("start_and_end_times_for_planning_enabled", sa.Boolean(), nullable=False),
        sa.Column("week_start", sa.Integer(), nullable=False),
        sa.Column("worklog_description_optional", sa.Boolean(), nullable=False),
        sa.Column("start_time_required", sa.Boolean(), nullable=False),
        sa.Column("override_mode", sa.Boolean(), nullable=False),
        sa.CheckConstraint("id = 1", name=op.f("ck_global_configuration_one_row")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_global_configuration")),
    )
    roles = op.create_table(
        "permission_roles",
        sa.Column("id", KEY, nullable=False),
        sa.Column("name", sa.String(length=255), nullable=False),
        sa.Column("access_type", sa.String(length=10), nullable=False),
        sa.Column("built_in", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_permission_roles")),
        sa.UniqueConstraint("name", name=op.f("uq_permission_roles_name")),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "projects",
        sa.Column("id", KEY, autoincrement=False, nullable=False),
        sa.Column("key", sa.String(length=50), nullable=False),
        sa.Column("name", sa.String(length=255), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_projects")),
        sa.UniqueConstraint("key", name=op.f("uq_projects_key")),
    )
    op.create_table(
        "users",
        sa.Column("account_id", sa.String(length=128), nullable=False),
        sa.Column("display_name", sa.String(length=255), nullable=False),
        sa.Column("email", sa.String(length=255), nullable=True),
        sa.Column("time_zone", sa.String(length=64), nullable=False),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("account_id", name=op.f("pk_users")),
        sa.UniqueConstraint("email", name=op.f("uq_users_email")),
    )
    op.create_table(
        "work_attributes",
        sa.Column("id", KEY, nullable=False),
        sa.Column("key", sa.String(length=255), nullable=False),
        sa.Column("name", sa.String(length=255), nullable=False),
        sa.Column("type", sa.String(length=20), nullable=False),
        sa.Column("required", sa.Boolean(), nullable=False),
        sa.Column("options", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_work_attributes")),
        sa.UniqueConstraint("key", name=op.f("uq_work_attributes_key")),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "api_tokens",
        sa.Column("id", KEY, nullable=False),
        sa.Column("account_id", sa.String(length=128), nullable=False),
        sa.Column("name", sa.String(length=255), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("scopes", sa.Text(), nullable=False),
        sa.Column("created_at", sa.String(length=20), nullable=False),
        sa.Column("expires_at", sa.String(length=20), nullable=False),
        sa.Column("last_used_at", sa.String(length=20), nullable=True),
        sa.Column("revoked_at", sa.String(length=20), nullable=True),
        sa.ForeignKeyConstraint(["account_id"], ["users.account_id"], name=op.f("fk_api_tokens_account_id_users")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_api_tokens")),
        sa.UniqueConstraint("digest", name=op.f("uq_api_tokens_digest")),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_api_tokens_account_id", "api_tokens", ["account_id"], unique=False)

    op.create_table(
        "issues",
        sa.Column("id", KEY, autoincrement=False, nullable=False),
        sa.Column("key", sa.String(length=64), nullable=False),
        sa.Column("summary", sa.String(length=255), nullable=False),
        sa.Column("project_id", KEY, nullable=False),
        sa.Column("type", sa.String(length=255), nullable=False),
        sa.Column("original_estimate_seconds", sa.Integer(), nullable=True),
        sa.Column("remaining_estimate_seconds", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["project_id"], ["projects.id"], name=op.f("fk_issues_project_id_projects")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_issues")),
        sa.UniqueConstraint("key", name=op.f("uq_issues_key")),
    )
    op.create_index("ix_issues_project_id", "issues", ["project_id"], unique=False)

    keys = op.create_table(
        "permission_role_keys",
        sa.Column("role_id", KEY, nullable=False),
        sa.Column("key", sa.String(length=100), nullable=False),
        sa.ForeignKeyConstraint(
            ["role_id"], ["permission_roles.id"], name=op.f("fk_permission_role_keys_role_id_permission_roles"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("role_id", "key", name=op.f("pk_permission_role_keys")),
    )
    op.create_table(
        "permission_role_members",
        sa.Column("role_id", KEY, nullable=False),
        sa.Column("account_id", sa.String(length=128), nullable=False),
        sa.ForeignKeyConstraint(["account_id"], ["users.account_id"], name=op.f("fk_permission_role_members_account_id_users")),
        sa.ForeignKeyConstraint(
            ["role_id"], ["permission_roles.id"], name=op.f("fk_permission_role_members_role_id_permission_roles"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("role_id", "account_id", name=op.f("pk_permission_role_members")),
    )
    op.create_index("ix_permission_role_members_account_id", "permission_role_members", ["account_id"], unique=False)

    op.create_table(
        "worklogs",
        sa.Column("id", KEY, nullable=False),
        sa.Column("jira_id", sa.BigInteger(), nullable=True),
        sa.Column("issue_id", KEY, nullable=False),
        sa.Column("author_id", sa.String(length=128), nullable=False),
        sa.Column("start_date", sa.Date(), nullable=False),
        sa.Column("start_time", sa.Time(), nullable=False),
        sa.Column("start_utc", sa.String(length=20), nullable=False),
        sa.Column("time_spent_seconds", sa.Integer(), nullable=False),
        sa.Column("billable_seconds", sa.Integer(), nullable=False),
        sa.Column("description", sa.Text(), nullable=False),
        sa.Column("created_at", sa.String(length=20), nullable=False),
        sa.Column("updated_at", sa.String(length=20), nullable=False),
        sa.Column("import_key", sa.String(length=64), nullable=True),
        sa.ForeignKeyConstraint(["author_id"], ["users.account_id"], name=op.f("fk_worklogs_author_id_users")),
        sa.ForeignKeyConstraint(["issue_id"], ["issues.id"], name=op.f("fk_worklogs_issue_id_issues")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_worklogs")),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_worklogs_author_start", "worklogs", ["author_id", "start_date", "start_time", "id"], unique=False)
    op.create_index("ix_worklogs_issue_start", "worklogs", ["issue_id", "start_date", "start_time", "id"], unique=False)
    op.create_index("ix_worklogs_start", "worklogs", ["start_date", "start_time", "id"], unique=False)
    op.create_index("ix_worklogs_updated", "worklogs", ["updated_at", "id"], unique=False)
    for column in ("jira_id", "import_key"):
        there = sa.text(f"{column} IS NOT NULL")
        op.create_index(f"uq_worklogs_{column}", "worklogs", [column], unique=True, sqlite_where=there, postgresql_where=there)

    op.create_table(
        "worklog_attribute_values",
        sa.Column("worklog_id", KEY, nullable=False),
        sa.Column("attribute_id", KEY, nullable=False),
        sa.Column("value", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["attribute_id"],
            ["work_attributes.id"],
            name=op.f("fk_worklog_attribute_values_attribute_id_work_attributes"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["worklog_id"], ["worklogs.id"], name=op.f("fk_worklog_attribute_values_worklog_id_worklogs"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("worklog_id", "attribute_id", name=op.f("pk_worklog_attribute_values")),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_worklog_attribute_values_value", "worklog_attribute_values", ["attribute_id", "value", "worklog_id"], unique=False)

    op.bulk_insert(roles, [{"id": 1, "name": "Administrators", "access_type": "GLOBAL", "built_in": True}])
    op.bulk_insert(keys, [{"role_id": 1, "key": "*"}])
    if op.get_bind().dialect.name == "postgresql":
        op.execute("SELECT setval('permission_roles_id_seq', 1)")
