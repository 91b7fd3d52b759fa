"""The page /log, without scripts, and the manifest."""

import re
from html import unescape
from typing import Any

import httpx
import pytest

from andante.kit.database import Database
from andante.web.log.entry import parse_entry
from tests.accounts.accounts.bookkeeping import create_account, create_attribute
from tests.cast import Company, Person
from tests.planning.weeks.weeks import create_phase, submit
from tests.web.browsing import Visitor, signed_in, text_of

FORM = {"issue": "NORTH-1", "duration": "1:30", "date": "2026-03-17", "start": "10:00", "description": "Fixed"}


def values_of(page: httpx.Response) -> dict[str, str]:
    """The values of the inputs of the form, by name."""
    inputs = (dict(re.findall(r'([\w-]+)="([^"]*)"', tag)) for tag in re.findall(r"<input[^>]*>", page.text))
    return {input["name"]: unescape(input.get("value", "")) for input in inputs if "name" in input}


def worklogs_of(person: Person) -> list[dict[str, Any]]:
    return list(person.get(f"/worklogs/user/{person.id}", from_="2026-03-01", to="2026-03-31").json()["results"])


def test_the_address_fills_the_form(alice: Person, database: Database) -> None:
    page = signed_in(alice, database).get("/log", issue="north-1", duration="1.5", date="2026-03-17", description="Fixed <b>")

    filled = values_of(page)
    assert (filled["issue"], filled["duration"], filled["date"], filled["start"]) == (
        "NORTH-1 Import loses rows",
        "1.5",
        "17/03/2026",
        "09:00",
    )
    assert "Fixed &lt;b&gt;</textarea>" in page.text


def test_without_an_address_it_is_today_after_the_last_worklog(alice: Person, database: Database) -> None:
    alice.logs(3600, on="2026-03-18", startTime="11:00:00")

    filled = values_of(signed_in(alice, database).get("/log"))

    assert (filled["date"], filled["start"]) == ("18/03/2026", "12:00")


def test_saving_logs_the_time_and_returns_to_the_page_before(alice: Person, database: Database) -> None:
    visitor = signed_in(alice, database)
    page = visitor.http.get("/log", headers={"Referer": "https://time.example.com/tokens?x=1"})
    assert values_of(page)["back"] == "/tokens?x=1"

    saved = visitor.post("/log", FORM | {"back": "/tokens?x=1"})

    assert (saved.status_code, saved.headers["location"]) == (302, "/tokens?x=1")
    assert "Logged 1:30 on NORTH-1" in text_of(visitor.get("/tokens"))
    [worklog] = worklogs_of(alice)
    assert (worklog["timeSpentSeconds"], worklog["startTime"], worklog["description"]) == (5400, "10:00:00", "Fixed")


@pytest.mark.parametrize(
    ("language", "date", "start"),
    [("en", "17/03/2026", "10.00"), ("en", "yesterday", "10"), ("de", "17.3.", "10 Uhr"), ("de", "Di", "1000")],
)
def test_dates_and_times_can_be_typed_as_the_user_writes_them(
    alice: Person, database: Database, language: str, date: str, start: str
) -> None:
    alice.http.put("/4-andante/preferences", json={"language": language})

    signed_in(alice, database).post("/log", FORM | {"date": date, "start": start})

    assert [(worklog["startDate"], worklog["startTime"]) for worklog in worklogs_of(alice)] == [("2026-03-17", "10:00:00")]


def test_dates_and_times_are_shown_as_the_user_writes_them(alice: Person, database: Database) -> None:
    alice.http.put("/4-andante/preferences", json={"language": "de", "timeFormat": "12_HOURS"})

    filled = values_of(signed_in(alice, database).get("/log", date="2026-03-17", start="14:05"))

    assert (filled["date"], filled["start"]) == ("17.3.2026", "2:05 PM")


def test_a_range_sets_the_start(alice: Person, database: Database) -> None:
    signed_in(alice, database).post("/log", FORM | {"duration": "9-10:30"})

    assert [(worklog["startTime"], worklog["timeSpentSeconds"]) for worklog in worklogs_of(alice)] == [("09:00:00", 5400)]


@pytest.mark.parametrize(
    "back", ["https://evil.example/x", "//evil.example", "/\\evil.example", "javascript:alert(1)", "/log?x", "/signin"]
)
def test_saving_never_leads_to_other_servers(alice: Person, database: Database, back: str) -> None:
    saved = signed_in(alice, database).post("/log", FORM | {"back": back})

    assert saved.headers["location"] in ("/", "/week")


@pytest.mark.parametrize(
    ("wrong", "input", "text"),
    [
        ({"issue": ""}, "issue", "Choose an issue"),
        ({"issue": "NORTH-99"}, "issue", "NORTH-99"),
        ({"duration": ""}, "duration", "Enter a duration"),
        ({"duration": "soon"}, "duration", "Enter a duration like"),
        ({"duration": "0"}, "duration", "Enter a duration like"),
        ({"date": "someday"}, "date", "Enter a date"),
        ({"date": "2028-01-01"}, "date", "more than 365 days in the future"),
        ({"start": "25:00"}, "start", "Enter a time of day"),
        ({"estimate": "x"}, "estimate", "Enter a duration like"),
    ],
)
def test_faults_are_beside_their_fields_and_nothing_typed_is_lost(
    alice: Person, database: Database, wrong: dict[str, str], input: str, text: str
) -> None:
    page = signed_in(alice, database).post("/log", FORM | wrong)

    assert page.status_code == 400
    error = re.search(rf'<p class="error" id="{input}-error">([^<]*)</p>', page.text)
    assert error
    assert text in unescape(error[1])
    assert re.search(rf'name="{input}"[^>]*aria-describedby="[^"]*{input}-error', page.text)
    assert "Fixed</textarea>" in page.text
    assert worklogs_of(alice) == []


def test_a_locked_day_is_refused_above_the_form(alice: Person, database: Database) -> None:
    submit(alice)

    page = signed_in(alice, database).post("/log", FORM)

    assert page.status_code == 400
    assert 'role="alert"' in page.text
    assert worklogs_of(alice) == []


def test_all_types_of_attributes_are_saved(alice: Person, carol: Person, database: Database) -> None:
    (build,), _ = create_phase(carol, "build", "run")
    create_account(carol, "ACME", **{"global": True})
    keys = {
        type: create_attribute(carol, type.title().replace("_", ""), type)
        for type in ("ACCOUNT", "CHECKBOX", "INPUT_FIELD", "INPUT_NUMERIC")
    }
    visitor = signed_in(alice, database)
    page = visitor.get("/log", issue="NORTH-1")
    assert [name in page.text for name in ("build", "Acme")] == [True, True]
    typed = {"ACCOUNT": "ACME", "CHECKBOX": "true", "INPUT_FIELD": "note", "INPUT_NUMERIC": "1,5"}

    saved = visitor.post(
        "/log", FORM | {f"attribute{keys[type]}": value for type, value in typed.items()} | {"attribute_Phase_": build["value"]}
    )

    assert saved.status_code == 302
    found = {value["key"]: value["value"] for value in worklogs_of(alice)[0]["attributes"]["values"]}
    assert found == {keys[type]: value for type, value in typed.items()} | {keys["INPUT_NUMERIC"]: "1.5", "_Phase_": build["value"]}


def test_a_fault_of_an_attribute_is_beside_it(alice: Person, carol: Person, database: Database) -> None:
    key = create_attribute(carol, "Distance", "INPUT_NUMERIC")

    page = signed_in(alice, database).post("/log", FORM | {f"attribute{key}": "far"})

    assert re.search(rf'id="attribute{key}-error">[^<]*decimal number', page.text)
    assert values_of(page)[f"attribute{key}"] == "far"


def test_billable_time_is_offered_to_those_who_may_edit_it(alice: Person, frank: Person, database: Database) -> None:
    assert 'name="billable"' not in signed_in(alice, database).get("/log").text

    visitor = signed_in(frank, database)
    assert 'name="billable"' in visitor.get("/log").text
    assert visitor.post("/log", FORM | {"billable": "0:30"}).status_code == 302
    assert worklogs_of(frank)[0]["billableSeconds"] == 1800


def test_what_the_configuration_requires_is_required(company: Company, alice: Person, database: Database) -> None:
    company.configure(database, worklog_description_optional=False, remaining_estimate_optional=False)
    page = signed_in(alice, database).get("/log", issue="NORTH-1")

    assert re.search(r"<textarea[^>]* required", page.text)
    assert re.search(r'<input[^>]*name="estimate"[^>]* required', page.text)
    assert "Now 10:00, less the time spent" in page.text


def test_the_form_needs_its_token_and_a_user(alice: Person, database: Database) -> None:
    assert signed_in(alice, database).http.post("/log", data=FORM).status_code == 400
    assert Visitor(alice.app).get("/log", issue="NORTH-1").headers["location"].startswith("/signin?next=/log?issue")
    assert worklogs_of(alice) == []


def test_the_manifest_makes_the_pages_installable(alice: Person) -> None:
    visitor = Visitor(alice.app)
    response = visitor.get("/app.webmanifest")
    manifest = response.json()

    assert response.headers["content-type"] == "application/manifest+json"
    assert (manifest["start_url"], manifest["display"], manifest["shortcuts"][0]["url"]) == ("/", "standalone", "/log")
    icons = {(icon["sizes"], icon["purpose"]): visitor.get(icon["src"]) for icon in manifest["icons"]}
    assert set(icons) == {(size, purpose) for size in ("192x192", "512x512") for purpose in ("any", "maskable")}
    for (sizes, _), icon in icons.items():
        width = int.from_bytes(icon.content[16:20])
        assert (icon.headers["content-type"], f"{width}x{width}") == ("image/png", sizes)
    assert 'rel="manifest" href="/app.webmanifest"' in visitor.get("/signin").text


@pytest.mark.parametrize(
    ("text", "seconds", "start"),
    [("1,5", 5400, None), ("9-10:30", 5400, "09:00:00"), ("13:15 – 14", 2700, "13:15:00"), ("22-24", 7200, "22:00:00")],
)
def test_what_can_be_entered_as_duration(text: str, seconds: int, start: str | None) -> None:
    found, found_start = parse_entry(text)

    assert (found, found_start and found_start.isoformat()) == (seconds, start)
