"""What one may do with issues."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import TypeVar

import msgspec

from andante.directory.people import actions as people
from andante.directory.projects import actions as projects
from andante.directory.projects.rules import ComponentRecord, VersionRecord, id_of, missing, pick
from andante.kit.call import Call
from andante.kit.changes import Action, Entity
from andante.kit.errors import Fault, FaultCode, Invalid, NotFound
from andante.kit.lookup import require_reference
from andante.kit.upserts import Ids, Outcome, Upsert

from . import rules, store
from .rules import Catalogue, CatalogueIds, EstimateMove, IssueRecord, Known, LinkedIssue, PriorityRecord, StatusRecord, TypeRecord
from .wire import IssueChange, IssueInput, IssueRow, StatusInput

T = TypeVar("T")
Named = TypeVar("Named", TypeRecord, StatusRecord, PriorityRecord)


def add(call: Call, given: IssueInput) -> IssueRecord:
    """Adds an issue to the project that its key names."""
    call.require_administrator(to="add issues")
    project = projects.find_given(call, rules.project_key_of(given.key), "key")
    if store.by_key(call.db, given.key) or (given.id and store.by_id(call.db, given.id)):
        raise Invalid("key", FaultCode.DUPLICATE, f"There is an issue with the key '{given.key}' or the id {given.id} already")
    remaining = given.original_estimate_seconds if given.remaining_estimate_seconds is None else given.remaining_estimate_seconds
    ids = _catalogue_ids(call, [given])
    issue = IssueRecord(
        id=given.id or store.next_issue_id(call.db),
        key=given.key,
        summary=given.summary,
        project_id=project.id,
        type_id=ids.types[given.type.casefold()],
        original_estimate_seconds=given.original_estimate_seconds,
        remaining_estimate_seconds=remaining,
        status_id=ids.statuses[given.status.casefold()],
        priority_id=ids.priorities[given.priority.casefold()] if given.priority else None,
        description=given.description,
        parent_id=find_given(call, None, given.parent).id if given.parent else None,
        reporter_id=_user_id(call, given.reporter, "reporter"),
        assignee_id=_user_id(call, given.assignee, "assignee"),
        created_at=call.now,
        updated_at=call.now,
    )
    store.add(call.db, issue)
    _set_links(call, issue, given.versions, given.components)
    call.record(store.ISSUE, issue.id, Action.CREATED, after=issue)
    return issue


def change(call: Call, named: int | str, given: IssueChange) -> IssueRecord:
    """Changes what is given."""
    call.require_administrator(to="change issues")
    before = find(call, named)
    issue = msgspec.structs.replace(before, **_changes(call, before, given), updated_at=call.now)
    store.change(call.db, issue)
    _set_links(call, issue, given.versions, given.components)
    call.record(store.ISSUE, issue.id, Action.UPDATED, before=before, after=issue)
    return issue


def _changes(call: Call, issue: IssueRecord, given: IssueChange) -> dict[str, object]:
    """The columns that change."""
    plain = ("summary", "description", "original_estimate_seconds", "remaining_estimate_seconds")
    changes: dict[str, object] = {name: getattr(given, name) for name in plain if getattr(given, name) is not None}
    ids = _catalogue_ids(call, [given])
    if given.type:
        changes["type_id"] = ids.types[given.type.casefold()]
    if given.status:
        changes["status_id"] = ids.statuses[given.status.casefold()]
    if given.priority is not None:
        changes["priority_id"] = ids.priorities[given.priority.casefold()] if given.priority else None
    if given.parent is not None:
        changes["parent_id"] = _parent_id(call, issue, given.parent) if given.parent else None
    for name in ("reporter", "assignee"):
        if getattr(given, name) is not None:
            changes[f"{name}_id"] = _user_id(call, getattr(given, name), name)
    return changes


def put_all(call: Call, given: Sequence[IssueRow]) -> list[Outcome]:
    """Adds those that are new and changes those that are there, each in the project that its key names. What is wrong
    with one keeps only that one out."""
    call.require_administrator(to="change the directory")
    upsert = Upsert(_linked(call, store.by_keys(call.db, {key for row in given for key in (row.key, row.parent) if key})))
    given_ids = [row.id for row in given if row.id]
    ids = Ids({id: issue.key for id, issue in store.by_ids(call.db, given_ids).items()}, given_ids, store.next_issue_id(call.db))
    known = _known(call, given, upsert.after)
    outcomes = []
    for row in given:
        before = upsert.after.get(row.key)
        id, faults = ids.assign(row.key, row.id, before.issue.id if before else None)
        linked, more = rules.merged(row, before, id, known, call.now)
        if not faults and not more:
            known.parents[id] = linked.issue.parent_id
        outcomes.append(Outcome(faults=[*faults, *more]) if faults or more else upsert.add(row.key, linked))
    _write(call, upsert)
    return outcomes


def rekey(call: Call, keys: Mapping[int, str]) -> None:
    """Gives those of these issues that are here the keys that they have in Jira now: there they move from project to
    project and keep their ids. Versions and components stay behind."""
    call.require_administrator(to="change issues")
    moved = [issue for id, issue in store.by_ids(call.db, keys).items() if issue.key != keys[id]]
    if not moved:
        return
    within = projects.by_keys(call, {rules.project_key_of(keys[issue.id]) for issue in moved})
    after = [rules.rekeyed(issue, keys[issue.id], within, call.now) for issue in moved]
    store.put_all(call.db, [], [LinkedIssue(issue, frozenset(), frozenset()) for issue in after])
    call.record_updated(store.ISSUE, zip(moved, after, strict=True))


def _linked(call: Call, issues: Mapping[str, IssueRecord]) -> dict[str, LinkedIssue]:
    """These issues with the ids of their versions and components."""
    linked = [issue.id for issue in issues.values()]
    versions, components = (_grouped(pairs(call.db, linked)) for pairs in (store.version_ids, store.component_ids))
    return {key: LinkedIssue(issue, frozenset(versions[issue.id]), frozenset(components[issue.id])) for key, issue in issues.items()}


def _known(call: Call, given: Sequence[IssueRow], issues: Mapping[str, LinkedIssue]) -> Known:
    """What the rows name. Types, statuses and priorities that are missing are made."""
    within = projects.by_keys(call, {rules.project_key_of(row.key) for row in given})
    project_ids = [project.id for project in within.values()]
    return Known(
        issues,
        store.parents_above(call.db, [linked.issue.id for linked in issues.values()]),
        within,
        _catalogue_ids(call, given, {row.status.casefold(): row.status_category for row in given if row.status and row.status_category}),
        people.look_up_all(call, {name for row in given for name in (row.reporter, row.assignee) if name}),
        _grouped((version.project_id, version) for version in projects.versions_of(call, project_ids)),
        _grouped((component.project_id, component) for component in projects.components_of(call, project_ids)),
    )


def _write(call: Call, upsert: Upsert[LinkedIssue]) -> None:
    created, updated = upsert.created, upsert.updated
    store.put_all(call.db, created, [after for _, after in updated])
    call.record_created(store.ISSUE, (new.issue for new in created))
    call.record_updated(store.ISSUE, ((before.issue, after.issue) for before, after in updated))


def _grouped(pairs: Iterable[tuple[int, T]]) -> Mapping[int, list[T]]:
    found: dict[int, list[T]] = defaultdict(list)
    for id, one in pairs:
        found[id].append(one)
    return found


def find(call: Call, named: int | str) -> IssueRecord:
    """The issue in a path, by id or key: NotFound where there is none."""
    issue = _named(call, named)
    if issue is None:
        raise NotFound("Issue not found")
    return issue


def find_given(call: Call, id: int | None, key: str | None) -> IssueRecord:
    """The issue that a body names by `issueId` or `issueKey`: Invalid where there is none."""
    if id is None and key is None:
        raise Invalid("issueId", FaultCode.REQUIRED, "Issue id cannot be null: 'issueId' or 'issueKey' is required")
    issue = store.by_id(call.db, id) if id is not None else store.by_key(call.db, key or "")
    if issue is None or (key is not None and issue.key != key):
        raise Invalid(
            Fault("issueId", FaultCode.NOT_FOUND, f"Issue not found: 'issueId' {id}, 'issueKey' {key}")
            if id and key
            else Fault("issueId", FaultCode.NOT_FOUND, f"Issue not found: {id or key}")
        )
    return issue


def find_named(call: Call, named: str, field: str) -> IssueRecord:
    """The issue that a body names by id or key in `field`: Invalid where there is none."""
    return require_reference(_named(call, named), field, "issue", named)


def _named(call: Call, named: int | str) -> IssueRecord | None:
    id = id_of(named)
    return (store.by_id(call.db, id) if id is not None else None) or store.by_key(call.db, str(named))


def by_ids(call: Call, ids: Collection[int]) -> dict[int, IssueRecord]:
    """Those of these issues that exist."""
    return store.by_ids(call.db, ids)


def named(call: Call, names: Collection[str]) -> dict[str, IssueRecord]:
    """Those issues that these ids or keys name, by both."""
    return {name: issue for issue in store.named(call.db, list(names)) for name in (str(issue.id), issue.key)} if names else {}


def every(call: Call, project_key: str | None = None) -> list[IssueRecord]:
    return store.every(call.db, project_key)


def catalogue(call: Call) -> Catalogue:
    """The types, statuses and priorities that there are."""
    return store.catalogue(call.db)


def add_status(call: Call, given: StatusInput) -> StatusRecord:
    call.require_administrator(to="add statuses")
    if any(status.name.casefold() == given.name.casefold() for status in catalogue(call).statuses.values()):
        raise Invalid("name", FaultCode.DUPLICATE, f"There is a status '{given.name}' already")
    [status] = store.add_statuses(call.db, {given.name: given.category})
    call.record(store.STATUS, status.id, Action.CREATED, after=status)
    return status


def versions_by_issue(call: Call, issues: Collection[IssueRecord]) -> Mapping[int, list[VersionRecord]]:
    """The fix versions of these issues, by issue id, in the order in which they are scheduled."""
    linked = store.version_ids(call.db, [issue.id for issue in issues])
    there = {one.id: one for one in projects.versions_of(call, {issue.project_id for issue in issues})} if linked else {}
    pairs = ((issue_id, there[version_id]) for issue_id, version_id in linked)
    return _grouped(sorted(pairs, key=lambda pair: pair[1].sequence))


def components_by_issue(call: Call, issues: Collection[IssueRecord]) -> Mapping[int, list[ComponentRecord]]:
    """The components of these issues, by issue id, oldest first."""
    linked = store.component_ids(call.db, [issue.id for issue in issues])
    there = {one.id: one for one in projects.components_of(call, {issue.project_id for issue in issues})} if linked else {}
    return _grouped((issue_id, there[component_id]) for issue_id, component_id in linked)


def move_estimates(call: Call, moves: Iterable[EstimateMove]) -> None:
    """Lowers what remains of issues by what was logged on them, or sets it."""
    net = {id: move for id, move in rules.net_moves(moves).items() if move != (None, 0)}
    if net:
        store.move_remaining(call.db, net, call.now)


def _set_links(call: Call, issue: IssueRecord, versions: Sequence[str] | None, components: Sequence[str] | None) -> None:
    """Links the issue to these of its project's versions and components; None leaves it as it is."""
    if versions is not None:
        store.set_versions(call.db, {issue.id: pick(versions, projects.versions_of(call, [issue.project_id]), "versions")})
    if components is not None:
        store.set_components(call.db, {issue.id: pick(components, projects.components_of(call, [issue.project_id]), "components")})


def _parent_id(call: Call, issue: IssueRecord, key: str) -> int:
    parent = find_given(call, None, key)
    if rules.lies_below(parent.id, issue.id, store.parents_above(call.db, [parent.id])):
        raise Invalid("parent", FaultCode.INVALID_CHOICE, f"must not be {key}, which is below {issue.key} itself")
    return parent.id


def _user_id(call: Call, named: str | None, field: str) -> str | None:
    return people.look_up_given(call, named, field).account_id if named else None


def _catalogue_ids(
    call: Call, given: Iterable[IssueInput | IssueChange | IssueRow], categories: Mapping[str, str] | None = None
) -> CatalogueIds:
    """All types, statuses and priorities. Those that are named here and were not there are made; a status in progress,
    unless its casefolded name has another category."""
    given = list(given)
    ids = CatalogueIds(*({one.name.casefold(): one.id for one in kind.values()} for kind in catalogue(call)))
    types = missing((one.type for one in given), ids.types)
    statuses = {
        name: (categories or {}).get(name.casefold(), "indeterminate") for name in missing((one.status for one in given), ids.statuses)
    }
    priorities = missing((one.priority for one in given), ids.priorities)
    ids.types.update(_made(call, store.ISSUE_TYPE, store.add_types(call.db, types) if types else []))
    ids.statuses.update(_made(call, store.STATUS, store.add_statuses(call.db, statuses) if statuses else []))
    ids.priorities.update(_made(call, store.PRIORITY, store.add_priorities(call.db, priorities) if priorities else []))
    return ids


def _made(call: Call, entity: Entity[Named], made: Sequence[Named]) -> dict[str, int]:
    call.record_created(entity, made)
    return {one.name.casefold(): one.id for one in made}
