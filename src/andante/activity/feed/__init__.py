"""The change feed: everything that changed since a position, as far as the caller may see it."""
