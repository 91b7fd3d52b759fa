"""GET /4/worklogs/team/{teamId}."""

from typing import Any

import pytest

from tests.cast import NORTHERNERS, House, Person, ids, message

PATH = f"/worklogs/team/{NORTHERNERS}"


@pytest.fixture(autouse=True)
def work(house: House) -> None:
    """Alice has left with the end of February, dave was never in the team."""
    house.carol.put("/team-memberships/1", {"from": "2026-01-01", "to": "2026-03-01"})
    for day in ("2025-12-31", "2026-01-01", "2026-02-28", "2026-03-01"):
        house.alice.logs(on=day)
    house.dave.logs(on="2026-02-01")
    house.bob.logs(on="2026-02-01")


def test_it_answers_what_people_did_while_they_were_in_the_team(bob: Person) -> None:
    answer = bob.get(PATH).json()

    assert [worklog["startDate"] for worklog in answer["results"]] == ["2026-01-01", "2026-02-28"]
    assert answer["metadata"] == {"count": 2, "offset": 0, "limit": 50}
    assert answer["results"][0] == bob.get("/worklogs/2").json()


@pytest.mark.parametrize(("who", "seen"), [("alice", [2, 3]), ("bob", [2, 3]), ("carol", [2, 3]), ("dave", []), ("frank", [2, 3])])
def test_the_lead_and_who_may_view_worklogs_see_all_others_their_own(house: House, who: str, seen: list[int]) -> None:
    assert ids(house.people[who].get(PATH)) == seen


def test_a_member_does_not_see_the_work_of_other_members(house: House) -> None:
    house.carol.post("/team-memberships", {"teamId": NORTHERNERS, "accountId": house.dave.id})

    assert ids(house.dave.get(PATH)) == [5]
    assert ids(house.bob.get(PATH)) == [2, 5, 3]


@pytest.mark.parametrize(
    ("params", "seen"),
    [
        ({"from_": "2026-01-02"}, [3]),
        ({"to": "2026-01-01"}, [2]),
        ({"from_": "2026-03-01"}, []),
        ({"updatedFrom": "2026-03-18"}, [2, 3]),
        ({"updatedFrom": "2026-03-19"}, []),
        ({"limit": "1", "offset": "1"}, [3]),
    ],
)
def test_it_takes_the_filters_of_its_siblings(bob: Person, params: Any, seen: list[int]) -> None:
    assert ids(bob.get(PATH, **params)) == seen


def test_it_pages(bob: Person) -> None:
    first = bob.get(PATH, limit="1").json()
    second = bob.http.get(first["metadata"]["next"])

    assert ids(second) == [3]
    assert "next" not in second.json()["metadata"]


@pytest.mark.parametrize("params", [{"from_": "2026-02-02", "to": "2026-02-01"}, {"from_": "x"}, {"limit": "0"}])
def test_bad_parameters_are_refused(bob: Person, params: Any) -> None:
    assert message(bob.get(PATH, **params))


@pytest.mark.parametrize("id", ["9", "nix", "0"])
def test_what_is_no_team_is_not_found(bob: Person, id: str) -> None:
    assert bob.get(f"/worklogs/team/{id}").status_code == 404
