"""Words what the database itself refuses: where two writers got past the rules at the same time."""

from collections.abc import Iterator
from contextlib import contextmanager

from ..sql.violations import violated
from .errors import Invalid


@contextmanager
def integrity() -> Iterator[None]:
    """What violates a constraint in it is refused like any other bad input. The rules say the same earlier and better where
    nobody interferes; this is for two who create the same key at once, or one who refers to what another deletes."""
    try:
        yield
    except Exception as error:
        found = violated(error)
        if found is None:
            raise
        kind, what = found
        if kind == "FOREIGN KEY":
            words = "Something that this refers to has just been deleted, or something new refers to what this deletes. Try again"
            raise Invalid(words) from error
        raise Invalid(f"This {what} {'exists already' if kind == 'UNIQUE' else 'is not possible'}") from error
