"""PostgreSQL: statements whose results nobody waits for travel with the next one that somebody does wait for."""

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import Any

from sqlalchemy import Connection, Engine, event

_PIPELINE = "pipeline"
_IN_TRANSACTION = 2
"""libpq's PQTRANS_INTRANS."""


class Pipeline:
    """A transaction's, open or not. What a statement in it does wrong is raised with the next result, at the latest by the
    commit."""

    def __init__(self, db: Connection) -> None:
        self._driver: Any = db.connection.dbapi_connection
        self._errors: type[BaseException] = db.dialect.loaded_dbapi.Error
        self._open: Any = None

    def enter(self) -> None:
        """Does nothing before the transaction has begun: psycopg would take it for empty when it is to be committed."""
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
        """After a statement has failed, all that follow it fail because of that. What else was being handled is no part of it."""
        while isinstance(error.__context__, self._errors):
            error = error.__context__
        return error

    def __enter__(self) -> None:
        pass

    def __exit__(self, _kind: object, error: BaseException | None, _trace: object) -> None:
        """Lets the commit travel too; psycopg would wait for it, and once more when the pipeline is left."""
        if self._open is None:
            return
        try:
            if error is None:
                self._driver.execute("COMMIT")
                self.leave()
        finally:
            with suppress(Exception):  # what has not been told yet only follows from what has
                self.leave()


@contextmanager
def writing(engine: Engine) -> Iterator[Connection]:
    """A transaction that writes."""
    with engine.connect() as db:
        info, pipeline = db.info, Pipeline(db)
        info[_PIPELINE] = pipeline
        try:
            with db.begin(), pipeline:
                yield db
        finally:
            del info[_PIPELINE]


def travel_with_the_next(db: Connection) -> None:
    """Nobody waits for the result of the next statement."""
    if pipeline := db.info.get(_PIPELINE):
        pipeline.enter()


def keep_out_of_pipelines(engine: Engine) -> None:
    """SQLAlchemy looks at results before they have come."""

    @event.listens_for(engine, "before_cursor_execute")
    def _leave(db: Connection, *_: Any) -> None:
        if pipeline := db.info.get(_PIPELINE):
            pipeline.leave()
