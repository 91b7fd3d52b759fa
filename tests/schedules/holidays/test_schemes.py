"""Holiday schemes, their members and their default."""

import pytest
from sqlalchemy import text

from andante.kit import clock
from andante.kit.call import SYSTEM, Call
from andante.kit.database import Database
from andante.schedules.holidays import actions
from andante.schedules.holidays.wire import HolidaySchemeInput
from tests.cast import ACCOUNT_IDS, BASE_URL, Person, message
from tests.schedules.concurrency import run_concurrently

from .schemes import CHRISTMAS, EASTER, add_holiday, assign, counts, create_scheme


def test_a_scheme_is_returned_as_documented(carol: Person) -> None:
    response = carol.post("/holiday-schemes", {"name": "Berlin", "description": "Land"})

    assert response.status_code == 200
    assert response.json() == {
        "self": f"{BASE_URL}/4/holiday-schemes/2",
        "id": 2,
        "name": "Berlin",
        "description": "Land",
        "defaultScheme": False,
        "memberCount": 0,
    }
    assert carol.get("/holiday-schemes/2").json() == response.json()


def test_a_new_server_has_one_scheme_without_holidays_for_all_users(alice: Person) -> None:
    body = alice.get("/holiday-schemes").json()

    assert (body["self"], body["metadata"]) == (f"{BASE_URL}/4/holiday-schemes", {"count": 1})
    (scheme,) = body["results"]
    assert (scheme["id"], scheme["name"], scheme["defaultScheme"], scheme["memberCount"]) == (1, "No holidays", True, 6)
    assert alice.get("/holiday-schemes/1/holidays").json()["results"] == []


@pytest.mark.parametrize("wrong", [{}, {"name": ""}, {"name": "x" * 256}, {"name": [1]}, None])
def test_a_scheme_needs_a_name(carol: Person, wrong: object) -> None:
    assert carol.post("/holiday-schemes", wrong).status_code == 400
    assert carol.put("/holiday-schemes/1", wrong).status_code == 400
    assert counts(carol) == {"No holidays": 6}


def test_an_update_replaces_name_and_description(carol: Person) -> None:
    carol.put("/holiday-schemes/1", {"name": "First", "description": "Words"})

    updated = carol.put("/holiday-schemes/1", {"name": "Second"}).json()

    assert (updated["name"], updated["description"], updated["defaultScheme"]) == ("Second", "", True)
    assert carol.get("/holiday-schemes/1").json() == updated


def test_a_scheme_is_deleted_with_its_holidays_and_assignments(carol: Person, alice: Person, database: Database) -> None:
    scheme = create_scheme(carol, "Berlin", CHRISTMAS, EASTER)
    assign(carol, scheme, alice)

    assert carol.delete(f"/holiday-schemes/{scheme}").status_code == 204

    assert counts(carol) == {"No holidays": 6}
    assert carol.get(f"/holiday-schemes/users/{alice.id}").json()["id"] == 1
    with database.read() as db:
        rows = db.execute(text("SELECT entity, entity_id, action FROM changes WHERE action = 'Deleted' ORDER BY id")).all()
    assert [tuple(row) for row in rows] == [
        ("holiday", "1", "Deleted"),
        ("holiday", "2", "Deleted"),
        ("holidayscheme", str(scheme), "Deleted"),
    ]


def test_the_default_can_not_be_deleted(carol: Person) -> None:
    response = carol.delete("/holiday-schemes/1")

    assert response.status_code == 400
    assert "The holiday scheme 1 (No holidays) is the default and can't be deleted" in message(response)
    assert counts(carol) == {"No holidays": 6}


def test_users_without_an_assignment_change_to_the_new_default(carol: Person, alice: Person) -> None:
    scheme = create_scheme(carol)
    assign(carol, 1, alice)

    response = carol.put(f"/holiday-schemes/{scheme}/default")

    assert (response.json()["defaultScheme"], response.json()["memberCount"]) == (True, 5)
    assert counts(carol) == {"No holidays": 1, "Berlin": 5}
    assert carol.delete("/holiday-schemes/1").status_code == 204
    assert counts(carol) == {"Berlin": 6}


def test_an_assignment_replaces_the_current_one(carol: Person, alice: Person, bob: Person) -> None:
    first, second = create_scheme(carol, "First"), create_scheme(carol, "Second")
    assign(carol, first, alice, bob)

    assign(carol, second, alice)

    assert counts(carol) == {"No holidays": 4, "First": 1, "Second": 1}
    page = bob.get(f"/holiday-schemes/{second}/members").json()
    assert page["results"] == [{"self": f"{BASE_URL}/rest/api/2/user?accountId=712020:alice", "accountId": "712020:alice"}]
    assert page["metadata"] == {"count": 1, "offset": 0, "limit": 50}
    assert bob.get(f"/holiday-schemes/users/{alice.id}").json()["id"] == second


def test_an_unknown_user_is_refused_and_no_assignment_changes(carol: Person, alice: Person) -> None:
    scheme = create_scheme(carol)

    response = carol.post(f"/holiday-schemes/{scheme}/members", {"accountIds": [alice.id, "712020:nobody"]})

    assert (response.status_code, message(response)) == (400, "'accountIds' names the user '712020:nobody', who does not exist")
    assert counts(carol)["Berlin"] == 0


def test_without_account_ids_no_assignment_changes(carol: Person) -> None:
    assert carol.post("/holiday-schemes/1/members", {}).status_code == 204
    assert carol.post("/holiday-schemes/1/members", {"accountIds": []}).status_code == 400


def test_members_of_several_schemes_are_searched_with_paging_in_the_body(carol: Person, alice: Person) -> None:
    scheme = create_scheme(carol)
    assign(carol, scheme, alice)

    page = carol.post("/holiday-schemes/members/search", {"schemeIds": [1, scheme], "limit": 2}).json()

    assert page["metadata"] == {"count": 2, "offset": 0, "limit": 2}
    assert sorted(page) == ["metadata", "results"]
    found = [(entry["member"]["accountId"], entry["schemeId"]) for entry in page["results"]]
    assert found == [(ACCOUNT_IDS["alice"], scheme), (ACCOUNT_IDS["bob"], 1)]


@pytest.mark.parametrize("id", ["7", "0", "nix", "9" * 40])
def test_missing_schemes_are_not_found(carol: Person, id: str) -> None:
    path = f"/holiday-schemes/{id}"

    responses = [carol.get(path), carol.put(path, {"name": "x"}), carol.delete(path), carol.put(f"{path}/default")]
    responses += [carol.get(f"{path}/members"), carol.post(f"{path}/members", {"accountIds": [carol.id]})]
    responses += [carol.get(f"{path}/holidays"), carol.post(f"{path}/holidays", CHRISTMAS), carol.get(f"{path}/holidays/floating")]
    responses += [carol.get("/holiday-schemes/users/712020:nobody"), carol.get(f"{path}/holidays/1")]

    assert {response.status_code for response in responses} == {404}


def test_only_administrators_change_schemes_and_holidays(carol: Person, alice: Person) -> None:
    holiday = add_holiday(carol, 1, CHRISTMAS)
    responses = [
        alice.post("/holiday-schemes", {"name": "Mine"}),
        alice.put("/holiday-schemes/1", {"name": "Mine"}),
        alice.delete("/holiday-schemes/1"),
        alice.put("/holiday-schemes/1/default"),
        alice.post("/holiday-schemes/1/members", {"accountIds": [alice.id]}),
        alice.post("/holiday-schemes/1/holidays", EASTER),
        alice.put(f"/holiday-schemes/1/holidays/{holiday}", EASTER),
        alice.delete(f"/holiday-schemes/1/holidays/{holiday}"),
    ]

    assert {response.status_code for response in responses} == {403}
    assert counts(alice) == {"No holidays": 6}
    assert alice.get(f"/holiday-schemes/1/holidays/{holiday}").json()["name"] == "Christmas"


def test_concurrent_deletions_and_changes_of_the_default_leave_exactly_one_default(database: Database) -> None:
    with database.write() as db:
        schemes = [actions.create(Call(db, SYSTEM, clock.now()), HolidaySchemeInput(name=f"Scheme {n}")).id for n in range(4)]

    run_concurrently(database, 8, lambda call, n: (actions.make_default if n % 2 else actions.remove)(call, schemes[n // 2]))

    with database.read() as db:
        remaining = actions.list_all(Call(db, SYSTEM, clock.now()))
    assert [scheme.is_default for scheme in remaining].count(True) == 1
    assert sum(scheme.member_count for scheme in remaining) == 6
