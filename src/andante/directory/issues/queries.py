"""Finds and lists issues, their types, statuses and priorities, without a permission check."""

from collections.abc import Collection, Mapping

from andante.directory.projects import queries as projects
from andante.directory.projects.rules import ComponentRecord, VersionRecord, id_of
from andante.kit.call import Call
from andante.kit.errors import Fault, FaultCode, Invalid, NotFound
from andante.kit.lookup import require_reference

from . import rules, store
from .rules import Catalog, IssueRecord


def find(call: Call, id_or_key: int | str) -> IssueRecord:
    """The issue with this id or key. Raises NotFound."""
    issue = _by_id_or_key(call, id_or_key)
    if issue is None:
        raise NotFound("Issue not found")
    return issue


def find_by_id_and_key(call: Call, id: int | None, key: str | None) -> IssueRecord:
    """The issue with the `issueId`, the `issueKey` or both from a request body. Raises Invalid if there isn't one."""
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


def find_reference(call: Call, id_or_key: str, field: str) -> IssueRecord:
    """The issue with the id or key that is in `field` of the input. Raises Invalid if there isn't one."""
    return require_reference(_by_id_or_key(call, id_or_key), field, "issue", id_or_key)


def by_ids(call: Call, ids: Collection[int]) -> dict[int, IssueRecord]:
    """The issues with these ids. Unknown ids are left out."""
    return store.by_ids(call.db, ids)


def by_ids_or_keys(call: Call, ids_or_keys: Collection[str]) -> dict[str, IssueRecord]:
    """The issues with these ids or keys, by id (as text) and by key. Unknown ones are left out."""
    if not ids_or_keys:
        return {}
    return {name: issue for issue in store.by_ids_or_keys(call.db, list(ids_or_keys)) for name in (str(issue.id), issue.key)}


def matching(call: Call, text: str, limit: int) -> list[IssueRecord]:
    """The issues that a user looks for while typing: those whose keys start with the text, shortest first, then the newest whose
    summaries contain, for each word of the text, a word that starts with it. A project key stands for the newest issues of the project."""
    found: list[IssueRecord] = []
    project_key, number = rules.parts_of_key(text)
    if number:
        by_key = store.by_keys(call.db, rules.keys_starting_with(project_key, number))
        found += sorted(by_key.values(), key=lambda issue: issue.number)
    elif project_key:
        found += store.newest_in_project(call.db, project_key, limit)
    prefixes = [] if number or text.endswith("-") else rules.words_of(text)[: rules.MAX_PREFIXES]
    if prefixes and len(found) < limit:
        listed = {issue.id for issue in found}
        found += [issue for issue in store.newest_with_words(call.db, prefixes, limit) if issue.id not in listed]
    return found[:limit]


def list_all(call: Call, project_key: str | None = None) -> list[IssueRecord]:
    """All issues, or those of one project, oldest first."""
    return store.all_issues(call.db, project_key)


def catalog(call: Call) -> Catalog:
    """All issue types, statuses and priorities."""
    return store.catalog(call.db)


def versions_by_issue(call: Call, issues: Collection[IssueRecord]) -> Mapping[int, list[VersionRecord]]:
    """The fix versions of these issues, by issue id, in the order in which they are scheduled."""
    linked = store.version_ids(call.db, [issue.id for issue in issues])
    project_ids = {issue.project_id for issue in issues}
    versions = {version.id: version for version in projects.versions_of(call, project_ids)} if linked else {}
    pairs = ((issue_id, versions[version_id]) for issue_id, version_id in linked)
    return rules.group_by_id(sorted(pairs, key=lambda pair: pair[1].sequence))


def components_by_issue(call: Call, issues: Collection[IssueRecord]) -> Mapping[int, list[ComponentRecord]]:
    """The components of these issues, by issue id, oldest first."""
    linked = store.component_ids(call.db, [issue.id for issue in issues])
    project_ids = {issue.project_id for issue in issues}
    components = {component.id: component for component in projects.components_of(call, project_ids)} if linked else {}
    return rules.group_by_id((issue_id, components[component_id]) for issue_id, component_id in linked)


def _by_id_or_key(call: Call, id_or_key: int | str) -> IssueRecord | None:
    id = id_of(id_or_key)
    return (store.by_id(call.db, id) if id is not None else None) or store.by_key(call.db, str(id_or_key))
