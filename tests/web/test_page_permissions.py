"""Who may open each page, and that pages show no one what the API hides from them."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import httpx
import pytest

from andante.app import application
from andante.directory.issues import actions as issues
from andante.directory.issues.wire import IssueInput
from andante.identity.tokens import actions as tokens
from andante.kit.call import SYSTEM
from andante.kit.database import Access, Database
from andante.kit.settings import Settings
from tests.cast import ACCOUNT_IDS, NAMES, Person, stopped_clock
from tests.conftest import Template
from tests.planning.plans.samples import plan_body
from tests.sessions import page, session_of

from .browsing import Visitor, signed_in
from .pages import MEANINGS, ROWS, Row

ALICE = ACCOUNT_IDS["alice"]
TODAY, WEEK = "2026-03-18", "from=2026-03-16&to=2026-03-22"
READS = (
    "/4/worklogs",
    f"/4/plans?{WEEK}",
    "/4/teams",
    "/4/permission-roles",
    "/4-andante/timer",
    "/4-andante/favorites",
    "/4-andante/changes?entity=issue&limit=1000",
    *(f"/4-andante/weeks/{TODAY}?accountId={account_id}" for account_id in ACCOUNT_IDS.values()),
    *(f"/4/timesheet-approvals/user/{account_id}?from=2026-03-09" for account_id in ACCOUNT_IDS.values()),
)
"""Requests whose responses contain the texts of `create_texts` that a user may see."""


def text_of(kind: str, name: str) -> str:
    """A text that occurs nowhere else."""
    return f"The {kind} of {name}"


KINDS = ("worklog", "plan", "timer", "favorite", "issue", "comment", "team", "token")
TEXTS = {text_of(kind, name) for kind in KINDS for name in NAMES}


@dataclass
class Site:
    """A server with texts of each person, and the browsers of all people."""

    browsers: Mapping[str, Visitor]
    """The browser of each person, and that of a `visitor` who is not signed in."""
    visible: Mapping[str, set[str]]
    """The texts that each person may see."""


@pytest.fixture(scope="module", params=["sqlite", "postgresql"])
def site(request: pytest.FixtureRequest) -> Iterator[Site]:
    template: Template = request.getfixturevalue(f"{request.param}_template")
    url = template.copy()
    database = Database(url)
    app = application(Settings(access_log=False), database)
    with stopped_clock():
        people = {name: Person(name, token, app) for name, token in template.tokens.items()}
        clients = {name: page(app, session_of(database, person)) for name, person in people.items()}
        create_texts(clients, database)
        browsers = {"visitor": Visitor(app)} | {name: signed_in(person, database) for name, person in people.items()}
        visible = {name: texts_in(*(client.get(path).text for path in READS)) for name, client in clients.items()}
    yield Site(browsers, {name: texts | {text_of("token", name)} for name, texts in visible.items()})
    database.close()
    template.drop(url)


def create_texts(clients: Mapping[str, httpx.Client], database: Database) -> None:
    """Creates objects with recognizable texts of each person: a worklog, a plan and a favorite, each with its own issue, a timer, a
    submitted timesheet, a private team and a token."""
    for number, (name, client) in enumerate(clients.items()):
        person = ACCOUNT_IDS[name]
        with database.call(SYSTEM, Access.WRITE) as call:
            logged, planned, favorite = (
                issues.add(call, IssueInput(key=f"NORTH-{first + number}", summary=text_of(kind, name)))
                for kind, first in (("issue", 100), ("plan", 200), ("favorite", 300))
            )
            tokens.create_token(call, person, text_of("token", name), days=10)
        cell = {"issueKey": logged.key, "date": TODAY, "timeSpentSeconds": 3600, "wasSeconds": 0, "description": text_of("worklog", name)}
        plan = {"startDate": TODAY, "endDate": TODAY, "planItemId": str(planned.id), "description": text_of("plan", name)}
        comment = {"comment": text_of("comment", name), "reviewerAccountId": ACCOUNT_IDS["carol"]}
        team = {"name": text_of("team", name), "leadAccountId": person, "public": False}
        for response in (
            client.put("/4-andante/weeks/cells", json=cell),
            clients["carol"].post("/4/plans", json=plan_body(person, **plan)),
            client.put("/4-andante/timer", json={"description": text_of("timer", name)}),
            client.put(f"/4-andante/favorites/{favorite.key}"),
            client.post(f"/4/timesheet-approvals/user/{person}/submit?from=2026-03-09", json=comment),
            clients["carol"].post("/4/teams", json=team),
        ):
            assert response.status_code in (200, 204), response.text


def texts_in(*contents: str) -> set[str]:
    return {text for text in TEXTS if any(text in content for content in contents)}


def outcome(response: httpx.Response) -> str:
    """What a person gets at a page, as a word of the table."""
    match response.status_code:
        case 200:
            return "yes"
        case 302:
            return "sign-in" if response.headers["location"].startswith("/signin?next=") else "redirect"
        case 403:
            return "no"
        case 404:
            return "hidden"
    return f"{response.status_code}: {response.text}"


every_row = pytest.mark.parametrize("row", [pytest.param(row, id=row.path) for row in ROWS])


def test_the_table_has_known_words_and_each_page_once() -> None:
    assert {word for row in ROWS for word in row.outcomes.values()} <= MEANINGS.keys()
    assert len({row.path for row in ROWS}) == len(ROWS)


@every_row
def test_every_page_is_shown_and_refused_as_the_table_says(site: Site, row: Row) -> None:
    assert {name: outcome(browser.get(row.path)) for name, browser in site.browsers.items()} == row.outcomes


@every_row
def test_no_page_shows_what_the_api_hides(site: Site, row: Row) -> None:
    """The addresses also ask for each other person."""
    shown = {}
    for name, browser in site.browsers.items():
        for other in ("", *(f"person={account_id}" for account_id in ACCOUNT_IDS.values())):
            path = f"{row.path}{'&' if '?' in row.path else '?'}{other}" if other else row.path
            if leaked := texts_in(browser.get(path).text) - site.visible.get(name, set()):
                shown[name, path] = leaked

    assert shown == {}


def test_the_api_shows_and_hides_the_texts_that_pages_are_checked_for(site: Site) -> None:
    everyone, team = set(NAMES), {"alice", "bob", "eve"}
    for kind, seen_by_others in {
        "worklog": {"bob": team, "carol": everyone, "frank": everyone},
        "issue": {"bob": team, "carol": everyone, "frank": everyone},
        "plan": {"bob": team, "carol": everyone},
        "comment": {"bob": team, "carol": everyone, "frank": everyone},
        "team": {"carol": everyone},
        "timer": {},
        "favorite": {"carol": everyone},
        "token": {},
    }.items():
        owners = {name: {owner for owner in NAMES if text_of(kind, owner) in site.visible[name]} for name in NAMES}
        assert owners == {name: {name} for name in NAMES} | seen_by_others, kind


def test_pages_show_texts(site: Site) -> None:
    """So that the comparison with the API isn't empty."""
    tokens, week, calendar = (
        texts_in(site.browsers["bob"].get(path).text) for path in ("/tokens", f"/week?person={ALICE}", f"/calendar?person={ALICE}")
    )

    assert tokens == {text_of("token", "bob")}
    assert week >= {text_of(kind, "alice") for kind in ("issue", "plan")}
    assert calendar >= {text_of(kind, "alice") for kind in ("issue", "plan", "worklog")}
