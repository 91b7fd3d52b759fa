"""GET /4/worklogs/team/{teamId}."""

from typing import Any

import pytest

from tests.cast import NORTHERNERS, Company, Person, ids, message

PATH = f"/worklogs/team/{NORTHERNERS}"


@pytest.fixture(autouse=True)
def work(company: Company) -> None:
    """Alice leaves the team at the end of February. Dave was never a member."""
    company.carol.put("/team-memberships/1", {"from": "2026-01-01", "to": "2026-03-01"})
    for day in ("2025-12-31", "2026-01-01", "2026-02-28", "2026-03-01"):
        company.alice.logs(on=day)
    company.dave.logs(on="2026-02-01")
    company.bob.logs(on="2026-02-01")


def test_only_worklogs_on_days_of_a_membership_are_listed(bob: Person) -> None:
    result = bob.get(PATH).json()

    assert [worklog["startDate"] for worklog in result["results"]] == ["2026-01-01", "2026-02-28"]
    assert result["metadata"] == {"count": 2, "offset": 0, "limit": 50}
    assert result["results"][0] == bob.get("/worklogs/2").json()


@pytest.mark.parametrize(("user", "visible"), [("alice", [2, 3]), ("bob", [2, 3]), ("carol", [2, 3]), ("dave", []), ("frank", [2, 3])])
def test_the_lead_and_users_who_may_view_worklogs_see_all_and_other_users_only_their_own(
    company: Company, user: str, visible: list[int]
) -> None:
    assert ids(company.people[user].get(PATH)) == visible


def test_a_member_does_not_see_the_worklogs_of_other_members(company: Company) -> None:
    company.carol.post("/team-memberships", {"teamId": NORTHERNERS, "accountId": company.dave.id})

    assert ids(company.dave.get(PATH)) == [5]
    assert ids(company.bob.get(PATH)) == [2, 5, 3]


@pytest.mark.parametrize(
    ("params", "visible"),
    [
        ({"from_": "2026-01-02"}, [3]),
        ({"to": "2026-01-01"}, [2]),
        ({"from_": "2026-03-01"}, []),
        ({"updatedFrom": "2026-03-18"}, [2, 3]),
        ({"updatedFrom": "2026-03-19"}, []),
        ({"limit": "1", "offset": "1"}, [3]),
    ],
)
def test_it_has_the_same_filters_as_the_other_lists(bob: Person, params: Any, visible: list[int]) -> None:
    assert ids(bob.get(PATH, **params)) == visible


def test_the_list_is_paged(bob: Person) -> None:
    first = bob.get(PATH, limit="1").json()
    second = bob.http.get(first["metadata"]["next"])

    assert ids(second) == [3]
    assert "next" not in second.json()["metadata"]


@pytest.mark.parametrize("params", [{"from_": "2026-02-02", "to": "2026-02-01"}, {"from_": "x"}, {"limit": "0"}])
def test_bad_parameters_are_refused(bob: Person, params: Any) -> None:
    assert message(bob.get(PATH, **params))


@pytest.mark.parametrize("id", ["9", "nix", "0"])
def test_a_missing_team_is_not_found(bob: Person, id: str) -> None:
    assert bob.get(f"/worklogs/team/{id}").status_code == 404
