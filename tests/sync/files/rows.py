"""Checks of single rows of an import, for several kinds of files."""

from pathlib import Path

from tests.shell import Shell


def assert_row_is_refused(andante: Shell, path: Path, kind: str, row: str, message: str) -> None:
    """Imports a header and one row. The import must report the message and change nothing."""
    before = andante("export", "--kind", kind)
    path.write_text(row + "\n")

    andante("import", path, "--kind", kind, code=1)

    assert f"line 2: {message}" in andante.errors
    assert andante("export", "--kind", kind) == before
