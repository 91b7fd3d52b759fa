"""Writes and reads the zip file of an archive. A zip file can be written to a pipe, because sizes and checksums follow the content."""

import datetime as dt
import io
import zipfile
import zlib
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from hashlib import sha256
from typing import BinaryIO, Self

import msgspec

from andante.kit.clock import Instant
from andante.kit.errors import FaultCode, Invalid

from .rules import MANIFEST, Header, Manifest, Member, member_name, refuse_unknown_format

MAX_MANIFEST_BYTES = 2**20
_MODE = 0o600


class PackageWriter:
    """Writes members one after the other."""

    def __init__(self, target: BinaryIO, now: Instant) -> None:
        self._zip = zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED)
        self._date = dt.datetime.fromisoformat(now).timetuple()[:6]

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._zip.close()

    def write(self, name: str, lines: Iterable[bytes], progress: Callable[[int], None] = lambda _: None) -> tuple[int, str]:
        """Adds a member, and returns the number of its lines and its SHA-256."""
        entry = zipfile.ZipInfo(name, self._date)
        entry.compress_type = zipfile.ZIP_DEFLATED
        entry.external_attr = _MODE << 16
        count, digest = 0, sha256()
        with self._zip.open(entry, "w", force_zip64=True) as member:
            for line in lines:
                member.write(line)
                digest.update(line)
                count += 1
                progress(1)
        return count, digest.hexdigest()

    def write_manifest(self, manifest: Manifest) -> None:
        self.write(MANIFEST, [msgspec.json.format(msgspec.json.encode(manifest)) + b"\n"])


class PackageReader:
    """Reads the members of a file that supports seeking."""

    def __init__(self, zip: zipfile.ZipFile) -> None:
        self._zip = zip

    def manifest(self) -> Manifest:
        """Raises Invalid if the file is not an archive, or has an unknown format."""
        with self._member(MANIFEST) as member:
            content = member.read(MAX_MANIFEST_BYTES)
        try:
            refuse_unknown_format(msgspec.json.decode(content, type=Header))
            return msgspec.json.decode(content, type=Manifest)
        except (msgspec.MsgspecError, UnicodeError) as error:
            raise Invalid("", FaultCode.MALFORMED, f"The manifest of the archive can't be read: {error}") from None

    @contextmanager
    def lines(self, table: str) -> Iterator[Iterable[bytes]]:
        """The lines of a table."""
        with self._member(member_name(table)) as member:
            yield member

    def verify(self, manifest: Manifest, progress: Callable[[int], None]) -> None:
        """Raises Invalid unless the members are those of the manifest."""
        names = [entry.filename for entry in self._zip.infolist()]
        expected = [MANIFEST, *(member.name for member in manifest.tables)]
        if sorted(names) != sorted(expected):
            different = ", ".join(sorted(set(names) ^ set(expected))) or "a member appears twice"
            raise _damaged(f"its members differ from its manifest: {different}")
        for member in manifest.tables:
            self._verify_member(member, progress)

    def _verify_member(self, member: Member, progress: Callable[[int], None]) -> None:
        count, digest = 0, sha256()
        with self.lines(member.table) as lines:
            for line in lines:
                digest.update(line)
                count += 1
                progress(1)
        if digest.hexdigest() != member.sha256 or count != member.rows:
            raise _damaged(f"{member.name} differs from what was exported")

    @contextmanager
    def _member(self, name: str) -> Iterator[BinaryIO]:
        try:
            with self._zip.open(name) as member:
                yield io.BufferedReader(member)  # type: ignore[type-var]  # faster than reading lines from the member itself
        except KeyError:
            raise _damaged(f"it doesn't contain {name}") from None
        except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError) as error:
            raise _damaged(str(error)) from None


@contextmanager
def open_package(source: BinaryIO) -> Iterator[PackageReader]:
    """Raises Invalid if the file is not a zip file."""
    try:
        zip = zipfile.ZipFile(source)
    except (zipfile.BadZipFile, OSError) as error:
        raise Invalid("", FaultCode.MALFORMED, f"The file is not an archive of Andante: {str(error).rstrip('.').lower()}") from None
    with zip:
        yield PackageReader(zip)


def _damaged(reason: str) -> Invalid:
    return Invalid("", FaultCode.MALFORMED, f"The archive is damaged: {reason}")
