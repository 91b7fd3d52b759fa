"""Listing, creating, reading, updating and deleting workload schemes."""

from typing import Any

import pytest

from tests.cast import BASE_URL, Person, message

from .schemes import WEEK, assign, counts, create_scheme, members, week


def test_a_scheme_is_returned_as_documented(carol: Person) -> None:
    response = carol.post("/workload-schemes", {"name": "Part time", "description": "Mornings", "days": week(4, 4, 4, 4)})

    assert response.status_code == 200
    assert response.json() == {
        "self": f"{BASE_URL}/4/workload-schemes/2",
        "id": 2,
        "name": "Part time",
        "description": "Mornings",
        "defaultScheme": False,
        "memberCount": 0,
        "days": [{"day": day, "requiredSeconds": 14_400 if n < 4 else 0} for n, day in enumerate(WEEK)],
    }
    assert carol.get("/workload-schemes/2").json() == response.json()


def test_a_new_server_has_one_scheme_for_all_users(alice: Person) -> None:
    body = alice.get("/workload-schemes").json()

    assert body["metadata"] == {"count": 1, "offset": 0, "limit": 50}
    (scheme,) = body["results"]
    assert (scheme["id"], scheme["name"], scheme["defaultScheme"], scheme["memberCount"]) == (1, "Full time", True, 6)
    assert [day["requiredSeconds"] for day in scheme["days"]] == [28_800] * 5 + [0, 0]


def test_the_default_days_are_eight_hours_from_monday_to_friday(carol: Person) -> None:
    scheme = carol.post("/workload-schemes", {"name": "Plain"}).json()

    assert [day["requiredSeconds"] for day in scheme["days"]] == [28_800] * 5 + [0, 0]
    assert scheme["description"] == ""


def test_the_order_of_the_days_does_not_matter(carol: Person) -> None:
    scheme = carol.post("/workload-schemes", {"name": "Backwards", "days": week(1, 2, 3)[::-1]}).json()

    assert [day["requiredSeconds"] for day in scheme["days"]] == [3600, 7200, 10_800, 0, 0, 0, 0]


@pytest.mark.parametrize(
    ("wrong", "expected"),
    [
        ({"name": ""}, "'name' must be text of 1 to 255 characters"),
        ({"name": None}, "'name' must be text"),
        ({"days": week(8)[:6]}, "'days' must have 7 entries, not 6"),
        ({"days": []}, "'days' must have 7 entries, not 0"),
        ({"days": [*week(8)[:6], week(8)[0]]}, "'days' has MONDAY twice; each day of the week is required once; 'days' lacks SUNDAY"),
        ({"days": week(25)}, "'days[0].requiredSeconds' must be a whole number from 0 to 86400, not 90000"),
        ({"days": week(-1)}, "'days[0].requiredSeconds' must be a whole number from 0 to 86400, not -3600"),
        ({"days": [{"day": "FUNDAY", "requiredSeconds": 0}] * 7}, "'days[0].day' must be one of FRIDAY, MONDAY"),
    ],
)
def test_bad_input_is_refused_and_creates_nothing(carol: Person, wrong: dict[str, Any], expected: str) -> None:
    response = carol.post("/workload-schemes", {"name": "Part time", "days": week(8)} | wrong)

    assert response.status_code == 400
    assert expected in message(response)
    assert counts(carol) == {"Full time": 6}


def test_schemes_are_paged(carol: Person) -> None:
    for number in range(3):
        create_scheme(carol, f"Scheme {number}")

    first = carol.get("/workload-schemes", limit=2).json()
    second = carol.http.get(first["metadata"]["next"]).json()

    assert [scheme["id"] for scheme in first["results"] + second["results"]] == [1, 2, 3, 4]
    assert "next" not in second["metadata"]


def test_an_update_replaces_name_description_and_days(carol: Person) -> None:
    scheme = create_scheme(carol)

    updated = carol.put(f"/workload-schemes/{scheme}", {"name": "Half", "days": week(5)}).json()

    assert (updated["name"], updated["description"], updated["days"][0]["requiredSeconds"]) == ("Half", "", 18_000)
    assert carol.get(f"/workload-schemes/{scheme}").json() == updated


def test_a_bad_update_changes_nothing(carol: Person) -> None:
    before = carol.get("/workload-schemes/1").json()

    assert carol.put("/workload-schemes/1", {"name": "Half", "days": week(5)[1:] + week(5)[1:2]}).status_code == 400
    assert carol.get("/workload-schemes/1").json() == before


def test_the_members_of_a_deleted_scheme_return_to_the_default(carol: Person, alice: Person, bob: Person) -> None:
    scheme = create_scheme(carol)
    assign(carol, scheme, alice, bob)
    assert counts(carol) == {"Full time": 4, "Part time": 2}

    assert carol.delete(f"/workload-schemes/{scheme}").status_code == 204

    assert counts(carol) == {"Full time": 6}
    assert carol.get(f"/workload-schemes/users/{alice.id}").json()["id"] == 1
    assert carol.get(f"/workload-schemes/{scheme}").status_code == 404


def test_the_default_can_not_be_deleted(carol: Person) -> None:
    response = carol.delete("/workload-schemes/1")

    assert response.status_code == 400
    assert "The workload scheme 1 (Full time) is the default and can't be deleted" in message(response)
    assert len(members(carol, 1)) == 6


@pytest.mark.parametrize("id", ["7", "0", "-1", "nix", str(2**63), "9" * 40])
def test_missing_schemes_are_not_found(carol: Person, id: str) -> None:
    body = {"name": "x"}
    path = f"/workload-schemes/{id}"

    responses = [carol.get(path), carol.put(path, body), carol.delete(path), carol.put(f"{path}/default"), carol.get(f"{path}/members")]
    responses.append(carol.post(f"{path}/members", {"accountIds": [carol.id]}))

    assert {response.status_code for response in responses} == {404}


def test_only_administrators_change_schemes(alice: Person, frank: Person) -> None:
    for person in (alice, frank):
        responses = [
            person.post("/workload-schemes", {"name": "Mine"}),
            person.put("/workload-schemes/1", {"name": "Mine"}),
            person.delete("/workload-schemes/1"),
            person.put("/workload-schemes/1/default"),
            person.post("/workload-schemes/1/members", {"accountIds": [person.id]}),
        ]
        assert {response.status_code for response in responses} == {403}
    assert counts(alice) == {"Full time": 6}


def test_a_token_needs_the_scope_for_schemes(eve: Person) -> None:
    assert eve.get("/workload-schemes").status_code == 403
    assert eve.get("/workload-schemes/1").status_code == 403
