"""Exports, imports and changes archives in tests."""

import io
import json
import zipfile
from hashlib import sha256
from typing import Any

from andante import schema
from andante.kit.call import SYSTEM
from andante.kit.database import Access, Database
from andante.schema import TABLES
from andante.sync.archive import actions
from andante.sync.archive.actions import Schema

SCHEMA = Schema(TABLES, schema.head_revision())


def exported(database: Database, *, secrets: bool = True) -> bytes:
    """An archive of the database."""
    target = io.BytesIO()
    with database.call(SYSTEM, Access.SNAPSHOT) as call:
        actions.export_all(call, SCHEMA, target, secrets=secrets)
    return target.getvalue()


def import_archive(database: Database, archive: bytes) -> None:
    with database.call(SYSTEM, Access.WRITE) as call:
        actions.import_all(call, SCHEMA, io.BytesIO(archive))


def members(archive: bytes) -> dict[str, bytes]:
    """The content of the members by name."""
    with zipfile.ZipFile(io.BytesIO(archive)) as package:
        return {name: package.read(name) for name in package.namelist()}


def manifest(archive: bytes) -> dict[str, Any]:
    content: dict[str, Any] = json.loads(members(archive)["manifest.json"])
    return content


def rows(archive: bytes, table: str) -> list[dict[str, Any]]:
    return [json.loads(line) for line in members(archive)[f"tables/{table}.jsonl"].splitlines()]


def packed(content: dict[str, bytes]) -> bytes:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as package:
        for name, member in content.items():
            package.writestr(name, member)
    return target.getvalue()


def with_manifest(archive: bytes, **fields: Any) -> bytes:
    """The archive with other values in its manifest."""
    return packed(members(archive) | {"manifest.json": json.dumps(manifest(archive) | fields).encode()})


def with_rows(archive: bytes, table: str, lines: bytes) -> bytes:
    """The archive with other rows in a table, and with the right checksum."""
    tables = [
        entry | {"rows": len(lines.splitlines()), "sha256": sha256(lines).hexdigest()} if entry["table"] == table else entry
        for entry in manifest(archive)["tables"]
    ]
    return with_manifest(packed(members(archive) | {f"tables/{table}.jsonl": lines}), tables=tables)
