"""What must be true of stored issues."""

from collections.abc import Iterator

from sqlalchemy import Connection, or_, select

from andante.kit.checks import Check, rows_of

from .rules import words_of
from .store import issue_words, issues

_i = issues.c
_negative = select(_i.key).where(or_(_i.remaining_estimate_seconds < 0, _i.original_estimate_seconds < 0)).order_by(_i.id)
_summaries = select(_i.id, _i.key, _i.summary).order_by(_i.id)
_words = select(issue_words.c.issue_id, issue_words.c.word).order_by(issue_words.c.issue_id)


def _wrong_words(db: Connection) -> Iterator[str]:
    """The issues that a search for a word of their summary doesn't find, or finds by another word."""
    words: dict[int, set[str]] = {}
    for issue_id, word in db.execute(_words):
        words.setdefault(issue_id, set()).add(word)
    for id, key, summary in db.execute(_summaries):
        if words.get(id, set()) != set(words_of(summary)):
            yield f"{key} has the words of another summary"


CHECKS = [
    Check(
        "Estimates of issues",
        rows_of(_negative, lambda row: f"{row.key} has a negative estimate"),
        "Set the estimates of these issues.",
    ),
    Check("Search for issues", _wrong_words, "Change the summaries of these issues, and change them back."),
]
