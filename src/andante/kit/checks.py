"""Checks of stored data, which `andante admin doctor` runs."""

from collections.abc import Callable, Iterable
from enum import StrEnum
from itertools import islice
from typing import Any, NamedTuple

from msgspec import Struct
from sqlalchemy import Connection, Row, Select, func, select
from sqlalchemy.sql.elements import ColumnElement

MAX_EXAMPLES = 3
"""At most this many violations are named. The others are counted."""


class State(StrEnum):
    """Only a PROBLEM needs someone to act."""

    OK = "ok"
    WARNING = "warning"
    PROBLEM = "problem"


class Finding(Struct, frozen=True):
    """The result of a check. `remedy` is what to do."""

    check: str
    state: State
    message: str = ""
    remedy: str = ""


class Check(NamedTuple):
    """An invariant of the stored data. `violations` describes each violation as a part of a sentence. `remedy` says what to do."""

    title: str
    violations: Callable[[Connection], Iterable[str]]
    remedy: str
    state: State = State.PROBLEM

    def run(self, db: Connection) -> Finding:
        found = iter(self.violations(db))
        examples = list(islice(found, MAX_EXAMPLES))
        if not examples:
            return Finding(self.title, State.OK)
        more = sum(1 for _ in found)
        return Finding(self.title, self.state, "; ".join(examples) + (f"; and {more} more" if more else ""), self.remedy)


def rows_of(query: Select[*tuple[Any, ...]], describe: Callable[[Row[*tuple[Any, ...]]], str]) -> Callable[[Connection], Iterable[str]]:
    """The violations that a query finds: a row for each."""
    return lambda db: (describe(row) for row in db.execute(query))


def exactly_one(title: str, condition: ColumnElement[bool], noun: str, remedy: str) -> Check:
    """Exactly one row of a table must meet the condition. `noun`: what two of them are, in the plural."""
    number = func.count().label("number")
    query = select(number).where(condition).having(number != 1)
    return Check(title, rows_of(query, lambda row: f"there are {row.number or 'no'} {noun}"), remedy)
