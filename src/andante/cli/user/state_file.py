"""Small private files that keep state between commands. Only their owner can read them, and they are replaced atomically."""

from pathlib import Path
from typing import TypeVar

import msgspec

from andante.cli.failures import ExitCode, Failure
from andante.client import private_file

T = TypeVar("T")


def load(path: Path, kind: type[T], default: T) -> T:
    """The content of the file, or `default` if the file doesn't exist."""
    try:
        return msgspec.json.decode(path.read_bytes(), type=kind)
    except FileNotFoundError:
        return default
    except msgspec.MsgspecError as error:
        raise Failure(ExitCode.REFUSED, f"{path} is invalid: {error}. Repair it, or delete it and start over.") from None


def save(path: Path, value: object) -> None:
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    private_file.write(path, msgspec.json.format(msgspec.json.encode(value), indent=2))
