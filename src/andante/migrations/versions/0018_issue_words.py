"""Issues are found by the words of their summaries

Revision ID: 0018
Revises: 0017
"""

import re

import sqlalchemy as sa
from alembic import op

revision = "0018"
down_revision = "0017"
branch_labels = None
depends_on = None

BATCH = 5_000


def upgrade() -> None:
    words = op.create_table(
        "issue_words",
        sa.Column("word", sa.String(length=64).with_variant(sa.String(length=64, collation="C"), "postgresql"), nullable=False),
        sa.Column("issue_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.ForeignKeyConstraint(["issue_id"], ["issues.id"], name=op.f("fk_issue_words_issue_id_issues"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("word", "issue_id", name=op.f("pk_issue_words")),
        sqlite_with_rowid=False,
    )
    issues = op.get_bind().execute(sa.text("SELECT id, summary FROM issues ORDER BY id")).all()
    for first in range(0, len(issues), BATCH):
        rows = [{"word": word, "issue_id": id} for id, summary in issues[first : first + BATCH] for word in _words_of(summary)]
        if rows:
            op.bulk_insert(words, rows)
    op.create_index("ix_issue_words_issue", "issue_words", ["issue_id", "word"], unique=False)
    op.drop_index("ix_issues_project_id", "issues")
    op.create_index("ix_issues_project", "issues", ["project_id", "id"], unique=False)


def _words_of(text: str) -> set[str]:
    return {word[:64] for word in re.findall(r"\w+", text.casefold())}
