"""The rules of reach, as tables of cases."""

import datetime as dt

import pytest

from andante.organization.reach.rules import first_outside
from andante.organization.teams.rules import Span

MONDAY, TUESDAY = (dt.date(2026, 3, day) for day in (16, 17))


@pytest.mark.parametrize(
    ("pairs", "outside"),
    [
        ([], None),
        ([("alice", TUESDAY)], None),
        ([("alice", MONDAY)], ("alice", MONDAY)),
        ([("alice", TUESDAY), ("bob", TUESDAY)], ("bob", TUESDAY)),
    ],
)
def test_the_first_pair_outside_all_spans_is_found(pairs: list[tuple[str, dt.date]], outside: tuple[str, dt.date] | None) -> None:
    assert first_outside(pairs, {"alice": [Span(None, dt.date(2020, 1, 1)), Span(TUESDAY, None)]}) == outside
