"""Column types, table metadata and queries for all stores, together with the functions of `andante.sql` that stores need."""

from typing import Any, TypeVarTuple, cast

from sqlalchemy import BigInteger, Column, Connection, Integer, MetaData, Select, String, Table
from sqlalchemy.sql.elements import ColumnElement
from sqlalchemy.types import TypeEngine

from andante.sql.dialects import in_ranges as in_ranges
from andante.sql.dialects import in_tuples as in_tuples
from andante.sql.dialects import in_values as in_values
from andante.sql.dialects import insert_many as insert_many
from andante.sql.dialects import insert_row as insert_row
from andante.sql.dialects import json_date as json_date
from andante.sql.dialects import json_field as json_field
from andante.sql.dialects import json_map as json_map
from andante.sql.dialects import lock as lock
from andante.sql.dialects import lock_all as lock_all
from andante.sql.dialects import lock_rows as lock_rows
from andante.sql.dialects import lock_table as lock_table
from andante.sql.dialects import next_id as next_id
from andante.sql.dialects import on_sqlite as on_sqlite
from andante.sql.dialects import only_where as only_where
from andante.sql.dialects import try_lock as try_lock
from andante.sql.dialects import where_not_null as where_not_null
from andante.sql.dialects import where_null as where_null
from andante.sql.dialects import without_index as without_index
from andante.sql.query_cache import CachedQuery as CachedQuery
from andante.sql.references import used_by

from .clock import Instant
from .errors import FaultCode, Invalid
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
"""A 64-bit id. SQLite generates ids only for a column of type INTEGER."""

AccountId = String(128)
"""The account id of a user: an opaque text from Jira (`712020:…`)."""

SECRET = {"secret": True}
"""The `info` of a column with a credential, or with a digest or key of one. Exports without secrets leave out its whole table, and exports
of a person leave out the column."""

NOT_ARCHIVED = {"archived": False}
"""The `info` of a table whose rows are only valid for a short time or on one server, like sessions. Archives leave it out."""

Ts = TypeVarTuple("Ts")

InstantType = cast("TypeEngine[Instant]", String(20))
"""A timestamp, stored in the format of the API: it sorts and compares correctly, and needs no conversion."""


def page_by_id(query: Select[*Ts], id_column: ColumnElement[Any], paging: Paging) -> Select[*Ts]:
    """The requested page, plus one row, of a list that is sorted by id (a number or a text). Its sort key is `(id,)`."""
    last = paging.after([id_column.type.python_type])
    query = query.where(id_column > last[0]) if last else query.offset(paging.offset)
    return query.order_by(id_column).limit(paging.limit + 1)


def is_secret(column: Column[Any]) -> bool:
    return bool(column.info.get("secret"))


def is_archived(table: Table) -> bool:
    return bool(table.info.get("archived", True))


def refuse_if_used(db: Connection, column: ColumnElement[Any], value: object, name: str) -> None:
    """Raises Invalid, with the tables' names, if rows of any table refer to this value of `column`. `name` is the object that
    would be deleted: "The team 'North'"."""
    referring = [table.replace("_", " ") for table in used_by(db, metadata, column, value)]
    if referring:
        raise Invalid("", FaultCode.IN_USE, f"{name} can't be deleted: it is used by {' and '.join(referring)}")
