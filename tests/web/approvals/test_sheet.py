"""GET and POST /approvals/<day>/<person>: a person's timesheet, its history, and its review."""

import re

import httpx

from andante.kit.database import Database
from tests.cast import NORTH, SOUTH_1, Company, Person
from tests.planning.plans.samples import create_plan
from tests.statements import statements
from tests.timekeeping.timesheets.sheets import status, take_step
from tests.web.browsing import Visitor, csrf_token, signed_in, text_of

from .test_list import HOUR, log_week

SHEET = "/approvals/2026-03-09/712020:alice"


def send(visitor: Visitor, verb: str, at: str = SHEET, **fields: str) -> httpx.Response:
    page = visitor.get(at)
    value = re.search(r'name="sheet" value="([^"]+)"', page.text)
    return visitor.http.post(at, data={"csrf_token": csrf_token(page), "sheet": value[1] if value else "", "verb": verb, **fields})


def history(page: httpx.Response) -> list[str]:
    return [text_of(httpx.Response(200, text=item)).strip() for item in re.findall(r"<li><b translate.*?</li>", page.text, re.DOTALL)]


def test_a_timesheet_is_shown_by_issue_and_by_day(alice: Person, bob: Person, carol: Person, database: Database) -> None:
    log_week(alice, 8, 11, 6)
    alice.logs(2 * HOUR, on="2026-03-09", startTime="17:00:00", issueId=SOUTH_1)
    create_plan(carol, alice.id, startDate="2026-03-09", endDate="2026-03-13")
    take_step(alice, "submit")

    text = text_of(signed_in(bob, database).get(SHEET))

    assert "27:00 of 40:00" in text
    assert "18:00 missing (Days: Wed 11 Mar, Thu 12 Mar, Fri 13 Mar)" in text
    assert "NORTH-1 Import loses rows 8:00 11:00 6:00 · · · · 25:00" in text
    assert "SOUTH-1 Set up 2:00 · · · · · · 2:00 ·" in text
    assert "Monday 9 March 10:00 of 8:00 09:00 8:00 NORTH-1 Work 17:00 2:00 SOUTH-1 No description" in text
    assert "Thursday 12 March 0:00 of 8:00 Nothing logged." in text


def test_the_person_concerned_reads_the_history(company: Company, database: Database) -> None:
    take_step(company.alice, "submit", body={"comment": "Done"})
    take_step(company.bob, "reject", body={"comment": "Monday?"})
    take_step(company.alice, "submit")
    take_step(company.alice, "recall")
    take_step(company.bob, "submit")
    take_step(company.carol, "approve")
    take_step(company.bob, "reopen")

    page = signed_in(company.alice, database).get(SHEET)

    assert [re.sub(r" 18 Mar 2026, 13:00", "", entry) for entry in history(page)] == [
        "Bob opened it again",
        "Carol approved it",
        "Bob submitted it with 0:00",
        "Alice recalled it",
        "Alice submitted it with 0:00",
        "Bob sent it back Monday?",
        "Alice submitted it with 0:00 Done",
    ]
    assert "Sent back" in text_of(page)
    assert 'name="verb"' not in page.text


def test_after_an_approval_the_next_timesheet_is_shown(company: Company, database: Database) -> None:
    for name in ("alice", "eve"):
        take_step(company.bob, "submit", name)
    visitor = signed_in(company.bob, database)
    assert visitor.get("/approvals/next/2026-03-09/712020:eve").headers["location"] == SHEET

    response = send(visitor, "approve")

    assert response.headers["location"] == "/approvals/2026-03-09/712020:eve"
    assert "1 timesheet approved." in text_of(visitor.get(response.headers["location"]))
    assert status(company.alice) == "APPROVED"
    response = send(visitor, "reject", "/approvals/2026-03-09/712020:eve", comment="Monday?")
    assert response.headers["location"] == "/approvals"
    assert status(company.bob, "eve") == "OPEN"


def test_an_approved_timesheet_is_opened_again_with_a_reason(company: Company, database: Database) -> None:
    take_step(company.alice, "submit")
    take_step(company.bob, "approve")
    visitor = signed_in(company.bob, database)

    refused = send(visitor, "reopen")
    assert refused.status_code == 400
    assert "A comment is needed to reopen a timesheet" in text_of(refused)
    response = send(visitor, "reopen", comment="The invoice was wrong")

    assert response.headers["location"] == SHEET
    assert history(visitor.get(SHEET))[0] == "Bob opened it again 18 Mar 2026, 13:00 The invoice was wrong"
    assert status(company.alice) == "OPEN"


def test_nobody_approves_their_own_timesheet(company: Company, database: Database) -> None:
    take_step(company.alice, "submit")
    visitor = signed_in(company.alice, database)

    page = visitor.get(SHEET)

    assert "Bob reviews this timesheet." in text_of(page)
    assert 'name="verb"' not in page.text


def test_a_lead_sees_only_the_days_of_the_membership(company: Company, database: Database) -> None:
    """The membership starts on a Thursday."""
    company.alice.logs(HOUR, on="2025-12-31")
    company.alice.logs(2 * HOUR, on="2026-01-01")
    company.bob.post(f"/timesheet-approvals/user/{company.alice.id}/submit", {}, **{"from": "2025-12-29"})

    text = text_of(signed_in(company.bob, database).get("/approvals/2025-12-29/712020:alice"))

    assert "You may not see all days of this period" in text
    assert "Thursday 1 January" in text
    assert "31 December" not in text
    assert "History" not in text


def test_other_days_of_the_period_lead_to_it(company: Company, database: Database) -> None:
    visitor = signed_in(company.bob, database)

    assert visitor.get("/approvals/2026-03-11/712020:alice").headers["location"] == SHEET
    assert visitor.get("/approvals/x/712020:alice").status_code == 404
    assert visitor.get("/approvals/2026-03-09/nobody").status_code == 404


def test_a_month_has_a_column_for_each_week(company: Company, database: Database) -> None:
    company.configure(database, approval_period="MONTH")
    log_week(company.alice, 8, 8)
    take_step(company.alice, "submit", from_="2026-03-01")

    page = signed_in(company.bob, database).get("/approvals/2026-03-01/712020:alice")

    assert re.findall(r'<a href="#2026-03-(\d\d)"', page.text) == ["01", "02", "09", "16", "23", "30"]
    assert "16:00" in text_of(page)


def test_a_timesheet_needs_few_statements(company: Company, database: Database) -> None:
    log_week(company.alice, 8, 8)
    take_step(company.alice, "submit")
    for person in (company.alice, company.bob, company.carol):
        visitor = signed_in(person, database)
        with statements(database) as ran:
            visitor.get(SHEET)
        assert len(ran) == 7, person.name


def test_worklogs_without_an_account_are_pointed_out(company: Company, database: Database) -> None:
    """They have an account if they name one, or if their issue or project has one."""
    carol = company.carol
    attribute = {"key": "_Account_", "name": "Account", "type": "ACCOUNT"}
    account = {"key": "A", "name": "A", "status": "OPEN", "leadAccountId": carol.id, "global": True}
    assert carol.post("/work-attributes", attribute).status_code == carol.post("/accounts", account).status_code == 200
    log_week(company.alice, 1, 1)
    company.alice.logs(HOUR, on="2026-03-11", description="x", attributes=[{"key": "_Account_", "value": "A"}])
    take_step(company.alice, "submit")
    visitor = signed_in(company.bob, database)

    for path in ("/approvals", SHEET):
        assert "2 worklogs without account (Days: Mon 9 Mar, Tue 10 Mar)" in text_of(visitor.get(path))
    link = {"accountKey": "A", "scopeId": NORTH, "scopeType": "PROJECT", "default": True}
    assert carol.post("/account-links", link).status_code == 200
    for path in ("/approvals", SHEET):
        assert "without account" not in text_of(visitor.get(path))
