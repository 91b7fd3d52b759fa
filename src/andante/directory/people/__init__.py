"""Users and their properties."""
