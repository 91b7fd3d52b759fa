"""The projects and issues tables and every question about them."""

from collections.abc import Collection, Sequence

from sqlalchemy import (
    Column,
    CompoundSelect,
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
    union,
    update,
)

from ..kit.db import Key, among, metadata, next_id
from ..sql.prepared import Prepared
from .rules import IssueRecord, NetMove, ProjectRecord, ids_in

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
_by_id = Prepared(_issue.where(issues.c.id == bindparam("id")))
_left = func.coalesce(bindparam("set_to", type_=Integer), issues.c.remaining_estimate_seconds) - bindparam("lower_by", type_=Integer)
_move_remaining = Prepared(
    update(issues).where(issues.c.id == bindparam("issue")).values(remaining_estimate_seconds=case((_left < 0, 0), else_=_left))
)
_change_project = update(projects).where(projects.c.id == bindparam("which"))
_change_issue = update(issues).where(issues.c.id == bindparam("which"))
_by_keys = _issue.where(among(issues.c.key, "keys"))
_by_ids = _issue.where(among(issues.c.id, "ids"))
_by_key = Prepared(_issue.where(issues.c.key == bindparam("key")))


def issue_by_id(db: Connection, id: int) -> IssueRecord | None:
    row = _by_id.one_or_none(db, id=id)
    return IssueRecord(*row) if row else None


def issue_by_key(db: Connection, key: str) -> IssueRecord | None:
    row = _by_key.one_or_none(db, key=key)
    return IssueRecord(*row) if row else None


def issues_by_key(db: Connection, keys: Collection[str]) -> dict[str, IssueRecord]:
    return {row.key: IssueRecord(*row) for row in db.execute(_by_keys, {"keys": list(keys)})}


def issues_by_id(db: Connection, ids: Collection[int]) -> dict[int, IssueRecord]:
    return {row.id: IssueRecord(*row) for row in db.execute(_by_ids, {"ids": list(ids)})}


def ids_of_issues(named: Sequence[int | str]) -> CompoundSelect[int]:
    """The issues with these ids or keys, as a subquery. With an OR, PostgreSQL would look at every issue."""
    by_id, by_key = among(issues.c.id, ids_in(named)), among(issues.c.key, _keys(named))
    return union(select(issues.c.id).where(by_id), select(issues.c.id).where(by_key))


def ids_of_projects(named: Sequence[int | str]) -> CompoundSelect[int]:
    """The projects with these ids or keys, as a subquery."""
    by_id, by_key = among(projects.c.id, ids_in(named)), among(projects.c.key, _keys(named))
    return union(select(projects.c.id).where(by_id), select(projects.c.id).where(by_key))


def ids_of_issues_in(named_projects: Sequence[int | str]) -> Select[int]:
    """The issues of the projects with these ids or keys, as a subquery."""
    wanted = among(projects.c.id, ids_in(named_projects)) | among(projects.c.key, _keys(named_projects))
    return select(issues.c.id).join(projects, projects.c.id == issues.c.project_id).where(wanted)


def project_ids(db: Connection, issue_ids: Collection[int]) -> dict[int, int]:
    """The projects that these issues belong to, by issue."""
    query = select(issues.c.id, issues.c.project_id).where(among(issues.c.id, issue_ids))
    return {row.id: row.project_id for row in db.execute(query)}


def project_by_id(db: Connection, id: int) -> ProjectRecord | None:
    row = db.execute(select(projects).where(projects.c.id == id)).one_or_none()
    return ProjectRecord(*row) if row else None


def project_by_key(db: Connection, key: str) -> ProjectRecord | None:
    row = db.execute(select(projects).where(projects.c.key == key)).one_or_none()
    return ProjectRecord(*row) if row else None


def projects_by_key(db: Connection, keys: Collection[str]) -> dict[str, ProjectRecord]:
    query = select(projects).where(among(projects.c.key, keys))
    return {row.key: ProjectRecord(*row) for row in db.execute(query)}


def projects_by_id(db: Connection, ids: Collection[int]) -> dict[int, ProjectRecord]:
    query = select(projects).where(among(projects.c.id, ids))
    return {row.id: ProjectRecord(*row) for row in db.execute(query)}


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
    db.execute(insert(issues).values(_columns(issue)))


def next_project_id(db: Connection) -> int:
    return next_id(db, projects, FIRST_ID)


def put_projects(db: Connection, created: Sequence[ProjectRecord], updated: Sequence[ProjectRecord]) -> None:
    if created:
        db.execute(insert(projects), [_columns(project) for project in created])
    if updated:
        db.execute(_change_project, [_columns(project) | {"which": project.id} for project in updated])


def put_issues(db: Connection, created: Sequence[IssueRecord], updated: Sequence[IssueRecord]) -> None:
    if created:
        db.execute(insert(issues), [_columns(issue) for issue in created])
    if updated:
        db.execute(_change_issue, [_columns(issue) | {"which": issue.id} for issue in updated])


def _columns(record: ProjectRecord | IssueRecord) -> dict[str, object]:
    return {field: getattr(record, field) for field in record.__struct_fields__}


def move_remaining(db: Connection, moves: dict[int, NetMove]) -> None:
    """Never below zero. An issue that nobody estimates stays so until somebody says what remains."""
    _move_remaining.run_all(db, ({"issue": id, "set_to": move.set_to, "lower_by": move.lower_by} for id, move in moves.items()))


def _keys(named: Sequence[int | str]) -> list[str]:
    return [name for name in named if isinstance(name, str)]
