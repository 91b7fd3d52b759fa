"""Puts the messages about values that have the wrong type into plain words. Typer takes them from the library that checks types."""

import re

_WORDINGS = [
    (re.compile(pattern), plain)
    for pattern, plain in (
        (r"^Value error, ", ""),
        (r"^Input should be a valid integer.*", "must be a whole number"),
        (r"^Input should be a valid number.*", "must be a number"),
        (r"^Input should be a valid boolean.*", "must be true or false"),
        (r"^Input should be greater than or equal to (\S+)$", r"must be at least \1"),
        (r"^Input should be less than or equal to (\S+)$", r"must be at most \1"),
        (r"^Input should be (?:a valid )?", "must be "),
        (r"^('.*') does not match the formats? '%Y-%m-%d'\.?$", r"\1 is not a day like 2026-03-31"),
        (r"^('.*') is not one of (.*?)\.?$", r"\1 is not one of \2"),
    )
]


def in_plain_words(message: str) -> str:
    for pattern, plain in _WORDINGS:
        message = pattern.sub(plain, message)
    return message
