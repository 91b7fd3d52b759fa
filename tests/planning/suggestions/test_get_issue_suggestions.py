"""GET /4-andante/issue-suggestions."""

import pytest

from andante.directory.issues import actions as issues
from andante.directory.issues.rules import keys_starting_with, parts_of_key, words_of
from andante.directory.issues.wire import IssueChange, IssueInput, IssueRow
from andante.directory.projects.rules import color_index
from andante.kit.call import SYSTEM, Call
from andante.kit.clock import now
from andante.kit.database import Database
from tests.cast import NORTH_2, SOUTH, SOUTH_1, Person
from tests.planning.plans.samples import create_plan
from tests.statements import statements

AUTHENTICATION = 1
"""The statement that checks the token."""


def suggested(person: Person, query: str = "", **params: str) -> list[tuple[str, str]]:
    """The keys and kinds of the suggestions."""
    response = person.http.get("/4-andante/issue-suggestions", params={"query": query, **params})
    assert response.status_code == 200, response.text
    return [(found["issue"]["key"], found["kind"]) for found in response.json()["results"]]


def keys(person: Person, query: str) -> list[str]:
    return [key for key, _ in suggested(person, query)]


def add_issues(database: Database, *added: tuple[str, str]) -> None:
    with database.write() as db:
        for key, summary in added:
            issues.add(Call(db, SYSTEM, now()), IssueInput(key=key, summary=summary))


def test_before_typing_planned_issues_come_first_then_favorites_then_recent_ones(alice: Person) -> None:
    create_plan(alice)
    alice.http.put("/4-andante/favorites/SOUTH-1")
    alice.logs(issueId=NORTH_2)

    assert suggested(alice, date="2026-03-18") == [("NORTH-1", "PLANNED"), ("SOUTH-1", "FAVORITE"), ("NORTH-2", "RECENT")]
    assert suggested(alice, date="2026-03-21") == [("SOUTH-1", "FAVORITE"), ("NORTH-2", "RECENT")], "nothing is planned on a Saturday"


def test_a_suggestion_contains_the_project_and_its_color(alice: Person) -> None:
    alice.logs(issueId=SOUTH_1)
    (found,) = alice.http.get("/4-andante/issue-suggestions").json()["results"]

    assert found["project"]["id"] == SOUTH
    assert found["colorIndex"] == color_index(SOUTH)


def test_an_issue_is_suggested_once(alice: Person) -> None:
    create_plan(alice)
    alice.http.put("/4-andante/favorites/NORTH-1")
    alice.logs()

    assert suggested(alice, date="2026-03-18") == [("NORTH-1", "PLANNED")]


def test_the_issue_of_the_last_worklog_comes_first(alice: Person, bob: Person) -> None:
    alice.logs(on="2026-03-16", issueId=SOUTH_1)
    alice.logs(on="2026-03-17", issueId=NORTH_2)
    alice.logs(on="2026-03-12", issueId=NORTH_2)

    assert suggested(alice) == [("NORTH-2", "RECENT"), ("SOUTH-1", "RECENT")]
    assert suggested(bob) == []


def test_without_a_date_it_is_today(alice: Person) -> None:
    create_plan(alice)

    assert suggested(alice) == [("NORTH-1", "PLANNED")]


def test_issues_are_found_by_the_words_of_their_summaries_the_newest_first(alice: Person, database: Database) -> None:
    add_issues(database, ("SOUTH-2", "Lost ROWS of the importer"), ("SOUTH-3", "Straße räumen"))

    assert keys(alice, "rows") == ["SOUTH-2", "NORTH-1"]
    assert keys(alice, "imp los") == ["SOUTH-2", "NORTH-1"]
    assert keys(alice, "  RO lose ") == ["NORTH-1"]
    assert keys(alice, "STRASSE Räum") == ["SOUTH-3"]
    assert keys(alice, "port") == [], "words are found by their beginnings"
    assert keys(alice, "%") == keys(alice, "_") == keys(alice, "rows missing") == []


def test_issues_are_found_by_the_beginning_of_their_key(alice: Person, database: Database) -> None:
    add_issues(database, ("NORTH-10", "Ten"), ("NORTH-9", "Nine"), ("NORTH-100", "A hundred"), ("SOUTH-12", "North wind"))

    assert keys(alice, "north-1") == ["NORTH-1", "NORTH-10", "NORTH-100"]
    assert keys(alice, "NORTH-") == ["NORTH-100", "NORTH-9", "NORTH-10", "NORTH-2", "NORTH-1"]
    assert keys(alice, "nor") == ["NORTH-100", "NORTH-9", "NORTH-10", "NORTH-2", "NORTH-1", "SOUTH-12"]
    assert keys(alice, "NORTH-7") == []


def test_what_was_found_has_the_kind_of_a_favorite(alice: Person) -> None:
    alice.http.put("/4-andante/favorites/SOUTH-1")
    alice.logs(issueId=SOUTH_1)
    alice.logs(issueId=NORTH_2)

    assert suggested(alice, "set") == [("SOUTH-1", "FAVORITE")]
    assert suggested(alice, "meet") == [("NORTH-2", "RECENT")]
    assert suggested(alice, "import") == [("NORTH-1", "FOUND")]


def test_at_most_ten_are_found(alice: Person, database: Database) -> None:
    add_issues(database, *((f"SOUTH-{number}", "Review") for number in range(2, 20)))

    assert keys(alice, "review") == [f"SOUTH-{number}" for number in range(19, 9, -1)]
    assert len(keys(alice, "south")) == len(keys(alice, "SOUTH-1")) == 10


def test_changed_and_imported_summaries_are_found(alice: Person, database: Database) -> None:
    with database.write() as db:
        call = Call(db, SYSTEM, now())
        issues.change(call, "NORTH-1", IssueChange(summary="Import gains rows"))
        issues.upsert_all(call, [IssueRow(key="NORTH-2", summary="Workshops"), IssueRow(key="SOUTH-2", summary="Workbench")])

    assert keys(alice, "gains") == keys(alice, "import") == ["NORTH-1"]
    assert keys(alice, "loses") == keys(alice, "meetings") == []
    assert keys(alice, "work") == ["SOUTH-2", "NORTH-2"]


def test_the_text_is_limited(alice: Person) -> None:
    assert alice.http.get("/4-andante/issue-suggestions", params={"query": "x" * 256}).status_code == 400


@pytest.mark.parametrize(("query", "count"), [("", 4), ("rows lost", 3), ("NORTH-1", 2), ("nor", 5)])
def test_suggestions_need_few_statements(database: Database, alice: Person, query: str, count: int) -> None:
    create_plan(alice)
    alice.logs()

    with statements(database) as seen:
        suggested(alice, query)

    assert len(seen) == AUTHENTICATION + count


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("ops-1", ("OPS", "1")),
        ("OPS-", ("OPS", "")),
        ("ops", ("OPS", "")),
        ("ops-0", ("", "")),
        ("ops 1", ("", "")),
        ("-1", ("", "")),
        ("12", ("", "")),
        ("öps-1", ("", "")),
    ],
)
def test_parts_of_a_key(text: str, parts: tuple[str, str]) -> None:
    assert parts_of_key(text) == parts


def test_the_keys_that_start_with_a_number() -> None:
    keys = keys_starting_with("OPS", "1")

    assert len(keys) == 111
    assert {"OPS-1", "OPS-10", "OPS-19", "OPS-100", "OPS-199"} <= set(keys)


def test_words_are_different_and_in_lower_case() -> None:
    assert words_of("Fix the FIX: OPS-7, naïve/Größe") == ["fix", "the", "ops", "7", "naïve", "grösse"]
    assert words_of("x" * 100) == ["x" * 64]
