"""The page for settings, without a script."""

import pytest

from andante.kit.database import Database
from tests.cast import Person
from tests.web.browsing import SESSION, Visitor, chosen, csrf_token, signed_in, text_of

PREFERENCES = "/4-andante/preferences"
FORM = {
    "language": "de",
    "duration_format": "DECIMAL",
    "time_format": "12_HOURS",
    "week_start": "7",
    "theme": "DARK",
    "density": "COMPACT",
    "calendar_snap_minutes": "30",
    "time_zone": "Asia/Tokyo",
}


def test_the_form_saves_all_settings(alice: Person, database: Database) -> None:
    visitor = signed_in(alice, database)
    response = visitor.post("/settings", FORM)
    page = visitor.get("/settings")

    assert response.status_code == 302
    assert alice.http.get(PREFERENCES).json() == {
        "language": "de",
        "durationFormat": "DECIMAL",
        "timeFormat": "12_HOURS",
        "weekStart": 7,
        "theme": "DARK",
        "density": "COMPACT",
        "calendarSnapMinutes": 30,
        "singleKeyShortcuts": False,
    }
    assert 'lang="de"' in page.text
    assert 'data-theme="DARK" data-density="COMPACT"' in page.text
    assert "Einstellungen gespeichert" in text_of(page)
    assert [chosen(page.text, name) for name in ("language", "week_start", "calendar_snap_minutes", "time_zone")] == [
        "de",
        "7",
        "30",
        "Asia/Tokyo",
    ]


def test_empty_choices_mean_the_defaults(alice: Person, database: Database) -> None:
    visitor = signed_in(alice, database)
    visitor.post("/settings", FORM)
    visitor.post("/settings", FORM | {"language": "", "week_start": "", "single_key_shortcuts": "yes"})
    saved = alice.http.get(PREFERENCES).json()

    assert "language" not in saved
    assert "weekStart" not in saved
    assert saved["singleKeyShortcuts"] is True
    assert "As configured: Monday" in text_of(visitor.get("/settings"))


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("theme", "PINK"),
        ("language", "xx"),
        ("week_start", "8"),
        ("week_start", "x"),
        ("calendar_snap_minutes", ""),
        ("calendar_snap_minutes", "61"),
        ("time_zone", "Mars/Olympus"),
        ("time_zone", ""),
        ("time_zone", "../etc/passwd"),
    ],
)
def test_an_invalid_value_is_refused_and_nothing_is_saved(alice: Person, database: Database, field: str, value: str) -> None:
    visitor = signed_in(alice, database)
    response = visitor.post("/settings", FORM | {field: value})

    assert response.status_code == 400
    assert "Nothing was saved" in text_of(response)
    assert alice.http.get(PREFERENCES).json()["theme"] == "SYSTEM"
    assert chosen(visitor.get("/settings").text, "time_zone") == "Europe/Berlin"


def test_a_script_gets_no_page(alice: Person, database: Database) -> None:
    visitor = signed_in(alice, database)
    token = csrf_token(visitor.get("/settings"))
    response = visitor.http.post("/settings", data=FORM | {"csrf_token": token}, headers={"X-Andante-Page": "1"})

    assert (response.status_code, response.text) == (204, "")
    assert "Settings saved" not in text_of(visitor.get("/settings"))


def test_the_settings_of_other_users_stay(alice: Person, bob: Person, database: Database) -> None:
    signed_in(alice, database).post("/settings", FORM)

    assert bob.http.get(PREFERENCES).json()["theme"] == "SYSTEM"
    assert chosen(signed_in(bob, database).get("/settings").text, "time_zone") == "Europe/Berlin"


def test_all_other_sessions_of_the_user_end(alice: Person, bob: Person, database: Database) -> None:
    here, elsewhere, other_user = signed_in(alice, database), signed_in(alice, database), signed_in(bob, database)
    assert text_of(here.get("/settings")).count("Another browser") == 1
    assert "This browser" in text_of(here.get("/settings"))
    response = here.post("/settings/sessions/end-others", form_at="/settings")

    assert response.status_code == 302
    assert "Signed out in 1 other browser" in text_of(here.get("/settings"))
    assert elsewhere.get("/settings").status_code == 302
    assert other_user.get("/settings").status_code == 200
    assert "You're signed in only in this browser." in text_of(here.get("/settings"))


def test_no_secret_of_a_session_is_shown(alice: Person, database: Database) -> None:
    visitor = signed_in(alice, database)

    assert visitor.http.cookies[SESSION] not in visitor.get("/settings").text


def test_the_page_requires_sign_in(alice: Person) -> None:
    assert Visitor(alice.app).get("/settings").headers["location"] == "/signin?next=/settings"


def test_constants_in_templates_have_the_format_of_each_user(alice: Person, bob: Person, database: Database) -> None:
    """Jinja computes filters of constants only once, unless they need the context."""
    german = signed_in(bob, database)
    bob.http.put(PREFERENCES, json={"language": "de"})

    assert "1.50" in text_of(signed_in(alice, database).get("/settings"))
    assert "1,50" in text_of(german.get("/settings"))
