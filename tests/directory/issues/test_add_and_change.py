"""Adding and changing issues."""

import pytest
from msgspec.structs import replace

from andante.directory.issues import actions as issues
from andante.directory.issues import queries as issues_queries
from andante.directory.issues.wire import IssueChange, IssueInput, StatusInput
from andante.directory.projects import actions as projects
from andante.directory.projects.wire import ComponentInput, VersionInput
from andante.kit.call import Call, Caller
from andante.kit.errors import Forbidden, Invalid, NotFound
from tests.cast import ACCOUNT_IDS, NORTH_1, Person
from tests.conftest import StoppedClock


@pytest.fixture
def parts(call: Call) -> None:
    for name in ("1.0", "2.0"):
        projects.add_version(call, VersionInput(project="NORTH", name=name))
    projects.add_version(call, VersionInput(project="SOUTH", name="9.0"))
    projects.add_component(call, ComponentInput(project="NORTH", name="Import"))


@pytest.mark.usefixtures("parts")
def test_an_issue_has_the_input_values(call: Call) -> None:
    issue = issues.add(
        call,
        IssueInput(
            key="NORTH-7",
            summary="Export",
            type="bug",
            status="in progress",
            priority="High",
            description="Why",
            parent="NORTH-1",
            reporter="bob@example.com",
            assignee=ACCOUNT_IDS["alice"],
            versions=["2.0", "1.0"],
            components=["Import"],
            original_estimate_seconds=60,
        ),
    )

    catalog = issues_queries.catalog(call)
    assert (catalog.types[issue.type_id].name, catalog.statuses[issue.status_id].name) == ("Bug", "In Progress")
    assert catalog.priorities[issue.priority_id or 0].name == "High"
    assert (issue.parent_id, issue.reporter_id, issue.assignee_id) == (NORTH_1, ACCOUNT_IDS["bob"], ACCOUNT_IDS["alice"])
    assert (issue.original_estimate_seconds, issue.remaining_estimate_seconds) == (60, 60)
    assert (issue.created_at, issue.updated_at) == (call.now, call.now)
    assert [version.name for version in issues_queries.versions_by_issue(call, [issue])[issue.id]] == ["1.0", "2.0"]
    assert [component.name for component in issues_queries.components_by_issue(call, [issue])[issue.id]] == ["Import"]
    assert issues_queries.find(call, "NORTH-7") == issue


def test_a_new_type_status_or_priority_is_created_once(call: Call) -> None:
    first = issues.add(call, IssueInput(key="NORTH-7", summary="A", type="Incident", status="Waiting", priority="Blocker"))
    second = issues.add(call, IssueInput(key="NORTH-8", summary="B", type="INCIDENT", status="waiting", priority="blocker"))

    assert (first.type_id, first.status_id, first.priority_id) == (second.type_id, second.status_id, second.priority_id)
    assert issues_queries.catalog(call).statuses[first.status_id].category == "indeterminate"


def test_a_status_is_created_with_its_category(call: Call) -> None:
    status = issues.add_status(call, StatusInput(name="Cancelled", category="done"))

    assert issues_queries.catalog(call).statuses[status.id].category == "done"
    with pytest.raises(Invalid, match="A status 'cancelled' already exists"):
        issues.add_status(call, StatusInput(name="cancelled", category="new"))


@pytest.mark.usefixtures("parts")
@pytest.mark.parametrize(
    ("input", "expected"),
    [
        ({"key": "NIX-1"}, "'key' names the project 'NIX', which does not exist"),
        ({"key": "NORTH-1"}, "An issue with the key 'NORTH-1' already exists"),
        ({"id": NORTH_1}, "with the id 10000 already exists"),
        ({"parent": "NORTH-99"}, "Issue not found: NORTH-99"),
        ({"reporter": "unknown"}, "'reporter' names the user 'unknown', who does not exist"),
        ({"assignee": "unknown"}, "'assignee' names the user 'unknown', who does not exist"),
        ({"versions": ["9.0"]}, "'versions' names '9.0', which the project does not have; it has 1.0, 2.0"),
        ({"components": ["Nix"]}, "'components' names 'Nix', which the project does not have; it has Import"),
    ],
)
def test_unknown_references_and_duplicates_are_refused(call: Call, input: dict[str, object], expected: str) -> None:
    with pytest.raises(Invalid, match=expected):
        issues.add(call, IssueInput(**({"key": "NORTH-7", "summary": "A"} | input)))  # type: ignore[arg-type]


@pytest.mark.usefixtures("parts")
def test_a_change_keeps_missing_fields(call: Call) -> None:
    issues.change(call, "NORTH-1", IssueChange(assignee="alice@example.com", versions=["1.0"], components=["Import"], priority="Low"))
    issue = issues.change(call, "NORTH-1", IssueChange(summary="Renamed", versions=["2.0"]))

    assert (issue.summary, issue.assignee_id, issue.original_estimate_seconds) == ("Renamed", ACCOUNT_IDS["alice"], 36_000)
    assert [version.name for version in issues_queries.versions_by_issue(call, [issue])[issue.id]] == ["2.0"]
    assert [component.name for component in issues_queries.components_by_issue(call, [issue])[issue.id]] == ["Import"]


def test_an_empty_text_clears_a_field(call: Call) -> None:
    issues.change(call, "NORTH-2", IssueChange(assignee="alice@example.com", reporter="bob@example.com", priority="Low", parent="NORTH-1"))
    issue = issues.change(call, "NORTH-2", IssueChange(assignee="", reporter="", priority="", parent="", description=""))

    assert (issue.assignee_id, issue.reporter_id, issue.priority_id, issue.parent_id) == (None, None, None, None)


def test_an_issue_cannot_be_its_own_ancestor(call: Call) -> None:
    issues.change(call, "NORTH-2", IssueChange(parent="NORTH-1"))
    issues.change(call, "SOUTH-1", IssueChange(parent="NORTH-2"))

    for key, parent in (("NORTH-1", "SOUTH-1"), ("NORTH-1", "NORTH-1"), ("NORTH-2", "SOUTH-1")):
        with pytest.raises(Invalid, match=f"'parent' must not be {parent}: {key} can't be its own ancestor"):
            issues.change(call, key, IssueChange(parent=parent))


def test_an_issue_is_found_by_key_and_by_id(call: Call) -> None:
    assert issues_queries.find(call, "NORTH-1") == issues_queries.find(call, "10000") == issues_queries.find(call, 10000)
    for id_or_key in ("NORTH-99", "north-1", "99999999999999999999", "", "²"):
        with pytest.raises(NotFound):
            issues_queries.find(call, id_or_key)


def test_logging_time_changes_when_the_issue_was_updated(alice: Person, stopped_clock: StoppedClock) -> None:
    stopped_clock.advance(600)
    alice.logs()

    found = alice.http.get("/rest/api/2/issue/NORTH-1", params={"fields": "updated,created"}).json()["fields"]
    assert found == {"created": "2026-03-18T12:00:00.000+0000", "updated": "2026-03-18T12:10:00.000+0000"}


def test_only_administrators_change_issues(call: Call) -> None:
    as_alice = replace(call, caller=Caller(ACCOUNT_IDS["alice"]))
    with pytest.raises(Forbidden):
        issues.change(as_alice, "NORTH-1", IssueChange(summary="Mine"))
    with pytest.raises(Forbidden):
        issues.add(as_alice, IssueInput(key="NORTH-7", summary="Mine"))
