"""What one may do with issues."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence

import msgspec

from ..kit.call import Call
from ..kit.changes import Action
from ..kit.errors import Invalid, NotFound
from ..people import actions as people
from ..projects import actions as projects
from ..projects.rules import ComponentRecord, VersionRecord, id_of, pick
from . import rules, store
from .rules import Catalogue, EstimateMove, IssueRecord, StatusRecord
from .wire import IssueChange, IssueInput, StatusInput

ENTITY = "issue"


def add(call: Call, given: IssueInput) -> IssueRecord:
    """Adds an issue to the project that its key names."""
    call.require_administrator(to="add issues")
    project = projects.find_given(call, rules.project_key_of(given.key), "key")
    if store.by_key(call.db, given.key) or (given.id and store.by_id(call.db, given.id)):
        raise Invalid(f"There is an issue with the key '{given.key}' or the id {given.id} already")
    remaining = given.original_estimate_seconds if given.remaining_estimate_seconds is None else given.remaining_estimate_seconds
    there = catalogue(call)
    issue = IssueRecord(
        id=given.id or store.next_issue_id(call.db),
        key=given.key,
        summary=given.summary,
        project_id=project.id,
        type_id=_type_id(call, there, given.type),
        original_estimate_seconds=given.original_estimate_seconds,
        remaining_estimate_seconds=remaining,
        status_id=_status_id(call, there, given.status),
        priority_id=_priority_id(call, there, given.priority) if given.priority else None,
        description=given.description,
        parent_id=find_given(call, None, given.parent).id if given.parent else None,
        reporter_id=_user_id(call, given.reporter, "reporter"),
        assignee_id=_user_id(call, given.assignee, "assignee"),
        created_at=call.now,
        updated_at=call.now,
    )
    store.add(call.db, issue)
    _set_links(call, issue, given.versions, given.components)
    call.record(ENTITY, issue.id, Action.CREATED, after=issue)
    return issue


def change(call: Call, named: int | str, given: IssueChange) -> IssueRecord:
    """Changes what is given."""
    call.require_administrator(to="change issues")
    before = find(call, named)
    issue = msgspec.structs.replace(before, **_changes(call, before, given), updated_at=call.now)
    store.change(call.db, issue)
    _set_links(call, issue, given.versions, given.components)
    call.record(ENTITY, issue.id, Action.UPDATED, before=before, after=issue)
    return issue


def _changes(call: Call, issue: IssueRecord, given: IssueChange) -> dict[str, object]:
    """The columns that change."""
    plain = ("summary", "description", "original_estimate_seconds", "remaining_estimate_seconds")
    changes: dict[str, object] = {name: getattr(given, name) for name in plain if getattr(given, name) is not None}
    there = catalogue(call)
    if given.type:
        changes["type_id"] = _type_id(call, there, given.type)
    if given.status:
        changes["status_id"] = _status_id(call, there, given.status)
    if given.priority is not None:
        changes["priority_id"] = _priority_id(call, there, given.priority) if given.priority else None
    if given.parent is not None:
        changes["parent_id"] = _parent_id(call, issue, given.parent) if given.parent else None
    for name in ("reporter", "assignee"):
        if getattr(given, name) is not None:
            changes[f"{name}_id"] = _user_id(call, getattr(given, name), name)
    return changes


def find(call: Call, named: int | str) -> IssueRecord:
    """The issue in a path, by id or key: NotFound where there is none."""
    id = id_of(named)
    issue = (store.by_id(call.db, id) if id is not None else None) or store.by_key(call.db, str(named))
    if issue is None:
        raise NotFound("Issue not found")
    return issue


def find_given(call: Call, id: int | None, key: str | None) -> IssueRecord:
    """The issue that a body names by `issueId` or `issueKey`: Invalid where there is none."""
    if id is None and key is None:
        raise Invalid("Issue id cannot be null: 'issueId' or 'issueKey' is required")
    issue = store.by_id(call.db, id) if id is not None else store.by_key(call.db, key or "")
    if issue is None or (key is not None and issue.key != key):
        raise Invalid(f"Issue not found: 'issueId' {id}, 'issueKey' {key}" if id and key else f"Issue not found: {id or key}")
    return issue


def by_ids(call: Call, ids: Collection[int]) -> dict[int, IssueRecord]:
    """Those of these issues that exist."""
    return store.by_ids(call.db, ids)


def named(call: Call, names: Sequence[int | str]) -> list[IssueRecord]:
    """Those with one of these ids or keys."""
    return store.named(call.db, names)


def every(call: Call, project_key: str | None = None) -> list[IssueRecord]:
    return store.every(call.db, project_key)


def catalogue(call: Call) -> Catalogue:
    """The types, statuses and priorities that there are."""
    return store.catalogue(call.db)


def add_status(call: Call, given: StatusInput) -> StatusRecord:
    call.require_administrator(to="add statuses")
    if rules.id_named(given.name, catalogue(call).statuses.values()) is not None:
        raise Invalid(f"There is a status '{given.name}' already")
    status = store.add_status(call.db, given.name, given.category)
    call.record("status", status.id, Action.CREATED, after=status)
    return status


def versions_by_issue(call: Call, issues: Collection[IssueRecord]) -> Mapping[int, list[VersionRecord]]:
    """The fix versions of these issues, by issue id, in the order in which they are scheduled."""
    linked = store.version_ids(call.db, [issue.id for issue in issues])
    there = {one.id: one for one in projects.versions_of(call, {issue.project_id for issue in issues})} if linked else {}
    found: dict[int, list[VersionRecord]] = defaultdict(list)
    for issue_id, version_id in sorted(linked, key=lambda pair: there[pair[1]].sequence):
        found[issue_id].append(there[version_id])
    return found


def components_by_issue(call: Call, issues: Collection[IssueRecord]) -> Mapping[int, list[ComponentRecord]]:
    """The components of these issues, by issue id, oldest first."""
    linked = store.component_ids(call.db, [issue.id for issue in issues])
    there = {one.id: one for one in projects.components_of(call, {issue.project_id for issue in issues})} if linked else {}
    found: dict[int, list[ComponentRecord]] = defaultdict(list)
    for issue_id, component_id in linked:
        found[issue_id].append(there[component_id])
    return found


def move_estimates(call: Call, moves: Iterable[EstimateMove]) -> None:
    """Lowers what remains of issues by what was logged on them, or sets it."""
    net = {id: move for id, move in rules.net_moves(moves).items() if move != (None, 0)}
    if net:
        store.move_remaining(call.db, net, call.now)


def _set_links(call: Call, issue: IssueRecord, versions: Sequence[str] | None, components: Sequence[str] | None) -> None:
    """Links the issue to these of its project's versions and components; None leaves it as it is."""
    if versions is not None:
        store.set_versions(call.db, issue.id, pick(versions, projects.versions_of(call, [issue.project_id]), "versions"))
    if components is not None:
        store.set_components(call.db, issue.id, pick(components, projects.components_of(call, [issue.project_id]), "components"))


def _parent_id(call: Call, issue: IssueRecord, key: str) -> int:
    parent = find_given(call, None, key)
    if issue.id in store.ids_above(call.db, parent.id):
        raise Invalid(f"'parent' {key} lies below {issue.key} itself")
    return parent.id


def _user_id(call: Call, named: str | None, field: str) -> str | None:
    return people.look_up_given(call, named, field).account_id if named else None


def _type_id(call: Call, there: Catalogue, name: str) -> int:
    """The type of that name, made where there is none."""
    found = rules.id_named(name, there.types.values())
    if found is not None:
        return found
    made = store.add_type(call.db, name)
    call.record("issuetype", made.id, Action.CREATED, after=made)
    return made.id


def _status_id(call: Call, there: Catalogue, name: str) -> int:
    """The status of that name, made as one that is in progress where there is none."""
    found = rules.id_named(name, there.statuses.values())
    if found is not None:
        return found
    return add_status(call, StatusInput(name=name, category="indeterminate")).id


def _priority_id(call: Call, there: Catalogue, name: str) -> int:
    """The priority of that name, made where there is none."""
    found = rules.id_named(name, there.priorities.values())
    if found is not None:
        return found
    made = store.add_priority(call.db, name)
    call.record("priority", made.id, Action.CREATED, after=made)
    return made.id
