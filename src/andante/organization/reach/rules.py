"""Decides which days of people are within the spans of their memberships."""

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence

from andante.organization.teams.rules import Span


def first_outside(pairs: Iterable[tuple[str, dt.date]], spans: dict[str, list[Span]]) -> tuple[str, dt.date] | None:
    """The first (person, day) that isn't in any of the person's spans."""
    return next((pair for pair in sorted(pairs) if not any(span.has(pair[1]) for span in spans.get(pair[0], []))), None)


def covering(days: Span, spans: Mapping[str, Sequence[Span]]) -> list[str]:
    """The users whose spans together cover all of these days, in the given order."""
    return [account_id for account_id, of_user in spans.items() if days.first_day_outside(of_user) is None]
