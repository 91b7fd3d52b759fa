"""Tests of backups, restores, migrations and `andante doctor`."""
