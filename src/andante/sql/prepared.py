"""Statements with a fixed text: SQLAlchemy compiles them once, and the driver runs them."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from operator import itemgetter
from typing import Any

from sqlalchemy import Connection, Dialect, Insert
from sqlalchemy.sql import Executable

from .pipeline import enter_pipeline, leave_pipeline

Row = tuple[Any, ...]

MIN_COPIED_ROWS = 250
"""From this number of rows on, PostgreSQL inserts with COPY. It needs a round trip, but no statement for each row."""


class Prepared:
    """A statement for requests that must be fast. `Connection.execute` looks up the compiled text, creates a context and wraps the
    result each time; this class doesn't.

    Parameters are passed by name: the names of the `bindparam`s, for an INSERT those of the columns. Rows are plain
    tuples. Unlike `Connection.execute`, it doesn't compute column defaults in Python, and it raises the driver's errors.
    """

    def __init__(self, statement: Executable) -> None:
        self._statement: Any = statement
        self._compiled: dict[str, _Compiled] = {}

    def all(self, db: Connection, **parameters: Any) -> list[Row]:
        compiled = self._for(db, parameters)
        rows: list[Row] = compiled.run(db, parameters).fetchall()
        return [compiled.convert_row(row) for row in rows] if compiled.from_driver else rows

    def one_or_none(self, db: Connection, **parameters: Any) -> Row | None:
        compiled = self._for(db, parameters)
        row: Row | None = compiled.run(db, parameters).fetchone()
        return compiled.convert_row(row) if row and compiled.from_driver else row

    def run_all(self, db: Connection, rows: Iterable[Mapping[str, Any]]) -> None:
        """Runs the statement once for each set of parameters. Its results are not available."""
        if rows := list(rows):
            compiled = self._for(db, rows[0])
            if compiled.copy and len(rows) >= MIN_COPIED_ROWS:
                leave_pipeline(db)
                compiled.copy_rows(db, rows)
                return
            if compiled.on_postgresql:
                enter_pipeline(db)
            compiled.run(db, *rows)

    def _for(self, db: Connection, parameters: Mapping[str, Any]) -> "_Compiled":
        compiled = self._compiled.get(db.dialect.name)
        if compiled is None:
            compiled = self._compiled[db.dialect.name] = _Compiled(self._statement, db.dialect, list(parameters))
        return compiled


class _Compiled:
    """A statement compiled for one driver, and the conversions of its parameters and columns."""

    def __init__(self, statement: Any, dialect: Dialect, names: list[str]) -> None:
        compiled = statement.compile(dialect=dialect, column_keys=names)
        columns = getattr(statement, "exported_columns", ())
        self.text = str(compiled)
        self.on_postgresql = dialect.name == "postgresql"
        self._arrange = _arranger(compiled.positiontup)
        self._names = names
        self._constants = {name: bind.effective_value for bind, name in compiled.bind_names.items() if name not in names}
        self._to_driver = _conversions({name: _type(bind, dialect).bind_processor(dialect) for bind, name in compiled.bind_names.items()})
        is_plain = self.on_postgresql and not self._constants and not self._to_driver
        self.copy = _copy_text(statement, names) if is_plain else None
        self.from_driver = _conversions({n: _type(column, dialect).result_processor(dialect, None) for n, column in enumerate(columns)})

    def run(self, db: Connection, *rows: Mapping[str, Any]) -> Any:
        """Runs the statement once for each set of parameters and returns the driver's cursor."""
        cursor: Any = db.connection.dbapi_connection.cursor()  # type: ignore[union-attr]
        if len(rows) == 1:  # psycopg's `executemany` makes three round trips, even for one row
            cursor.execute(self.text, self._bound(rows[0]))
        else:
            cursor.executemany(self.text, [self._bound(row) for row in rows])
        return cursor

    def copy_rows(self, db: Connection, rows: Sequence[Mapping[str, Any]]) -> None:
        """Inserts rows with COPY. All rows have values for the same columns."""
        driver: Any = db.connection.dbapi_connection
        arrange = _arranger(self._names)
        with driver.cursor().copy(self.copy) as copy:
            for row in rows:
                copy.write_row(arrange(row))

    def _bound(self, parameters: Mapping[str, Any]) -> Any:
        if self._constants or self._to_driver:
            parameters = values = {**self._constants, **parameters}
            for name, convert in self._to_driver:
                values[name] = convert(values[name])
        return self._arrange(parameters)

    def convert_row(self, row: Row) -> Row:
        values = list(row)
        for n, convert in self.from_driver:
            values[n] = convert(values[n])
        return tuple(values)


def _copy_text(statement: Any, names: Sequence[str]) -> str | None:
    """The COPY that does the same as an INSERT of these columns, if their values need no conversion. None for other statements."""
    if not isinstance(statement, Insert) or statement._returning or statement._post_values_clause is not None or statement._values:
        return None
    quoted = ", ".join(f'"{name}"' for name in names)
    return f'COPY "{statement.table.name}" ({quoted}) FROM STDIN'


def _arranger(names: Sequence[str] | None) -> Callable[[Mapping[str, Any]], Any]:
    """A function that arranges values as the driver expects them: by name, or in the order of these names."""
    if names is None:
        return lambda values: values
    return itemgetter(*names) if len(names) > 1 else lambda values: [values[name] for name in names]


def _type(element: Any, dialect: Dialect) -> Any:
    return element.type.dialect_impl(dialect)


def _conversions(converters: dict[Any, Callable[[Any], Any] | None]) -> list[tuple[Any, Callable[[Any], Any]]]:
    """The converters by parameter name or column number, without the values that need no conversion."""
    return [(key, convert) for key, convert in converters.items() if convert]
