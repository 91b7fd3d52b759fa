"""The rules of teams, as tables of cases."""

import datetime as dt

import pytest

from andante.organization.teams.rules import Span

MONDAY, TUESDAY, WEDNESDAY = (dt.date(2026, 3, day) for day in (16, 17, 18))


@pytest.mark.parametrize(
    ("span", "has"),
    [
        (Span(None, None), [True, True, True]),
        (Span(TUESDAY, None), [False, True, True]),
        (Span(None, TUESDAY), [True, False, False]),
        (Span(TUESDAY, WEDNESDAY), [False, True, False]),
    ],
)
def test_a_span_contains_its_first_day_and_not_its_end(span: Span, has: list[bool]) -> None:
    assert [span.has(day) for day in (MONDAY, TUESDAY, WEDNESDAY)] == has
