"""Splits long streams into batches."""

from collections.abc import Iterable, Iterator
from itertools import islice
from typing import TypeVar

T = TypeVar("T")


def batched(items: Iterable[T], size: int) -> Iterator[list[T]]:
    """Splits the items into lists of at most this size."""
    iterator = iter(items)
    while batch := list(islice(iterator, size)):
        yield batch
