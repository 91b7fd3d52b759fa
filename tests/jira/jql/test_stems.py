"""Stems of words in a text search."""

import pytest

from andante.jira.jql.stems import stem


@pytest.mark.parametrize(
    ("word", "expected"),
    [
        ("import", "import"),
        ("imported", "import"),
        ("Importing", "Import"),
        ("imports", "import"),
        ("rows", "row"),
        ("queries", "quer"),
        ("branches", "branch"),
        ("planning", "plan"),
        ("logged", "log"),
        ("meetings", "meet"),
        ("calling", "call"),
        ("loses", "lose"),
        ("access", "access"),
        ("status", "status"),
        ("analysis", "analysis"),
        ("bus", "bus"),
        ("ring", "ring"),
        ("string", "string"),
        ("needed", "need"),
        ("imp*", "imp"),
        ("imports*", "imports"),
        ("*", ""),
        ("über", "über"),
        ("100%", "100%"),
    ],
)
def test_forms_of_a_word_have_the_same_stem(word: str, expected: str) -> None:
    assert stem(word) == expected
