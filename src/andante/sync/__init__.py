"""Exchanges data with other systems: the mirror, and the import and export of files."""
