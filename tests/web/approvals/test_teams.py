"""GET and POST /approvals/teams: a team over six periods, and reminders."""

import re
from html import unescape

from andante.kit.database import Database
from tests.cast import Company, Person
from tests.conftest import StoppedClock
from tests.statements import statements
from tests.timekeeping.timesheets.sheets import take_step
from tests.web.browsing import Visitor, csrf_token, signed_in, text_of

from .test_list import log_week

TEAMS = "/approvals/teams"


def cells(visitor: Visitor, path: str = TEAMS) -> dict[str, list[str]]:
    """The text of each cell, by person."""
    body = re.search(r"<tbody>(.*?)</tbody>", visitor.get(path).text, re.DOTALL)
    assert body
    rows = re.findall(r'<tr><th scope="row" translate="no">(\w+)</th>(.*?)</tr>', body[1], re.DOTALL)
    return {name: [plain(cell) for cell in re.findall(r"<td>(.*?)</td>", row, re.DOTALL)] for name, row in rows}


def plain(html: str) -> str:
    return re.sub(r"\s+", " ", unescape(re.sub(r"<[^>]*>", " ", html))).strip()


def remind(visitor: Visitor, period: str = "2026-03-09", at: str = TEAMS) -> str:
    """Presses the button of a period, and returns the text of the next page."""
    page = visitor.get(at)
    response = visitor.http.post(f"{TEAMS}?team=1", data={"csrf_token": csrf_token(page), "period": period})
    assert response.status_code == 302, response.text
    return text_of(visitor.get(response.headers["location"]))


def reminders(person: Person) -> list[tuple[str, str]]:
    found = person.http.get("/4-andante/notifications").json()["results"]
    return [(each["text"], each["path"]) for each in found if each["kind"] == "TIMESHEET_REMINDER"]


def test_a_team_is_shown_over_six_periods(company: Company, database: Database) -> None:
    log_week(company.alice, 8, 7.5)
    take_step(company.alice, "submit")
    take_step(company.alice, "submit", from_="2026-03-02")
    take_step(company.bob, "reject", from_="2026-03-02")

    found = cells(signed_in(company.bob, database))

    assert list(found) == ["Alice", "Eve"]
    assert found["Alice"][3:] == ["Sent back 0:00 of 40:00", "Waiting 15:30 of 40:00", "Open 0:00 of 40:00"]
    assert [cell.partition(" ")[0] for cell in found["Eve"]] == ["Open"] * 6


def test_cells_before_the_membership_are_empty(company: Company, database: Database) -> None:
    found = cells(signed_in(company.bob, database), f"{TEAMS}?until=2026-01-05")

    assert [bool(cell) for cell in found["Alice"]] == [False] * 5 + [True]


def test_people_without_a_timesheet_are_reminded_once_a_day(company: Company, database: Database, stopped_clock: StoppedClock) -> None:
    take_step(company.bob, "submit", "eve")
    visitor = signed_in(company.bob, database)
    assert "Remind 1" in text_of(visitor.get(TEAMS))

    assert "1 person reminded." in remind(visitor)
    assert "They were reminded today already" in remind(visitor)

    text = "Bob asks you to submit your timesheet for 9\N{EN DASH}15 Mar 2026"
    assert [(re.sub("[\N{THIN SPACE}]", "", found), path) for found, path in reminders(company.alice)] == [(text, "/week/2026-03-09")]
    stopped_clock.advance(86_400)
    assert "1 person reminded." in remind(signed_in(company.bob, database))


def test_only_reviewers_remind(company: Company, database: Database) -> None:
    assert "Remind" not in text_of(signed_in(company.frank, database).get(f"{TEAMS}?team=1"))
    visitor = signed_in(company.frank, database)
    assert "They were reminded today already" in remind(visitor, at=f"{TEAMS}?team=1")
    dave = signed_in(company.dave, database)
    token = csrf_token(dave.get("/settings"))
    assert dave.http.post(f"{TEAMS}?team=1", data={"csrf_token": token, "period": "2026-03-09"}).status_code == 404
    assert reminders(company.alice) == []


def test_users_without_a_team_see_an_empty_page(company: Company, database: Database) -> None:
    assert "There is no team" in text_of(signed_in(company.dave, database).get(TEAMS))


def test_an_overview_needs_few_statements(company: Company, database: Database) -> None:
    for person in (company.bob, company.carol):
        visitor = signed_in(person, database)
        with statements(database) as ran:
            assert visitor.get(TEAMS).text.count('class="cell') == 12
        assert len(ran) == 6
