"""The projects and issues tables and every question about them."""

from collections.abc import Collection, Sequence

from sqlalchemy import (
    Column,
    Connection,
    ForeignKey,
    Integer,
    Named,
    Select,
    String,
    Table,
    TypedColumns,
    bindparam,
    case,
    func,
    insert,
    select,
    update,
)

from ..kit.db import Key, metadata, next_id
from .rules import IssueRecord, NetMove, ProjectRecord

FIRST_ID = 10_000


class ProjectColumns(TypedColumns):
    id: Named[int] = Column(Key, primary_key=True, autoincrement=False)
    key: Named[str] = Column(String(50), nullable=False, unique=True)
    name: Named[str] = Column(String(255), nullable=False)


projects = Table("projects", metadata, ProjectColumns)


class IssueColumns(TypedColumns):
    id: Named[int] = Column(Key, primary_key=True, autoincrement=False)
    key: Named[str] = Column(String(64), nullable=False, unique=True)
    summary: Named[str] = Column(String(255), nullable=False)
    project_id: Named[int] = Column(Key, ForeignKey(projects.c.id), nullable=False, index=True)
    type: Named[str] = Column(String(255), nullable=False)
    original_estimate_seconds: Named[int | None] = Column(Integer)
    remaining_estimate_seconds: Named[int | None] = Column(Integer)


issues = Table("issues", metadata, IssueColumns)


_issue = select(issues)
_by_id = _issue.where(issues.c.id == bindparam("id"))
_left = func.coalesce(bindparam("set_to", type_=Integer), issues.c.remaining_estimate_seconds) - bindparam("lower_by", type_=Integer)
_move_remaining = (
    update(issues).where(issues.c.id == bindparam("issue")).values(remaining_estimate_seconds=case((_left < 0, 0), else_=_left))
)
_by_key = _issue.where(issues.c.key == bindparam("key"))


def issue_by_id(db: Connection, id: int) -> IssueRecord | None:
    row = db.execute(_by_id, {"id": id}).one_or_none()
    return IssueRecord(*row) if row else None


def issue_by_key(db: Connection, key: str) -> IssueRecord | None:
    row = db.execute(_by_key, {"key": key}).one_or_none()
    return IssueRecord(*row) if row else None


def issues_by_key(db: Connection, keys: Collection[str]) -> dict[str, IssueRecord]:
    return {row.key: IssueRecord(*row) for row in db.execute(_issue.where(issues.c.key.in_(keys)))}


def ids_of_issues(named: Sequence[int | str]) -> Select[int]:
    """The issues with these ids or keys, as a subquery."""
    return select(issues.c.id).where(issues.c.id.in_(_ids(named)) | issues.c.key.in_(_keys(named)))


def ids_of_issues_in(named_projects: Sequence[int | str]) -> Select[int]:
    """The issues of the projects with these ids or keys, as a subquery."""
    wanted = projects.c.id.in_(_ids(named_projects)) | projects.c.key.in_(_keys(named_projects))
    return select(issues.c.id).join(projects, projects.c.id == issues.c.project_id).where(wanted)


def project_by_id(db: Connection, id: int) -> ProjectRecord | None:
    row = db.execute(select(projects).where(projects.c.id == id)).one_or_none()
    return ProjectRecord(*row) if row else None


def project_by_key(db: Connection, key: str) -> ProjectRecord | None:
    row = db.execute(select(projects).where(projects.c.key == key)).one_or_none()
    return ProjectRecord(*row) if row else None


def all_projects(db: Connection) -> list[ProjectRecord]:
    return [ProjectRecord(*row) for row in db.execute(select(projects).order_by(projects.c.key))]


def all_issues(db: Connection, project_key: str | None = None) -> list[IssueRecord]:
    query = _issue.order_by(issues.c.id)
    if project_key:
        query = query.where(issues.c.project_id.in_(select(projects.c.id).where(projects.c.key == project_key)))
    return [IssueRecord(*row) for row in db.execute(query)]


def add_project(db: Connection, id: int | None, key: str, name: str) -> ProjectRecord:
    project = ProjectRecord(id or next_id(db, projects, FIRST_ID), key, name)
    db.execute(insert(projects).values(id=project.id, key=key, name=name))
    return project


def rename_project(db: Connection, id: int, name: str) -> None:
    db.execute(update(projects).where(projects.c.id == id).values(name=name))


def next_issue_id(db: Connection) -> int:
    return next_id(db, issues, FIRST_ID)


def add_issue(db: Connection, issue: IssueRecord) -> None:
    db.execute(insert(issues).values({field: getattr(issue, field) for field in issue.__struct_fields__}))


def move_remaining(db: Connection, moves: dict[int, NetMove]) -> None:
    """Never below zero. An issue that nobody estimates stays so until somebody says what remains."""
    rows = [{"issue": id, "set_to": move.set_to, "lower_by": move.lower_by} for id, move in moves.items()]
    db.execute(_move_remaining, rows)


def _ids(named: Sequence[int | str]) -> list[int]:
    return [int(name) for name in named if isinstance(name, int) or (name.isascii() and name.isdigit() and len(name) < 19)]


def _keys(named: Sequence[int | str]) -> list[str]:
    return [name for name in named if isinstance(name, str)]
