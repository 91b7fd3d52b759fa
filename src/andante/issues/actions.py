"""What one may do with projects and issues."""

from collections.abc import Iterable

from ..kit.call import Call
from ..kit.changes import Action
from ..kit.errors import Invalid, NotFound
from . import rules, store
from .rules import EstimateMove, IssueRecord, ProjectRecord
from .wire import IssueInput, ProjectInput


def add_project(call: Call, given: ProjectInput) -> ProjectRecord:
    call.require_administrator(to="add projects")
    if store.project_by_key(call.db, given.key) or (given.id and store.project_by_id(call.db, given.id)):
        raise Invalid(f"There is a project with the key '{given.key}' or the id {given.id} already")
    project = store.add_project(call.db, given.id, given.key, given.name)
    call.record("project", project.id, Action.CREATED, after=project)
    return project


def rename_project(call: Call, id: int, name: str) -> ProjectRecord:
    call.require_administrator(to="change projects")
    before = find_project(call, id)
    store.rename_project(call.db, id, name)
    after = ProjectRecord(id, before.key, name)
    call.record("project", id, Action.UPDATED, before=before, after=after)
    return after


def add_issue(call: Call, given: IssueInput) -> IssueRecord:
    """Adds an issue to the project that its key names."""
    call.require_administrator(to="add issues")
    project = store.project_by_key(call.db, rules.project_key_of(given.key))
    if project is None:
        raise Invalid(f"'key' {given.key} names the project {rules.project_key_of(given.key)}, which does not exist")
    if store.issue_by_key(call.db, given.key) or (given.id and store.issue_by_id(call.db, given.id)):
        raise Invalid(f"There is an issue with the key '{given.key}' or the id {given.id} already")
    remaining = given.original_estimate_seconds if given.remaining_estimate_seconds is None else given.remaining_estimate_seconds
    issue = IssueRecord(
        given.id or store.next_issue_id(call.db),
        given.key,
        given.summary,
        project.id,
        given.type,
        given.original_estimate_seconds,
        remaining,
    )
    store.add_issue(call.db, issue)
    call.record("issue", issue.id, Action.CREATED, after=issue)
    return issue


def find_issue(call: Call, named: int | str) -> IssueRecord:
    """The issue in a path, by id or key: NotFound where there is none."""
    issue = _issue(call, named)
    if issue is None:
        raise NotFound("Issue not found")
    return issue


def find_given_issue(call: Call, id: int | None, key: str | None) -> IssueRecord:
    """The issue that a body names by `issueId` or `issueKey`: Invalid where there is none."""
    if id is None and key is None:
        raise Invalid("Issue id cannot be null: 'issueId' or 'issueKey' is required")
    issue = store.issue_by_id(call.db, id) if id is not None else store.issue_by_key(call.db, key or "")
    if issue is None or (key is not None and issue.key != key):
        raise Invalid(f"Issue not found: 'issueId' {id}, 'issueKey' {key}" if id and key else f"Issue not found: {id or key}")
    return issue


def find_project(call: Call, named: int | str) -> ProjectRecord:
    """The project in a path, by id or key: NotFound where there is none."""
    by_id = store.project_by_id(call.db, int(named)) if isinstance(named, int) or named.isdigit() else None
    project = by_id or store.project_by_key(call.db, str(named))
    if project is None:
        raise NotFound(f"Project '{named}' is not found")
    return project


def all_projects(call: Call) -> list[ProjectRecord]:
    return store.all_projects(call.db)


def all_issues(call: Call, project_key: str | None = None) -> list[IssueRecord]:
    return store.all_issues(call.db, project_key)


def move_estimates(call: Call, moves: Iterable[EstimateMove]) -> None:
    """Lowers what remains of issues by what was logged on them, or sets it."""
    net = {id: move for id, move in rules.net_moves(moves).items() if move != (None, 0)}
    if net:
        store.move_remaining(call.db, net)


def _issue(call: Call, named: int | str) -> IssueRecord | None:
    if isinstance(named, int):
        return store.issue_by_id(call.db, named)
    by_id = store.issue_by_id(call.db, int(named)) if named.isascii() and named.isdigit() and len(named) < 19 else None
    return by_id or store.issue_by_key(call.db, named)
