"""The members of workload schemes: assigning, listing, searching, and the scheme of a user."""

import base64
import json

import pytest
from sqlalchemy import text

from andante.directory.people import actions as people
from andante.directory.people.wire import UserInput
from andante.kit import clock
from andante.kit.call import SYSTEM, Call
from andante.kit.database import Database
from andante.kit.errors import NotFound
from andante.schedules.workload import actions as workload
from andante.schedules.workload.wire import WorkloadSchemeInput
from tests.cast import ACCOUNT_IDS, BASE_URL, Person, message
from tests.schedules.concurrency import run_concurrently

from .schemes import assign, counts, create_scheme, members


def test_an_assignment_replaces_the_current_one(carol: Person, alice: Person, bob: Person) -> None:
    first, second = create_scheme(carol, "First"), create_scheme(carol, "Second")
    assign(carol, first, alice, bob)

    assign(carol, second, alice)

    assert (members(carol, first), members(carol, second)) == (["bob"], ["alice"])
    assert counts(carol) == {"Full time": 4, "First": 1, "Second": 1}


def test_members_are_returned_as_users(alice: Person) -> None:
    page = alice.get("/workload-schemes/1/members", limit=1).json()

    assert page["results"] == [{"self": f"{BASE_URL}/rest/api/2/user?accountId=712020:alice", "accountId": "712020:alice"}]
    assert page["self"] == f"{BASE_URL}/4/workload-schemes/1/members?limit=1"


def test_the_members_of_the_default_scheme_include_users_without_an_assignment(carol: Person, alice: Person, dave: Person) -> None:
    assign(carol, create_scheme(carol), alice)
    assign(carol, 1, dave)

    names, url = [], f"{BASE_URL}/4/workload-schemes/1/members?limit=2"
    while url:
        page = carol.http.get(url).json()
        names += [user["accountId"] for user in page["results"]]
        url = page["metadata"].get("next")

    assert names == [ACCOUNT_IDS[name] for name in ("bob", "carol", "dave", "eve", "frank")]


def test_a_user_who_is_listed_twice_is_assigned_once(carol: Person, alice: Person) -> None:
    scheme = create_scheme(carol)

    assign(carol, scheme, alice, alice)

    assert members(carol, scheme) == ["alice"]


def test_an_unknown_user_is_refused_and_no_assignment_changes(carol: Person, alice: Person) -> None:
    scheme = create_scheme(carol)

    response = carol.post(f"/workload-schemes/{scheme}/members", {"accountIds": [alice.id, "712020:nobody"]})

    assert response.status_code == 400
    assert message(response) == "'accountIds' names the user '712020:nobody', who does not exist"
    assert members(carol, scheme) == []


@pytest.mark.parametrize("body", [{}, {"accountIds": []}, {"accountIds": [1]}, {"accountIds": "alice"}, None])
def test_at_least_one_account_id_is_required(carol: Person, body: object) -> None:
    assert carol.post("/workload-schemes/1/members", body).status_code == 400


def test_the_scheme_of_a_user_is_the_assigned_one_or_the_default(carol: Person, alice: Person, bob: Person) -> None:
    scheme = create_scheme(carol)
    assign(carol, scheme, alice)

    assert bob.get(f"/workload-schemes/users/{alice.id}").json()["id"] == scheme
    assert bob.get(f"/workload-schemes/users/{bob.id}").json()["id"] == 1
    assert bob.get("/workload-schemes/users/712020:nobody").status_code == 404


def test_a_new_user_has_the_default_scheme(carol: Person, database: Database) -> None:
    with database.write() as db:
        people.add(Call(db, SYSTEM, clock.now()), UserInput(account_id="new", display_name="New", active=False))

    assert counts(carol) == {"Full time": 7}
    assert carol.get("/workload-schemes/users/new").json()["id"] == 1


def test_members_of_several_schemes_are_searched_with_paging_in_the_body(carol: Person, alice: Person, bob: Person) -> None:
    scheme, other = create_scheme(carol), create_scheme(carol, "Other")
    assign(carol, scheme, alice)
    assign(carol, other, bob)

    page = carol.post("/workload-schemes/members/search", {"schemeIds": [1, scheme, 999], "offset": 1, "limit": 3}).json()

    assert page["metadata"] == {"count": 3, "offset": 1, "limit": 3}
    assert sorted(page) == ["metadata", "results"]
    assert [(found["member"]["accountId"], found["schemeId"]) for found in page["results"]] == [
        (ACCOUNT_IDS[name], 1) for name in ("carol", "dave", "eve")
    ]
    members_page = carol.post("/workload-schemes/members/search", {"schemeIds": [scheme, other]}).json()
    assert members_page["metadata"] == {"count": 2, "offset": 0, "limit": 50}
    assert members_page["results"][0] == {
        "member": {"self": f"{BASE_URL}/rest/api/2/user?accountId=712020:alice", "accountId": "712020:alice"},
        "schemeId": scheme,
    }


def test_the_maximum_page_size_of_a_search_is_5000(carol: Person) -> None:
    page = carol.post("/workload-schemes/members/search", {"schemeIds": [1], "limit": 100_000}).json()

    assert page["metadata"] == {"count": 6, "offset": 0, "limit": 5000}


@pytest.mark.parametrize(
    "wrong", [{}, {"schemeIds": []}, {"schemeIds": ["x"]}, {"schemeIds": [1], "limit": 0}, {"schemeIds": [1], "offset": -1}]
)
def test_a_bad_search_is_refused(carol: Person, wrong: object) -> None:
    assert carol.post("/workload-schemes/members/search", wrong).status_code == 400


def test_an_assignment_is_recorded_with_the_previous_one(carol: Person, alice: Person, database: Database) -> None:
    scheme = create_scheme(carol)
    assign(carol, scheme, alice)
    carol.delete(f"/workload-schemes/{scheme}")

    with database.read() as db:
        rows = db.execute(text("SELECT actor, before, after FROM changes WHERE entity = 'workloadmembership' ORDER BY id")).all()

    assigned, default = '{"account_id":"712020:alice","scheme_id":2}', '{"account_id":"712020:alice","scheme_id":1}'
    assert [tuple(row) for row in rows] == [(carol.id, default, assigned), (carol.id, assigned, default)]


@pytest.mark.parametrize("key", [["a\0b"], [1], [], ["a", "b"], None])
def test_an_invalid_cursor_is_refused(alice: Person, key: object) -> None:
    cursor = base64.urlsafe_b64encode(json.dumps([0, *key] if isinstance(key, list) else key).encode()).decode()

    response = alice.get("/workload-schemes/1/members", cursor=cursor)

    assert (response.status_code, message(response)) == (400, "'cursor' must be copied from a next link of this server")


def test_after_concurrent_assignments_and_deletions_every_user_has_a_scheme(database: Database) -> None:
    with database.write() as db:
        schemes = [workload.create(Call(db, SYSTEM, clock.now()), WorkloadSchemeInput(name=f"Scheme {n}")).id for n in range(4)]

    def assign_or_remove(call: Call, number: int) -> None:
        scheme = schemes[number // 2]
        if number % 2:
            workload.assign(call, scheme, list(ACCOUNT_IDS.values()))
        else:
            workload.remove(call, scheme)

    run_concurrently(database, 8, assign_or_remove, expected=NotFound)

    with database.read() as db:
        assert [(scheme.id, scheme.member_count) for scheme in workload.list_all(Call(db, SYSTEM, clock.now()))] == [(1, 6)]
