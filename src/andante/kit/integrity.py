"""Turns violated database constraints into refusals, for writers that passed the rules at the same time."""

from andante.sql.violations import violated

from .errors import FaultCode, Invalid


def refusal_of(error: Exception) -> Invalid | None:
    """The refusal for a violated constraint; None for any other error. Usually a rule finds the fault first, with a better message. This
    is for two requests that create the same key at the same time, or for one that refers to an object that another deletes."""
    violation = violated(error)
    if violation is None:
        return None
    kind, subject = violation
    if kind == "FOREIGN KEY":
        message = "A referenced object has just been deleted, or a new object refers to the deleted one. Try again"
        return Invalid("", FaultCode.CONFLICT, message)
    if kind == "UNIQUE":
        return Invalid("", FaultCode.DUPLICATE, f"This {subject} already exists")
    return Invalid("", FaultCode.INVALID, f"This {subject} is not allowed")
