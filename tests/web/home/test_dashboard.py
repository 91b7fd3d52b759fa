"""GET /dashboard: what a team lead should do something about."""

import re
from html import unescape

from andante.kit.database import Database
from andante.scopes import Permission
from tests.cast import Company
from tests.organization.permissions.roles import create_role_for
from tests.planning.plans.samples import create_plan
from tests.statements import statements
from tests.timekeeping.timesheets.sheets import take_step
from tests.web.browsing import Visitor, signed_in, text_of

HOUR = 3600


def panels(visitor: Visitor) -> dict[str, str]:
    """The text of each panel, by its id."""
    page = visitor.get("/dashboard")
    found = re.findall(r'aria-labelledby="(\w+)">(.*?)</section>', page.text, re.DOTALL)
    return {id: plain(text) for id, text in found}


def plain(html: str) -> str:
    return re.sub(r"\s+", " ", unescape(re.sub(r"<[^>]*>", " ", html))).strip().replace(" ,", ",")


def test_a_lead_sees_missing_time_and_waiting_timesheets(company: Company, database: Database) -> None:
    """Today is a Wednesday. The days before are Wednesday to Friday, Monday and Tuesday."""
    for day in ("2026-03-11", "2026-03-12", "2026-03-13", "2026-03-16"):
        company.alice.logs(8 * HOUR, on=day)
    company.alice.logs(6 * HOUR, on="2026-03-17")
    take_step(company.alice, "submit")

    found = panels(signed_in(company.bob, database))

    assert found["waiting"].startswith("Waiting for approval 1 Alice 9")
    assert found["missing"] == "Missing time, last 7 days 2 Eve 40:00 Wed 11, Thu 12, Fri 13, Mon 16, Tue 17 Alice 2:00 Tue 17"
    assert set(found) == {"waiting", "missing"}  # nothing is planned


def test_planned_time_of_the_week_is_compared_with_required_time(company: Company, database: Database) -> None:
    for name, seconds in (("alice", 9 * HOUR), ("eve", 3 * HOUR)):
        create_plan(company.carol, company.people[name].id, startDate="2026-03-16", endDate="2026-03-20", plannedSecondsPerDay=seconds)

    found = panels(signed_in(company.bob, database))

    assert found["over"].endswith("1 Alice 45:00 of 40:00")
    assert found["under"].endswith("1 Eve 15:00 of 40:00")


def test_plans_are_hidden_from_those_who_may_only_see_time(company: Company, database: Database) -> None:
    create_plan(company.carol, company.alice.id, startDate="2026-03-16", endDate="2026-03-20", plannedSecondsPerDay=9 * HOUR)
    create_role_for(company.carol, company.dave, Permission.WORKLOG_VIEW)

    assert set(panels(signed_in(company.dave, database))) == {"waiting", "missing"}
    assert set(panels(signed_in(company.frank, database))) == {"waiting", "missing"}
    assert "over" in panels(signed_in(company.carol, database))


def test_others_have_an_empty_dashboard(company: Company, database: Database) -> None:
    assert "You don't lead a team" in text_of(signed_in(company.alice, database).get("/dashboard"))


def test_it_needs_few_statements(company: Company, database: Database) -> None:
    create_plan(company.carol, company.alice.id, startDate="2026-03-16", endDate="2026-03-20")
    for person in (company.bob, company.carol):
        visitor = signed_in(person, database)
        with statements(database) as ran:
            visitor.get("/dashboard")
        assert len(ran) == 7
