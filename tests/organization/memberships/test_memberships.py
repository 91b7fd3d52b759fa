"""Memberships: all operations except the list of the current members of a team."""

from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from sqlalchemy import event, text

from andante.kit.database import Database
from andante.kit.errors import Invalid
from tests.cast import ACCOUNT_IDS, BASE_URL, NORTHERNERS, NOW, Company, Person, message
from tests.statements import statements

FROM_TODAY = {"from": NOW[:10]}
DAVE = {"accountId": ACCOUNT_IDS["dave"], "teamId": NORTHERNERS}
ROLE = {"self": f"{BASE_URL}/4/roles/1", "id": 1, "name": "Member"}


def test_a_membership_is_returned_as_documented(carol: Person, alice: Person) -> None:
    carol.post("/roles", {"name": "Tester"})
    membership = {
        "self": f"{BASE_URL}/4/team-memberships/3",
        "id": 3,
        "commitmentPercent": 40,
        "from": "2026-02-01",
        "to": "2026-03-01",
        "inclusiveTo": "2026-02-28",
        "role": {"self": f"{BASE_URL}/4/roles/2", "id": 2, "name": "Tester"},
        "team": {"self": f"{BASE_URL}/4/teams/1", "id": 1, "name": "Northerners"},
        "member": {"self": f"{BASE_URL}/rest/api/2/user?accountId=712020:dave", "accountId": "712020:dave"},
    }

    body = DAVE | {"roleId": 2, "commitmentPercent": 40, "from": "2026-02-01", "to": "2026-03-01"}
    assert carol.post("/team-memberships", body).json() == membership
    assert alice.get("/team-memberships/3").json() == membership


def test_the_defaults_are_the_default_role_full_commitment_and_no_end(carol: Person) -> None:
    membership = carol.post("/team-memberships", DAVE).json()

    assert membership["role"] == ROLE
    assert membership["commitmentPercent"] == 100
    assert not {"from", "to", "inclusiveTo"} & set(membership)


def test_a_commitment_of_zero_is_valid(carol: Person) -> None:
    assert carol.post("/team-memberships", DAVE | {"commitmentPercent": 0}).json()["commitmentPercent"] == 0


def test_the_end_can_be_the_last_day(carol: Person) -> None:
    body = {"from": "2026-02-01", "to": "2026-02-28", "useInclusiveEndDate": True}

    created = carol.post("/team-memberships", DAVE | body).json()
    changed = carol.put("/team-memberships/3", body | {"to": "2026-02-01"}).json()

    assert (created["to"], created["inclusiveTo"]) == ("2026-03-01", "2026-02-28")
    assert (changed["to"], changed["inclusiveTo"]) == ("2026-02-02", "2026-02-01")


def test_a_put_replaces_everything_except_team_and_member(carol: Person) -> None:
    carol.post("/roles", {"name": "Tester"})
    carol.post("/team-memberships", DAVE | {"roleId": 2, "commitmentPercent": 40, "from": "2026-02-01", "to": "2026-03-01"})

    changed = carol.put("/team-memberships/3", {"from": "2026-02-15"}).json()

    assert changed["from"] == "2026-02-15"
    assert "to" not in changed
    assert changed["commitmentPercent"] == 100
    assert changed["role"] == ROLE
    assert changed["member"]["accountId"] == ACCOUNT_IDS["dave"]


def test_a_deleted_membership_is_gone(carol: Person) -> None:
    assert carol.delete("/team-memberships/1").status_code == 204
    assert carol.get("/team-memberships/1").status_code == 404
    assert carol.delete("/team-memberships/1").status_code == 404


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ({"roleId": 9}, "'roleId' names the role 9, which does not exist"),
        ({"commitmentPercent": 101}, "'commitmentPercent' must be a whole number from 0 to 100, not 101"),
        ({"commitmentPercent": -1}, "'commitmentPercent' must be a whole number from 0 to 100, not -1"),
        ({"from": "2026-02-30"}, "'from' must be valid on the format: 'yyyy-MM-dd'"),
        ({"from": "2026-02-02", "to": "2026-02-02"}, "'to' 2026-02-02 must be after 'from' 2026-02-02"),
        ({"from": "2026-02-02", "to": "2026-02-01", "useInclusiveEndDate": True}, "'to' 2026-02-01 must be on or after 'from'"),
        ({"to": "9999-12-31", "useInclusiveEndDate": True}, "'to' can't be 9999-12-31: leave it out for a membership without end"),
        ({"to": "0001-01-01"}, "'to' must not be before 1900-01-01"),
        ({"from": "1899-12-31"}, "'from' must not be before 1900-01-01"),
        ({"useInclusiveEndDate": "x"}, "'useInclusiveEndDate' must be true or false"),
    ],
)
def test_bad_input_is_refused_and_changes_nothing(carol: Person, body: dict[str, Any], expected: str) -> None:
    before = carol.get("/team-memberships/team/1").json()

    assert expected in message(carol.post("/team-memberships", DAVE | body))
    assert expected in message(carol.put("/team-memberships/1", body))
    assert carol.get("/team-memberships/team/1").json() == before


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ({}, "'accountId' is required; 'teamId' is required"),
        (DAVE | {"accountId": "712020:unknown"}, "'accountId' names the user '712020:unknown', who does not exist"),
        (DAVE | {"teamId": 9}, "'teamId' names the team 9, which does not exist"),
    ],
)
def test_a_membership_needs_an_existing_user_and_team(carol: Person, body: dict[str, Any], expected: str) -> None:
    assert expected in message(carol.post("/team-memberships", body))


@pytest.mark.parametrize("id", ["9", "0", "nix"])
def test_an_unknown_membership_is_not_found(carol: Person, id: str) -> None:
    assert carol.get(f"/team-memberships/{id}").status_code == 404
    assert carol.put(f"/team-memberships/{id}", {}).status_code == 404
    assert carol.delete(f"/team-memberships/{id}").status_code == 404
    assert carol.get(f"/team-memberships/team/{id}").status_code == 404


@pytest.mark.parametrize(
    ("days", "is_allowed"),
    [
        ({"to": "2026-02-01"}, True),
        ({"from": "2025-01-01", "to": "2026-02-01"}, True),
        ({"to": "2026-02-02"}, False),
        ({"to": "2026-02-01", "useInclusiveEndDate": True}, False),
        ({"from": "2026-02-10", "to": "2026-02-11"}, False),
        ({"from": "2026-01-01", "to": "2027-01-01"}, False),
        ({}, False),
        ({"from": "2026-02-28"}, False),
        ({"from": "2026-03-01"}, True),
    ],
)
def test_memberships_of_one_person_in_one_team_cannot_overlap(carol: Person, days: dict[str, Any], is_allowed: bool) -> None:
    carol.post("/team-memberships", DAVE | {"from": "2026-02-01", "to": "2026-03-01"})

    response = carol.post("/team-memberships", DAVE | days)

    assert response.status_code == (200 if is_allowed else 400)
    if not is_allowed:
        expected = "'712020:dave' is already a member of the team 'Northerners' from 2026-02-01 until 2026-02-28 (membership 3)"
        assert expected in message(response)


def test_a_change_cannot_cause_an_overlap(carol: Person) -> None:
    carol.post("/team-memberships", DAVE | {"to": "2026-02-01"})
    carol.post("/team-memberships", DAVE | {"from": "2026-02-01"})

    assert "already a member" in message(carol.put("/team-memberships/3", {"to": "2026-02-02"}))
    assert carol.put("/team-memberships/3", {"to": "2026-02-01"}).status_code == 200


def test_a_user_may_be_in_several_teams(carol: Person) -> None:
    carol.post("/teams", {"name": "Southerners"})

    assert carol.post("/team-memberships", DAVE).status_code == 200
    assert carol.post("/team-memberships", DAVE | {"teamId": 2}).status_code == 200


def test_one_of_several_concurrent_overlapping_memberships_is_stored(carol: Person) -> None:
    with ThreadPoolExecutor(8) as pool:
        codes = sorted(pool.map(lambda _: carol.post("/team-memberships", DAVE).status_code, range(16)))

    assert codes == [200] + [400] * 15
    assert len(carol.post("/team-memberships/search", {"accountIds": [ACCOUNT_IDS["dave"]]}).json()["results"]) == 1


@pytest.mark.parametrize("template", ["postgresql"], indirect=True)
def test_a_constraint_of_postgresql_refuses_overlapping_memberships(database: Database) -> None:
    row = "INSERT INTO team_memberships (team_id, account_id, role_id, commitment_percent, from_date, to_date) VALUES "
    with pytest.raises(Invalid, match="This team memberships overlap already exists"), database.write() as db:
        db.execute(text(row + "(1, '712020:alice', 1, 100, '2026-05-01', '2026-06-01')"))


@pytest.mark.parametrize("who", ["alice", "dave", "frank"])
def test_only_the_lead_and_team_managers_write_memberships(company: Company, who: str) -> None:
    person = company.people[who]

    assert person.post("/team-memberships", DAVE).status_code == 403
    assert person.put("/team-memberships/1", {}).status_code == 403
    assert person.delete("/team-memberships/1").status_code == 403


def test_a_lead_writes_the_memberships_of_their_own_team(bob: Person, carol: Person) -> None:
    carol.post("/teams", {"name": "Southerners"})
    carol.post("/teams", {"name": "Westerners", "leadAccountId": bob.id})
    carol.post("/team-memberships", DAVE | {"teamId": 3})

    assert bob.post("/team-memberships", DAVE | FROM_TODAY).status_code == 200
    assert bob.put("/team-memberships/4", {"commitmentPercent": 10} | FROM_TODAY).json()["commitmentPercent"] == 10
    assert bob.delete("/team-memberships/4").status_code == 204
    assert bob.post("/team-memberships", DAVE | {"teamId": 2}).status_code == 403


@pytest.mark.parametrize("days", [{}, {"from": "2026-03-17"}, {"to": "2026-03-18"}, {"from": "1990-01-01", "to": "1990-01-02"}])
def test_a_lead_cannot_add_a_user_on_past_days(bob: Person, dave: Person, days: dict[str, str]) -> None:
    worklog = dave.logs(on="2026-03-16")

    refused = bob.post("/team-memberships", DAVE | days)

    assert refused.status_code == 403
    assert "permissions.team.manage" in refused.text
    assert bob.get(f"/worklogs/{worklog['tempoWorklogId']}").status_code == 404


def test_a_lead_cannot_extend_a_membership_into_the_past(bob: Person, carol: Person) -> None:
    id = carol.post("/team-memberships", DAVE | FROM_TODAY).json()["id"]
    ended = carol.post(
        "/team-memberships", {"accountId": ACCOUNT_IDS["frank"], "teamId": NORTHERNERS, "from": "2026-01-01", "to": "2026-02-01"}
    )

    assert bob.put(f"/team-memberships/{id}", {"from": "2026-03-01"}).status_code == 403
    assert bob.put(f"/team-memberships/{ended.json()['id']}", {"from": "2026-01-01"}).status_code == 403
    assert bob.put(f"/team-memberships/{ended.json()['id']}", {"from": "2026-01-15", "to": "2026-02-01"}).status_code == 200
    assert bob.put(f"/team-memberships/{id}", {"from": "2026-04-01"}).status_code == 200
    assert carol.put(f"/team-memberships/{id}", {"from": "2020-01-01"}).status_code == 200


def test_members_cannot_be_added_to_a_hidden_team(alice: Person, carol: Person) -> None:
    carol.post("/teams", {"name": "Hidden", "public": False})

    assert "'teamId' names the team 2, which does not exist" in message(alice.post("/team-memberships", DAVE | {"teamId": 2}))


def test_all_memberships_of_a_team_are_listed_including_past_ones(carol: Person, dave: Person) -> None:
    carol.post("/team-memberships", DAVE | {"to": "2020-01-01"})

    result = dave.get("/team-memberships/team/1").json()

    assert result["metadata"] == {"count": 3}
    assert [membership["id"] for membership in result["results"]] == [1, 2, 3]


@pytest.mark.parametrize(
    ("body", "found"),
    [
        ({}, [1, 2, 3, 4]),
        ({"accountIds": ["712020:dave"]}, [3, 4]),
        ({"accountIds": ["712020:dave", "712020:eve"], "teamIds": [1]}, [2, 3]),
        ({"teamIds": [2]}, [4]),
        ({"roleIds": [2]}, [4]),
        ({"roleIds": [1, 2], "accountIds": ["712020:alice"]}, [1]),
        ({"accountIds": []}, []),
        ({"teamIds": [99]}, []),
    ],
)
def test_the_search_filters_by_people_roles_and_teams_and_includes_past_memberships(
    carol: Person, body: dict[str, Any], found: list[int]
) -> None:
    carol.post("/teams", {"name": "Southerners"})
    carol.post("/roles", {"name": "Tester"})
    carol.post("/team-memberships", DAVE | {"to": "2020-01-01"})
    carol.post("/team-memberships", DAVE | {"teamId": 2, "roleId": 2})

    assert [membership["id"] for membership in carol.post("/team-memberships/search", body).json()["results"]] == found


@pytest.mark.parametrize("body", [{"teamIds": ["x"]}, {"roleIds": 1}, {"accountIds": [""]}, {"teamIds": [0]}])
def test_a_bad_search_is_refused(carol: Person, body: dict[str, Any]) -> None:
    assert carol.post("/team-memberships/search", body).status_code == 400


def _add_many(database: Database, people: int, teams: int) -> None:
    """Adds every user to every team."""
    with database.write() as db:
        names = [{"id": f"u{number}"} for number in range(people)]
        db.execute(text("INSERT INTO users (account_id, display_name, time_zone, active) VALUES (:id, :id, 'UTC', true)"), names)
        rows_of_teams = [{"id": number} for number in range(100, 100 + teams)]
        db.execute(text("INSERT INTO teams (id, name, public, administrative) VALUES (:id, 'Team', true, false)"), rows_of_teams)
        columns = "(team_id, account_id, role_id, commitment_percent)"
        all_users = "SELECT teams.id, account_id, 1, 100 FROM teams, users WHERE teams.id >= 100 AND account_id LIKE 'u%'"
        db.execute(text(f"INSERT INTO team_memberships {columns} {all_users}"))


def test_a_search_for_a_hundred_runs_the_same_number_of_statements_as_for_one(alice: Person, database: Database) -> None:
    _add_many(database, 100, 1)
    alice.get("/teams")

    with statements(database) as for_one:
        alice.post("/team-memberships/search", {}, limit=1)
    with statements(database) as for_all:
        assert alice.post("/team-memberships/search", {}, limit=100).json()["metadata"]["count"] == 100

    assert len(for_all) == len(for_one)


def test_the_last_page_of_fifty_thousand_memberships_costs_the_same_as_the_first(alice: Person, database: Database) -> None:
    _add_many(database, 5000, 10)
    pages: list[list[str]] = []
    costs: list[int] = []
    ids: list[int] = []
    alice.get("/teams")  # stores the first use of the token

    url: str | None = "/4/team-memberships/search?limit=1000"
    while url:
        with statements(database) as run, _steps(database) as steps:
            result = alice.http.post(url, json={}).json()
        pages.append(run)
        costs.append(steps[0])
        ids += [membership["id"] for membership in result["results"]]
        url = result["metadata"].get("next")

    assert len(ids) == len(set(ids)) == 50_002
    assert len({len(page) for page in pages}) == 1
    assert costs[-2] <= costs[0] * 1.1


class _steps:
    """Counts the instructions that SQLite runs, in thousands. PostgreSQL doesn't report them."""

    def __init__(self, database: Database) -> None:
        self.database = database
        self.count = [0]

    def __enter__(self) -> list[int]:
        event.listen(self.database.engine, "before_cursor_execute", self._watch)
        return self.count

    def _watch(self, connection: Any, *_: Any) -> None:
        if self.database.sqlite:
            connection.connection.driver_connection.set_progress_handler(self._tick, 1000)

    def _tick(self) -> None:
        self.count[0] += 1

    def __exit__(self, *_: object) -> None:
        event.remove(self.database.engine, "before_cursor_execute", self._watch)
        if self.database.sqlite:
            with self.database.read() as db:
                db.connection.driver_connection.set_progress_handler(None, 0)  # type: ignore[union-attr]
