"""Small files that outlive a command. Only their owner can read them, and they are there whole or not at all."""

from pathlib import Path
from typing import TypeVar

import msgspec

from andante.client import private

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
    private.write(path, msgspec.json.format(msgspec.json.encode(value), indent=2))
