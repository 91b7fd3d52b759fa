"""Small files that outlive a command. Only their owner can read them, and they are there whole or not at all."""

import os
import tempfile
from contextlib import suppress
from pathlib import Path
from typing import TypeVar

import msgspec

from .failures import Code, Failure

T = TypeVar("T")


def load(path: Path, kind: type[T], absent: T) -> T:
    """What is kept there; `absent` where nothing is."""
    try:
        return msgspec.json.decode(path.read_bytes(), type=kind)
    except FileNotFoundError:
        return absent
    except msgspec.MsgspecError as error:
        raise Failure(Code.REFUSED, f"{path} can't be understood: {error}. Repair it, or delete it and begin anew.") from None


def save(path: Path, value: object) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, unfinished = tempfile.mkstemp(dir=path.parent, prefix=path.name)  # made with mode 0600
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(msgspec.json.format(msgspec.json.encode(value), indent=2))
            file.flush()
            os.fsync(file.fileno())
        os.replace(unfinished, path)
    finally:
        with suppress(FileNotFoundError):
            os.unlink(unfinished)
