"""Which changes undid which

Revision ID: 0030
Revises: 0028
"""

import sqlalchemy as sa
from alembic import op

revision = "0030"
down_revision = "0029"
branch_labels = None
depends_on = None

ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "undone_changes",
        sa.Column("change_id", ID, autoincrement=False, nullable=False),
        sa.Column("reverts_id", ID, nullable=False),
        sa.ForeignKeyConstraint(["change_id"], ["changes.id"], name=op.f("fk_undone_changes_change_id_changes"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("change_id", name=op.f("pk_undone_changes")),
    )
