"""Changes can be listed by the person whose time they are about, and by entity

Revision ID: 0029
Revises: 0028
"""

import sqlalchemy as sa
from alembic import op

revision = "0029"
down_revision = "0028"
branch_labels = None
depends_on = None

PEOPLE = {"worklog": "author_id", "allocation": "account_id", "timesheetapproval": "account_id"}


def upgrade() -> None:
    op.add_column("changes", sa.Column("person", sa.String(length=128), nullable=True))
    on_sqlite = op.get_bind().dialect.name == "sqlite"
    record = "coalesce(after, before)"
    for entity, field in PEOPLE.items():
        person = f"json_extract({record}, '$.{field}')" if on_sqlite else f"CAST({record} AS json) ->> '{field}'"
        op.execute(f"UPDATE changes SET person = {person} WHERE entity = '{entity}'")  # noqa: S608 - only constants
    known, others = sa.text("person IS NOT NULL"), sa.text("entity != 'worklog'")
    op.create_index("ix_changes_person", "changes", ["person", "at", "id"], sqlite_where=known, postgresql_where=known)
    op.create_index("ix_changes_others", "changes", ["entity", "at", "id"], sqlite_where=others, postgresql_where=others)
