"""The format of a backup: a `.tar.gz` with a manifest and the database. docs/backup.md describes it.

The manifest is the first member, so a restore knows what follows before it reads it. Nothing is ever extracted under a name from the
archive.
"""

import gzip
import hashlib
import io
import tarfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, BinaryIO, Literal

import msgspec
from msgspec import Struct

from andante.kit.clock import Instant
from andante.sql.file_copy import Progress

FORMAT = 1
"""Increased when older versions of Andante can't read the format."""

MANIFEST = "manifest.json"
MAX_MANIFEST_BYTES = 1024 * 1024
BLOCK_BYTES = 1024 * 1024
LEVEL = 6
"""Of gzip. 9 takes three times as long and saves about 1 %."""

Engine = Literal["sqlite", "postgresql"]
NAMES: dict[Engine, str] = {"sqlite": "database.sqlite", "postgresql": "database.dump"}
"""The name of the database in the archive."""


class UnusableArchive(ValueError):
    """The archive is damaged, or was made by a newer version or another program. The message is for an administrator."""


class Member(Struct, frozen=True):
    """A file in the archive. `sha256` is in hexadecimal."""

    name: str
    size: int
    sha256: str


class Manifest(Struct, frozen=True, kw_only=True):
    """What is in a backup. `rows`: the number of rows of each table. `settings`: without secrets."""

    product: Literal["andante"] = "andante"
    format: int = FORMAT
    version: str
    revision: str
    engine: Engine
    created: Instant
    members: list[Member]
    rows: dict[str, int]
    settings: dict[str, Any]


class _Version(Struct):
    """What every format has."""

    product: Literal["andante"]
    format: int
    version: str


def describe(path: Path, name: str) -> Member:
    """The size and checksum of a file."""
    with path.open("rb") as file:
        return Member(name, path.stat().st_size, hashlib.file_digest(file, "sha256").hexdigest())


def write(target: BinaryIO, manifest: Manifest, database: Path, progress: Progress | None = None) -> None:
    """Writes an archive. `database` is the only member of the manifest."""
    (member,) = manifest.members
    with gzip.GzipFile("", "wb", LEVEL, target) as compressed, tarfile.open(fileobj=compressed, mode="w|") as archive:
        content = msgspec.json.format(msgspec.json.encode(manifest))
        archive.addfile(_info(MANIFEST, len(content)), io.BytesIO(content))
        with database.open("rb") as file:
            archive.addfile(_info(member.name, member.size), _Reporting(file, member.size, progress))


def _info(name: str, size: int) -> tarfile.TarInfo:
    info = tarfile.TarInfo(name)
    info.size, info.mode = size, 0o600
    return info


class _Reporting(io.RawIOBase):
    """A file that reports how much of it was read."""

    def __init__(self, file: BinaryIO, size: int, progress: Progress | None) -> None:
        self._file, self._size, self._progress = file, size, progress

    def read(self, size: int = -1) -> bytes:
        data = self._file.read(size)
        if self._progress:
            self._progress(self._file.tell(), self._size)
        return data


class Archive:
    """An archive that is being read from a stream."""

    def __init__(self, compressed: gzip.GzipFile, archive: tarfile.TarFile) -> None:
        self._compressed, self._archive = compressed, archive
        self.manifest = _decode(self._next(MANIFEST, MAX_MANIFEST_BYTES).read())

    def extract(self, target: BinaryIO, progress: Progress | None = None) -> None:
        """Writes the database to a file and checks it. Raises UnusableArchive if a byte was changed."""
        (member,) = self.manifest.members
        content, digest, done = self._next(member.name, member.size), hashlib.sha256(), 0
        while block := content.read(BLOCK_BYTES):
            digest.update(block)
            target.write(block)
            done += len(block)
            if progress:
                progress(done, member.size)
        if (done, digest.hexdigest()) != (member.size, member.sha256):
            raise UnusableArchive(f"The backup is damaged: {member.name} has a wrong checksum.")
        while self._compressed.read(BLOCK_BYTES):  # at the end, gzip compares its own checksum
            pass

    def _next(self, name: str, max_size: int) -> BinaryIO:
        info = self._archive.next()
        content = self._archive.extractfile(info) if info and info.name == name and info.size <= max_size else None
        if content is None:
            raise UnusableArchive(f"The file is not a backup of Andante: {name} is missing.")
        return content  # type: ignore[return-value]


def _decode(content: bytes) -> Manifest:
    try:
        if (found := msgspec.json.decode(content, type=_Version)).format > FORMAT:
            raise UnusableArchive(f"The backup was made by the newer version {found.version}. Update Andante first.")
        manifest = msgspec.json.decode(content, type=Manifest)
    except msgspec.MsgspecError as error:
        raise UnusableArchive(f"The file is not a backup of Andante: {MANIFEST} is not valid ({error}).") from None
    if [member.name for member in manifest.members] != [NAMES[manifest.engine]]:
        raise UnusableArchive("The file is not a backup of Andante: it has other members.")
    return manifest


@contextmanager
def read(source: BinaryIO) -> Iterator[Archive]:
    """Opens an archive, from a stream that needn't be seekable. Raises UnusableArchive, inside the block too, if it is damaged."""
    try:
        with gzip.GzipFile("", "rb", fileobj=source) as compressed, tarfile.open(fileobj=compressed, mode="r|") as archive:
            yield Archive(compressed, archive)
    except (tarfile.TarError, EOFError, zlib.error, gzip.BadGzipFile) as error:
        raise UnusableArchive(f"The backup is damaged or incomplete: {error}.") from None
