"""Translates the words of pages with gettext.

English is the language of the source. `locales/<language>.po` contains another language; it is read when it is first needed, without a step
that compiles it. `make translations` adds new words to the files and lists those without a translation.
"""

from functools import cache
from io import BytesIO
from pathlib import Path
from typing import get_args

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from babel.support import NullTranslations, Translations
from flask import has_request_context, request

from andante.identity.preferences.wire import Language

from .user import signed_in_user

LOCALES = Path(__file__).parents[1] / "locales"
LANGUAGES: tuple[Language, ...] = get_args(Language)
SOURCE_LANGUAGE: Language = "en"


@cache
def catalog(language: str) -> NullTranslations:
    """The translations into a language."""
    if language == SOURCE_LANGUAGE:
        return NullTranslations()
    compiled = BytesIO()
    with (LOCALES / f"{language}.po").open("rb") as file:
        write_mo(compiled, read_po(file, locale=language))
    compiled.seek(0)
    return Translations(compiled)


def current_language() -> str:
    """The language of the page: the user's preference, otherwise the one of our languages that the browser prefers."""
    if not has_request_context():
        return SOURCE_LANGUAGE
    user = signed_in_user()
    if user and user.preferences.language:
        return str(user.preferences.language)
    accepted = (tag.partition("-")[0].lower() for tag in request.accept_languages.values())
    return next((language for language in accepted if language in LANGUAGES), SOURCE_LANGUAGE)


def gettext(message: str, **values: object) -> str:
    """Translates a message into the language of the page, and fills in `%(name)s`."""
    translated = catalog(current_language()).ugettext(message)
    return translated % values if values else translated


def ngettext(singular: str, plural: str, number: int, **values: object) -> str:
    """Translates a message with a number, which `%(num)s` contains."""
    return catalog(current_language()).ungettext(singular, plural, number) % {"num": number, **values}


def marked(message: str) -> str:
    """Marks a message for `make translations`. Call `gettext` with it later, when a page shows it."""
    return message
