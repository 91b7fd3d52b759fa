"""Checks the machine: disk space, permissions of files, and whether the server and its mail server can be reached."""

import stat
import tempfile
from collections.abc import Iterator, Mapping
from glob import escape
from pathlib import Path
from shutil import disk_usage

import httpx
import msgspec

from andante import __version__
from andante.kit.checks import Finding, State
from andante.kit.openapi import TITLE
from andante.kit.settings import PREFIX, Settings, sources
from andante.mail.messages.actions import check_smtp
from andante.sql.file_copy import size_with_wal

MIN_FREE_BYTES = 100 * 10**6
TIMEOUT_SECONDS = 5

DISK, PERMISSIONS, ADDRESS, MAIL = "Disk space", "File permissions", "Public address", "Mail"


def disk_space(database: Path | None) -> Iterator[Finding]:
    """`database`: the SQLite file. A migration needs space for a copy of it."""
    needed = {Path(tempfile.gettempdir()): 0} | ({database.absolute().parent: size_with_wal(database)} if database else {})
    for folder, size in needed.items():
        free = disk_usage(folder).free
        state = State.PROBLEM if free < MIN_FREE_BYTES else State.WARNING if free < size + MIN_FREE_BYTES else State.OK
        copy = f"; the copy before a migration needs {_megabytes(size)}" if size else ""
        yield Finding(DISK, state, f"{_megabytes(free)} are free in {folder}{copy}", "" if state is State.OK else "Free some space.")


def _megabytes(size: int) -> str:
    return f"{size / 10**6:,.0f} MB"


def database_files(database: Path) -> Iterator[Finding]:
    """Others must not read or replace an SQLite database, its WAL and its copies."""
    folder = database.absolute().parent
    yield from _wider_than_owner(sorted(folder.glob(f"{escape(database.name)}*"))) or [Finding(PERMISSIONS, State.OK, str(database))]
    mode = folder.stat().st_mode
    if mode & stat.S_IWOTH and not mode & stat.S_ISVTX:
        yield Finding(PERMISSIONS, State.PROBLEM, f"every user can replace files in {folder}", f"Run: chmod o-w {folder}")


def secret_files(environment: Mapping[str, str]) -> list[Finding]:
    """Others must not read the settings file and the files of secrets."""
    return _wider_than_owner(sorted({Path(source.place) for source in sources(environment).values() if source.place != "environment"}))


def _wider_than_owner(files: list[Path]) -> list[Finding]:
    found = []
    for file in files:
        mode = stat.S_IMODE(file.stat().st_mode)
        who, state = ("every user", State.PROBLEM) if mode & stat.S_IRWXO else ("its group", State.WARNING)
        if mode & (stat.S_IRWXG | stat.S_IRWXO):
            found.append(Finding(PERMISSIONS, state, f"{who} can use {file} (mode {mode:04o})", f"Run: chmod 600 {file}"))
    return found


def public_address(settings: Settings) -> Iterator[Finding]:
    """Asks the server at its public address for its version."""
    if settings.public_url is None:
        yield Finding(ADDRESS, State.OK, "taken from each request")
        return
    address = f"{settings.public_url.rstrip('/')}/4/openapi.json"
    remedy = f"Start the server, correct {PREFIX}PUBLIC_URL, or correct the proxy."
    try:
        response = httpx.get(address, timeout=TIMEOUT_SECONDS)
        info = msgspec.convert(response.json().get("info", {}), dict[str, str])
    except httpx.TransportError as error:
        yield Finding(ADDRESS, State.PROBLEM, f"{settings.public_url} can't be reached: {error or type(error).__name__}", remedy)
        return
    except (ValueError, AttributeError):
        info = {}
    if info.get("title") != TITLE:
        yield Finding(ADDRESS, State.PROBLEM, f"{settings.public_url} is not an Andante server", remedy)
    elif info.get("version") != __version__:
        running = f"the server at {settings.public_url} runs version {info.get('version')}, and this is {__version__}"
        yield Finding(ADDRESS, State.WARNING, running, "Restart the server.")
    else:
        yield Finding(ADDRESS, State.OK, settings.public_url)


def mail_server(settings: Settings) -> Iterator[Finding]:
    """Connects to the SMTP server and signs in."""
    if settings.smtp_url is None:
        yield Finding(MAIL, State.OK, f"not sent, because {PREFIX}SMTP_URL isn't set")
        return
    problem = check_smtp(settings)
    remedy = f"Correct {PREFIX}SMTP_URL. Then run: andante admin mail test" if problem else ""
    yield Finding(MAIL, State.PROBLEM if problem else State.OK, problem or "the SMTP server accepts the login", remedy)
