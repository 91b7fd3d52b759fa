"""Everything that can be refused, as exceptions that carry their status.

Refusal
├── Invalid            400  the input is wrong; says what, with which value, and what would be right
├── Unauthorized       401  nobody is signed in
├── Forbidden          403  somebody is, but may not do this
├── NotFound           404  it does not exist, or not for this caller
├── MethodNotAllowed   405  the path exists, the method does not; says which do
├── Conflict           409  it collides with what is going on right now
└── TooManyRequests    429  later; says when
"""

MOST_FAULTS = 20
"""So many are named at once."""


class Refusal(Exception):
    """A request that is not carried out. Several messages name several faults."""

    status = 400

    def __init__(self, *messages: str) -> None:
        if len(messages) > MOST_FAULTS:
            messages = (*messages[:MOST_FAULTS], "and more faults")
        super().__init__("; ".join(messages))
        self.messages = messages


class Invalid(Refusal):
    status = 400


class Unauthorized(Refusal):
    status = 401


class Forbidden(Refusal):
    status = 403


class NotFound(Refusal):
    status = 404


class MethodNotAllowed(Refusal):
    status = 405

    def __init__(self, allowed: str) -> None:
        super().__init__(f"This method is not allowed here, only {allowed}")
        self.allowed = allowed


class Conflict(Refusal):
    status = 409


class TooManyRequests(Refusal):
    status = 429

    def __init__(self, message: str, retry_after_seconds: int) -> None:
        super().__init__(message)
        self.retry_after_seconds = retry_after_seconds
