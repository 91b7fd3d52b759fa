"""The rules of memberships, as tables of cases."""

import datetime as dt

from hypothesis import given
from hypothesis import strategies as st

from andante.organization.memberships.rules import span_of

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
