"""GET /4/teams/{id}/members."""

from tests.cast import ACCOUNT_IDS, BASE_URL, NORTHERNERS, Person
from tests.conftest import StoppedClock


def test_it_returns_today_s_members(dave: Person) -> None:
    answer = dave.get(f"/teams/{NORTHERNERS}/members").json()

    user, team = f"{BASE_URL}/rest/api/2/user?accountId=712020:alice", f"{BASE_URL}/4/teams/1"
    assert answer["metadata"] == {"count": 2, "offset": 0, "limit": 50}
    assert answer["results"][0] == {
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


def test_the_first_day_is_part_of_the_membership_and_the_end_is_not(carol: Person, stopped_clock: StoppedClock) -> None:
    carol.put("/team-memberships/1", {"from": "2026-01-01", "to": "2026-03-18"})
    carol.post("/team-memberships", {"teamId": NORTHERNERS, "accountId": ACCOUNT_IDS["dave"], "from": "2026-03-18"})
    assert _members(carol) == [ACCOUNT_IDS["eve"], ACCOUNT_IDS["dave"]]

    stopped_clock.set("2026-03-17T12:00:00Z")
    assert _members(carol) == [ACCOUNT_IDS["alice"], ACCOUNT_IDS["eve"]]


def test_today_depends_on_the_caller_s_time_zone(carol: Person, stopped_clock: StoppedClock) -> None:
    carol.put("/team-memberships/1", {"from": "2026-03-18"})

    stopped_clock.set("2026-03-17T23:30:00Z")
    assert ACCOUNT_IDS["alice"] in _members(carol), "in Berlin it is the 18th already"


def test_it_pages(carol: Person) -> None:
    first = carol.get(f"/teams/{NORTHERNERS}/members", limit="1").json()
    second = carol.http.get(first["metadata"]["next"]).json()

    assert [entry["member"]["accountId"] for entry in first["results"] + second["results"]] == ["712020:alice", "712020:eve"]
