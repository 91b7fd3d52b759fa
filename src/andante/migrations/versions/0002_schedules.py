"""Workload schemes, holiday schemes and holidays

Revision ID: 0002
Revises: 0001
"""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

KEY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
DAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")


def upgrade() -> None:
    workload_schemes = op.create_table(
        "workload_schemes",
        *_scheme_columns(),
        *(sa.Column(day, sa.Integer(), nullable=False) for day in DAYS),
        *(sa.CheckConstraint(f"{day} BETWEEN 0 AND 86400", name=op.f(f"ck_workload_schemes_{day}")) for day in DAYS),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_workload_schemes")),
        sqlite_autoincrement=True,
    )
    holiday_schemes = op.create_table(
        "holiday_schemes",
        *_scheme_columns(),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_holiday_schemes")),
        sqlite_autoincrement=True,
    )
    for kind in ("workload", "holiday"):
        _one_default_and_members(kind)

    op.create_table(
        "holidays",
        sa.Column("id", KEY, nullable=False),
        sa.Column("scheme_id", KEY, nullable=False),
        sa.Column("name", sa.String(length=255), nullable=False),
        sa.Column("description", sa.Text(), nullable=False),
        sa.Column("type", sa.String(length=10), nullable=False),
        sa.Column("date", sa.Date(), nullable=False),
        sa.Column("duration_seconds", sa.Integer(), nullable=False),
        sa.CheckConstraint("duration_seconds BETWEEN 1 AND 86400", name=op.f("ck_holidays_duration")),
        sa.CheckConstraint("type IN ('FIXED', 'FLOATING')", name=op.f("ck_holidays_type")),
        sa.ForeignKeyConstraint(["scheme_id"], ["holiday_schemes.id"], name=op.f("fk_holidays_scheme_id_holiday_schemes")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_holidays")),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_holidays_scheme", "holidays", ["scheme_id", "type", "date"], unique=False)

    week = dict.fromkeys(DAYS, 28_800) | {"saturday": 0, "sunday": 0}
    op.bulk_insert(workload_schemes, [{"id": 1, "name": "Full time", "description": "", "is_default": True} | week])
    op.bulk_insert(holiday_schemes, [{"id": 1, "name": "No holidays", "description": "", "is_default": True}])
    if op.get_bind().dialect.name == "postgresql":
        op.execute("SELECT setval('workload_schemes_id_seq', 1), setval('holiday_schemes_id_seq', 1)")


def _scheme_columns() -> list[sa.Column[object]]:
    return [
        sa.Column("id", KEY, nullable=False),
        sa.Column("name", sa.String(length=255), nullable=False),
        sa.Column("description", sa.Text(), nullable=False),
        sa.Column("is_default", sa.Boolean(), nullable=False),
    ]


def _one_default_and_members(kind: str) -> None:
    schemes, members = f"{kind}_schemes", f"{kind}_scheme_members"
    op.create_index(
        f"uq_{schemes}_default",
        schemes,
        ["is_default"],
        unique=True,
        sqlite_where=sa.text("is_default = 1"),
        postgresql_where=sa.text("is_default = true"),
    )
    op.create_table(
        members,
        sa.Column("account_id", sa.String(length=128), nullable=False),
        sa.Column("scheme_id", KEY, nullable=False),
        sa.ForeignKeyConstraint(["account_id"], ["users.account_id"], name=op.f(f"fk_{members}_account_id_users")),
        sa.ForeignKeyConstraint(["scheme_id"], [f"{schemes}.id"], name=op.f(f"fk_{members}_scheme_id_{schemes}")),
        sa.PrimaryKeyConstraint("account_id", name=op.f(f"pk_{members}")),
    )
    op.create_index(f"ix_{members}_scheme_id", members, ["scheme_id"], unique=False)
