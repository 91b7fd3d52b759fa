"""The page that sets up a new server, and attempts to get in through it."""

from concurrent.futures import ThreadPoolExecutor

import httpx
import pytest

from andante.directory.people import actions as people
from andante.directory.people import queries as people_queries
from andante.directory.people.wire import UserInput
from andante.directory.projects import queries as projects
from andante.identity.preferences import actions as preferences
from andante.kit.call import SYSTEM, Caller
from andante.kit.database import Access
from andante.kit.settings import Settings
from andante.onboarding.setup import store
from andante.organization.memberships import actions as memberships
from andante.organization.teams import actions as teams
from andante.schedules.holidays import actions as holidays
from andante.timekeeping.configuration import queries as configuration
from andante.web.site import create_site
from tests.conftest import StoppedClock
from tests.databases import sqlite_only
from tests.onboarding.conftest import SETTINGS, NewServer
from tests.web.browsing import PASSWORD, Visitor, csrf_token, text_of

FORM = {
    "display_name": "Ada Lovelace",
    "email": "ada@example.com",
    "password": PASSWORD,
    "confirmation": PASSWORD,
    "language": "de",
    "time_zone": "Europe/Berlin",
    "company_name": "Analytical Engines",
    "week_start": "7",
    "country": "DE",
    "subdivision": "BY",
    "team_name": "Engineers",
    "project_name": "Difference engine",
    "project_key": "",
    "issue_summary": "Drawings",
}


def link_of(server: NewServer) -> str:
    link = server.print_link()
    assert link
    return link


def send(visitor: Visitor, link: str, **changes: str) -> httpx.Response:
    return visitor.post("/setup", FORM | {"token": link.partition("=")[2]} | changes, form_at=link)


def user_names(server: NewServer) -> list[str]:
    with server.database.call(SYSTEM) as call:
        return [user.display_name for user in people_queries.list_all(call)]


def test_the_setup_creates_everything_and_signs_in(new_server: NewServer) -> None:
    visitor = new_server.visitor()
    assert send(visitor, link_of(new_server)).headers["location"] == "/"

    assert visitor.get("/").headers["location"] == "/week"
    page = visitor.get("/week")
    assert "Andante ist bereit" in text_of(page)
    assert 'href="/people/invite"' in page.text
    assert visitor.get("/people").status_code == 200
    with new_server.database.call(SYSTEM, Access.SNAPSHOT) as call:
        ada = people_queries.look_up(call, "ada@example.com")
        configured = configuration.current(call)
        [team] = teams.list_all(call)
        [project] = projects.list_all(call)
        scheme = holidays.of_user(call, ada.account_id)
        days = {str(holiday.date): holiday.name for holiday in holidays.of_year(call, scheme.id, 2027)}
        assert (ada.display_name, ada.time_zone) == ("Ada Lovelace", "Europe/Berlin")
        assert (configured.company_name, configured.company_language) == ("Analytical Engines", "de")
        assert (configured.week_start, configured.approval_week_start) == (7, 7)
        assert (team.name, team.lead_id) == ("Engineers", ada.account_id)
        assert [each.account_id for each in memberships.of_team(call, team.id)] == [ada.account_id]
        assert (project.key, project.name, project.lead_id) == ("DE", "Difference engine", ada.account_id)
        assert [link.team.id for link in teams.links_of_project(call, project.id)] == [team.id]
        assert (scheme.name, scheme.is_default) == ("Deutschland (BY)", True)
        assert days["2027-01-06"] == "Heilige Drei Könige"
        assert "2027-03-26" in days, "a holiday on another day each year"


def test_the_first_hour_can_be_logged_at_once(new_server: NewServer) -> None:
    visitor = new_server.visitor()
    send(visitor, link_of(new_server), project_key="ENGINE")

    assert "ENGINE-1" in visitor.get("/week").text, "as a row that needs no search"
    page = {"X-Andante-Page": "1", "Sec-Fetch-Site": "same-origin", "Origin": "https://time.example.com"}
    body = {"issueKey": "ENGINE-1", "date": "2026-03-18", "timeSpentSeconds": 3600, "wasSeconds": 0}
    logged = visitor.http.put("/4-andante/weeks/cells", json=body, headers=page)

    assert logged.status_code == 200, logged.text
    assert logged.json()["loggedSeconds"] == 3600


def test_everything_except_the_administrator_can_be_left_out(new_server: NewServer) -> None:
    left_out = dict.fromkeys(("company_name", "country", "subdivision", "team_name", "project_name", "issue_summary"), "")
    assert send(new_server.visitor(), link_of(new_server), **left_out).status_code == 302

    with new_server.database.call(SYSTEM, Access.SNAPSHOT) as call:
        assert configuration.current(call).company_name is None
        assert teams.list_all(call) == []
        assert projects.list_all(call) == []
        assert [scheme.is_default for scheme in holidays.list_all(call)] == [True]


@sqlite_only
@pytest.mark.parametrize(
    ("changes", "field", "sentence"),
    [
        ({"display_name": " "}, "display_name", "Is required"),
        ({"email": "nonsense"}, "email", "Must be an email address"),
        ({"password": "short", "confirmation": "short"}, "password", "Must have 10 to 1000 characters"),
        ({"confirmation": "other"}, "confirmation", "The passwords don't match"),
        ({"time_zone": "Mars/Olympus"}, "time_zone", "Must be the name of a time zone"),
        ({"language": "tlh"}, "language", "Must be one of"),
        ({"week_start": "8"}, "week_start", "Must be a whole number from 1 to 7"),
        ({"week_start": "x"}, "week_start", "Must be a whole number from 1 to 7"),
        ({"country": "XX", "subdivision": ""}, "country", "The country 'XX' is not supported"),
        ({"subdivision": "ZZ"}, "subdivision", "'ZZ' is not a subdivision of DE"),
        ({"country": ""}, "subdivision", "Needs a country"),
        ({"project_key": "lower"}, "project_key", "Must be a project key like NORTH"),
        ({"project_name": "", "project_key": "KEY"}, "project_name", "Is required if there is a key"),
        ({"company_name": "x" * 256}, "company_name", "Must be text of 1 to 255 characters"),
        ({"team_name": "x" * 256}, "team_name", "Must be text of 1 to 255 characters"),
        ({"issue_summary": "x" * 256}, "issue_summary", "Must be text of 1 to 255 characters"),
    ],
)
def test_a_fault_is_next_to_its_field_and_nothing_is_lost(
    new_server: NewServer, changes: dict[str, str], field: str, sentence: str
) -> None:
    visitor, link = new_server.visitor(), link_of(new_server)
    response = send(visitor, link, **changes)

    assert response.status_code == 400
    assert f'id="{field}-error">{sentence}' in response.text.replace("&#39;", "'")
    kept = {name: value for name, value in (FORM | changes).items() if name not in ("password", "confirmation", field) and value}
    assert [name for name, value in kept.items() if f'value="{value}"' not in response.text and f">{value}<" not in response.text] == []
    assert PASSWORD not in response.text
    assert user_names(new_server) == []
    assert send(visitor, link).status_code == 302, "the link still works"


@sqlite_only
def test_all_faults_are_shown_at_once(new_server: NewServer) -> None:
    response = send(new_server.visitor(), link_of(new_server), email="x", week_start="9", country="XX", password="short", time_zone="x")

    shown = [name for name in FORM if f'id="{name}-error"' in response.text]
    assert shown == ["email", "password", "confirmation", "time_zone", "week_start", "country"]


def test_a_link_works_once(new_server: NewServer) -> None:
    link = link_of(new_server)
    visitor, thief = new_server.visitor(), new_server.visitor()
    form = csrf_token(thief.get(link))
    send(visitor, link)

    used = thief.http.post("/setup", data=FORM | {"token": link.partition("=")[2], "csrf_token": form, "email": "eve@example.com"})
    assert used.status_code == thief.get(link).status_code == 404
    assert "already set up" in text_of(used)
    assert user_names(new_server) == ["Ada Lovelace"]


@sqlite_only
@pytest.mark.parametrize("token", ["", "x", "\0", "ä", "andante_setup_" + "A" * 43])
def test_a_wrong_token_is_refused(new_server: NewServer, token: str) -> None:
    visitor, link = new_server.visitor(), link_of(new_server)

    assert visitor.get("/setup", token=token).status_code == 404
    assert send(visitor, link, token=token).status_code == 404
    assert user_names(new_server) == []


@sqlite_only
def test_without_a_printed_link_nothing_works(new_server: NewServer) -> None:
    visitor = new_server.visitor()

    assert visitor.get("/setup", token="").status_code == 404
    assert "Open the link that it printed" in text_of(visitor.get("/signin"))


def test_a_link_works_for_a_day_and_the_next_start_prints_a_new_one(new_server: NewServer, stopped_clock: StoppedClock) -> None:
    older, newer = link_of(new_server), link_of(new_server)
    visitor = new_server.visitor()

    assert visitor.get(older).status_code == 404
    stopped_clock.advance(86_399)
    assert visitor.get(newer).status_code == 200
    stopped_clock.advance(1)
    assert visitor.get(newer).status_code == 404
    assert send(visitor, link_of(new_server)).status_code == 302


def test_a_link_is_dead_as_soon_as_there_is_a_user(new_server: NewServer) -> None:
    visitor, link = new_server.visitor(), link_of(new_server)
    form = csrf_token(visitor.get(link))
    with new_server.database.call(SYSTEM, Access.WRITE) as call:
        people.add(call, UserInput(display_name="Bob", email="bob@example.com"))

    assert visitor.get(link).status_code == 404
    assert visitor.http.post("/setup", data=FORM | {"token": link.partition("=")[2], "csrf_token": form}).status_code == 404
    assert new_server.print_link() is None
    assert user_names(new_server) == ["Bob"]


def test_only_one_of_two_setups_at_the_same_time_succeeds(new_server: NewServer) -> None:
    link = link_of(new_server)
    visitors = [new_server.visitor(), new_server.visitor()]
    forms = [csrf_token(visitor.get(link)) for visitor in visitors]

    def race(number: int) -> int:
        data = FORM | {"token": link.partition("=")[2], "csrf_token": forms[number], "email": f"{number}@example.com"}
        return visitors[number].http.post("/setup", data=data).status_code

    with ThreadPoolExecutor(2) as pool:
        assert sorted(pool.map(race, range(2))) == [302, 404]
    assert len(user_names(new_server)) == 1


@sqlite_only
def test_a_form_from_another_site_is_refused(new_server: NewServer) -> None:
    visitor, link = new_server.visitor(), link_of(new_server)
    visitor.http.headers["Referer"] = "https://evil.example.com/"

    assert send(visitor, link).status_code == 400
    assert user_names(new_server) == []


@sqlite_only
def test_the_token_is_stored_only_as_a_digest_and_the_page_allows_one_script(new_server: NewServer) -> None:
    link = link_of(new_server)
    with new_server.database.read() as db:
        [row] = db.execute(store.setup_links.select())

    assert link.partition("=")[2] not in str(row)
    policy = new_server.visitor().get(link).headers["content-security-policy"]
    assert "connect-src" not in policy
    assert policy.partition("script-src ")[2].partition(";")[0].endswith("/identity/setup-form.js")


@sqlite_only
def test_a_required_second_factor_is_set_up_at_once(new_server: NewServer) -> None:
    settings = Settings(access_log=False, public_url=SETTINGS.public_url, require_second_factor=True)
    visitor = Visitor(create_site(new_server.database, settings))

    assert send(visitor, link_of(new_server)).headers["location"] == "/signin/second-step"


@sqlite_only
def test_the_browser_suggests_language_and_country(new_server: NewServer) -> None:
    visitor = new_server.visitor()
    visitor.http.headers["Accept-Language"] = "de-AT,de;q=0.8"
    page = visitor.get(link_of(new_server)).text

    assert '<option value="AT" selected>Österreich' in page
    assert '<option value="de" lang="de" selected>' in page
    assert "Allgemeine Arbeiten" in page


def test_the_administrator_has_the_chosen_language(new_server: NewServer) -> None:
    send(new_server.visitor(), link_of(new_server))

    with new_server.database.call(SYSTEM) as call:
        account_id = people_queries.look_up(call, "ada@example.com").account_id
    with new_server.database.call(Caller(account_id)) as call:
        assert preferences.mine(call).language == "de"


def test_the_page_names_the_regions_of_countries(new_server: NewServer) -> None:
    page = new_server.visitor().get(link_of(new_server)).text
    germany = page.partition('data-country="DE"')[2].partition("</optgroup>")[0]
    assert '<option value="BY">Bayern</option>' in germany
    assert "California" not in germany
