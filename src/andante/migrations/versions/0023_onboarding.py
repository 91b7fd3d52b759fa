"""The setup link of a new server, the name and language of the company, and what password links are for

Revision ID: 0023
Revises: 0021
"""

import sqlalchemy as sa
from alembic import op

revision = "0023"
down_revision = "0021"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "setup_links",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("expires_at", sa.String(length=20), nullable=False),
        sa.CheckConstraint("id = 1", name=op.f("ck_setup_links_one_row")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_setup_links")),
    )
    op.add_column("global_configuration", sa.Column("company_name", sa.String(length=255), nullable=True))
    op.add_column("global_configuration", sa.Column("company_language", sa.String(length=10), server_default="en", nullable=False))
    op.add_column("password_links", sa.Column("purpose", sa.String(length=20), server_default="PASSWORD", nullable=False))
