"""What is mirrored here of other servers, and how far

Revision ID: 0010
Revises: 0009
"""

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None

KEY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "mirror_sources",
        sa.Column("id", KEY, nullable=False),
        sa.Column("url", sa.String(length=500), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_mirror_sources")),
        sa.UniqueConstraint("url", name=op.f("uq_mirror_sources_url")),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "mirrored",
        sa.Column("source_id", KEY, nullable=False),
        sa.Column("group_name", sa.String(length=50), nullable=False),
        sa.Column("theirs", sa.String(length=255), nullable=False),
        sa.Column("ours", sa.String(length=255), nullable=False),
        sa.Column("fingerprint", sa.String(length=32), nullable=False),
        sa.ForeignKeyConstraint(["source_id"], ["mirror_sources.id"], name=op.f("fk_mirrored_source_id_mirror_sources")),
        sa.PrimaryKeyConstraint("source_id", "group_name", "theirs", name=op.f("pk_mirrored")),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_mirrored_ours", "mirrored", ["source_id", "group_name", "ours"], unique=False)
    op.create_table(
        "mirror_marks",
        sa.Column("source_id", KEY, nullable=False),
        sa.Column("group_name", sa.String(length=50), nullable=False),
        sa.Column("mark", sa.String(length=255), nullable=False),
        sa.ForeignKeyConstraint(["source_id"], ["mirror_sources.id"], name=op.f("fk_mirror_marks_source_id_mirror_sources")),
        sa.PrimaryKeyConstraint("source_id", "group_name", name=op.f("pk_mirror_marks")),
    )
