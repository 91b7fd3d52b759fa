"""GET /4-andante/plans.ics."""

import datetime as dt

import httpx
import pytest
from icalendar import Calendar, Event

from andante.kit.database import Database
from andante.web.feeds import resources as feeds
from tests.cast import BASE_URL, Person
from tests.planning.plans.samples import create_plan

from .test_feeds import feed as schedule_feed
from .test_feeds import token_of


def feed(person: Person, token: str) -> httpx.Response:
    with httpx.Client(transport=httpx.WSGITransport(person.app), base_url=BASE_URL) as anonymous:
        return anonymous.get("/4-andante/plans.ics", params={"token": token})


def test_each_planned_day_is_an_event(alice: Person, carol: Person, database: Database) -> None:
    create_plan(alice, endDate="2026-03-17", description="Text, and; more")
    create_plan(alice, startDate="2026-03-23", endDate="2026-03-30", startTime="09:30", planItemId="NORTH", planItemType="PROJECT")
    create_plan(carol, carol.id)
    _, token = token_of(database, alice, "plans:feed")

    response = feed(alice, token)

    assert (response.status_code, response.headers["content-type"]) == (200, "text/calendar; charset=utf-8")
    calendar = Calendar.from_ical(response.content)
    events = {str(event["UID"]): event for event in calendar.walk("VEVENT") if isinstance(event, Event)}
    assert str(calendar["X-WR-CALNAME"]) == "Plans of Alice"
    assert len(events) == 2 + 6
    whole, timed = events["2026-03-16.plan-1@andante"], events["2026-03-30.plan-2@andante"]
    assert (str(whole["SUMMARY"]), str(whole["DESCRIPTION"])) == ("NORTH-1 Import loses rows (2h)", "Text, and; more")
    assert (whole.start, whole.end) == (dt.date(2026, 3, 16), dt.date(2026, 3, 17))
    assert str(timed["SUMMARY"]) == "NORTH North (2h)"
    # summer time started in Berlin on the day before
    assert (timed.start, timed.end) == (_utc(30, 7, 30), _utc(30, 9, 30))
    assert events["2026-03-23.plan-2@andante"].start == _utc(23, 8, 30)


def _utc(day: int, hour: int, minute: int) -> dt.datetime:
    return dt.datetime(2026, 3, day, hour, minute, tzinfo=dt.UTC)


def test_each_feed_accepts_only_its_own_tokens(alice: Person, database: Database) -> None:
    _, plans_token = token_of(database, alice, "plans:feed")
    _, schedule_token = token_of(database, alice, "schedule:feed")

    assert [feed(alice, token).status_code for token in (plans_token, schedule_token, alice.token, "unknown")] == [200, 403, 403, 401]
    assert schedule_feed(alice, plans_token).status_code == 403
    assert Person("alice", plans_token, alice.app).get("/plans/user/712020:alice").status_code == 403


def test_a_calendar_with_too_many_events_is_refused(alice: Person, database: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(feeds, "MAX_EVENTS", 5)
    _, token = token_of(database, alice, "plans:feed")
    create_plan(alice)
    assert feed(alice, token).status_code == 200

    create_plan(alice, endDate="2026-03-16")
    response = feed(alice, token)

    assert response.status_code == 400
    assert "The calendar has more than 5 planned days" in response.text
