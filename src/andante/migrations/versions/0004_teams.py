"""Teams, programs, memberships, roles, team links, generic resources, skills

Revision ID: 0004
Revises: 0003
"""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

KEY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "generic_resources",
        sa.Column("id", KEY, nullable=False),
        sa.Column("name", sa.String(length=255), nullable=False),
        sa.Column("created_at", sa.String(length=20), nullable=False),
        sa.Column("created_by", sa.String(length=128), nullable=False),
        sa.Column("updated_at", sa.String(length=20), nullable=False),
        sa.Column("updated_by", sa.String(length=128), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_generic_resources")),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "skills",
        sa.Column("id", KEY, nullable=False),
        sa.Column("name", sa.String(length=255), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_skills")),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "skill_assignments",
        sa.Column("id", KEY, nullable=False),
        sa.Column("skill_id", KEY, nullable=False),
        sa.Column("account_id", sa.String(length=128), nullable=True),
        sa.Column("resource_id", KEY, nullable=True),
        sa.CheckConstraint("(account_id IS NULL) <> (resource_id IS NULL)", name=op.f("ck_skill_assignments_one_assignee")),
        sa.ForeignKeyConstraint(["account_id"], ["users.account_id"], name=op.f("fk_skill_assignments_account_id_users")),
        sa.ForeignKeyConstraint(
            ["resource_id"], ["generic_resources.id"], name=op.f("fk_skill_assignments_resource_id_generic_resources"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["skill_id"], ["skills.id"], name=op.f("fk_skill_assignments_skill_id_skills"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_skill_assignments")),
    )
    op.create_index("ix_skill_assignments_skill_id", "skill_assignments", ["skill_id"], unique=False)
    for name, column in (("user", "account_id"), ("resource", "resource_id")):
        there = sa.text(f"{column} IS NOT NULL")
        op.create_index(
            f"uq_skill_assignments_{name}",
            "skill_assignments",
            [column, "skill_id"],
            unique=True,
            sqlite_where=there,
            postgresql_where=there,
        )

    roles = op.create_table(
        "team_roles",
        sa.Column("id", KEY, nullable=False),
        sa.Column("name", sa.String(length=255), nullable=False),
        sa.Column("is_default", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_team_roles")),
        sa.UniqueConstraint("name", name=op.f("uq_team_roles_name")),
        sqlite_autoincrement=True,
    )
    op.create_index(
        "uq_team_roles_default",
        "team_roles",
        ["is_default"],
        unique=True,
        sqlite_where=sa.text("is_default"),
        postgresql_where=sa.text("is_default"),
    )

    op.create_table(
        "programs",
        sa.Column("id", KEY, nullable=False),
        sa.Column("name", sa.String(length=255), nullable=False),
        sa.Column("manager_id", sa.String(length=128), nullable=True),
        sa.ForeignKeyConstraint(["manager_id"], ["users.account_id"], name=op.f("fk_programs_manager_id_users")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_programs")),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "teams",
        sa.Column("id", KEY, nullable=False),
        sa.Column("name", sa.String(length=255), nullable=False),
        sa.Column("summary", sa.Text(), nullable=True),
        sa.Column("lead_id", sa.String(length=128), nullable=True),
        sa.Column("program_id", KEY, nullable=True),
        sa.Column("public", sa.Boolean(), nullable=False),
        sa.Column("administrative", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(["lead_id"], ["users.account_id"], name=op.f("fk_teams_lead_id_users")),
        sa.ForeignKeyConstraint(["program_id"], ["programs.id"], name=op.f("fk_teams_program_id_programs")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_teams")),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_teams_lead_id", "teams", ["lead_id"], unique=False)
    op.create_index("ix_teams_program_id", "teams", ["program_id"], unique=False)

    op.create_table(
        "team_memberships",
        sa.Column("id", KEY, nullable=False),
        sa.Column("team_id", KEY, nullable=False),
        sa.Column("account_id", sa.String(length=128), nullable=False),
        sa.Column("role_id", KEY, nullable=False),
        sa.Column("commitment_percent", sa.Integer(), nullable=False),
        sa.Column("from_date", sa.Date(), nullable=True),
        sa.Column("to_date", sa.Date(), nullable=True),
        sa.CheckConstraint("commitment_percent BETWEEN 0 AND 100", name=op.f("ck_team_memberships_commitment")),
        sa.CheckConstraint("from_date < to_date", name=op.f("ck_team_memberships_days")),
        sa.ForeignKeyConstraint(["account_id"], ["users.account_id"], name=op.f("fk_team_memberships_account_id_users")),
        sa.ForeignKeyConstraint(["role_id"], ["team_roles.id"], name=op.f("fk_team_memberships_role_id_team_roles")),
        sa.ForeignKeyConstraint(["team_id"], ["teams.id"], name=op.f("fk_team_memberships_team_id_teams"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_team_memberships")),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_team_memberships_account", "team_memberships", ["account_id", "team_id", "from_date", "to_date"], unique=False)
    op.create_index("ix_team_memberships_role_id", "team_memberships", ["role_id"], unique=False)
    op.create_index("ix_team_memberships_team", "team_memberships", ["team_id", "account_id"], unique=False)

    op.create_table(
        "team_links",
        sa.Column("id", KEY, nullable=False),
        sa.Column("team_id", KEY, nullable=False),
        sa.Column("project_id", KEY, nullable=False),
        sa.ForeignKeyConstraint(["project_id"], ["projects.id"], name=op.f("fk_team_links_project_id_projects")),
        sa.ForeignKeyConstraint(["team_id"], ["teams.id"], name=op.f("fk_team_links_team_id_teams"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_team_links")),
        sa.UniqueConstraint("team_id", "project_id", name=op.f("uq_team_links_team_id_project_id")),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_team_links_project_id", "team_links", ["project_id"], unique=False)

    op.create_table(
        "team_resources",
        sa.Column("team_id", KEY, nullable=False),
        sa.Column("resource_id", KEY, nullable=False),
        sa.Column("assigned_at", sa.String(length=20), nullable=False),
        sa.Column("assigned_by", sa.String(length=128), nullable=False),
        sa.ForeignKeyConstraint(
            ["resource_id"], ["generic_resources.id"], name=op.f("fk_team_resources_resource_id_generic_resources"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["team_id"], ["teams.id"], name=op.f("fk_team_resources_team_id_teams"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("team_id", "resource_id", name=op.f("pk_team_resources")),
    )
    op.create_index("ix_team_resources_resource_id", "team_resources", ["resource_id"], unique=False)

    op.bulk_insert(roles, [{"id": 1, "name": "Member", "is_default": True}])
    if op.get_bind().dialect.name == "postgresql":
        op.execute("SELECT setval('team_roles_id_seq', 1)")
        _forbid_overlaps()


def _forbid_overlaps() -> None:
    """Equality beside ranges in one constraint needs the extension btree_gist. Where it may not be created, the queue
    of the writers alone keeps memberships apart."""
    connection = op.get_bind()
    try:
        with connection.begin_nested():
            connection.execute(sa.text("CREATE EXTENSION IF NOT EXISTS btree_gist"))
    except sa.exc.DBAPIError:
        return
    op.execute(
        "ALTER TABLE team_memberships ADD CONSTRAINT ex_team_memberships_overlap "
        "EXCLUDE USING gist (team_id WITH =, account_id WITH =, daterange(from_date, to_date) WITH &&)"
    )
