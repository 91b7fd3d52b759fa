"""The rules of memberships, as tables of cases."""

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from andante.organization.teams.rules import Span, first_outside, span_of

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
def test_a_span_has_its_first_day_and_not_its_end(span: Span, has: list[bool]) -> None:
    assert [span.has(day) for day in (MONDAY, TUESDAY, WEDNESDAY)] == has


@pytest.mark.parametrize(
    ("pairs", "outside"),
    [
        ([], None),
        ([("alice", TUESDAY)], None),
        ([("alice", MONDAY)], ("alice", MONDAY)),
        ([("alice", TUESDAY), ("bob", TUESDAY)], ("bob", TUESDAY)),
    ],
)
def test_the_first_pair_that_no_span_has_is_found(pairs: list[tuple[str, dt.date]], outside: tuple[str, dt.date] | None) -> None:
    assert first_outside(pairs, {"alice": [Span(None, dt.date(2020, 1, 1)), Span(TUESDAY, None)]}) == outside


days = st.dates(dt.date(1900, 1, 1), dt.date(9999, 12, 31))


@given(st.none() | days, st.none() | days, st.booleans())
def test_days_that_are_accepted_are_the_days_meant(from_: dt.date | None, to: dt.date | None, inclusive: bool) -> None:
    span, faults = span_of(from_, to, inclusive)

    if not faults:
        assert span.start == from_
        assert from_ is None or span.has(from_)
        assert to is None or span.has(to) is inclusive
    else:
        assert to is not None
        assert to == dt.date.max or (from_ is not None and (to < from_ or (to == from_ and not inclusive)))
