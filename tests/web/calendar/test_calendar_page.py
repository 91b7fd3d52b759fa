"""The page of the calendar: which days, worklogs and plans it shows, and to whom."""

import re
from typing import Any

import pytest

from andante.kit.database import Database
from andante.scopes import Permission
from tests.cast import NORTH_1, SOUTH_1, Company, Person
from tests.organization.permissions.roles import create_role_for
from tests.planning.plans.samples import create_plan
from tests.planning.weeks.weeks import HOUR, submit
from tests.statements import statements
from tests.web.browsing import signed_in, text_of

WEEK = "/calendar/2026-03-18"
PREFERENCES = "/4-andante/preferences"
MAX_HTML_BYTES = 40_000
MAX_STATEMENTS = 6
"""Besides the one that authenticates."""

MAX_STATEMENTS_OF_A_LEAD = 9
"""A lead's request also finds out which days of whom the lead may see and change, and the user's name."""


def page_of(person: Person, database: Database, path: str = WEEK) -> str:
    response = signed_in(person, database).get(path)
    assert response.status_code == 200, response.text
    return response.text


def days_of(html: str) -> dict[str, str]:
    """The part of the page that shows a day, by date."""
    return dict(re.findall(r'<section class="day[^"]*" data-date="([\d-]+)"(.*?)</section>', html, re.DOTALL))


def blocks_in(html: str) -> list[tuple[str, int, int]]:
    """The issue, the start and the length of the blocks, in hours."""
    found = re.findall(r'class="block [^"]*" data-id="\d+" data-start="(\d+)" data-seconds="(\d+)">.*?<b>(.*?)</b>', html)
    return [(key, int(start) // HOUR, int(seconds) // HOUR) for start, seconds, key in found]


def test_a_worklog_is_a_block_on_its_day(alice: Person, database: Database) -> None:
    alice.logs(2 * HOUR, on="2026-03-17", description="Fix <the> parser")
    alice.logs(HOUR, on="2026-03-18", startTime="13:00:00", issueId=SOUTH_1)

    days = days_of(page_of(alice, database))

    assert list(days) == [f"2026-03-{day}" for day in range(16, 23)]
    assert blocks_in(days["2026-03-17"]) == [("NORTH-1", 9, 2)]
    assert blocks_in(days["2026-03-18"]) == [("SOUTH-1", 13, 1)]
    assert "<q>Fix &lt;the&gt; parser</q>" in days["2026-03-17"]
    assert '<span class="logged">2:00</span> <small>/ 8:00</small>' in days["2026-03-17"]


def test_a_project_has_its_color(alice: Person, database: Database) -> None:
    alice.logs(issueId=NORTH_1)
    alice.logs(issueId=SOUTH_1)

    series = re.findall(r'class="block (series-\d)"', page_of(alice, database))

    assert len(set(series)) == 2


def test_a_worklog_that_starts_at_midnight_has_no_time(alice: Person, database: Database) -> None:
    alice.logs(startTime="00:00:00")

    day = days_of(page_of(alice, database))["2026-03-17"]

    assert blocks_in(day.partition('<div class="column">')[0]) == [("NORTH-1", 0, 1)]


def test_plans_are_shown_at_their_times(alice: Person, database: Database) -> None:
    create_plan(alice, startTime="13:00")
    create_plan(alice)

    plans = re.findall(r'class="plan [^"]*" data-start="(\d+)" data-seconds="(\d+)" data-issue="([^"]*)"', page_of(alice, database))

    assert [(int(start) // HOUR, int(seconds) // HOUR, key) for start, seconds, key in plans[:2]] == [
        (13, 2, "NORTH-1"),
        (15, 2, "NORTH-1"),
    ]


def test_a_plan_for_a_project_names_the_project(alice: Person, database: Database) -> None:
    create_plan(alice, planItemId="10000", planItemType="PROJECT")

    assert 'data-issue=""><button type="button"><b>NORTH</b> <span>North</span>' in page_of(alice, database)


def test_a_holiday_has_its_name_and_nothing_to_fill(alice: Person, carol: Person, database: Database) -> None:
    scheme = carol.get("/holiday-schemes").json()["results"][0]["id"]
    holiday = {"name": "Spring day", "type": "FLOATING", "date": "2026-03-17", "durationSeconds": 8 * HOUR}
    assert carol.post(f"/holiday-schemes/{scheme}/holidays", holiday).status_code == 200

    days = days_of(page_of(alice, database))

    assert "Spring day" in days["2026-03-17"]
    assert {day: 'class="fill"' in html for day, html in days.items()} == {
        "2026-03-16": True,
        "2026-03-17": False,
        "2026-03-18": True,
        "2026-03-19": False,
        "2026-03-20": False,
        "2026-03-21": False,
        "2026-03-22": False,
    }, "only past working days have a gap to fill"


def test_a_locked_day_says_why(alice: Person, bob: Person, database: Database) -> None:
    submit(alice)
    waiting = page_of(alice, database)
    approved = bob.http.post(f"/4/timesheet-approvals/user/{alice.id}/approve?from=2026-03-16&to=2026-03-22", json={})
    assert approved.status_code == 200, approved.text

    assert waiting.count('data-locked="Submitted to Bob. Recall the timesheet to change it."') == 7
    assert page_of(alice, database).count('data-locked="Approved by Bob. The timesheet must be reopened to change it."') == 7


def test_the_week_starts_as_the_user_prefers(alice: Person, database: Database) -> None:
    alice.http.put(PREFERENCES, json={"weekStart": 7})

    assert next(iter(days_of(page_of(alice, database)))) == "2026-03-15"


def test_without_a_day_the_current_week_is_shown(alice: Person, database: Database) -> None:
    html = page_of(alice, database, "/calendar")

    assert 'class="day today" data-date="2026-03-18"' in html
    assert 'data-now="780"' in html, "13:00 in Berlin"
    assert 'data-view="week"' in html


def test_links_keep_the_view_and_the_person(alice: Person, bob: Person, database: Database) -> None:
    html = page_of(bob, database, f"{WEEK}?view=day&person={alice.id}")

    assert re.findall(r'rel="(prev|next)" href="([^"]+)"', html) == [
        ("prev", f"/calendar/2026-03-17?view=day&amp;person={alice.id}"),
        ("next", f"/calendar/2026-03-19?view=day&amp;person={alice.id}"),
    ]
    assert f'href="{WEEK}?person={alice.id}"' in html


def test_a_lead_sees_and_changes_a_members_calendar(alice: Person, bob: Person, database: Database) -> None:
    alice.logs()

    response = signed_in(bob, database).get(WEEK, person=alice.id)

    assert "Calendar of Alice" in text_of(response)
    assert blocks_in(response.text) == [("NORTH-1", 9, 1)]
    assert "data-locked" not in response.text
    assert f'data-person="{alice.id}"' in response.text


def test_a_viewer_can_not_change_it(company: Company, database: Database) -> None:
    create_role_for(company.carol, company.dave, Permission.WORKLOG_VIEW)

    html = page_of(company.dave, database, f"{WEEK}?person={company.alice.id}")

    assert "Calendar of Alice. You can't change it." in html
    assert html.count("You can't change time on this day.") == 7
    assert 'class="fill"' not in html


@pytest.mark.parametrize(("name", "other"), [("dave", "alice"), ("alice", "dave"), ("alice", "nobody")])
def test_nobody_else_sees_it(company: Company, database: Database, name: str, other: str) -> None:
    assert signed_in(company.people[name], database).get(WEEK, person=f"712020:{other}").status_code == 404


def test_the_own_account_id_is_not_in_the_address(alice: Person, database: Database) -> None:
    response = signed_in(alice, database).get(WEEK, person=alice.id, view="day")

    assert (response.status_code, response.headers["location"]) == (302, f"{WEEK}?view=day")


@pytest.mark.parametrize(
    "path", ["/calendar/tomorrow", "/calendar/2026-02-30", "/calendar/0001-01-01", "/calendar/9999-12-31", f"{WEEK}?view=year"]
)
def test_other_addresses_do_not_exist(alice: Person, database: Database, path: str) -> None:
    assert signed_in(alice, database).get(path).status_code == 404


def test_it_is_german_and_has_twelve_hours_for_users_who_prefer_it(alice: Person, database: Database) -> None:
    alice.http.put(PREFERENCES, json={"language": "de", "timeFormat": "12_HOURS"})

    response = signed_in(alice, database).get(WEEK)

    assert "Ohne Uhrzeit" in response.text
    assert "<li>1:00 PM</li>" in response.text
    assert "16.–22. März 2026" in text_of(response).replace("\u2009", "")


def _busy_week(alice: Person, worklogs: int) -> None:
    create_plan(alice)
    create_plan(alice, planItemId="10001", planItemType="PROJECT")
    for number in range(worklogs):
        description = {"description": f"Task {number}"} if number % 2 else {}
        start = f"{8 + number // 5 % 15:02}:00:00"
        alice.logs(60, on=f"2026-03-{16 + number % 5}", startTime=start, issueId=NORTH_1 if number % 2 else SOUTH_1, **description)


def test_a_week_with_200_worklogs_needs_six_statements(alice: Person, database: Database) -> None:
    _busy_week(alice, 200)
    visitor = signed_in(alice, database)
    with statements(database) as ran:
        html = visitor.get(WEEK).text

    assert len(blocks_in(html)) == 200
    assert len(_without_authentication(ran)) <= MAX_STATEMENTS, ran


def test_a_lead_needs_few_more_statements(alice: Person, bob: Person, database: Database) -> None:
    _busy_week(alice, 20)
    visitor = signed_in(bob, database)
    with statements(database) as ran:
        html = visitor.get(WEEK, person=alice.id).text

    assert len(blocks_in(html)) == 20
    assert len(_without_authentication(ran)) <= MAX_STATEMENTS_OF_A_LEAD, ran


def _without_authentication(ran: list[Any]) -> list[Any]:
    return [statement for statement in ran if "FROM users JOIN sessions" not in str(statement)]


def test_a_full_week_is_small(alice: Person, database: Database) -> None:
    _busy_week(alice, 50)

    assert len(page_of(alice, database).encode()) <= MAX_HTML_BYTES
