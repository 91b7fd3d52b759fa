"""OAuth applications have a largest scope, and password links may revoke tokens

Revision ID: 0013
Revises: 0012
"""

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("oauth_applications", sa.Column("max_scope", sa.String(length=50), server_default="read write", nullable=False))
    op.add_column("password_links", sa.Column("revoke_tokens", sa.Boolean(), server_default=sa.false(), nullable=False))
