"""Customers, account categories, accounts, their links, and the accounts of worklogs

Revision ID: 0003
Revises: 0002
"""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

KEY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "customers",
        sa.Column("id", KEY, nullable=False),
        sa.Column("key", sa.String(length=255), nullable=False),
        sa.Column("name", sa.String(length=255), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_customers")),
        sa.UniqueConstraint("key", name=op.f("uq_customers_key")),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "account_categories",
        sa.Column("id", KEY, nullable=False),
        sa.Column("key", sa.String(length=255), nullable=False),
        sa.Column("name", sa.String(length=255), nullable=False),
        sa.Column("type", sa.String(length=20), nullable=True),
        sa.CheckConstraint("type IN ('BILLABLE', 'CAPITALIZED', 'INTERNAL', 'OPERATIONAL')", name=op.f("ck_account_categories_type")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_account_categories")),
        sa.UniqueConstraint("key", name=op.f("uq_account_categories_key")),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "accounts",
        sa.Column("id", KEY, nullable=False),
        sa.Column("key", sa.String(length=255), nullable=False),
        sa.Column("name", sa.String(length=255), nullable=False),
        sa.Column("status", sa.String(length=10), nullable=False),
        sa.Column("is_global", sa.Boolean(), nullable=False),
        sa.Column("lead_id", sa.String(length=128), nullable=False),
        sa.Column("contact_id", sa.String(length=128), nullable=True),
        sa.Column("external_contact_name", sa.String(length=255), nullable=True),
        sa.Column("monthly_budget", sa.Integer(), nullable=True),
        sa.Column("customer_id", KEY, nullable=True),
        sa.Column("category_id", KEY, nullable=True),
        sa.CheckConstraint("status IN ('CLOSED', 'OPEN', 'ARCHIVED')", name=op.f("ck_accounts_status")),
        sa.CheckConstraint("contact_id IS NULL OR external_contact_name IS NULL", name=op.f("ck_accounts_one_contact")),
        sa.CheckConstraint("monthly_budget >= 0", name=op.f("ck_accounts_monthly_budget")),
        sa.ForeignKeyConstraint(["lead_id"], ["users.account_id"], name=op.f("fk_accounts_lead_id_users")),
        sa.ForeignKeyConstraint(["contact_id"], ["users.account_id"], name=op.f("fk_accounts_contact_id_users")),
        sa.ForeignKeyConstraint(["customer_id"], ["customers.id"], name=op.f("fk_accounts_customer_id_customers")),
        sa.ForeignKeyConstraint(["category_id"], ["account_categories.id"], name=op.f("fk_accounts_category_id_account_categories")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_accounts")),
        sa.UniqueConstraint("key", name=op.f("uq_accounts_key")),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_accounts_lead_id", "accounts", ["lead_id"], unique=False)
    for name, columns in (("contact_id", ["contact_id"]), ("customer_id", ["customer_id", "id"]), ("category_id", ["category_id"])):
        there = sa.text(f"{name} IS NOT NULL")
        op.create_index(f"ix_accounts_{name}", "accounts", columns, unique=False, sqlite_where=there, postgresql_where=there)

    op.create_table(
        "account_links",
        sa.Column("id", KEY, nullable=False),
        sa.Column("account_id", KEY, nullable=False),
        sa.Column("project_id", KEY, nullable=False),
        sa.Column("is_default", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(["account_id"], ["accounts.id"], name=op.f("fk_account_links_account_id_accounts")),
        sa.ForeignKeyConstraint(["project_id"], ["projects.id"], name=op.f("fk_account_links_project_id_projects")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_account_links")),
        sa.UniqueConstraint("account_id", "project_id", name=op.f("uq_account_links_account_id_project_id")),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_account_links_project_id", "account_links", ["project_id"], unique=False)
    default = sa.text("is_default")
    op.create_index(
        "uq_account_links_default", "account_links", ["project_id"], unique=True, sqlite_where=default, postgresql_where=default
    )
    op.create_table(
        "issue_accounts",
        sa.Column("issue_id", KEY, autoincrement=False, nullable=False),
        sa.Column("account_id", KEY, nullable=False),
        sa.ForeignKeyConstraint(["account_id"], ["accounts.id"], name=op.f("fk_issue_accounts_account_id_accounts")),
        sa.ForeignKeyConstraint(["issue_id"], ["issues.id"], name=op.f("fk_issue_accounts_issue_id_issues"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("issue_id", name=op.f("pk_issue_accounts")),
    )
    op.create_index("ix_issue_accounts_account_id", "issue_accounts", ["account_id"], unique=False)

    # In plain SQL, since Alembic would copy the whole table on SQLite, which can do this in place
    kind = "INTEGER" if op.get_bind().dialect.name == "sqlite" else "BIGINT"
    op.execute(
        f"ALTER TABLE worklog_attribute_values ADD COLUMN account_id {kind} "
        "CONSTRAINT fk_worklog_attribute_values_account_id_accounts REFERENCES accounts (id)"
    )
    there = sa.text("account_id IS NOT NULL")
    op.create_index(
        "ix_worklog_attribute_values_account",
        "worklog_attribute_values",
        ["account_id", "worklog_id"],
        unique=False,
        sqlite_where=there,
        postgresql_where=there,
    )
