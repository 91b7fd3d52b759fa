"""Opens files for reading and writing. The name - means standard input or output."""

import os
import shutil
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from io import TextIOWrapper
from pathlib import Path
from tempfile import TemporaryFile
from typing import BinaryIO, TextIO

import typer

from .failures import ExitCode, stop


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
def open_seekable_source(file: str) -> Iterator[BinaryIO]:
    """Like `open_source`. Standard input is copied to a temporary file first, because it can be read only once."""
    with open_source(file) as source:
        if file != "-":
            yield source
            return
        with TemporaryFile() as copy:
            shutil.copyfileobj(source, copy)
            copy.seek(0)
            yield copy


@contextmanager
def open_target(file: str) -> Iterator[TextIO]:
    """Writes to a temporary file and renames it at the end. The file is never incomplete, and only its owner can read it."""
    if file == "-":
        if isinstance(sys.stdout, TextIOWrapper):
            sys.stdout.reconfigure(encoding="utf-8", newline="")
        yield sys.stdout
        return
    with _replacing(file) as unfinished, open(unfinished, "x", encoding="utf-8", newline="", opener=_open_private) as target:
        yield target


@contextmanager
def open_binary_target(file: str) -> Iterator[BinaryIO]:
    """Like `open_target`, for files that aren't text. They are not printed on a terminal."""
    if file == "-":
        if sys.stdout.isatty():
            raise stop("The file is not text. Give it a name, or redirect standard output.", code=ExitCode.USAGE)
        yield sys.stdout.buffer
        return
    with _replacing(file) as unfinished, open(unfinished, "xb", opener=_open_private) as target:
        yield target


@contextmanager
def _replacing(file: str) -> Iterator[Path]:
    """The path of a temporary file, which gets its name when it is complete."""
    unfinished = Path(f"{file}.part")
    try:
        unfinished.unlink(missing_ok=True)  # a file that an interrupted command left behind may have another mode
        yield unfinished
        os.replace(unfinished, file)
    except OSError as error:
        raise stop(f"{file} can't be written: {error.strerror}") from None
    finally:
        unfinished.unlink(missing_ok=True)


def read_password(question: str) -> str:
    """Reads a new password: twice from a terminal, and once, as a line, from a pipe."""
    if sys.stdin.isatty():
        return str(typer.prompt(question, hide_input=True, confirmation_prompt=True, err=True))
    return sys.stdin.readline().removesuffix("\n").removesuffix("\r")


def _open_private(path: str, flags: int) -> int:
    return os.open(path, flags, 0o600)
