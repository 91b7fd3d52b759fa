"""GET /4-andante/schedule.ics."""

import httpx
import pytest
from icalendar import Calendar

from andante.identity.tokens import actions as auth
from andante.kit import clock
from andante.kit.call import SYSTEM, Call
from andante.kit.database import Database
from tests.cast import BASE_URL, Person
from tests.schedules.holidays import schemes as holidays


def feed(person: Person, token: str | None) -> httpx.Response:
    with httpx.Client(transport=httpx.WSGITransport(person.app), base_url=BASE_URL) as anonymous:
        return anonymous.get("/4-andante/schedule.ics", params={"token": token} if token else None)


def token_of(database: Database, person: Person, *scopes: str) -> tuple[int, str]:
    with database.write() as db:
        record, secret = auth.create_token(Call(db, SYSTEM, clock.now()), person.id, "feed", days=100, scopes=list(scopes) or None)
    return record.id, secret


def test_the_feed_contains_the_schedule_of_the_tokens_owner(carol: Person, alice: Person, database: Database) -> None:
    half = {"name": "Half, and a half; so", "date": "2026-03-20", "durationSeconds": 12_600, "description": "Text"}
    holidays.add_holiday(carol, 1, holidays.EASTER | half)
    holidays.add_holiday(carol, 1, holidays.EASTER)
    _, token = token_of(database, alice, "schedule:feed")

    response = feed(alice, token)

    assert (response.status_code, response.headers["content-type"]) == (200, "text/calendar; charset=utf-8")
    assert response.headers["cache-control"] == "private, max-age=3600"
    calendar = Calendar.from_ical(response.content)
    assert str(calendar["X-WR-CALNAME"]) == "Schedule of Alice"
    events = {str(event.start): str(event["SUMMARY"]) for event in calendar.walk("VEVENT")}  # type: ignore[attr-defined]
    assert events["2026-03-18"] == "Work 8h"
    assert events["2026-03-20"] == "Half, and a half; so (work 4h 30m)"
    assert events["2026-04-06"] == "Easter Monday"
    assert "2026-03-21" not in events
    assert (min(events), max(events)) == ("2026-02-16", "2027-03-19")


def test_events_have_the_same_uid_in_each_response(alice: Person, database: Database) -> None:
    _, token = token_of(database, alice, "schedule:feed")

    uids = [[str(event["UID"]) for event in Calendar.from_ical(feed(alice, token).content).walk("VEVENT")] for _ in range(2)]

    assert uids[0] == uids[1]
    assert len(set(uids[0])) == len(uids[0]) > 200


@pytest.mark.parametrize("token", [None, "", "andante_unknown"])
def test_the_feed_requires_a_valid_token(alice: Person, token: str | None) -> None:
    assert feed(alice, token).status_code == 401


def test_a_revoked_token_is_refused(alice: Person, database: Database) -> None:
    id, token = token_of(database, alice, "schedule:feed")
    with database.write() as db:
        auth.revoke_token(Call(db, SYSTEM, clock.now()), id)

    assert feed(alice, token).status_code == 401


def test_a_token_with_other_scopes_is_refused(alice: Person, database: Database) -> None:
    assert feed(alice, alice.token).status_code == 403
    assert feed(alice, token_of(database, alice, "schedule:feed", "schemes:view")[1]).status_code == 403


def test_the_token_of_a_feed_allows_no_operation(alice: Person, database: Database) -> None:
    subscriber = Person("alice", token_of(database, alice, "schedule:feed")[1], alice.app)

    assert subscriber.get("/user-schedule", from_="2026-03-18", to="2026-03-18").status_code == 403
    assert subscriber.get("/worklogs").status_code == 403
