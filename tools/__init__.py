"""Programs for developers, which `make` runs."""
