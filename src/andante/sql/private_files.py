"""Creates the files of an SQLite database so that other users of the machine can't read or lock them, and identifies them."""

import os
import stat
from contextlib import suppress

MODE = 0o600

_ANNOUNCED = "_ANDANTE_DATABASE_FILE"
"""An environment variable, because Granian passes nothing else to its workers: device, inode and path of the database."""

_CLASSES = ((stat.S_IWGRP, stat.S_IRGRP | stat.S_IWGRP), (stat.S_IWOTH, stat.S_IROTH | stat.S_IWOTH))


class FileReplaced(Exception):
    """The database file was deleted or replaced while it was open. What is written to it is lost."""


Identity = tuple[int, int]


def identity(path: str) -> Identity | None:
    """The device and inode of a file. None if it doesn't exist."""
    try:
        found = os.stat(path)
    except OSError:
        return None
    return found.st_dev, found.st_ino


def announce(path: str) -> None:
    """Tells the processes that this one starts later which file they must find at the path."""
    if found := identity(path):
        os.environ[_ANNOUNCED] = f"{found[0]} {found[1]} {os.path.abspath(path)}"


def announced(path: str) -> Identity | None:
    """The file that a process must find at the path. None if it may be any, or a new one."""
    device, _, rest = os.environ.get(_ANNOUNCED, "").partition(" ")
    inode, _, file = rest.partition(" ")
    return (int(device), int(inode)) if file and file == os.path.abspath(path) else None


def prepare(database: str, lock: str) -> None:
    """Creates the database, as an empty file, and its lock file if they are missing. SQLite gives the WAL the mode of the database.

    The users who may write to the database may use the lock file, and no others: reading it is enough to hold the lock. Older versions
    created it with a wider mode, which is corrected.
    """
    create(database)
    with suppress(OSError):  # a user who may only read, or another owner of the lock file
        create(lock)
        found, given = os.stat(database), os.stat(lock)
        if os.geteuid() == 0 and given.st_uid != found.st_uid:
            os.chown(lock, found.st_uid, found.st_gid)  # as SQLite does: otherwise a command of root would lock out the server
        if stat.S_IMODE(given.st_mode) != (mode := _mode_for_writers(found.st_mode)):
            os.chmod(lock, mode)


def create(path: str) -> None:
    """Creates an empty file that only its owner can read, unless the path exists."""
    with suppress(FileExistsError):
        os.close(os.open(path, os.O_RDWR | os.O_CREAT | os.O_EXCL, MODE))


def _mode_for_writers(mode: int) -> int:
    """Reading and writing for the owner and for all who may write."""
    return MODE | sum(bits for may_write, bits in _CLASSES if mode & may_write)
