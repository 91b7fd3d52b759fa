"""Transactions, and what every store needs; how the two databases differ stands in `sql`."""

from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from typing import Any, TypeVarTuple, cast

from sqlalchemy import BigInteger, Connection, Integer, MetaData, Select, String
from sqlalchemy.engine import make_url
from sqlalchemy.sql.elements import ColumnElement
from sqlalchemy.types import TypeEngine

from andante.sql.dialects import among as among
from andante.sql.dialects import claim as claim
from andante.sql.dialects import insert_many as insert_many
from andante.sql.dialects import json_map as json_map
from andante.sql.dialects import next_id as next_id
from andante.sql.dialects import on_sqlite as on_sqlite
from andante.sql.dialects import passing as passing
from andante.sql.dialects import queue_for as queue_for
from andante.sql.dialects import queue_for_rows as queue_for_rows
from andante.sql.dialects import tuples_named as tuples_named
from andante.sql.dialects import where_not_null as where_not_null
from andante.sql.engines import postgresql, sqlite
from andante.sql.memory import Remembered as Remembered
from andante.sql.own import OwnConnections
from andante.sql.pipeline import writing
from andante.sql.queue import NoTurn
from andante.sql.references import used_by

from .clock import Instant
from .errors import Conflict, Invalid
from .integrity import refusal_of
from .paging import Paging

metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "ck": "ck_%(table_name)s_%(constraint_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
        "pk": "pk_%(table_name)s",
    }
)

Key = BigInteger().with_variant(Integer, "sqlite")
"""A 64-bit id; SQLite counts on its own only in a column that is called INTEGER."""

AccountId = String(128)
"""How a person is called everywhere: opaque, as Jira gives it (`712020:…`)."""

Ts = TypeVarTuple("Ts")

InstantType = cast("TypeEngine[Instant]", String(20))
"""An instant is stored as it crosses the wire: that sorts right, compares right and costs nothing to read."""

BUSY_SECONDS = 60
"""How long a writer of SQLite waits for its turn before it gives up with a 409."""


class Database:
    """Gives transactions. Everything that happens, happens in one of them, and only here are they committed."""

    def __init__(self, url: str, connections: int = 8) -> None:
        self.url = make_url(url)
        self.sqlite = self.url.get_backend_name() == "sqlite"
        self.engine = sqlite(url, BUSY_SECONDS) if self.sqlite else postgresql(url, connections)
        self._without_transaction = self.engine.execution_options(isolation_level="AUTOCOMMIT")
        self._at_one_moment = self.engine.execution_options(isolation_level="REPEATABLE READ")
        self._own = OwnConnections(self.engine, f"{self.url.database}-queue") if self.sqlite else None

    def read(self) -> AbstractContextManager[Connection]:
        """On SQLite everything in it sees one moment. On PostgreSQL each statement sees its own, as it does in any
        transaction that is READ COMMITTED; so none is opened, which saves two trips to the server."""
        return self._own.mine() if self._own else self._without_transaction.connect()

    def snapshot(self) -> AbstractContextManager[Connection]:
        """Like `read`, but on PostgreSQL too everything in it sees one moment: for what reads much, piece by piece."""
        return self._own.mine() if self._own else self._at_one_moment.connect()

    @contextmanager
    def write(self, patience: float = BUSY_SECONDS) -> Iterator[Connection]:
        """On SQLite one writer at a time: it waits for its turn, so many seconds, before it reads anything. What a
        constraint of the database forbids is refused like any other bad input."""
        try:
            with self._own.mine().writing(patience) if self._own else writing(self.engine) as db:
                yield db
        except NoTurn as error:
            raise Conflict(f"Others have been writing for {patience} seconds. Try again.") from error
        except Exception as error:
            if refusal := refusal_of(error):
                raise refusal from error
            raise

    def close(self) -> None:
        """Closes this thread's connection and the pool's; other threads' own go with their threads."""
        if self._own:
            self._own.close()
        self.engine.dispose()


def page_by_id(query: Select[*Ts], id_column: ColumnElement[Any], paging: Paging) -> Select[*Ts]:
    """The asked page and one more row of a list that is sorted by id, a number or a text; its sort key is `(id,)`."""
    last = paging.after([id_column.type.python_type])
    query = query.where(id_column > last[0]) if last else query.offset(paging.offset)
    return query.order_by(id_column).limit(paging.limit + 1)


def refuse_if_used(db: Connection, column: ColumnElement[Any], value: object, what: str) -> None:
    """Invalid while rows anywhere refer to this value of `column`, and says which; `what` names what was to be deleted."""
    users = [name.replace("_", " ") for name in used_by(db, metadata, column, value)]
    if users:
        raise Invalid(f"{what} can't be deleted: it is used by {' and '.join(users)}")
