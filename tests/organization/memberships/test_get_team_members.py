"""GET /4/teams/{id}/members."""

from tests.cast import ACCOUNT_IDS, BASE_URL, NORTHERNERS, Person
from tests.conftest import StoppedClock


def test_the_current_members_are_returned(dave: Person) -> None:
    result = dave.get(f"/teams/{NORTHERNERS}/members").json()

    user, team = f"{BASE_URL}/rest/api/2/user?accountId=712020:alice", f"{BASE_URL}/4/teams/1"
    assert result["metadata"] == {"count": 2, "offset": 0, "limit": 50}
    assert result["results"][0] == {
        "member": {"self": user, "accountId": "712020:alice"},
        "team": {"self": team},
        "memberships": {
            "self": f"{BASE_URL}/4/team-memberships/team/1",
            "active": {
                "self": f"{BASE_URL}/4/team-memberships/1",
                "id": 1,
                "commitmentPercent": 100,
                "from": "2026-01-01",
                "role": {"self": f"{BASE_URL}/4/roles/1", "id": 1, "name": "Member"},
                "member": {"self": user},
                "team": {"self": team},
            },
        },
    }


def _members(person: Person) -> list[str]:
    return [entry["member"]["accountId"] for entry in person.get(f"/teams/{NORTHERNERS}/members").json()["results"]]


def test_a_membership_includes_its_first_day_and_not_its_end(carol: Person, stopped_clock: StoppedClock) -> None:
    carol.put("/team-memberships/1", {"from": "2026-01-01", "to": "2026-03-18"})
    carol.post("/team-memberships", {"teamId": NORTHERNERS, "accountId": ACCOUNT_IDS["dave"], "from": "2026-03-18"})
    assert _members(carol) == [ACCOUNT_IDS["eve"], ACCOUNT_IDS["dave"]]

    stopped_clock.set("2026-03-17T12:00:00Z")
    assert _members(carol) == [ACCOUNT_IDS["alice"], ACCOUNT_IDS["eve"]]


def test_today_is_in_the_time_zone_of_the_caller(carol: Person, stopped_clock: StoppedClock) -> None:
    carol.put("/team-memberships/1", {"from": "2026-03-18"})

    stopped_clock.set("2026-03-17T23:30:00Z")
    assert ACCOUNT_IDS["alice"] in _members(carol), "in Berlin it is the 18th already"


def test_the_members_are_paged(carol: Person) -> None:
    first = carol.get(f"/teams/{NORTHERNERS}/members", limit="1").json()
    second = carol.http.get(first["metadata"]["next"]).json()

    assert [entry["member"]["accountId"] for entry in first["results"] + second["results"]] == ["712020:alice", "712020:eve"]
