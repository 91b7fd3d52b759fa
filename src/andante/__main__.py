"""`python -m andante` runs the `andante` command."""

from andante.cli import app

app(prog_name="andante")
