"""Describes an archive in its manifest, and decides which archives can be imported."""

from collections.abc import Sequence

from msgspec import Struct

from andante.kit.clock import Instant
from andante.kit.errors import FaultCode, Invalid

FORMAT = "andante-archive"
FORMAT_VERSION = 1
"""Increase it when an older Andante couldn't read a new archive."""

MANIFEST = "manifest.json"


class Member(Struct, frozen=True):
    """One table: a member `tables/NAME.jsonl`. `last_id` is the last generated id, which may be that of a deleted row."""

    table: str
    rows: int
    sha256: str
    last_id: int

    @property
    def name(self) -> str:
        return member_name(self.table)


class Manifest(Struct, frozen=True, kw_only=True):
    """The member `manifest.json`: which Andante wrote the archive, and what is in it. `revision` is the schema's."""

    format: str = FORMAT
    format_version: int = FORMAT_VERSION
    product_version: str
    revision: str
    created_at: Instant
    secrets: bool
    tables: list[Member] = []

    @property
    def rows(self) -> int:
        """The number of rows of all tables."""
        return sum(member.rows for member in self.tables)


class Header(Struct, frozen=True):
    """The fields by which any version of Andante recognizes an archive of any other one."""

    format: str
    format_version: int
    product_version: str = "unknown"


def member_name(table: str) -> str:
    return f"tables/{table}.jsonl"


def refuse_unknown_format(header: Header) -> None:
    if header.format != FORMAT:
        raise Invalid("", FaultCode.MALFORMED, f"The file is not an archive of Andante: its format is '{header.format}'")
    if header.format_version != FORMAT_VERSION:
        raise Invalid(
            "",
            FaultCode.INVALID,
            f"The archive has the format {header.format_version}, but this version of Andante imports the format {FORMAT_VERSION}. "
            f"Import it with Andante {header.product_version}.",
        )


def refuse_other_schema(manifest: Manifest, revision: str) -> None:
    """Raises Invalid if the archive has another schema than this database."""
    if manifest.revision != revision:
        raise Invalid(
            "",
            FaultCode.INCONSISTENT,
            f"The archive has the schema {manifest.revision} of Andante {manifest.product_version}, but the database has {revision}. "
            "Update the Andante that it comes from and export it again, or update this one.",
        )


def refuse_other_tables(manifest: Manifest, tables: Sequence[str]) -> None:
    """Raises Invalid unless the archive has exactly these tables."""
    found = [member.table for member in manifest.tables]
    if sorted(found) != sorted(tables):
        different = ", ".join(sorted(set(tables) ^ set(found))) or "a table appears twice"
        raise Invalid("", FaultCode.MALFORMED, f"The archive doesn't contain the tables that its manifest promises: {different}")
