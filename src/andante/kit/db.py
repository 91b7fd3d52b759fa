"""What every store needs: column types, metadata, paging by id. `andante.sql` knows how the two databases differ."""

from typing import Any, TypeVarTuple, cast

from sqlalchemy import BigInteger, Connection, Integer, MetaData, Select, String
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
from andante.sql.memory import Remembered as Remembered
from andante.sql.references import used_by

from .clock import Instant
from .errors import Invalid
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
