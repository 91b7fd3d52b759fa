"""The page about troubleshooting quotes messages of the code."""

import re
from pathlib import Path

import pytest

import andante

PAGE = Path(__file__).parents[2] / "docs" / "troubleshooting.md"
QUOTES = re.findall(r"^\| `([^|]+?)` \|", PAGE.read_text(), re.MULTILINE)
NAMES = {"ANDANTE_DATABASE_URL": "…"}
"""Values that the code inserts into messages."""


@pytest.fixture(scope="module")
def code() -> str:
    files = sorted(Path(andante.__file__).parent.rglob("*.py"))
    return re.sub(r"\{[^{}\n]*\}", "…", " ".join(file.read_text() for file in files))


def test_the_page_quotes_messages() -> None:
    assert len(QUOTES) > 25


@pytest.mark.parametrize("quote", QUOTES)
def test_quoted_messages_exist(quote: str, code: str) -> None:
    for name, placeholder in NAMES.items():
        if quote.startswith(name):
            quote = quote.replace(name, placeholder)
    parts = [part.strip(" .") for part in quote.split("…") if part.strip(" .")]

    assert [part for part in parts if part not in code] == []
