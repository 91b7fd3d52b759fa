"""Pages by offset and limit, and by cursor."""

import contextlib
from typing import Any
from urllib.parse import parse_qs, urlsplit

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from andante.kit.errors import Invalid
from andante.kit.paging import Paging, page_of
from andante.kit.wire import Page

URL = "https://time.example.com/4/things?color=red&color=blue"


def page_of_numbers(rows: list[int], url: str, paging: Paging) -> Page[int]:
    """A page of numbers, as a store would read it."""
    after = paging.after([int])
    rest = [row for row in rows if row > after[0]] if after else rows[paging.offset :]
    return page_of(url, paging, rest[: paging.limit + 1], lambda row: row, lambda row: (row,))


def followed(link: str) -> Paging:
    parameters = {name: values[-1] for name, values in parse_qs(urlsplit(link).query).items()}
    return msgspec.convert(parameters, Paging, strict=False)


@given(st.integers(0, 60), st.integers(1, 20))
def test_following_next_shows_every_row_once_in_order(total: int, limit: int) -> None:
    rows = list(range(100, 100 + total))
    shown: list[int] = []
    page = page_of_numbers(rows, URL, Paging(limit=limit))
    while True:
        shown += page.results
        assert page.metadata.count == len(page.results)
        if page.metadata.next is None:
            break
        page = page_of_numbers(rows, page.metadata.next, followed(page.metadata.next))

    assert shown == rows


@given(st.integers(1, 60), st.integers(1, 20))
def test_next_exists_only_if_there_are_more_rows(total: int, limit: int) -> None:
    page = page_of_numbers(list(range(total)), URL, Paging(limit=limit))

    assert (page.metadata.next is not None) == (total > limit)
    assert page.metadata.previous is None


def test_links_keep_the_filters() -> None:
    page = page_of_numbers(list(range(10)), URL + "&offset=4&limit=2", Paging(offset=4, limit=2))

    assert page.metadata.previous == URL + "&offset=2&limit=2"
    assert page.metadata.next is not None
    assert page.metadata.next.startswith(URL + "&offset=6&limit=2&cursor=")


def test_previous_never_has_a_negative_offset() -> None:
    page = page_of_numbers(list(range(10)), URL, Paging(offset=1, limit=5))

    assert page.metadata.previous == URL + "&offset=0&limit=5"


def test_a_cursor_is_ignored_with_another_offset() -> None:
    link = page_of_numbers(list(range(10)), URL, Paging(limit=3)).metadata.next
    assert link is not None
    next_page = followed(link)

    assert next_page.after([int]) == (2,)
    assert msgspec.structs.replace(next_page, offset=5).after([int]) is None


@pytest.mark.parametrize(
    "cursor", ["", "!", "abc", "WzFd", "bnVsbA==", "WzAsICJ4Il0=", "e30=", "/w==", "é", "\0", "WzAsIDkyMjMzNzIwMzY4NTQ3NzU4MDhd"]
)
def test_a_cursor_that_this_server_did_not_create_is_refused(cursor: str) -> None:
    with pytest.raises(Invalid, match="'cursor' must be copied from a next link of this server"):
        Paging(cursor=cursor).after([int])


@given(st.text())
def test_no_cursor_raises_an_unexpected_error(cursor: str) -> None:
    with contextlib.suppress(Invalid):
        Paging(cursor=cursor).after([int, str])


def test_a_list_without_a_sort_key_pages_by_offset() -> None:
    page: Page[Any] = page_of(URL, Paging(limit=1), [1, 2], lambda row: row, None)

    assert page.metadata.next == URL + "&offset=1&limit=1"


def test_a_limit_above_the_maximum_is_lowered() -> None:
    assert Paging(limit=9999).limited_to(5000).limit == 5000
    assert Paging(limit=70).limited_to(5000).limit == 70
