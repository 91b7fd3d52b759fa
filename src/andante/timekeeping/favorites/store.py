"""The table of favorite issues, and its statements."""

from sqlalchemy import Column, Connection, ForeignKey, Named, Table, TypedColumns, delete, func, insert, select

from andante.directory.issues.rules import IssueRecord
from andante.directory.issues.store import issues
from andante.directory.people.store import users
from andante.kit.db import AccountId, Key, metadata


class FavoriteIssueColumns(TypedColumns):
    account_id: Named[str] = Column(AccountId, ForeignKey(users.c.account_id, ondelete="CASCADE"), primary_key=True)
    issue_id: Named[int] = Column(Key, ForeignKey(issues.c.id, ondelete="CASCADE"), primary_key=True, index=True)


favorite_issues = Table("favorite_issues", metadata, FavoriteIssueColumns)
_f = favorite_issues.c
_issue_columns = [issues.c[field] for field in IssueRecord.__struct_fields__]


def of_user(db: Connection, account_id: str) -> list[IssueRecord]:
    """The favorite issues of a user, by key."""
    query = (
        select(*_issue_columns).join(favorite_issues, _f.issue_id == issues.c.id).where(_f.account_id == account_id).order_by(issues.c.key)
    )
    return [IssueRecord(*row) for row in db.execute(query)]


def count(db: Connection, account_id: str) -> int:
    return db.scalar(select(func.count()).select_from(favorite_issues).where(_f.account_id == account_id)) or 0


def contains(db: Connection, account_id: str, issue_id: int) -> bool:
    return db.scalar(select(_f.issue_id).where(_f.account_id == account_id, _f.issue_id == issue_id)) is not None


def add(db: Connection, account_id: str, issue_id: int) -> None:
    db.execute(insert(favorite_issues).values(account_id=account_id, issue_id=issue_id))


def remove(db: Connection, account_id: str, issue_id: int) -> None:
    db.execute(delete(favorite_issues).where(_f.account_id == account_id, _f.issue_id == issue_id))
