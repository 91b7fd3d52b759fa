"""Finds and runs the programs of PostgreSQL that write and read backups: pg_dump and pg_restore."""

import os
import re
import shutil
import subprocess
from pathlib import Path
from typing import IO

from sqlalchemy import URL, Connection, text

DEBIAN = Path("/usr/lib/postgresql")
"""Debian and Ubuntu install each version into its own folder, and only some programs into the PATH."""


class ProgramFailed(ValueError):
    """A program of PostgreSQL is missing or failed. The message is for an administrator."""


def find_program(name: str, db: Connection) -> Path:
    """The program for the version of this server: a program refuses newer servers. One that is much newer may use settings that the
    server doesn't know, so the oldest that is new enough is returned. Raises ProgramFailed if there is none."""
    needed = int(db.scalar(text("SHOW server_version_num")) or 0) // 10_000
    found = {version: path for path in _candidates(name) if (version := _major_version(path)) >= needed}
    if not found:
        install = f"Install it (on Debian: postgresql-client-{needed}), or add its folder to PATH."
        raise ProgramFailed(f"{name} of PostgreSQL {needed} or newer is needed. {install}")
    return found[min(found)]


def _candidates(name: str) -> list[Path]:
    """Programs in the PATH come last, so that they are preferred over others of the same version."""
    in_path = shutil.which(name)
    return [*sorted(DEBIAN.glob(f"*/bin/{name}")), *([Path(in_path)] if in_path else [])]


def _major_version(program: Path) -> int:
    """0 if the program doesn't run."""
    try:
        shown = subprocess.run([program, "--version"], capture_output=True, text=True, check=False).stdout  # noqa: S603
    except OSError:
        return 0
    found = re.search(r"\) (\d+)", shown)
    return int(found[1]) if found else 0


def run(program: Path, url: URL, *options: str, output: IO[bytes] | None = None) -> None:
    """Runs a program on a database. The password is passed in the environment, where other users can't read it. Raises ProgramFailed with
    the first message of the program."""
    address = url.set(drivername="postgresql", password=None).render_as_string()
    environment = os.environ | ({"PGPASSWORD": url.password} if url.password else {})
    command = [str(program), "--no-password", *options, f"--dbname={address}"]
    ended = subprocess.run(command, env=environment, stdout=output or subprocess.DEVNULL, stderr=subprocess.PIPE, check=False)  # noqa: S603
    if ended.returncode:
        raise ProgramFailed(_first_message(program.name, ended.stderr.decode(errors="replace")))


def list_dump(program: Path, dump: Path) -> str:
    """The contents of a dump, one object on each line. Raises ProgramFailed if pg_restore can't read it."""
    ended = subprocess.run([program, "--list", dump], capture_output=True, text=True, check=False)  # noqa: S603
    if ended.returncode:
        raise ProgramFailed(_first_message(program.name, ended.stderr))
    return ended.stdout


def _first_message(program: str, output: str) -> str:
    lines = [line.removeprefix(f"{program}: ").removeprefix("error: ") for line in output.splitlines() if line.strip()]
    return f"{program} failed: {(lines or ['no message'])[0]}"
