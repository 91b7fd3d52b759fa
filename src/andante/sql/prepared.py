"""Statements whose text never varies: SQLAlchemy writes them once, the driver runs them."""

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from sqlalchemy import Connection, Dialect
from sqlalchemy.sql import Executable

Row = tuple[Any, ...]


class Prepared:
    """A statement for the hot paths. Running it costs a third of what `Connection.execute` takes, which looks the
    text up, sets up a context and wraps the result anew at each execution.

    Parameters are given by name: the `bindparam`s, for an INSERT the columns. Rows are plain tuples. Two things differ
    from `Connection.execute`: defaults that Python would compute for columns are not filled in, and errors are the
    driver's own.
    """

    def __init__(self, statement: Executable) -> None:
        self._statement: Any = statement
        self._compiled: dict[str, _Compiled] = {}

    def all(self, db: Connection, **given: Any) -> list[Row]:
        return [self._for(db, given).made(row) for row in self._execute(db, given).fetchall()]

    def one_or_none(self, db: Connection, **given: Any) -> Row | None:
        row = self._execute(db, given).fetchone()
        return self._for(db, given).made(row) if row else None

    def run_all(self, db: Connection, rows: Iterable[Mapping[str, Any]]) -> None:
        """Runs it once for each set of parameters; none is nothing to do."""
        if rows := list(rows):
            self._execute(db, *rows)

    def _execute(self, db: Connection, *given: Mapping[str, Any]) -> Any:
        compiled = self._for(db, given[0])
        cursor = db.connection.driver_connection.cursor()  # type: ignore[union-attr]
        if len(given) == 1:  # `executemany` of psycopg makes three trips to the server, for one row too
            return cursor.execute(compiled.text, compiled.bound(given[0]))
        return cursor.executemany(compiled.text, [compiled.bound(row) for row in given])

    def _for(self, db: Connection, given: Mapping[str, Any]) -> "_Compiled":
        name = db.dialect.name
        if name not in self._compiled:
            self._compiled[name] = _Compiled(self._statement, db.dialect, list(given))
        return self._compiled[name]


class _Compiled:
    """A statement as one driver takes it, with its values on their way in and out."""

    def __init__(self, statement: Any, dialect: Dialect, names: list[str]) -> None:
        compiled = statement.compile(dialect=dialect, column_keys=names)
        columns = getattr(statement, "exported_columns", ())
        self.text = str(compiled)
        self._order: list[str] | None = compiled.positiontup
        self._values = {name: bind.effective_value for bind, name in compiled.bind_names.items()}
        self._inward = _conversions({name: _type(bind, dialect).bind_processor(dialect) for bind, name in compiled.bind_names.items()})
        self._outward = _conversions({n: _type(column, dialect).result_processor(dialect, None) for n, column in enumerate(columns)})

    def bound(self, given: Mapping[str, Any]) -> Any:
        values = {**self._values, **given}
        for name, convert in self._inward:
            values[name] = convert(values[name])
        return values if self._order is None else [values[name] for name in self._order]

    def made(self, row: Row) -> Row:
        if not self._outward:
            return row
        values = list(row)
        for n, convert in self._outward:
            values[n] = convert(values[n])
        return tuple(values)


def _type(of: Any, dialect: Dialect) -> Any:
    return of.type.dialect_impl(dialect)


def _conversions(found: dict[Any, Callable[[Any], Any] | None]) -> list[tuple[Any, Callable[[Any], Any]]]:
    return [(where, convert) for where, convert in found.items() if convert]
