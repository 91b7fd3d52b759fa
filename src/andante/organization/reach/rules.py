"""Decides which days of people are within the spans of their memberships."""

import datetime as dt
from collections.abc import Iterable

from andante.organization.teams.rules import Span


def first_outside(pairs: Iterable[tuple[str, dt.date]], spans: dict[str, list[Span]]) -> tuple[str, dt.date] | None:
    """The first (person, day) that isn't in any of the person's spans."""
    return next((pair for pair in sorted(pairs) if not any(span.has(pair[1]) for span in spans.get(pair[0], []))), None)
