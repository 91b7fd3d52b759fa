"""Sends statements to PostgreSQL in a pipeline: if a result isn't needed yet, without waiting for it."""

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import Any

from sqlalchemy import Connection, Engine, event

_PIPELINE = "pipeline"
_IN_TRANSACTION = 2
"""libpq's PQTRANS_INTRANS."""


class Pipeline:
    """The pipeline of a transaction. It is opened when it is first needed. If a statement in it fails, the next statement that waits
    for its result raises the error, or else the commit does."""

    def __init__(self, db: Connection) -> None:
        self._db = db
        self._driver: Any = db.connection.dbapi_connection
        self._errors: type[BaseException] = db.dialect.loaded_dbapi.Error
        self._open: Any = None

    def enter(self) -> None:
        """Does nothing before the first statement of the transaction: psycopg would not commit it."""
        if self._open is None and self._driver.pgconn.transaction_status == _IN_TRANSACTION:
            self._open = self._driver.pipeline()
            self._open.__enter__()

    def leave(self) -> None:
        """Waits for all results."""
        if self._open is not None:
            opened, self._open = self._open, None
            try:
                opened.__exit__(None, None, None)
            except Exception as error:
                raise self._first(error) from None

    def _first(self, error: BaseException) -> BaseException:
        """The error that made all later statements of the transaction fail. Stops at errors that aren't the driver's: they were
        already being handled when the first statement failed."""
        while isinstance(error.__context__, self._errors):
            error = error.__context__
        return error

    def __enter__(self) -> None:
        pass

    def __exit__(self, _kind: object, error: BaseException | None, _trace: object) -> None:
        try:
            if self._open is not None:
                self._commit(error)
        finally:
            release_if_lost(self._db)

    def _commit(self, error: BaseException | None) -> None:
        """Sends the commit in the pipeline too; psycopg would wait for it, and again when the pipeline ends."""
        try:
            if error is None:
                self._driver.execute("COMMIT")
                self.leave()
        finally:
            with suppress(Exception):  # any further error follows from the one that is being raised
                self.leave()


def release_if_lost(db: Connection) -> None:
    """Gives up a connection that the driver found lost. Otherwise SQLAlchemy fails to roll it back and never returns it to the pool."""
    if not db.invalidated and db.connection.dbapi_connection.closed:  # type: ignore[union-attr]
        db.invalidate()


@contextmanager
def reading(engine: Engine) -> Iterator[Connection]:
    """A connection for reads."""
    with engine.connect() as db:
        try:
            yield db
        except BaseException:
            release_if_lost(db)
            raise


@contextmanager
def writing(engine: Engine) -> Iterator[Connection]:
    """A write transaction."""
    with engine.connect() as db:
        info, pipeline = db.info, Pipeline(db)
        info[_PIPELINE] = pipeline
        try:
            with db.begin(), pipeline:
                yield db
        finally:
            info.pop(_PIPELINE, None)  # SQLAlchemy clears it when the connection was lost


def enter_pipeline(db: Connection) -> None:
    """Call this before a statement whose result isn't needed yet. Does nothing outside of a write transaction."""
    if pipeline := db.info.get(_PIPELINE):
        pipeline.enter()


def leave_pipeline(db: Connection) -> None:
    """Waits for the results of all statements in the pipeline. Call this before a statement that can't be sent in one."""
    if pipeline := db.info.get(_PIPELINE):
        pipeline.leave()


def leave_pipeline_before_sqlalchemy(engine: Engine) -> None:
    """Leaves the pipeline before SQLAlchemy runs a statement, because it would read the result before it has arrived."""

    @event.listens_for(engine, "before_cursor_execute")
    def _leave(db: Connection, *_: Any) -> None:
        leave_pipeline(db)
