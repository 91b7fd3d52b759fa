"""Words what the database itself refuses: where two writers got past the rules at the same time."""

from andante.sql.violations import violated

from .errors import FaultCode, Invalid


def refusal_of(error: Exception) -> Invalid | None:
    """What violates a constraint is refused like any other bad input; None where the error is something else. The rules say
    the same earlier and better where nobody interferes; this is for two who create the same key at once, or one who refers
    to what another deletes."""
    found = violated(error)
    if found is None:
        return None
    kind, what = found
    if kind == "FOREIGN KEY":
        words = "Something that this refers to has just been deleted, or something new refers to what this deletes. Try again"
        return Invalid("", FaultCode.CONFLICT, words)
    if kind == "UNIQUE":
        return Invalid("", FaultCode.DUPLICATE, f"This {what} exists already")
    return Invalid("", FaultCode.INVALID, f"This {what} is not possible")
