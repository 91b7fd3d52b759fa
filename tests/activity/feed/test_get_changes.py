"""One page of the change feed: what it contains, and who may read it."""

from dataclasses import replace
from typing import Any

import pytest

from andante.activity.feed import store
from andante.identity.tokens import actions as auth
from andante.kit import clock
from andante.kit.call import SYSTEM, Call
from andante.kit.database import Database
from tests.cast import Person, faults
from tests.conftest import StoppedClock
from tests.databases import sqlite_only

from .reader import PATH, Reader


def test_it_returns_creations_changes_and_deletions_in_order(alice: Person, carol: Person, stopped_clock: StoppedClock) -> None:
    worklog = alice.logs(3600)["tempoWorklogId"]
    stopped_clock.advance(60)
    body = {"authorAccountId": alice.id, "startDate": "2026-03-17", "timeSpentSeconds": 60}
    assert carol.put(f"/worklogs/{worklog}", body).is_success
    assert alice.delete(f"/worklogs/{worklog}").is_success

    created, updated, deleted = Reader(alice, "worklog").follow()

    assert {change["entityId"] for change in (created, updated, deleted)} == {str(worklog)}
    assert [change["action"] for change in (created, updated, deleted)] == ["Created", "Updated", "Deleted"]
    assert (created["actor"], created["at"], created["version"]) == (alice.id, "2026-03-18T12:00:00Z", 1)
    assert (updated["actor"], updated["at"]) == (carol.id, "2026-03-18T12:01:00Z")
    assert created["after"] == updated["before"]
    assert created["after"]["time_spent_seconds"] == 3600
    assert updated["after"] == deleted["before"]
    assert "before" not in created
    assert "after" not in deleted


def test_the_typed_client_reads_it(alice: Person) -> None:
    alice.logs()

    page = alice.client.changes.get_changes()

    assert [change.action for change in page.changes if change.entity == "worklog"] == ["Created"]


def test_now_skips_all_changes_so_far(alice: Person) -> None:
    alice.logs()
    reader = Reader(alice, "worklog")
    reader.position = "now"
    assert reader.follow() == []

    id = alice.logs()["tempoWorklogId"]

    assert [change["entityId"] for change in reader.follow()] == [str(id)]


def test_a_worklog_that_moves_out_of_sight_is_deleted_for_the_reader(alice: Person, bob: Person, carol: Person) -> None:
    """Bob may see alice's worklogs since 2026-01-01."""
    worklog = alice.logs(description="secret")["tempoWorklogId"]
    body = {"authorAccountId": alice.id, "timeSpentSeconds": 60, "description": "hidden"}
    assert carol.put(f"/worklogs/{worklog}", body | {"startDate": "2025-12-31"}).is_success
    assert carol.put(f"/worklogs/{worklog}", body | {"startDate": "2026-01-02", "description": "back"}).is_success

    created, deleted, created_again = Reader(bob, "worklog").follow()

    assert [change["action"] for change in (created, deleted, created_again)] == ["Created", "Deleted", "Created"]
    assert "after" not in deleted
    assert "before" not in created_again
    assert "hidden" not in str((created, deleted, created_again))


def test_a_page_that_reads_only_changes_of_others_is_empty_but_not_the_last(
    alice: Person, dave: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    reader = Reader(dave, "worklog")
    reader.follow()
    for _ in range(5):
        alice.logs()
    own = dave.logs()["tempoWorklogId"]
    monkeypatch.setattr(store, "WINDOW", 3)

    page = reader.get()
    assert (page["changes"], page["hasMore"]) == ([], True)
    assert [change["entityId"] for change in reader.follow()] == [str(own)]


def test_only_administrators_read_other_entities(alice: Person, carol: Person) -> None:
    alice.logs()
    entities = {change["entity"] for change in Reader(alice).follow()}
    assert "worklog" in entities
    assert entities.isdisjoint({"user", "team", "issue", "apitoken"})
    others = {change["entity"] for change in Reader(carol).follow()}
    assert others >= {"user", "team", "issue"}
    assert others.isdisjoint({"apitoken", "preferences", "timer"}), "objects that concern only their owner"

    response = alice.http.get(PATH, params={"entity": "user"})
    assert response.status_code == 403
    assert response.text == "You may not read changes of 'user': it needs an administrator and a token without scopes."


def test_a_token_reads_only_entities_of_its_scopes(alice: Person, carol: Person, database: Database) -> None:
    assert carol.post("/customers", {"key": "A", "name": "A"}).is_success
    alice.logs()
    with database.write() as db:
        scopes = ["changes:view", "worklogs:view"]
        _, token = auth.create_token(Call(db, SYSTEM, clock.now()), alice.id, "feed", scopes=scopes)
    limited = replace(alice, token=token)

    entities = {change["entity"] for change in Reader(limited).follow()}
    assert "worklog" in entities
    assert "customer" not in entities
    response = limited.http.get(PATH, params={"entity": "customer"})
    assert response.text == "You may not read changes of 'customer': it needs a token with the scope accounts:view."


@sqlite_only
@pytest.mark.parametrize(
    ("params", "fault"),
    [
        ({"entity": "cat"}, ("entity", "invalid_choice")),
        ({"after": "7"}, ("after", "invalid")),
        ({"after": "9" * 30 + "-1"}, ("after", "invalid")),
        ({"wait": 31}, ("wait", "out_of_range")),
        ({"limit": 1001}, ("limit", "out_of_range")),
    ],
)
def test_invalid_parameters_are_refused(alice: Person, params: dict[str, Any], fault: tuple[str, str]) -> None:
    response = alice.http.get(PATH, params=params)

    assert response.status_code == 400
    assert faults(response) == [fault]
