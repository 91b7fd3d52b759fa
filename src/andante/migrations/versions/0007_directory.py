"""What the directory holds beyond names: staff, categories, versions, components, and the fields of issues

Revision ID: 0007
Revises: 0006
"""

from typing import Any

import sqlalchemy as sa
from alembic import op

from andante.kit import clock

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

KEY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
TYPES = {10000: "Epic", 10001: "Story", 10002: "Task", 10003: "Sub-task", 10004: "Bug"}
STATUSES = {10000: ("To Do", "new"), 10001: ("In Progress", "indeterminate"), 10002: ("Done", "done")}
PRIORITIES = {1: "Highest", 2: "High", 3: "Medium", 4: "Low", 5: "Lowest"}


def upgrade() -> None:
    _people()
    _projects()
    _catalogues()
    _issues()
    _links()


def _people() -> None:
    op.add_column("users", sa.Column("name", sa.String(length=255), nullable=True))
    op.add_column("users", sa.Column("staff_id", sa.String(length=255), nullable=True))
    there = sa.text("name IS NOT NULL")
    op.create_index("uq_users_name", "users", ["name"], unique=True, sqlite_where=there, postgresql_where=there)
    op.create_table(
        "user_properties",
        sa.Column("account_id", sa.String(length=128), nullable=False),
        sa.Column("key", sa.String(length=255), nullable=False),
        sa.Column("value", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["account_id"], ["users.account_id"], name=op.f("fk_user_properties_account_id_users"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("account_id", "key", name=op.f("pk_user_properties")),
    )


def _projects() -> None:
    op.create_table(
        "project_categories",
        sa.Column("id", KEY, autoincrement=False, nullable=False),
        sa.Column("name", sa.String(length=255), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_project_categories")),
        sa.UniqueConstraint("name", name=op.f("uq_project_categories_name")),
    )
    with op.batch_alter_table("projects") as projects:
        projects.add_column(sa.Column("category_id", KEY, nullable=True))
        projects.add_column(sa.Column("lead_id", sa.String(length=128), nullable=True))
        projects.create_foreign_key("fk_projects_category_id_project_categories", "project_categories", ["category_id"], ["id"])
        projects.create_foreign_key("fk_projects_lead_id_users", "users", ["lead_id"], ["account_id"])
        projects.create_index("ix_projects_category_id", ["category_id"])
        projects.create_index("ix_projects_lead_id", ["lead_id"])
    op.create_table(
        "versions",
        sa.Column("id", KEY, autoincrement=False, nullable=False),
        sa.Column("project_id", KEY, nullable=False),
        sa.Column("name", sa.String(length=255), nullable=False),
        sa.Column("sequence", sa.Integer(), nullable=False),
        sa.Column("released", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(["project_id"], ["projects.id"], name=op.f("fk_versions_project_id_projects")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_versions")),
        sa.UniqueConstraint("project_id", "name", name=op.f("uq_versions_project_id_name")),
    )
    op.create_table(
        "components",
        sa.Column("id", KEY, autoincrement=False, nullable=False),
        sa.Column("project_id", KEY, nullable=False),
        sa.Column("name", sa.String(length=255), nullable=False),
        sa.ForeignKeyConstraint(["project_id"], ["projects.id"], name=op.f("fk_components_project_id_projects")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_components")),
        sa.UniqueConstraint("project_id", "name", name=op.f("uq_components_project_id_name")),
    )


def _catalogues() -> None:
    types = _catalogue("issue_types")
    statuses = _catalogue("issue_statuses", sa.Column("category", sa.String(length=20), nullable=False))
    priorities = _catalogue("issue_priorities")
    op.bulk_insert(types, [{"id": id, "name": name} for id, name in TYPES.items()])
    op.bulk_insert(statuses, [{"id": id, "name": name, "category": category} for id, (name, category) in STATUSES.items()])
    op.bulk_insert(priorities, [{"id": id, "name": name} for id, name in PRIORITIES.items()])
    used = op.get_bind().scalars(sa.text("SELECT DISTINCT type FROM issues ORDER BY type"))
    fresh = [name for name in used if name not in TYPES.values()]
    op.bulk_insert(types, [{"id": id, "name": name} for id, name in enumerate(fresh, max(TYPES) + 1)])


def _catalogue(name: str, *columns: sa.Column[str]) -> sa.Table:
    return op.create_table(
        name,
        sa.Column("id", KEY, autoincrement=False, nullable=False),
        sa.Column("name", sa.String(length=255), nullable=False),
        *columns,
        sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{name}")),
        sa.UniqueConstraint("name", name=op.f(f"uq_{name}_name")),
    )


def _issues() -> None:
    columns: dict[str, sa.types.TypeEngine[Any]] = {
        "type_id": KEY,
        "status_id": KEY,
        "priority_id": KEY,
        "description": sa.Text(),
        "parent_id": KEY,
        "reporter_id": sa.String(length=128),
        "assignee_id": sa.String(length=128),
        "created_at": sa.String(length=20),
        "updated_at": sa.String(length=20),
    }
    for name, kind in columns.items():
        op.add_column("issues", sa.Column(name, kind, nullable=True))
    _fill_issues()
    with op.batch_alter_table("issues") as issues:
        issues.drop_column("type")
        for name in ("type_id", "status_id", "description", "created_at", "updated_at"):
            issues.alter_column(name, nullable=False)
        for column, table, target in (
            ("type_id", "issue_types", "id"),
            ("status_id", "issue_statuses", "id"),
            ("priority_id", "issue_priorities", "id"),
            ("parent_id", "issues", "id"),
            ("reporter_id", "users", "account_id"),
            ("assignee_id", "users", "account_id"),
        ):
            issues.create_foreign_key(f"fk_issues_{column}_{table}", table, [column], [target])
            issues.create_index(f"ix_issues_{column}", [column])
        issues.create_index("ix_issues_created_at", ["created_at"])
        issues.create_index("ix_issues_updated_at", ["updated_at"])


def _fill_issues() -> None:
    """An issue is as old as the change that made it."""
    statement = """
        UPDATE issues SET
            type_id = (SELECT id FROM issue_types WHERE issue_types.name = issues.type),
            status_id = :to_do,
            description = '',
            created_at = coalesce(
                (SELECT min(at) FROM changes WHERE entity = 'issue' AND entity_id = CAST(issues.id AS VARCHAR)), :now
            )
    """
    op.get_bind().execute(sa.text(statement), {"to_do": min(STATUSES), "now": clock.now()})
    op.execute("UPDATE issues SET updated_at = created_at")


def _links() -> None:
    for name, table in {"version": "versions", "component": "components"}.items():
        op.create_table(
            f"issue_{table}",
            sa.Column("issue_id", KEY, nullable=False),
            sa.Column(f"{name}_id", KEY, nullable=False),
            sa.ForeignKeyConstraint(["issue_id"], ["issues.id"], name=op.f(f"fk_issue_{table}_issue_id_issues"), ondelete="CASCADE"),
            sa.ForeignKeyConstraint([f"{name}_id"], [f"{table}.id"], name=op.f(f"fk_issue_{table}_{name}_id_{table}")),
            sa.PrimaryKeyConstraint("issue_id", f"{name}_id", name=op.f(f"pk_issue_{table}")),
        )
        op.create_index(f"ix_issue_{table}_{name}_id", f"issue_{table}", [f"{name}_id"])
