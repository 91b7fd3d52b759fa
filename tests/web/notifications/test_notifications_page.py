"""The bell, the list of notifications, and their settings, without a script."""

from andante.kit.database import Database
from tests.activity.notifications import samples
from tests.cast import Person
from tests.web.browsing import Visitor, signed_in, text_of

READ, CHOICES = "/4-andante/notifications", "/4-andante/notifications/settings"


def visitor_with_a_notification(alice: Person, database: Database) -> Visitor:
    with database.write() as db:
        samples.add(db)
    return signed_in(alice, database)


def test_the_bell_counts_unread_notifications_until_they_are_read(alice: Person, bob: Person, database: Database) -> None:
    visitor = visitor_with_a_notification(alice, database)
    assert 'aria-label="Notifications, 1 unread"' in visitor.get("/week").text
    assert 'aria-label="Notifications"' in signed_in(bob, database).get("/week").text

    assert visitor.post("/notifications").headers["Location"] == "/notifications"
    assert 'aria-label="Notifications"' in visitor.get("/week").text


def test_a_notification_opens_what_it_is_about(alice: Person, bob: Person, database: Database) -> None:
    visitor = visitor_with_a_notification(alice, database)
    page = visitor.get("/notifications")
    (found,) = alice.http.get(READ).json()["results"]

    assert f"Unread: {' '.join(found['text'].split())}" in text_of(page)
    other = signed_in(bob, database).post("/notifications", {"id": str(found["id"])}, form_at="/settings")
    assert other.headers["Location"] == "/notifications"
    assert "readAt" not in alice.http.get(READ).json()["results"][0]

    assert visitor.post("/notifications", {"id": str(found["id"])}).headers["Location"] == found["path"] == "/week/2026-02-23"
    assert "readAt" in alice.http.get(READ).json()["results"][0]


def test_the_page_is_in_the_language_of_the_user(alice: Person, database: Database) -> None:
    visitor = visitor_with_a_notification(alice, database)
    alice.http.put("/4-andante/preferences", json={"language": "de"})

    assert "Ungelesen: Bob hat Ihren Stundenzettel" in text_of(visitor.get("/notifications"))


def test_a_user_chooses_notifications_in_the_settings(alice: Person, database: Database) -> None:
    fields = {"MISSING_TIME.mail": "DAILY", "TIMESHEET_DUE.pages": "yes", "TIMESHEET_DUE.mail": "AT_ONCE"}
    assert signed_in(alice, database).post("/notifications/settings", fields, form_at="/settings").status_code == 302

    chosen = {each["kind"]: (each["pages"], each["mail"]) for each in alice.http.get(CHOICES).json()["results"]}
    assert chosen["MISSING_TIME"] == (False, "DAILY")
    assert chosen["TIMESHEET_DUE"] == (True, "AT_ONCE")
    assert chosen["TIMESHEET_REJECTED"] == (False, "AT_ONCE")
