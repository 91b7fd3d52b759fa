"""The first day of the week or month of a date, in SQL."""

import datetime as dt
from typing import Any

from sqlalchemy import Date, Integer, literal
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.elements import ColumnElement
from sqlalchemy.sql.functions import FunctionElement


class _FirstOfMonth(FunctionElement[dt.date]):
    type = Date()
    inherit_cache = True


class _FirstOfWeek(FunctionElement[dt.date]):
    type = Date()
    inherit_cache = True


def first_of_month(day: ColumnElement[dt.date]) -> ColumnElement[dt.date]:
    """The first day of the month that contains a day."""
    return _FirstOfMonth(day)


def first_of_week(day: ColumnElement[dt.date], week_start: int) -> ColumnElement[dt.date]:
    """The first day of the week that contains a day, but not before the year 1. `week_start` is from 1 for Monday to 7 for Sunday."""
    return _FirstOfWeek(day, literal(week_start, Integer))


def _parts(element: FunctionElement[Any], compiler: SQLCompiler, **kw: Any) -> list[str]:
    return [compiler.process(clause, **kw) for clause in element.clauses]


@compiles(_FirstOfMonth, "sqlite")
def _first_of_month_in_sqlite(element: _FirstOfMonth, compiler: SQLCompiler, **kw: Any) -> str:
    (day,) = _parts(element, compiler, **kw)
    return f"(substr({day}, 1, 8) || '01')"


@compiles(_FirstOfMonth, "postgresql")
def _first_of_month_in_postgresql(element: _FirstOfMonth, compiler: SQLCompiler, **kw: Any) -> str:
    (day,) = _parts(element, compiler, **kw)
    return f"CAST(date_trunc('month', {day}) AS date)"


@compiles(_FirstOfWeek, "sqlite")
def _first_of_week_in_sqlite(element: _FirstOfWeek, compiler: SQLCompiler, **kw: Any) -> str:
    """`%w` is 0 for Sunday and 1 for Monday."""
    day, week_start = _parts(element, compiler, **kw)
    return f"max('0001-01-01', date({day}, '-' || ((strftime('%w', {day}) + 7 - {week_start} % 7) % 7) || ' days'))"


@compiles(_FirstOfWeek, "postgresql")
def _first_of_week_in_postgresql(element: _FirstOfWeek, compiler: SQLCompiler, **kw: Any) -> str:
    day, week_start = _parts(element, compiler, **kw)
    return f"greatest(date '0001-01-01', {day} - mod(CAST(extract(isodow FROM {day}) AS integer) + 7 - {week_start}, 7))"
