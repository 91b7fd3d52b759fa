"""Cells of CSV files that a spreadsheet would run as formulas."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from andante.kit.files import neutralized, restored


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "\n=1", "＝1", "'=1", "''@A1"])
def test_a_formula_gets_a_quote_in_front(text: str) -> None:
    assert neutralized(text) == f"'{text}"


@pytest.mark.parametrize("text", ["", "1+1", "a=b", "'", "'tis", "2026-03-17", " =1", "712020:alice"])
def test_other_texts_stay_as_they_are(text: str) -> None:
    assert neutralized(text) == text
    assert restored(text) == text


@given(st.text() | st.text("'=+-@\t\r\n a", max_size=5))
def test_every_text_is_restored(text: str) -> None:
    assert restored(neutralized(text)) == text
