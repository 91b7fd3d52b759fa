"""Opens files for reading and writing. The name - means standard input or output."""

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from io import TextIOWrapper
from pathlib import Path
from typing import BinaryIO, TextIO

from .failures import stop


@contextmanager
def open_source(file: str) -> Iterator[BinaryIO]:
    if file == "-":
        yield sys.stdin.buffer
        return
    try:
        with Path(file).open("rb") as source:
            yield source
    except OSError as error:
        raise stop(f"{file} can't be read: {error.strerror}") from None


@contextmanager
def open_target(file: str) -> Iterator[TextIO]:
    """Writes to a temporary file and renames it at the end. The file is never incomplete, and only its owner can read it."""
    if file == "-":
        if isinstance(sys.stdout, TextIOWrapper):
            sys.stdout.reconfigure(encoding="utf-8", newline="")
        yield sys.stdout
        return
    unfinished = Path(f"{file}.part")
    try:
        unfinished.unlink(missing_ok=True)  # a file that an interrupted command left behind may have another mode
        with open(unfinished, "x", encoding="utf-8", newline="", opener=_open_private) as target:
            yield target
        os.replace(unfinished, file)
    except OSError as error:
        raise stop(f"{file} can't be written: {error.strerror}") from None
    finally:
        unfinished.unlink(missing_ok=True)


def _open_private(path: str, flags: int) -> int:
    return os.open(path, flags, 0o600)
