"""What one may do with projects and issues."""

from collections.abc import Collection, Iterable, Sequence
from itertools import count

from ..kit.call import Call
from ..kit.changes import Action, Outcome, Puts
from ..kit.errors import Invalid, NotFound
from . import rules, store
from .rules import EstimateMove, IssueRecord, ProjectRecord
from .wire import IssueInput, IssueRow, ProjectInput, ProjectRow


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


def put_projects(call: Call, given: Sequence[ProjectRow]) -> list[Outcome]:
    """Adds those that are new and changes those that are there. What is wrong with one keeps only that one out."""
    call.require_administrator(to="change the directory")
    puts = Puts(store.projects_by_key(call.db, {row.key for row in given}))
    given_ids = [row.id for row in given if row.id]
    taken = {id: project.key for id, project in store.projects_by_id(call.db, given_ids).items()}
    fresh = count(max([store.next_project_id(call.db) - 1, *given_ids]) + 1)
    outcomes = []
    for row in given:
        before = puts.after.get(row.key)
        project, faults = rules.merged_project(row, before, row.id or (0 if before else next(fresh)))
        faults += _taken(taken, project)
        outcomes.append(Outcome(faults=faults) if faults else puts.put(row.key, project))
    store.put_projects(call.db, puts.created, [after for _, after in puts.updated])
    _record_puts(call, "project", puts)
    return outcomes


def put_issues(call: Call, given: Sequence[IssueRow]) -> list[Outcome]:
    """The same for issues; each belongs to the project that its key names."""
    call.require_administrator(to="change the directory")
    puts = Puts(store.issues_by_key(call.db, {row.key for row in given}))
    given_ids = [row.id for row in given if row.id]
    taken = {id: issue.key for id, issue in store.issues_by_id(call.db, given_ids).items()}
    projects = store.projects_by_key(call.db, {rules.project_key_of(row.key) for row in given})
    fresh = count(max([store.next_issue_id(call.db) - 1, *given_ids]) + 1)
    outcomes = []
    for row in given:
        project = projects.get(rules.project_key_of(row.key))
        before = puts.after.get(row.key)
        issue, faults = rules.merged_issue(row, before, project, row.id or (0 if before else next(fresh)))
        faults += _taken(taken, issue)
        outcomes.append(Outcome(faults=faults) if faults else puts.put(row.key, issue))
    store.put_issues(call.db, puts.created, [after for _, after in puts.updated])
    _record_puts(call, "issue", puts)
    return outcomes


def _taken(taken: dict[int, str], record: ProjectRecord | IssueRecord) -> list[str]:
    """A fault where the id belongs to another key, which otherwise is this one's from now on."""
    owner = taken.setdefault(record.id, record.key)
    return [] if owner == record.key else [f"'id' {record.id} belongs to {owner} already"]


def _record_puts(call: Call, entity: str, puts: Puts[ProjectRecord] | Puts[IssueRecord]) -> None:
    call.record_all(entity, Action.CREATED, ((record.id, None, record) for record in puts.created))
    call.record_all(entity, Action.UPDATED, ((after.id, before, after) for before, after in puts.updated))


def find_issue(call: Call, named: int | str) -> IssueRecord:
    """The issue in a path, by id or key: NotFound where there is none."""
    issue = _issue(call, named)
    if issue is None:
        raise NotFound("Issue not found")
    return issue


def named(call: Call, names: Collection[str]) -> dict[str, IssueRecord]:
    """Those issues that these ids or keys name, by what names them."""
    ids = store.issues_by_id(call.db, rules.ids_in(names))
    return store.issues_by_key(call.db, names) | {str(id): issue for id, issue in ids.items()}


def find_given_issue(call: Call, id: int | None, key: str | None) -> IssueRecord:
    """The issue that a body names by `issueId` or `issueKey`: Invalid where there is none."""
    if id is None and key is None:
        raise Invalid("Issue id cannot be null: 'issueId' or 'issueKey' is required")
    issue = store.issue_by_id(call.db, id) if id is not None else store.issue_by_key(call.db, key or "")
    if issue is None or (key is not None and issue.key != key):
        raise Invalid(f"Issue not found: 'issueId' {id}, 'issueKey' {key}" if id and key else f"Issue not found: {id or key}")
    return issue


def find_named_issue(call: Call, named: str, field: str) -> IssueRecord:
    """The issue that a body names by id or key in `field`: Invalid where there is none."""
    issue = _issue(call, named)
    if issue is None:
        raise Invalid(f"'{field}' names the issue {named}, which does not exist")
    return issue


def find_project(call: Call, named: int | str) -> ProjectRecord:
    """The project in a path, by id or key: NotFound where there is none."""
    project = _project(call, named)
    if project is None:
        raise NotFound(f"Project '{named}' is not found")
    return project


def find_given_project(call: Call, named: int | str, field: str) -> ProjectRecord:
    """The project that a body names by id or key in `field`: Invalid where there is none."""
    project = _project(call, named)
    if project is None:
        raise Invalid(f"'{field}' names the project {named}, which does not exist")
    return project


def projects_by_id(call: Call, ids: Collection[int]) -> dict[int, ProjectRecord]:
    """Those of these projects that exist."""
    return store.projects_by_id(call.db, ids)


def project_ids(call: Call, issue_ids: Collection[int]) -> dict[int, int]:
    """The projects that these issues belong to, by issue."""
    return store.project_ids(call.db, issue_ids)


def all_projects(call: Call) -> list[ProjectRecord]:
    return store.all_projects(call.db)


def all_issues(call: Call, project_key: str | None = None) -> list[IssueRecord]:
    return store.all_issues(call.db, project_key)


def move_estimates(call: Call, moves: Iterable[EstimateMove]) -> None:
    """Lowers what remains of issues by what was logged on them, or sets it."""
    net = {id: move for id, move in rules.net_moves(moves).items() if move != (None, 0)}
    if net:
        store.move_remaining(call.db, net)


def _project(call: Call, named: int | str) -> ProjectRecord | None:
    id = rules.id_of(named)
    return (store.project_by_id(call.db, id) if id is not None else None) or store.project_by_key(call.db, str(named))


def _issue(call: Call, named: int | str) -> IssueRecord | None:
    id = rules.id_of(named)
    return (store.issue_by_id(call.db, id) if id is not None else None) or store.issue_by_key(call.db, str(named))
