"""Notifications, and where users want them

Revision ID: 0028
Revises: 0026
"""

import sqlalchemy as sa
from alembic import op

revision = "0028"
down_revision = "0026"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "notifications",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("account_id", sa.String(length=128), nullable=False),
        sa.Column("kind", sa.String(length=50), nullable=False),
        sa.Column("object", sa.String(length=100), nullable=False),
        sa.Column("person_id", sa.String(length=128), nullable=True),
        sa.Column("from_date", sa.Date(), nullable=False),
        sa.Column("to_date", sa.Date(), nullable=False),
        sa.Column("comment", sa.Text(), nullable=True),
        sa.Column("seconds", sa.Integer(), nullable=True),
        sa.Column("shown", sa.Boolean(), nullable=False),
        sa.Column("created_at", sa.String(length=20), nullable=False),
        sa.Column("read_at", sa.String(length=20), nullable=True),
        sa.Column("mail_due_at", sa.String(length=20), nullable=True),
        sa.ForeignKeyConstraint(["account_id"], ["users.account_id"], name=op.f("fk_notifications_account_id_users")),
        sa.ForeignKeyConstraint(["person_id"], ["users.account_id"], name=op.f("fk_notifications_person_id_users")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_notifications")),
        sa.UniqueConstraint("account_id", "kind", "object", name=op.f("uq_notifications_account_id_kind_object")),
        sqlite_autoincrement=True,
    )
    unread, due = sa.text("read_at IS NULL"), sa.text("mail_due_at IS NOT NULL")
    op.create_index("ix_notifications_account_id", "notifications", ["account_id", "id"])
    op.create_index("ix_notifications_unread", "notifications", ["account_id", "shown"], sqlite_where=unread, postgresql_where=unread)
    op.create_index("ix_notifications_mail_due_at", "notifications", ["mail_due_at"], sqlite_where=due, postgresql_where=due)
    op.create_index("ix_notifications_created_at", "notifications", ["created_at"])
    op.create_table(
        "notification_settings",
        sa.Column("account_id", sa.String(length=128), nullable=False),
        sa.Column("choices", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["account_id"], ["users.account_id"], name=op.f("fk_notification_settings_account_id_users")),
        sa.PrimaryKeyConstraint("account_id", name=op.f("pk_notification_settings")),
    )
