"""GET /4-andante/reports/time and …/time/worklogs."""

from typing import Any

import pytest

from tests.cast import ACCOUNT_IDS, NORTH_1, NORTH_2, NORTHERNERS, SOUTH_1, Company, Person, faults, message

MARCH = {"from": "2026-03-01", "to": "2026-03-31"}
PROJECT_OF = {NORTH_1: "NORTH", NORTH_2: "NORTH", SOUTH_1: "SOUTH"}


def results(person: Person, *group_by: str, **more: Any) -> list[dict[str, Any]]:
    response = person.http.get("/4-andante/reports/time", params=MARCH | {"groupBy": list(group_by)} | more)
    assert response.status_code == 200, response.text
    found: list[dict[str, Any]] = response.json()["results"]
    return found


def totals(person: Person, *group_by: str, **more: Any) -> dict[str, Any]:
    response = person.http.get("/4-andante/reports/time/totals", params=MARCH | {"groupBy": list(group_by)} | more)
    assert response.status_code == 200, response.text
    found: dict[str, Any] = response.json()
    return found


def rows(person: Person, *group_by: str, **more: Any) -> list[tuple[Any, ...]]:
    """The names of the groups and the logged hours of each row."""
    found = results(person, *group_by, **more)
    return [(*(group["name"] for group in row["groups"]), row["loggedSeconds"] / 3600) for row in found]


@pytest.fixture
def month(company: Company, carol: Person) -> Company:
    """Alice 3 h on NORTH-1 and 1 h on SOUTH-1, eve 2 h on NORTH-2, dave 4 h on NORTH-1. Half of alice's time is billable."""
    carol.logs(10_800, on="2026-03-02", billableSeconds=7_200, authorAccountId=ACCOUNT_IDS["alice"])
    carol.logs(3_600, on="2026-03-17", issueId=SOUTH_1, billableSeconds=0, authorAccountId=ACCOUNT_IDS["alice"])
    carol.logs(7_200, on="2026-03-17", issueId=NORTH_2, authorAccountId=ACCOUNT_IDS["eve"])
    company.dave.logs(14_400, on="2026-03-31")
    return company


def test_time_is_summed_up_by_project(month: Company) -> None:
    assert totals(month.frank, "PROJECT") == {"loggedSeconds": 36_000, "billableSeconds": 28_800}
    assert results(month.frank, "PROJECT") == [
        {
            "groups": [{"dimension": "PROJECT", "id": "10000", "key": "NORTH", "name": "North"}],
            "loggedSeconds": 32_400,
            "billableSeconds": 28_800,
        },
        {
            "groups": [{"dimension": "PROJECT", "id": "10001", "key": "SOUTH", "name": "South"}],
            "loggedSeconds": 3_600,
            "billableSeconds": 0,
        },
    ]


DIMENSIONS: list[tuple[list[str], list[tuple[Any, ...]]]] = [
    (["USER"], [("Alice", 4), ("Dave", 4), ("Eve", 2)]),
    (["TEAM"], [("Northerners", 6), ("", 4)]),
    (["ROLE"], [("Member", 6), ("", 4)]),
    (["TEAM", "USER"], [("Northerners", "Alice", 4), ("Northerners", "Eve", 2), ("", "Dave", 4)]),
    (["ISSUE"], [("Import loses rows", 7), ("Meetings", 2), ("Set up", 1)]),
    (["ACCOUNT"], [("", 10)]),
    (["CUSTOMER", "CATEGORY", "PARENT"], [("", "", "", 10)]),
    (["BILLABLE"], [("false", 1), ("true", 9)]),
    (["APPROVAL"], [("OPEN", 10)]),
    (["DAY"], [("2026-03-02", 3), ("2026-03-17", 3), ("2026-03-31", 4)]),
    (["WEEK"], [("2026-03-02", 3), ("2026-03-16", 3), ("2026-03-30", 4)]),
    (["MONTH"], [("2026-03-01", 10)]),
]


def test_each_dimension(month: Company) -> None:
    for group_by, expected in DIMENSIONS:
        assert rows(month.frank, *group_by) == expected, group_by


def test_columns_are_cut_to_the_range(month: Company) -> None:
    found = totals(month.frank, "USER", pivot="WEEK")

    assert [(column["from"], column["to"]) for column in found["columns"]] == [
        ("2026-03-01", "2026-03-01"),
        ("2026-03-02", "2026-03-08"),
        ("2026-03-09", "2026-03-15"),
        ("2026-03-16", "2026-03-22"),
        ("2026-03-23", "2026-03-29"),
        ("2026-03-30", "2026-03-31"),
    ]
    alice = results(month.frank, "USER", pivot="WEEK")[0]
    assert alice["loggedSecondsByColumn"] == [0, 10_800, 0, 3_600, 0, 0]
    assert alice["billableSecondsByColumn"] == [0, 7_200, 0, 0, 0, 0]
    assert found["loggedSecondsByColumn"] == [0, 10_800, 0, 10_800, 0, 14_400]


@pytest.mark.parametrize(
    ("filters", "hours"),
    [
        ({"accountId": ACCOUNT_IDS["alice"]}, 4),
        ({"teamId": NORTHERNERS}, 6),
        ({"roleId": 99}, 0),
        ({"project": "NORTH"}, 9),
        ({"project": ["NORTH", "10001"]}, 10),
        ({"issue": ["NORTH-2", "SOUTH-1"]}, 3),
        ({"parent": "NORTH-1"}, 0),
        ({"account": "NONE"}, 0),
        ({"customer": "NONE"}, 0),
        ({"category": "NONE"}, 0),
        ({"billable": "false"}, 1),
        ({"billable": "true", "project": "NORTH"}, 9),
        ({"approval": ["OPEN"]}, 10),
        ({"approval": ["APPROVED", "IN_REVIEW"]}, 0),
        ({"updatedFrom": "2026-03-19"}, 0),
        ({"from": "2026-03-02", "to": "2026-03-17"}, 6),
    ],
)
def test_filters(month: Company, filters: dict[str, Any], hours: int) -> None:
    assert totals(month.frank, "ISSUE", **filters)["loggedSeconds"] == hours * 3600
    assert sum(row[-1] for row in rows(month.frank, "ISSUE", "TEAM", **filters)) == hours


def test_everyone_sees_only_the_time_that_they_may_view(month: Company) -> None:
    assert rows(month.alice, "USER") == [("Alice", 4)]
    assert rows(month.bob, "USER") == [("Alice", 4), ("Eve", 2)]
    assert totals(month.dave, "PROJECT")["loggedSeconds"] == 14_400


def test_a_private_team_is_no_group_for_others(month: Company, carol: Person) -> None:
    team = carol.post("/teams", {"name": "Secret", "leadAccountId": carol.id, "public": False}).json()["id"]
    member = {"teamId": team, "accountId": ACCOUNT_IDS["dave"], "from": "2026-03-01"}
    assert carol.post("/team-memberships", member).status_code == 200

    assert rows(carol, "TEAM") == [("Northerners", 6), ("Secret", 4)]
    assert rows(month.frank, "TEAM") == [("Northerners", 6), ("", 4)]
    assert totals(month.frank, "USER", teamId=team)["loggedSeconds"] == 0


@pytest.mark.usefixtures("month")
def test_time_counts_for_each_team_and_once_for_a_role(carol: Person) -> None:
    team = carol.post("/teams", {"name": "Both", "leadAccountId": carol.id}).json()["id"]
    member = {"teamId": team, "accountId": ACCOUNT_IDS["alice"], "from": "2026-03-10"}
    assert carol.post("/team-memberships", member).status_code == 200

    assert rows(carol, "TEAM") == [("Both", 1), ("Northerners", 6), ("", 4)]
    assert rows(carol, "ROLE") == [("Member", 6), ("", 4)]
    assert totals(carol, "TEAM")["loggedSeconds"] == 36_000


def test_rows_are_sorted_by_the_sums_of_their_groups(month: Company) -> None:
    assert rows(month.frank, "PROJECT", "USER", sort="LOGGED", direction="DESC") == [
        ("North", "Dave", 4),
        ("North", "Alice", 3),
        ("North", "Eve", 2),
        ("South", "Alice", 1),
    ]
    assert rows(month.frank, "USER", sort="BILLABLE") == [("Alice", 4), ("Eve", 2), ("Dave", 4)]
    assert rows(month.frank, "USER", direction="DESC") == [("Eve", 2), ("Dave", 4), ("Alice", 4)]


def test_faults(month: Company) -> None:
    def refused(**query: Any) -> Any:
        return month.alice.http.get("/4-andante/reports/time", params=MARCH | query)

    assert faults(refused()) == [("groupBy", "required")]
    assert faults(refused(groupBy=["USER", "USER"])) == [("groupBy", "duplicate")]
    assert faults(refused(groupBy="ATTRIBUTE:_None_")) == [("groupBy", "not_found")]
    assert faults(refused(groupBy="USER", attribute="_None_=1")) == [("attribute", "not_found")]
    assert message(refused(**{"groupBy": "USER", "pivot": "DAY", "from": "2025-01-01"})) == (
        "'pivot' has the value DAY, which makes more than 100 columns from 2025-01-01 to 2026-03-31: "
        "request longer columns or a shorter range"
    )
    drill_down = month.alice.http.get("/4-andante/reports/time/worklogs", params=MARCH | {"groupBy": "PROJECT", "group": "NORTH"})
    assert message(drill_down) == "'group' has 'NORTH' for PROJECT: use a number, as in the report"
    drill_down = month.alice.http.get("/4-andante/reports/time/worklogs", params=MARCH | {"groupBy": "PROJECT"})
    assert faults(drill_down) == [("group", "wrong_count")]


def test_the_worklogs_behind_each_row_add_up(month: Company, carol: Person) -> None:
    """For every pair of dimensions and every viewer."""
    for group_by in [["TEAM", "DAY"], ["USER", "PROJECT"], ["ACCOUNT", "BILLABLE"], ["WEEK", "APPROVAL"], ["ROLE", "PARENT"]]:
        for viewer in (month.alice, month.bob, carol):
            for row in results(viewer, *group_by):
                where = MARCH | {"groupBy": group_by, "group": [group["id"] for group in row["groups"]]}
                found = viewer.http.get("/4-andante/reports/time/worklogs", params=where).json()["results"]
                assert sum(worklog["timeSpentSeconds"] for worklog in found) == row["loggedSeconds"]
                assert sum(worklog["billableSeconds"] for worklog in found) == row["billableSeconds"]
