"""GET /permission-roles, /permission-roles/global and /permission-roles/{id}."""

from andante.kit.database import Database
from tests.cast import NORTHERNERS, Person, message
from tests.statements import statements

from .roles import APPROVE, LEAD_OF_NORTHERNERS, VIEW, create_role_for, names, role


def test_the_built_in_roles_exist_from_the_start(carol: Person) -> None:
    assert names(carol.get("/permission-roles")) == ["Administrators", "Payroll", "Lead of Northerners"]
    assert names(carol.get("/permission-roles/global")) == ["Administrators", "Payroll"]


def test_the_administrators_hold_every_permission(carol: Person) -> None:
    administrators = carol.get("/permission-roles/1").json()

    assert len(administrators["permissions"]) == 11
    assert [user["accountId"] for user in administrators["permittedUsers"]] == [carol.id]


def test_the_lead_of_a_team_has_a_built_in_role(carol: Person, bob: Person, dave: Person) -> None:
    lead = carol.get(f"/permission-roles/{LEAD_OF_NORTHERNERS}").json()
    assert [user["accountId"] for user in lead["permittedUsers"]] == [bob.id]
    assert [entity["id"] for entity in lead["accessEntities"]] == [NORTHERNERS]
    assert APPROVE in [permission["key"] for permission in lead["permissions"]]

    carol.put(f"/teams/{NORTHERNERS}", {"name": "Polar", "leadAccountId": dave.id})
    lead = carol.get(f"/permission-roles/{LEAD_OF_NORTHERNERS}").json()
    assert (lead["name"], [user["accountId"] for user in lead["permittedUsers"]]) == ("Lead of Polar", [dave.id])

    carol.put(f"/teams/{NORTHERNERS}", {"name": "Polar"})
    assert carol.get(f"/permission-roles/{LEAD_OF_NORTHERNERS}").json()["permittedUsers"] == []


def test_a_team_links_to_the_roles_over_it(carol: Person, dave: Person) -> None:
    create_role_for(carol, dave, VIEW)
    carol.post("/teams", {"name": "Southerners"})

    link = carol.get(f"/teams/{NORTHERNERS}").json()["permissions"]["self"]

    assert names(carol.http.get(link)) == ["Granted", "Lead of Northerners"]
    assert names(carol.get("/permission-roles", teamId=2)) == ["Lead of Southerners"]


def test_an_unknown_team_is_refused(carol: Person, dave: Person) -> None:
    carol.post("/teams", {"name": "Hidden", "public": False})

    assert "'teamId' names the team 99, which does not exist" in message(carol.get("/permission-roles", teamId=99))
    assert "'teamId' names the team 2, which does not exist" in message(dave.get("/permission-roles", teamId=2))


def test_users_see_their_own_roles_and_the_leads_of_visible_teams(carol: Person, dave: Person, frank: Person) -> None:
    create_role_for(carol, dave, VIEW)
    carol.post("/teams", {"name": "Hidden", "public": False})

    assert names(dave.get("/permission-roles")) == ["Granted", "Lead of Northerners"]
    assert names(frank.get("/permission-roles")) == ["Payroll", "Lead of Northerners"]
    assert names(frank.get("/permission-roles/global")) == ["Payroll"]
    assert names(dave.get("/permission-roles/global")) == []
    assert dave.get("/permission-roles/1").status_code == 404
    assert dave.get(f"/permission-roles/{LEAD_OF_NORTHERNERS + 1}").status_code == 404


def test_pages_list_stored_roles_first_and_then_the_roles_of_leads(carol: Person) -> None:
    for name in ("A", "B", "C"):
        carol.post("/permission-roles", role(name, VIEW))
        carol.post("/teams", {"name": name})

    found: list[str] = []
    url: str | None = "/4/permission-roles?limit=2"
    while url:
        result = carol.http.get(url)
        found += names(result)
        url = result.json()["metadata"].get("next")

    expected = ["Administrators", "Payroll", "A", "B", "C", "Lead of Northerners", "Lead of A", "Lead of B", "Lead of C"]
    assert found == expected
    assert names(carol.get("/permission-roles", offset=4, limit=3)) == expected[4:7]


def test_a_list_of_many_roles_runs_the_same_number_of_statements_as_a_list_of_one(carol: Person, dave: Person, database: Database) -> None:
    for number in range(20):
        carol.post("/permission-roles", role(f"Role {number}", VIEW, people=[dave.id], teams=[NORTHERNERS]))

    with statements(database) as for_one:
        carol.get("/permission-roles", limit=1)
    with statements(database) as for_many:
        carol.get("/permission-roles")

    assert len(for_one) == len(for_many)
