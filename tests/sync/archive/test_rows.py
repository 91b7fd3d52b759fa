"""Rows of all types of columns are the same after a round trip."""

import datetime as dt
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import BigInteger, Boolean, Column, Date, DateTime, Double, LargeBinary, MetaData, Numeric, String, Table, Text, Time

from andante.kit.database import Database
from andante.sync.archive import store
from andante.sync.archive.rows import RowFormat

KINDS: dict[str, tuple[Any, st.SearchStrategy[Any]]] = {
    "class": (BigInteger(), st.integers(-(2**63), 2**63 - 1)),
    "from": (Boolean(), st.booleans()),
    "day": (Date(), st.dates()),
    "time": (Time(), st.times()),
    "at": (DateTime(), st.datetimes()),
    "double": (Double(), st.floats(allow_nan=False, allow_infinity=False)),
    "rate": (Numeric(12, 2), st.decimals(-(10**9), 10**9, places=2)),
    "name": (String(255), st.text(st.characters(codec="utf-8", exclude_characters="\0"), max_size=255)),
    "data": (LargeBinary(), st.binary(max_size=100)),
    "words": (Text(), st.sampled_from(["", "'\"\\", "\r\n\u2028", "null", "{}", "e\u0301", "\ufeff", "👩‍💻"])),
}
"""Types and values by column. Some columns are named like keywords."""

TABLE = Table("kinds", MetaData(), Column("id", BigInteger, primary_key=True), *(Column(name, kind) for name, (kind, _) in KINDS.items()))


@settings(max_examples=50, deadline=None)
@given(st.tuples(st.integers(1, 2**62), *(st.none() | values for _, values in KINDS.values())))
def test_any_row_is_the_same_after_a_round_trip(row: tuple[Any, ...]) -> None:
    format = RowFormat(TABLE)

    (line,) = format.lines([row])

    assert line.count(b"\n") == 1
    assert list(format.rows([line])) == [dict(zip(TABLE.c.keys(), row, strict=True))]


@pytest.mark.own_database
def test_stored_rows_are_the_same_after_a_round_trip(database: Database) -> None:
    values = (2**63 - 1, True, dt.date(1, 1, 1), dt.time(23, 59, 59, 999999), dt.datetime.fromisoformat("9999-12-31T23:59:59.999999"), 0.1)
    more = (Decimal("-12345.60"), "'\"\\\r\n\u2028 e\u0301 👩‍💻", bytes(range(256)), "")
    expected = [(1, *values, *more), (2, *[None] * len(KINDS)), (3, -(2**63), False, *values[2:], *more)]
    format = RowFormat(TABLE)
    with database.write() as db:
        TABLE.create(db)
        list(store.add(db, TABLE, format.rows(format.lines(expected))))
        assert list(store.rows(db, TABLE)) == expected
        assert list(format.rows(format.lines(store.rows(db, TABLE)))) == [dict(zip(TABLE.c.keys(), row, strict=True)) for row in expected]
