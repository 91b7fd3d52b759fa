"""Extracts the words of pages into `web/locales/<language>.po`, and lists those without a translation (`make translations`)."""

import sys
from io import BytesIO
from pathlib import Path

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po, write_po

WEB = Path(__file__).parents[1] / "src" / "andante" / "web"
LOCALES = WEB / "locales"
METHODS = [("**.py", "python"), ("**.html", "jinja2.ext:babel_extract")]
OPTIONS = {"**.html": {"trimmed": "true", "newstyle_gettext": "true", "silent": "false"}}
KEYWORDS = {"_": None, "gettext": None, "ngettext": (1, 2), "marked": None}
HEADER = "# The words of the pages. `make translations` adds new ones. Sorted by the English text.\n"


def extracted() -> Catalog:
    """All messages of pages in English."""
    found = Catalog()
    for _file, _line, message, _comments, context in extract_from_dir(WEB, METHODS, OPTIONS, KEYWORDS):
        found.add(message, context=context)
    return found


def updated(language: str) -> Catalog:
    """The messages of a language: those in the source, with their translations if they have one."""
    with (LOCALES / f"{language}.po").open("rb") as file:
        existing = read_po(file, locale=language)
    catalog = Catalog(locale=language, header_comment=HEADER.rstrip(), fuzzy=False)
    for message in extracted():
        if message.id:
            known = existing.get(message.id, message.context)
            catalog.add(message.id, known.string if known else "", context=message.context)
    return catalog


def missing(catalog: Catalog) -> list[str]:
    """The messages without a complete translation."""
    return [_text(message) for message in catalog if message.id and not _is_translated(message)]


def _is_translated(message: Message) -> bool:
    return all(message.string) if isinstance(message.string, (tuple, list)) else bool(message.string)


def _text(message: Message) -> str:
    return message.id if isinstance(message.id, str) else message.id[0]


def written(catalog: Catalog) -> bytes:
    """The content of the file."""
    output = BytesIO()
    write_po(output, catalog, width=0, no_location=True, sort_output=True, omit_header=True)
    head = f'{HEADER}msgid ""\nmsgstr ""\n"Language: {catalog.locale_identifier}\\n"\n'
    plural = f'"Plural-Forms: {catalog.plural_forms}\\n"\n"Content-Type: text/plain; charset=utf-8\\n"\n\n'
    return (head + plural).encode() + output.getvalue()


def main() -> int:
    incomplete = False
    for path in sorted(LOCALES.glob("*.po")):
        catalog = updated(path.stem)
        path.write_bytes(written(catalog))
        without = missing(catalog)
        incomplete |= bool(without)
        print(f"{path.stem}: {len(catalog)} messages, {len(without)} without a translation")
        for text in without:
            print(f"  {text}")
    return 1 if incomplete else 0


if __name__ == "__main__":
    sys.exit(main())
