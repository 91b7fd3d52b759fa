"""Renders mails from Jinja templates."""

from collections.abc import Mapping
from functools import cache
from pathlib import Path

from jinja2 import ChoiceLoader, Environment, FileSystemLoader, StrictUndefined, select_autoescape

from andante.kit.mail_settings import one_line

from .rules import MAX_SUBJECT_LENGTH, Content, Kind

SHARED = Path(__file__).parent / "templates"
"""The frame of all mails, and the templates of this area."""

LANGUAGES = ("en", "de")


def render(kind: Kind, language: str, context: Mapping[str, object]) -> Content:
    """The mail in this language, otherwise in English. In texts nothing is escaped, in HTML everything."""
    language = language if language in LANGUAGES else LANGUAGES[0]
    environment = _environment(kind.folder)
    values = {"language": language, **context}
    first, _, text = environment.get_template(f"{kind.name}.{language}.txt").render(values).partition("\n")
    subject = one_line(first.removeprefix("Subject:"))[:MAX_SUBJECT_LENGTH]
    html = environment.get_template(f"{kind.name}.{language}.html").render(values, subject=subject)
    return Content(subject, text.strip() + "\n", html)


@cache
def _environment(folder: Path) -> Environment:
    return Environment(
        loader=ChoiceLoader([FileSystemLoader(folder), FileSystemLoader(SHARED)]),
        autoescape=select_autoescape(["html"], default=False),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
