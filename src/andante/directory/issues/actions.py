"""Adds and changes issues, and updates their remaining estimates."""

from collections.abc import Iterable, Mapping, Sequence
from typing import TypeVar

import msgspec

from andante.directory.people import queries as people
from andante.directory.projects import queries as projects
from andante.directory.projects.rules import new_names, require_part_ids
from andante.kit.call import Call
from andante.kit.changes import Action, Entity
from andante.kit.errors import FaultCode, Invalid
from andante.kit.upserts import Ids, Outcome, Upsert

from . import queries, rules, store
from .rules import CatalogIds, EstimateMove, IssueRecord, IssueReferences, LinkedIssue, NetMove, PriorityRecord, StatusRecord, TypeRecord
from .wire import IssueChange, IssueInput, IssueRow, StatusInput

CatalogRecord = TypeVar("CatalogRecord", TypeRecord, StatusRecord, PriorityRecord)


def add(call: Call, input: IssueInput) -> IssueRecord:
    """Adds an issue to the project that its key starts with. Types, statuses and priorities are created if they don't exist."""
    call.require_administrator(to="add issues")
    project = projects.find_reference(call, rules.project_key_of(input.key), "key")
    if store.by_key(call.db, input.key):
        raise Invalid("key", FaultCode.DUPLICATE, f"An issue with the key '{input.key}' already exists")
    if input.id and store.by_id(call.db, input.id):
        raise Invalid("id", FaultCode.DUPLICATE, f"An issue with the id {input.id} already exists")
    remaining = input.original_estimate_seconds if input.remaining_estimate_seconds is None else input.remaining_estimate_seconds
    ids = _catalog_ids(call, [input])
    issue = IssueRecord(
        id=input.id or store.next_issue_id(call.db),
        key=input.key,
        summary=input.summary,
        project_id=project.id,
        type_id=ids.types[input.type.casefold()],
        original_estimate_seconds=input.original_estimate_seconds,
        remaining_estimate_seconds=remaining,
        status_id=ids.statuses[input.status.casefold()],
        priority_id=ids.priorities[input.priority.casefold()] if input.priority else None,
        description=input.description,
        parent_id=queries.find_by_id_and_key(call, None, input.parent).id if input.parent else None,
        reporter_id=_user_id(call, input.reporter, "reporter"),
        assignee_id=_user_id(call, input.assignee, "assignee"),
        created_at=call.write_time,
        updated_at=call.write_time,
    )
    store.add(call.db, issue)
    _set_links(call, issue, input.versions, input.components)
    call.record(store.ISSUE, issue.id, Action.CREATED, after=issue)
    return issue


def change(call: Call, id_or_key: int | str, input: IssueChange) -> IssueRecord:
    """Changes the fields that aren't None."""
    call.require_administrator(to="change issues")
    before = queries.find(call, id_or_key)
    issue = msgspec.structs.replace(before, **_changes(call, before, input), updated_at=call.write_time)
    store.change(call.db, issue)
    _set_links(call, issue, input.versions, input.components)
    call.record(store.ISSUE, issue.id, Action.UPDATED, before=before, after=issue)
    return issue


def _changes(call: Call, issue: IssueRecord, input: IssueChange) -> dict[str, object]:
    """The new values of the columns that change."""
    copied = ("summary", "description", "original_estimate_seconds", "remaining_estimate_seconds")
    changes: dict[str, object] = {name: getattr(input, name) for name in copied if getattr(input, name) is not None}
    ids = _catalog_ids(call, [input])
    if input.type:
        changes["type_id"] = ids.types[input.type.casefold()]
    if input.status:
        changes["status_id"] = ids.statuses[input.status.casefold()]
    if input.priority is not None:
        changes["priority_id"] = ids.priorities[input.priority.casefold()] if input.priority else None
    if input.parent is not None:
        changes["parent_id"] = _parent_id(call, issue, input.parent) if input.parent else None
    for name in ("reporter", "assignee"):
        if getattr(input, name) is not None:
            changes[f"{name}_id"] = _user_id(call, getattr(input, name), name)
    return changes


def upsert_all(call: Call, rows: Sequence[IssueRow]) -> list[Outcome]:
    """Adds new issues and updates existing ones. The key of an issue determines its project. Rows with faults are skipped."""
    call.require_administrator(to="change the directory")
    keys = {key for row in rows for key in (row.key, row.parent) if key}
    upsert = Upsert(_with_links(call, store.by_keys(call.db, keys)))
    requested_ids = [row.id for row in rows if row.id]
    owners = {id: issue.key for id, issue in store.by_ids(call.db, requested_ids).items()}
    ids = Ids(owners, requested_ids, store.next_issue_id(call.db))
    references = _load_references(call, rows, upsert.after)
    outcomes = []
    for row in rows:
        before = upsert.after.get(row.key)
        id, faults = ids.assign(row.key, row.id, before.issue.id if before else None)
        linked, more = rules.apply_row(row, before, id, references, call.write_time)
        if not faults and not more:
            references.parents[id] = linked.issue.parent_id
        outcomes.append(Outcome(faults=[*faults, *more]) if faults or more else upsert.add(row.key, linked))
    _write(call, upsert)
    return outcomes


def change_keys(call: Call, keys: Mapping[int, str]) -> None:
    """Changes the keys of existing issues. Jira does this when an issue moves to another project or the project gets another key.
    `keys`: the new keys by issue id. Versions and components stay unchanged."""
    call.require_administrator(to="change issues")
    before = [issue for id, issue in store.by_ids(call.db, keys).items() if issue.key != keys[id]]
    if not before:
        return
    projects_by_key = projects.by_keys(call, {rules.project_key_of(keys[issue.id]) for issue in before})
    after = [rules.with_key(issue, keys[issue.id], projects_by_key, call.write_time) for issue in before]
    store.upsert_all(call.db, [], [LinkedIssue(issue, frozenset(), frozenset()) for issue in after])
    call.record_updated(store.ISSUE, zip(before, after, strict=True))


def add_status(call: Call, input: StatusInput) -> StatusRecord:
    call.require_administrator(to="add statuses")
    if any(status.name.casefold() == input.name.casefold() for status in queries.catalog(call).statuses.values()):
        raise Invalid("name", FaultCode.DUPLICATE, f"A status '{input.name}' already exists")
    [status] = store.add_statuses(call.db, {input.name: input.category})
    call.record(store.STATUS, status.id, Action.CREATED, after=status)
    return status


def move_estimates(call: Call, moves: Iterable[EstimateMove]) -> None:
    """Subtracts logged time from the remaining estimates of issues, or sets them to new values."""
    apply_moves(call, rules.net_moves(moves))


def apply_moves(call: Call, moves: Mapping[int, NetMove]) -> None:
    """Changes the remaining estimates of issues, by id. `rules.net_moves` combines the moves of many worklogs."""
    net = {id: move for id, move in moves.items() if move != (None, 0)}
    if net:
        store.move_remaining(call.db, net, call.write_time)


def _with_links(call: Call, issues: Mapping[str, IssueRecord]) -> dict[str, LinkedIssue]:
    """Loads the ids of the versions and components of these issues."""
    issue_ids = [issue.id for issue in issues.values()]
    versions, components = (rules.group_by_id(pairs(call.db, issue_ids)) for pairs in (store.version_ids, store.component_ids))
    return {key: LinkedIssue(issue, frozenset(versions[issue.id]), frozenset(components[issue.id])) for key, issue in issues.items()}


def _load_references(call: Call, rows: Sequence[IssueRow], issues: Mapping[str, LinkedIssue]) -> IssueReferences:
    """Loads the objects that the rows refer to. Creates new types, statuses and priorities."""
    projects_by_key = projects.by_keys(call, {rules.project_key_of(row.key) for row in rows})
    project_ids = [project.id for project in projects_by_key.values()]
    return IssueReferences(
        issues,
        store.ancestors(call.db, [linked.issue.id for linked in issues.values()]),
        projects_by_key,
        _catalog_ids(call, rows, {row.status.casefold(): row.status_category for row in rows if row.status and row.status_category}),
        people.look_up_all(call, {name for row in rows for name in (row.reporter, row.assignee) if name}),
        rules.group_by_id((version.project_id, version) for version in projects.versions_of(call, project_ids)),
        rules.group_by_id((component.project_id, component) for component in projects.components_of(call, project_ids)),
    )


def _write(call: Call, upsert: Upsert[LinkedIssue]) -> None:
    created, updated = upsert.created, upsert.updated
    store.upsert_all(call.db, created, [after for _, after in updated])
    call.record_created(store.ISSUE, (linked.issue for linked in created))
    call.record_updated(store.ISSUE, ((before.issue, after.issue) for before, after in updated))


def _set_links(call: Call, issue: IssueRecord, versions: Sequence[str] | None, components: Sequence[str] | None) -> None:
    """Sets the issue's versions and components to those with these names. None leaves them unchanged."""
    if versions is not None:
        store.set_versions(call.db, {issue.id: require_part_ids(versions, projects.versions_of(call, [issue.project_id]), "versions")})
    if components is not None:
        store.set_components(
            call.db, {issue.id: require_part_ids(components, projects.components_of(call, [issue.project_id]), "components")}
        )


def _parent_id(call: Call, issue: IssueRecord, key: str) -> int:
    parent = queries.find_by_id_and_key(call, None, key)
    if rules.is_or_descends_from(parent.id, issue.id, store.ancestors(call.db, [parent.id])):
        raise Invalid("parent", FaultCode.INVALID_CHOICE, f"must not be {key}: {issue.key} can't be its own ancestor")
    return parent.id


def _user_id(call: Call, name: str | None, field: str) -> str | None:
    return people.look_up_reference(call, name, field).account_id if name else None


def _catalog_ids(
    call: Call, inputs: Iterable[IssueInput | IssueChange | IssueRow], categories: Mapping[str, str] | None = None
) -> CatalogIds:
    """Returns the ids of all types, statuses and priorities. Creates the ones in the inputs that don't exist yet.

    `categories`: the categories of new statuses by casefolded name. The default is `indeterminate` (in progress)."""
    inputs = list(inputs)
    ids = CatalogIds(*({record.name.casefold(): record.id for record in records.values()} for records in queries.catalog(call)))
    types = new_names((input.type for input in inputs), ids.types)
    statuses = {
        name: (categories or {}).get(name.casefold(), "indeterminate")
        for name in new_names((input.status for input in inputs), ids.statuses)
    }
    priorities = new_names((input.priority for input in inputs), ids.priorities)
    ids.types.update(_record_created(call, store.ISSUE_TYPE, store.add_types(call.db, types) if types else []))
    ids.statuses.update(_record_created(call, store.STATUS, store.add_statuses(call.db, statuses) if statuses else []))
    ids.priorities.update(_record_created(call, store.PRIORITY, store.add_priorities(call.db, priorities) if priorities else []))
    return ids


def _record_created(call: Call, entity: Entity[CatalogRecord], created: Sequence[CatalogRecord]) -> dict[str, int]:
    """Logs the records, and returns their ids by casefolded name."""
    call.record_created(entity, created)
    return {record.name.casefold(): record.id for record in created}
