"""GET and POST /approvals: what waits for approval, what a reviewer should look at, and reviewing several timesheets at once."""

import re
from html import unescape

import httpx

from andante.kit.database import Database
from tests.cast import Company, Person
from tests.statements import statements
from tests.timekeeping.timesheets.sheets import sheet, status, take_step
from tests.web.browsing import Visitor, csrf_token, signed_in, text_of

HOUR = 3600
ALL = "/approvals?state=all&period=2026-03-09"


def log_week(person: Person, *hours: float) -> None:
    """Logs time on the days of the week before, from Monday on."""
    for day, of_day in enumerate(hours, start=9):
        if of_day:
            person.logs(int(of_day * HOUR), on=f"2026-03-{day:02}", description="Work")


def rows(page: httpx.Response) -> dict[str, str]:
    """The text of each row, by name and first day."""
    assert page.status_code == 200, page.text
    found = {}
    for row in re.findall(r"<tr data-reviewable>.*?</tr>|<tr>\s*<td.*?</tr>", page.text, re.DOTALL):
        text = re.sub(r"\s+", " ", unescape(re.sub(r"<[^>]*>", " ", row))).strip()
        found[text.partition(" ")[0]] = text
    return found


def send(visitor: Visitor, verb: str, *people: str, at: str = "/approvals", **fields: str) -> httpx.Response:
    """Selects the timesheets of these people and sends the form."""
    page = visitor.get(at)
    values = re.findall(r'name="sheet" value="([^"]+)"[^>]*aria-label="(\w+),', page.text)
    chosen = [value for value, name in values if name in people]
    assert len(chosen) == len(people), values
    return visitor.http.post(at, data={"csrf_token": csrf_token(page), "sheet": chosen, "verb": verb, **fields})


def test_a_submitted_timesheet_waits_with_what_should_be_checked(alice: Person, bob: Person, database: Database) -> None:
    log_week(alice, 8, 11, 6, 0, 8, 2)
    alice.logs(HOUR, on="2026-03-13", startTime="18:00:00", description="", billableSeconds=HOUR)
    take_step(alice, "submit", body={"comment": "Thursday off"})

    text = rows(signed_in(bob, database).get("/approvals"))["Alice"]

    assert "36:00 of 40:00" in text
    assert "10:00 missing (Days: Wed 11 Mar, Thu 12 Mar)" in text
    assert "Long day: 11:00 (Days: Tue 10 Mar)" in text
    assert "2:00 on free days (Days: Sat 14 Mar)" in text
    assert "1 worklog without description (Days: Fri 13 Mar)" in text
    assert "Logged late (Days: Mon 9 Mar, Tue 10 Mar)" in text
    assert "18 Mar 2026, 13:00" in text
    assert "Thursday off" in text


def test_several_timesheets_are_approved_at_once(company: Company, database: Database) -> None:
    for person in (company.alice, company.eve):
        take_step(company.bob, "submit", person.name)
    visitor = signed_in(company.bob, database)

    response = send(visitor, "approve", "Alice", "Eve", comment="Thanks")

    assert (response.status_code, response.headers["location"]) == (302, "/approvals")
    page = visitor.get("/approvals")
    assert "2 timesheets approved." in text_of(page)
    assert "Nothing is waiting for approval." in text_of(page)
    assert [status(company.bob, name) for name in ("alice", "eve")] == ["APPROVED", "APPROVED"]
    assert sheet(company.alice)["status"]["comment"] == "Thanks"
    assert (
        company.alice.post(
            "/worklogs", {"authorAccountId": company.alice.id, "issueId": 10000, "startDate": "2026-03-10", "timeSpentSeconds": 60}
        ).status_code
        == 400
    )


def test_timesheets_are_sent_back_with_a_comment(alice: Person, bob: Person, database: Database) -> None:
    take_step(alice, "submit")
    visitor = signed_in(bob, database)

    refused = send(visitor, "reject", "Alice")
    assert refused.status_code == 400
    assert "A comment is needed to reject a timesheet" in text_of(refused)
    assert re.search(r'name="sheet" value="[^"]+" checked', refused.text)
    assert status(alice) == "IN_REVIEW"

    send(visitor, "reject", "Alice", comment="Monday is missing")
    assert (status(alice), sheet(alice)["status"]["comment"]) == ("OPEN", "Monday is missing")
    assert "Sent back" in rows(visitor.get(ALL))["Alice"]
    alice.logs(HOUR, on="2026-03-09")


def test_a_timesheet_that_changed_meanwhile_stays_as_it_is(company: Company, database: Database) -> None:
    for person in (company.alice, company.eve):
        take_step(company.bob, "submit", person.name)
    visitor = signed_in(company.bob, database)
    page = visitor.get("/approvals")
    values = re.findall(r'name="sheet" value="([^"]+)"', page.text)
    take_step(company.carol, "reject")

    visitor.http.post("/approvals", data={"csrf_token": csrf_token(page), "sheet": values, "verb": "approve"})

    text = text_of(visitor.get("/approvals"))
    assert "1 timesheet approved." in text
    assert "The timesheet of Alice for 9" in text
    assert [status(company.bob, name) for name in ("alice", "eve")] == ["OPEN", "APPROVED"]


def test_nobody_reviews_what_they_may_not(company: Company, database: Database) -> None:
    take_step(company.alice, "submit")
    value = re.findall(r'name="sheet" value="([^"]+)"', signed_in(company.bob, database).get("/approvals").text)[0]
    for name in ("alice", "dave", "frank"):
        visitor = signed_in(company.people[name], database)
        page = visitor.get("/approvals")
        assert value not in page.text
        visitor.http.post("/approvals", data={"csrf_token": csrf_token(visitor.get("/settings")), "sheet": value, "verb": "approve"})
        assert ("Alice for 9" in text_of(visitor.get("/approvals"))) == (name != "dave"), name

    assert status(company.alice) == "IN_REVIEW"


def test_people_see_the_timesheets_that_the_api_shows_them(company: Company, database: Database) -> None:
    take_step(company.alice, "submit", body={"reviewerAccountId": company.carol.id})
    visible = {name: set(rows(signed_in(person, database).get(ALL))) for name, person in company.people.items()}

    everyone = {"Alice", "Bob", "Carol", "Dave", "Eve", "Frank"}
    assert visible == {
        "alice": {"Alice"},
        "bob": {"Alice", "Bob", "Eve"},
        "carol": everyone,
        "dave": {"Dave"},
        "eve": {"Eve"},
        "frank": everyone,
    }
    assert "for Carol" in rows(signed_in(company.bob, database).get("/approvals"))["Alice"]


def test_a_lead_sees_no_period_that_starts_before_the_membership(company: Company, database: Database) -> None:
    assert set(rows(signed_in(company.bob, database).get("/approvals?state=all&period=2025-12-29"))) == {"Bob"}


def test_lists_are_filtered(company: Company, database: Database) -> None:
    take_step(company.alice, "submit", body={"reviewerAccountId": company.carol.id})
    take_step(company.bob, "submit", "eve")
    visitor = signed_in(company.bob, database)

    assert set(rows(visitor.get("/approvals"))) == {"Alice", "Eve"}
    assert set(rows(visitor.get("/approvals?mine=1"))) == {"Eve"}
    assert set(rows(visitor.get("/approvals?team=1"))) == {"Alice", "Eve"}
    assert set(rows(visitor.get("/approvals?state=open"))) == {"Bob"}
    assert visitor.get("/approvals?period=2026-03-16").text.count("data-reviewable") == 0
    assert visitor.get("/approvals?state=x").status_code == visitor.get("/approvals?period=x").status_code == 404


def test_many_timesheets_need_no_more_statements(company: Company, database: Database) -> None:
    """Six besides the one that authenticates."""
    for day in ("2026-01-05", "2026-02-02", "2026-03-09"):
        for name in ("alice", "eve"):
            take_step(company.bob, "submit", name, from_=day)
    for person in (company.bob, company.carol):
        visitor = signed_in(person, database)
        with statements(database) as ran:
            assert visitor.get("/approvals").text.count("data-reviewable") == 6
        assert len(ran) == 7


def test_reviewing_many_needs_no_more_statements_than_one(company: Company, database: Database) -> None:
    counts = []
    for days in (["2026-03-09"], ["2026-01-05", "2026-01-12", "2026-01-19", "2026-02-02"]):
        for day in days:
            take_step(company.alice, "submit", from_=day)
        visitor = signed_in(company.bob, database)
        with statements(database) as ran:
            send(visitor, "approve", *["Alice"] * len(days))
        counts.append(len(ran))

    assert counts[0] == counts[1]
