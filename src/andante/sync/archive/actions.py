"""Exports all records to an archive, and imports an archive into an empty Andante, all or nothing."""

from collections.abc import Callable, Sequence
from typing import BinaryIO, NamedTuple

import msgspec
from sqlalchemy import Table

from andante import __version__
from andante.kit.call import Call
from andante.kit.errors import Fault, FaultCode, Invalid
from andante.sql.counters import last_id, set_last_id

from . import rules, store
from .package import PackageReader, PackageWriter, open_package
from .rows import RowFormat
from .rules import Manifest, Member
from .tables import archived_tables, late_columns


class Schema(NamedTuple):
    """All tables of this version, and the revision of their schema."""

    tables: Sequence[Table]
    revision: str


class Progress(NamedTuple):
    """How an export or import tells how far it is: `start` gets the name of a step and how many rows it has, and `advance` how many
    more are done."""

    start: Callable[[str, int], None] = lambda _step, _rows: None
    advance: Callable[[int], None] = lambda _rows: None


SILENT = Progress()


def export_all(call: Call, schema: Schema, target: BinaryIO, *, secrets: bool = True, progress: Progress = SILENT) -> Manifest:
    """Writes an archive of everything in the database, as it is in the snapshot of the call. Returns its manifest. Without secrets, it
    has no passwords, tokens or second factors."""
    call.require_administrator(to="export all records")
    tables = archived_tables(schema.tables, secrets=secrets)
    manifest = Manifest(product_version=__version__, revision=schema.revision, created_at=call.now, secrets=secrets)
    progress.start("Exporting", store.count(call.db, tables))
    with PackageWriter(target, call.now) as package:
        members = [_export_table(call, package, table, progress) for table in tables]
        manifest = msgspec.structs.replace(manifest, tables=members)
        package.write_manifest(manifest)
    return manifest


def _export_table(call: Call, package: PackageWriter, table: Table, progress: Progress) -> Member:
    lines = RowFormat(table).lines(store.rows(call.db, table))
    rows, sha256 = package.write(rules.member_name(table.name), lines, progress.advance)
    return Member(str(table.name), rows, sha256, last_id(call.db, table))


def import_all(call: Call, schema: Schema, source: BinaryIO, *, progress: Progress = SILENT) -> Manifest:
    """Imports an archive into an empty database, and returns its manifest. Raises Invalid if the database isn't empty, if the archive
    is damaged, or if it has another schema."""
    call.require_administrator(to="import all records")
    with open_package(source) as package:
        manifest = package.manifest()
        rules.refuse_other_schema(manifest, schema.revision)
        tables = archived_tables(schema.tables, secrets=manifest.secrets)
        rules.refuse_other_tables(manifest, [table.name for table in tables])
        _require_empty(call)
        progress.start("Checking", manifest.rows)
        package.verify(manifest, progress.advance)
        progress.start("Importing", manifest.rows)
        store.clear(call.db, archived_tables(schema.tables, secrets=True))
        _import_tables(call, package, tables, progress)
    for member in manifest.tables:
        set_last_id(call.db, _named(tables, member.table), member.last_id)
    store.continue_change_log(call.db)
    return manifest


def _require_empty(call: Call) -> None:
    store.lock_everything(call.db)
    if not store.is_empty(call.db):
        raise Invalid(
            Fault("", FaultCode.WRONG_STATE, "An archive can only be imported into an empty Andante, but this database has records")
        )


def _import_tables(call: Call, package: PackageReader, tables: Sequence[Table], progress: Progress) -> None:
    """Columns that refer to later rows are set when all rows exist."""
    late = late_columns(tables)
    for table in tables:
        empty = dict.fromkeys((column.name for column in late.get(table, ())), None)
        with package.lines(table.name) as lines:
            for size in store.add(call.db, table, (row | empty for row in RowFormat(table).rows(lines))):
                progress.advance(size)
    for table, columns in late.items():
        with package.lines(table.name) as lines:
            store.set_columns(call.db, table, columns, RowFormat(table).rows(lines))


def _named(tables: Sequence[Table], name: str) -> Table:
    return next(table for table in tables if table.name == name)
