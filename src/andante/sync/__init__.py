"""Data from and to other systems: the mirror, file import and export."""
