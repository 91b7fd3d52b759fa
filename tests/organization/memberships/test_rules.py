"""The rules of memberships, as tables of cases."""

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from andante.organization.memberships.rules import adds_days, span_of
from andante.organization.teams.rules import Span

days = st.dates(dt.date(1900, 1, 1), dt.date(9999, 12, 31))


@given(st.none() | days, st.none() | days, st.booleans())
def test_from_and_to_become_a_span(from_: dt.date | None, to: dt.date | None, inclusive: bool) -> None:
    span, faults = span_of(from_, to, inclusive)

    if not faults:
        assert span.start == from_
        assert from_ is None or span.has(from_)
        assert to is None or span.has(to) is inclusive
    else:
        assert to is not None
        assert to == dt.date.max or (from_ is not None and (to < from_ or (to == from_ and not inclusive)))


MONDAY, TUESDAY, SUNDAY = (dt.date(2026, 3, day) for day in (16, 17, 22))


@pytest.mark.parametrize(
    ("before", "after", "more"),
    [
        (None, Span(MONDAY, TUESDAY), True),
        (Span(MONDAY, SUNDAY), Span(MONDAY, SUNDAY), False),
        (Span(MONDAY, SUNDAY), Span(TUESDAY, SUNDAY), False),
        (Span(MONDAY, SUNDAY), Span(MONDAY, TUESDAY), False),
        (Span(TUESDAY, SUNDAY), Span(MONDAY, SUNDAY), True),
        (Span(MONDAY, TUESDAY), Span(MONDAY, SUNDAY), True),
        (Span(MONDAY, TUESDAY), Span(TUESDAY, SUNDAY), True),
        (Span(MONDAY, SUNDAY), Span(MONDAY, None), True),
        (Span(MONDAY, SUNDAY), Span(None, SUNDAY), True),
        (Span(None, None), Span(None, None), False),
        (Span(None, None), Span(MONDAY, SUNDAY), False),
    ],
)
def test_whether_a_membership_gets_additional_days(before: Span | None, after: Span, *, more: bool) -> None:
    assert adds_days(before, after) is more
