"""Pages in other languages."""

import re
from html import unescape
from typing import Any

import pytest
from babel.messages.pofile import read_po
from babel.support import NullTranslations
from tools.translations import extracted, missing, updated, written

from andante.kit.database import Database
from andante.web.shell import translations
from andante.web.shell.translations import LANGUAGES, LOCALES, SOURCE_LANGUAGE
from tests.cast import Person
from tests.web.browsing import Visitor, give_password, signed_in, text_of
from tests.web.pages import PAGES, PUBLIC_PAGES

PREFERENCES = "/4-andante/preferences"
EXTRACTED = {message.id if isinstance(message.id, str) else message.id[0] for message in extracted() if message.id}
WITHOUT_WORDS = re.compile(r"<(script|style|code|time|svg)\b.*?</\1>|<(\w+)[^>]* translate=\"no\".*?</\2>|<meta[^>]*>", re.DOTALL)
ATTRIBUTES = re.compile(r'\s(?:title|aria-label|placeholder|alt)="([^"]*)"')
DATA = re.compile(
    r"\S+@example\.com|712020:\w+|Europe/\w+|UTC|NORTH(-\d)?|SOUTH(-\d)?|(accounts|approvals|periods|plans|reports|schemes|teams|worklogs):\w+"
    r"|Andante|Alice|Bob|Carol|Dave|Eve|Frank|North|South|Berlin|tests|Deutsch|English|2:30 PM|Company ID"
)
"""What is the same in all languages: names, and identifiers of the API."""


class PseudoLanguage(NullTranslations):
    """Encloses each message that `make translations` finds in brackets. So words without brackets can't be translated."""

    def ugettext(self, message: str) -> str:
        return f"⟪{message}⟫" if message in EXTRACTED else message

    def ungettext(self, singular: str, plural: str, number: int) -> str:
        return f"⟪{singular if number == 1 else plural}⟫" if singular in EXTRACTED else singular


def bare_words(html: str) -> list[str]:
    """The words on a page that are not from a translation."""
    visible = WITHOUT_WORDS.sub(" ", html)
    text = unescape(re.sub(r"<[^>]*>", " ", visible) + " | " + " | ".join(ATTRIBUTES.findall(visible)))
    while (outer := re.sub(r"⟪[^⟪⟫]*⟫", " ", text)) != text:
        text = outer
    return re.findall(r"[A-Za-z]{2,}", DATA.sub(" ", text))


@pytest.fixture
def pseudo_language(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(translations, "catalog", lambda _: PseudoLanguage())


@pytest.mark.usefixtures("pseudo_language")
def test_pages_have_no_words_that_can_not_be_translated(carol: Person, database: Database) -> None:
    stranger = Visitor(carol.app)
    first_run = bare_words(stranger.get("/signin").text)
    give_password(carol, database)
    administrator = signed_in(carol, database)

    assert first_run == []
    assert {path: words for path in PAGES if (words := bare_words(administrator.get(path).text))} == {}
    assert {path: words for path in PUBLIC_PAGES if (words := bare_words(stranger.get(path).text))} == {}


def test_bare_words_are_found() -> None:
    page = '<p>⟪Signed in as <b>Bob⟪!⟫</b>⟫</p><a title="Settings">⟪x⟫</a><p>Hello, Alice</p><code>code</code>'

    assert bare_words(page) == ["Hello", "Settings"]


@pytest.mark.parametrize("language", [language for language in LANGUAGES if language != SOURCE_LANGUAGE])
def test_all_words_are_translated(language: str) -> None:
    """`make translations` adds new words to the file."""
    catalog = updated(language)

    assert missing(catalog) == []
    assert (LOCALES / f"{language}.po").read_bytes() == written(catalog)


@pytest.mark.parametrize("language", [language for language in LANGUAGES if language != SOURCE_LANGUAGE])
def test_translations_have_the_placeholders_and_tags_of_the_message(language: str) -> None:
    with (LOCALES / f"{language}.po").open("rb") as file:
        catalog = read_po(file, locale=language)
    parts = re.compile(r"%\(\w+\)s|{\w+}|</?\w+>")

    for message in catalog:
        for source, translation in zip(_texts(message.id), _texts(message.string), strict=True):
            assert sorted(parts.findall(source)) == sorted(parts.findall(translation)), source


def _texts(text: Any) -> list[str]:
    """Singular and plural, or the only text."""
    return [text] if isinstance(text, str) else list(text)


def test_the_languages_are_those_that_users_can_choose() -> None:
    assert sorted(path.stem for path in LOCALES.glob("*.po")) == sorted(set(LANGUAGES) - {SOURCE_LANGUAGE})


@pytest.mark.parametrize(
    ("accepted", "language"),
    [("de", "de"), ("de-AT,en;q=0.5", "de"), ("fr,en;q=0.5,de;q=0.3", "en"), ("fr", "en"), ("", "en"), ("*", "en"), ("../de;q=x", "en")],
)
def test_the_browser_decides_which_language_is_shown(alice: Person, database: Database, accepted: str, language: str) -> None:
    give_password(alice, database)
    page = Visitor(alice.app).http.get("/signin", headers={"Accept-Language": accepted})

    assert f'<html lang="{language}"' in page.text
    assert ("Anmelden" in text_of(page)) == (language == "de")


def test_the_preference_wins_over_the_browser(alice: Person, database: Database) -> None:
    visitor = signed_in(alice, database)
    visitor.http.headers["Accept-Language"] = "en-US"
    alice.http.put(PREFERENCES, json={"language": "de"})

    assert "Hallo, Alice" in text_of(visitor.get("/overview"))
    assert "Kein Zugriff" in text_of(visitor.get("/people"))


def test_messages_after_a_change_are_translated(carol: Person, database: Database) -> None:
    visitor = signed_in(carol, database)
    carol.http.put(PREFERENCES, json={"language": "de"})
    visitor.post("/projects", {"key": "OST", "name": "Ost"})

    assert "Projekt OST hinzugefügt" in text_of(visitor.get("/projects"))
    assert "Wählen Sie mindestens eine Berechtigung" in text_of(visitor.post("/tokens", {"name": "x", "days": "30", "access": "chosen"}))


def test_german_has_one_word_for_a_worklog_and_is_polite() -> None:
    strings = [message.string or "" for message in updated("de")]
    texts = [text for string in strings for text in ([string] if isinstance(string, str) else string)]
    wrong = re.compile(r"worklog|zeitbuchung|\b(?:du|dich|dir|dein\w*)\b", re.IGNORECASE)

    assert [text for text in texts if wrong.search(text)] == []
