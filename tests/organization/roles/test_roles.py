"""Roles: all operations."""

from concurrent.futures import ThreadPoolExecutor

import pytest

from tests.cast import BASE_URL, NORTHERNERS, Company, Person, message


def test_a_new_server_has_one_default_role(alice: Person) -> None:
    member = {"self": f"{BASE_URL}/4/roles/1", "id": 1, "name": "Member", "default": True}

    assert alice.get("/roles/default").json() == member
    assert alice.get("/roles/1").json() == member
    assert alice.get("/roles").json() == {"self": f"{BASE_URL}/4/roles", "metadata": {"count": 1}, "results": [member]}


def test_a_role_can_be_created_renamed_and_deleted(carol: Person) -> None:
    created = carol.post("/roles", {"name": "Tester"}).json()
    assert created == {"self": f"{BASE_URL}/4/roles/2", "id": 2, "name": "Tester", "default": False}

    assert carol.put("/roles/2", {"name": "Senior tester"}).json() == created | {"name": "Senior tester"}
    assert carol.delete("/roles/2").status_code == 204
    assert carol.get("/roles/2").status_code == 404
    assert carol.get("/roles").json()["metadata"] == {"count": 1}


def test_a_role_may_keep_its_own_name(carol: Person) -> None:
    assert carol.put("/roles/1", {"name": "Member"}).json()["default"] is True


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ({}, "'name' is required"),
        ({"name": ""}, "'name' must be text of 1 to 255 characters"),
        ({"name": "x" * 256}, "'name' must be text of 1 to 255 characters"),
        ({"name": [7]}, "'name' must be text of 1 to 255 characters"),
        ({"name": "Member"}, "A role called 'Member' already exists"),
    ],
)
def test_bad_input_is_refused(carol: Person, body: dict[str, object], expected: str) -> None:
    carol.post("/roles", {"name": "Tester"})

    assert expected in message(carol.post("/roles", body))
    assert expected in message(carol.put("/roles/2", body))
    assert [role["name"] for role in carol.get("/roles").json()["results"]] == ["Member", "Tester"]


def test_the_default_role_cannot_be_deleted(carol: Person) -> None:
    response = carol.delete("/roles/1")

    assert response.status_code == 400
    assert "it is the default role" in message(response)


def test_a_role_of_a_membership_cannot_be_deleted(carol: Person) -> None:
    carol.post("/roles", {"name": "Tester"})
    carol.post("/team-memberships", {"accountId": "712020:dave", "teamId": NORTHERNERS, "roleId": 2})

    assert "The role 'Tester' can't be deleted: it is used by team memberships" in message(carol.delete("/roles/2"))


@pytest.mark.parametrize("id", ["9", "0", "-1", "nix", str(2**70)])
def test_an_unknown_role_is_not_found(carol: Person, id: str) -> None:
    assert carol.get(f"/roles/{id}").status_code == 404
    assert carol.put(f"/roles/{id}", {"name": "X"}).status_code == 404
    assert carol.delete(f"/roles/{id}").status_code == 404


@pytest.mark.parametrize("who", ["alice", "bob", "frank"])
def test_only_team_managers_write_roles(company: Company, who: str) -> None:
    person = company.people[who]

    assert person.post("/roles", {"name": "Tester"}).status_code == 403
    assert person.put("/roles/1", {"name": "Tester"}).status_code == 403
    assert person.delete("/roles/1").status_code == 403


def test_a_token_without_the_scope_sees_no_roles(eve: Person) -> None:
    assert eve.get("/roles").status_code == 403


def test_one_of_several_concurrent_roles_with_the_same_name_is_created(carol: Person) -> None:
    with ThreadPoolExecutor(8) as pool:
        codes = sorted(pool.map(lambda _: carol.post("/roles", {"name": "Tester"}).status_code, range(16)))

    assert codes == [200] + [400] * 15
