"""Statements whose text never varies: SQLAlchemy writes them once, the driver runs them."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from operator import itemgetter
from typing import Any

from sqlalchemy import Connection, Dialect
from sqlalchemy.sql import Executable

from .pipeline import travel_with_the_next

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
        compiled = self._for(db, given)
        rows: list[Row] = compiled.run(db, given).fetchall()
        return [compiled.made(row) for row in rows] if compiled.outward else rows

    def one_or_none(self, db: Connection, **given: Any) -> Row | None:
        compiled = self._for(db, given)
        row: Row | None = compiled.run(db, given).fetchone()
        return compiled.made(row) if row and compiled.outward else row

    def run_all(self, db: Connection, rows: Iterable[Mapping[str, Any]]) -> None:
        """Runs it once for each set of parameters; none is nothing to do."""
        if rows := list(rows):
            compiled = self._for(db, rows[0])
            if compiled.on_postgresql:
                travel_with_the_next(db)
            compiled.run(db, *rows)

    def _for(self, db: Connection, given: Mapping[str, Any]) -> "_Compiled":
        compiled = self._compiled.get(db.dialect.name)
        if compiled is None:
            compiled = self._compiled[db.dialect.name] = _Compiled(self._statement, db.dialect, list(given))
        return compiled


class _Compiled:
    """A statement as one driver takes it, with its values on their way in and out."""

    def __init__(self, statement: Any, dialect: Dialect, names: list[str]) -> None:
        compiled = statement.compile(dialect=dialect, column_keys=names)
        columns = getattr(statement, "exported_columns", ())
        self.text = str(compiled)
        self.on_postgresql = dialect.name == "postgresql"
        self._ordered = _in_order(compiled.positiontup)
        self._values = {name: bind.effective_value for bind, name in compiled.bind_names.items() if name not in names}
        self._inward = _conversions({name: _type(bind, dialect).bind_processor(dialect) for bind, name in compiled.bind_names.items()})
        self.outward = _conversions({n: _type(column, dialect).result_processor(dialect, None) for n, column in enumerate(columns)})

    def run(self, db: Connection, *given: Mapping[str, Any]) -> Any:
        """The driver's cursor, after it ran the statement once for each set of parameters."""
        cursor: Any = db.connection.dbapi_connection.cursor()  # type: ignore[union-attr]
        if len(given) == 1:  # `executemany` of psycopg makes three trips to the server, for one row too
            cursor.execute(self.text, self._bound(given[0]))
        else:
            cursor.executemany(self.text, [self._bound(row) for row in given])
        return cursor

    def _bound(self, given: Mapping[str, Any]) -> Any:
        if self._values or self._inward:
            given = values = {**self._values, **given}
            for name, convert in self._inward:
                values[name] = convert(values[name])
        return self._ordered(given)

    def made(self, row: Row) -> Row:
        values = list(row)
        for n, convert in self.outward:
            values[n] = convert(values[n])
        return tuple(values)


def _in_order(names: Sequence[str] | None) -> Callable[[Mapping[str, Any]], Any]:
    """How a driver takes values: by name, or in the order of these names."""
    if names is None:
        return lambda values: values
    return itemgetter(*names) if len(names) > 1 else lambda values: [values[name] for name in names]


def _type(of: Any, dialect: Dialect) -> Any:
    return of.type.dialect_impl(dialect)


def _conversions(found: dict[Any, Callable[[Any], Any] | None]) -> list[tuple[Any, Callable[[Any], Any]]]:
    return [(where, convert) for where, convert in found.items() if convert]
