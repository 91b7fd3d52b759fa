"""The pages on which administrators manage teams, members and holidays. Leads and permissions are tested with the operations of the API."""

from typing import Any

import httpx
import pytest

from andante.kit.database import Database
from tests.cast import NORTHERNERS, Company, Person
from tests.databases import sqlite_only
from tests.web.browsing import Visitor, signed_in, text_of

TEAM, SCHEME = f"/admin/teams/{NORTHERNERS}", "/admin/holidays/1"


@pytest.fixture
def administrator(carol: Person, database: Database) -> Visitor:
    return signed_in(carol, database)


def shown_after(visitor: Visitor, response: httpx.Response) -> str:
    """The text of the page to which a form leads."""
    assert response.status_code == 302, text_of(response)
    return text_of(visitor.get(response.headers["location"]))


def members(carol: Person) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = carol.get("/team-memberships/search", teamIds=NORTHERNERS).json()["results"]
    return found


def test_a_team_is_added_with_a_lead_and_members(company: Company, administrator: Visitor) -> None:
    data = {"name": "Southerners", "lead_account_id": "dave@example.com", "private": "yes"}
    added = shown_after(administrator, administrator.post("/admin/teams", data))
    assert "Team Southerners added" in added
    assert "The team has no members." in added
    team = next(each for each in company.carol.get("/teams").json()["results"] if each["name"] == "Southerners")
    path = f"/admin/teams/{team['id']}"

    data = {"account_id": "alice@example.com", "role_id": "", "commitment_percent": "60", "from": "1/4/2026", "to": "2026-06-30"}
    text = shown_after(administrator, administrator.post(f"{path}/members", data, form_at=path))

    assert "Alice Member 60 % 1 Apr 2026 30 Jun 2026" in text
    assert "Southerners Dave 0" in text_of(administrator.get("/admin/teams"))


@sqlite_only
def test_refusals_are_shown_and_nothing_is_lost(administrator: Visitor) -> None:
    page = administrator.post("/admin/teams", {"name": "Southerners", "lead_account_id": "nobody"})
    assert page.status_code == 400
    assert 'value="Southerners"' in page.text
    assert "user 'nobody'" in text_of(page)

    page = administrator.post(
        f"{TEAM}/members", {"account_id": "alice@example.com", "from": "soon", "commitment_percent": "200"}, form_at=TEAM
    )
    assert page.status_code == 400
    assert "'soon' is not a date" in text_of(page)
    page = administrator.post(f"{TEAM}/members", {"account_id": "alice@example.com", "commitment_percent": "200"}, form_at=TEAM)
    assert 'aria-describedby="commitment_percent-error"' in page.text


@sqlite_only
def test_a_membership_is_changed_and_deleted_and_a_team_renamed_and_deleted(company: Company, administrator: Visitor) -> None:
    path = "/admin/memberships/1"
    text = shown_after(administrator, administrator.post(path, {"commitment_percent": "50", "from": "2026-01-01", "to": "2026-03-01"}))
    assert "Alice Member 50 % 1 Jan 2026 1 Mar 2026 ended" in text

    shown_after(administrator, administrator.post(f"{path}/delete", form_at=path))
    assert "Alice" not in text_of(administrator.get(TEAM)).partition("Add a member")[0]

    data = {"name": "Northmen", "lead_account_id": company.bob.id, "summary": "Up there"}
    assert "Team Northmen updated" in shown_after(administrator, administrator.post(TEAM, data))
    team = company.carol.get(f"/teams/{NORTHERNERS}").json()
    assert (team["name"], team["lead"]["accountId"], team["summary"]) == ("Northmen", company.bob.id, "Up there")
    assert "Team Northmen deleted" in shown_after(administrator, administrator.post(f"{TEAM}/delete", form_at=TEAM))


def test_the_holidays_of_a_country_are_added_once(company: Company, administrator: Visitor) -> None:
    data = {"country": "DE-BE", "year": "2026"}

    text = shown_after(administrator, administrator.post(f"{SCHEME}/country", data, form_at=SCHEME))
    again = shown_after(administrator, administrator.post(f"{SCHEME}/country", data, form_at=SCHEME))

    assert "Women's Day Sun, 8 Mar 2026 Every year Whole day" in text
    assert "Easter Monday Mon, 6 Apr 2026 Once" in text
    assert "0 holidays added" in again
    assert len(company.carol.get("/holiday-schemes/1/holidays", year=2026).json()["results"]) == 10


@sqlite_only
def test_single_holidays_are_added_and_deleted(company: Company, administrator: Visitor) -> None:
    text = shown_after(administrator, administrator.post(SCHEME, {"name": "Summer party", "date": "2026-07-03", "hours": "3,5"}))
    assert "Summer party Fri, 3 Jul 2026 Once 3:30" in text

    page = administrator.post(SCHEME, {"name": "Summer party", "date": "2026-07-03", "hours": "long"})
    assert page.status_code == 400
    assert administrator.post(f"{SCHEME}/country", {"country": ""}, form_at=SCHEME).status_code == 400

    holiday = company.carol.get("/holiday-schemes/1/holidays", year=2026).json()["results"][0]["id"]
    text = shown_after(administrator, administrator.post(f"{SCHEME}/{holiday}/delete?year=2026", form_at=SCHEME))
    assert "This year has no holidays yet." in text


@sqlite_only
def test_a_scheme_is_added_and_people_are_assigned(administrator: Visitor) -> None:
    response = administrator.post("/admin/holidays", {"name": "Berlin"})
    path = response.headers["location"]
    assert "Holiday scheme Berlin added" in shown_after(administrator, response)

    text = shown_after(administrator, administrator.post(f"{path}/members", {"account_id": "alice@example.com"}, form_at=path))

    assert "The holidays of Berlin apply to Alice now" in text
    assert "The scheme applies to 1 person." in text
