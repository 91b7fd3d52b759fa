"""GET /week, GET /week/<day>: what the page shows before any script runs."""

import re

import httpx

from andante.kit.database import Database
from andante.scopes import Permission
from tests.cast import NORTH_1, SOUTH_1, Company, Person
from tests.organization.permissions.roles import create_role_for
from tests.planning.plans.samples import create_plan
from tests.planning.weeks.weeks import HOUR, submit
from tests.statements import statements
from tests.web.browsing import signed_in, text_of

AUTHENTICATION = 1
"""The statement that checks the session."""


def page_of(person: Person, database: Database, path: str = "/week") -> httpx.Response:
    page = signed_in(person, database).get(path)
    assert page.status_code == 200, page.text
    return page


def row_of(page: httpx.Response, issue: str) -> str:
    """The HTML of an issue's row."""
    found = re.search(rf'<tr data-issue="{issue}".*?</tr>', page.text, re.DOTALL)
    assert found, page.text
    return found[0]


def test_the_current_week_is_shown(alice: Person, database: Database) -> None:
    alice.logs(int(1.5 * HOUR), on="2026-03-16")
    alice.logs(HOUR, on="2026-03-16", startTime="13:00:00")

    page = page_of(alice, database)

    assert "<title>Week of 16\N{THIN SPACE}\N{EN DASH}\N{THIN SPACE}22 March" in page.text
    assert 'value="2:30">' in row_of(page, "NORTH-1")
    assert "Import loses rows" in row_of(page, "NORTH-1")
    assert "2:30 of 40:00" in text_of(page)
    assert "W12" in text_of(page)


def test_seconds_are_sent_if_the_text_is_rounded(alice: Person, database: Database) -> None:
    alice.logs(100, on="2026-03-16")
    alice.logs(1200, on="2026-03-17")

    assert re.findall(r'value="([^"]+)" data-seconds="(\d+)"', page_of(alice, database).text) == [("0:02", "100")]
    alice.http.put("/4-andante/preferences", json={"durationFormat": "DECIMAL"})
    assert re.findall(r'value="([^"]+)" data-seconds="(\d+)"', page_of(alice, database).text) == [("0.03", "100"), ("0.33", "1200")]


def test_missing_time_is_reported_for_days_that_are_over(alice: Person, database: Database) -> None:
    alice.logs(9 * HOUR, on="2026-03-16")

    page = page_of(alice, database)

    assert re.findall(r'data-gap="(\w*)"', page.text) == ["over", "short", "left", "", "", "", ""]
    assert re.findall(r'class="gap">([^<]*)<', page.text)[:3] == ["+1:00", "−8:00", "−8:00"]


def test_administrators_can_override_a_lock(alice: Person, company: Company, database: Database) -> None:
    alice.logs(HOUR, on="2026-03-16")
    path = f"/week?person={alice.id}"
    company.configure(database, override_mode=True)
    assert 'role="switch"' not in page_of(company.carol, database, path).text
    submit(alice)

    off, on = (page_of(company.carol, database, path + more) for more in ("", "&override=on"))

    assert 'aria-checked="false" name="override" value="on"' in off.text
    assert "<input" not in row_of(off, "NORTH-1")
    assert 'aria-checked="true"' in on.text
    assert row_of(on, "NORTH-1").count("<input") == 7
    assert "data-override" in on.text
    for person in (company.alice, company.bob):
        page = page_of(person, database, "/week?override=on" if person == alice else f"{path}&override=on")
        assert 'role="switch"' not in page.text
        assert "<input" not in row_of(page, "NORTH-1")
    company.configure(database, override_mode=False)
    assert 'role="switch"' not in page_of(company.carol, database, f"{path}&override=on").text


def test_the_week_starts_as_the_user_prefers(alice: Person, database: Database) -> None:
    alice.http.put("/4-andante/preferences", json={"weekStart": 7})

    assert re.findall(r'th scope="col" data-date="([^"]+)"', page_of(alice, database).text)[0] == "2026-03-15"


def test_planned_time_is_offered_in_empty_cells(alice: Person, database: Database) -> None:
    create_plan(alice)

    assert row_of(page_of(alice, database), "NORTH-1").count('data-planned="7200" placeholder="2:00"') == 5


def test_issues_in_the_address_have_a_row(alice: Person, database: Database) -> None:
    page = page_of(alice, database, "/week/2026-03-16?issue=SOUTH-1&issue=NOTHING-1")

    assert "Set up" in row_of(page, "SOUTH-1")
    assert "NOTHING" not in re.findall(r"<tbody>.*</tbody>", page.text, re.DOTALL)[0]


def test_a_week_without_rows_says_how_to_start(alice: Person, database: Database) -> None:
    text = text_of(page_of(alice, database))

    assert "Nothing logged yet." in text
    assert "Copy last week" in text


def test_a_submitted_week_is_text_with_who_and_when(alice: Person, database: Database) -> None:
    alice.logs(HOUR, on="2026-03-16")
    submit(alice)

    page = page_of(alice, database)

    assert "Submitted by Alice on 18 Mar 2026, 13:00, waiting for Bob." in text_of(page)
    assert "Recall" in text_of(page)
    assert "<input" not in row_of(page, "NORTH-1")
    assert ">1:00<" in row_of(page, "NORTH-1")


def test_a_rejected_week_shows_the_comment(alice: Person, bob: Person, database: Database) -> None:
    submit(alice)
    period = "from=2026-03-16&to=2026-03-22"
    assert bob.http.post(f"/4/timesheet-approvals/user/{alice.id}/reject?{period}", json={"comment": "Friday?"}).status_code == 200

    text = text_of(page_of(alice, database))

    assert "Sent back" in text
    assert "Bob sent it back on 18 Mar 2026, 13:00. Friday?" in text


def test_earlier_open_periods_are_submitted_first(alice: Person, database: Database) -> None:
    found = re.findall(r'data-do="submit"[^>]*from=([\d-]+)', page_of(alice, database).text)

    assert found == ["2026-02-16", "2026-02-23", "2026-03-02", "2026-03-09", "2026-03-16"]


def test_a_holiday_has_its_name(alice: Person, carol: Person, database: Database) -> None:
    scheme = carol.get("/holiday-schemes").json()["results"][0]["id"]
    holiday = {"name": "Spring <day>", "type": "FLOATING", "date": "2026-03-17", "durationSeconds": 8 * HOUR}
    carol.post(f"/holiday-schemes/{scheme}/holidays", holiday)

    page = page_of(alice, database)

    assert "Spring &lt;day&gt;" in page.text
    assert "0:00 of 32:00" in text_of(page)


def test_a_lead_sees_and_changes_the_week_of_a_member(alice: Person, bob: Person, database: Database) -> None:
    alice.logs(HOUR, on="2026-03-16", issueId=SOUTH_1)

    page = page_of(bob, database, f"/week/2026-03-16?person={alice.id}")

    assert "This is the week of Alice. You can change it." in text_of(page)
    assert 'data-person="712020:alice"' in page.text
    assert "<input" in row_of(page, "SOUTH-1")
    assert f'href="/week/2026-03-09?person={alice.id}"' in page.text


def test_a_viewer_only_reads_it(company: Company, database: Database) -> None:
    create_role_for(company.carol, company.dave, Permission.WORKLOG_VIEW)
    company.alice.logs(HOUR, on="2026-03-16")

    page = page_of(company.dave, database, f"/week?person={company.alice.id}")

    assert "You can read it, but not change it." in text_of(page)
    assert "<input" not in row_of(page, "NORTH-1")
    assert "submit-menu" not in page.text


def test_nobody_else_sees_it(alice: Person, dave: Person, database: Database) -> None:
    assert signed_in(dave, database).get(f"/week?person={alice.id}").status_code == 404
    assert signed_in(dave, database).get("/week?person=nobody").status_code == 404


def test_the_own_week_has_one_address(alice: Person, database: Database) -> None:
    response = signed_in(alice, database).get(f"/week/2026-03-16?person={alice.id}")

    assert (response.status_code, response.headers["location"]) == (302, "/week/2026-03-16")


def test_a_day_that_is_not_a_date_is_not_found(alice: Person, database: Database) -> None:
    for day in ("tomorrow", "2026-13-01", "20260316x"):
        assert signed_in(alice, database).get(f"/week/{day}").status_code == 404


def test_the_week_of_a_day_at_the_limit_of_the_calendar_is_refused(alice: Person, database: Database) -> None:
    for day in ("0001-01-01", "9999-12-31"):
        assert signed_in(alice, database).get(f"/week/{day}").status_code in (200, 400)


def test_values_are_escaped(alice: Person, carol: Person, database: Database) -> None:
    phase = carol.post(
        "/work-attributes", {"key": "_Phase_", "name": "Phase", "type": "STATIC_LIST", "values": ['<b>"x'], "required": False}
    )
    value = next(iter(phase.json()["names"]))
    alice.logs(HOUR, on="2026-03-16", attributes=[{"key": "_Phase_", "value": value}])

    row = row_of(page_of(alice, database), "NORTH-1")

    assert "&lt;b&gt;" in row
    assert "<b>" not in row


def test_rows_of_an_issue_are_sorted_by_the_names_of_their_values(alice: Person, carol: Person, database: Database) -> None:
    names = ["Review", "Analysis", "Work"]
    phase = carol.post("/work-attributes", {"key": "_Phase_", "name": "Phase", "type": "STATIC_LIST", "values": names}).json()
    for value in phase["names"]:
        alice.logs(HOUR, on="2026-03-16", attributes=[{"key": "_Phase_", "value": value}])

    assert re.findall("<small>(Review|Analysis|Work)</small>", page_of(alice, database).text) == sorted(names)


def full_week(alice: Person, carol: Person) -> None:
    """200 worklogs in 24 rows."""
    labels = [f"phase {n}" for n in range(12)]
    phases = carol.post("/work-attributes", {"key": "_Phase_", "name": "Phase", "type": "STATIC_LIST", "values": labels}).json()
    values = list(phases["names"])
    bulk = [
        {
            "authorAccountId": alice.id,
            "startDate": f"2026-03-{16 + n % 7}",
            "timeSpentSeconds": 60 * (10 + n % 7),
            "description": f"Work {n}",
            "attributes": [{"key": "_Phase_", "value": values[n % 12]}],
        }
        for n in range(50)
    ]
    for issue in (NORTH_1, NORTH_1, SOUTH_1, SOUTH_1):
        response = alice.post(f"/worklogs/issue/{issue}/bulk", bulk)
        assert response.status_code == 200, response.text


def test_a_full_week_is_one_small_page_with_few_statements(alice: Person, carol: Person, database: Database) -> None:
    full_week(alice, carol)
    create_plan(alice)
    visitor = signed_in(alice, database)

    with statements(database) as ran:
        page = visitor.get("/week")

    assert page.text.count("<tr data-issue") == 24
    assert len(ran) - AUTHENTICATION <= 6, ran
    assert len(page.content) <= 40_000
