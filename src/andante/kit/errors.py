"""Refusals: exceptions that carry an HTTP status and a list of faults.

Refusal
├── Invalid            400  the input is wrong
├── Unauthorized       401  the caller is not signed in
├── Forbidden          403  the caller may not do this
├── NotFound           404  it does not exist, or the caller may not see it
├── MethodNotAllowed   405  the path exists, the method does not
├── BodyTooSlow        408  the body did not arrive in time
├── Conflict           409  it collides with another change
│   └── InProgress     409  the same request is running
├── BodyTooLarge       413  the body is larger than the server accepts
├── KeyReused          422  its `Idempotency-Key` belongs to another request
├── TooManyRequests    429  the caller must wait
└── Unavailable        503  the database can't be used
"""

from enum import StrEnum
from typing import Any, Self, overload

from msgspec import Struct
from msgspec.structs import replace

MAX_FAULTS = 20
"""A refusal lists at most this many faults."""


class FaultCode(StrEnum):
    """What is wrong, for programs. Document each new code, and never rename one."""

    def __new__(cls, value: str, meaning: str) -> Self:
        code = str.__new__(cls, value)
        code._value_ = value
        code.meaning = meaning
        return code

    meaning: str

    REQUIRED = "required", "A value is missing."
    MALFORMED = "malformed", "The body, query string or file can't be read: it is not JSON, XML, CSV or UTF-8."
    WRONG_TYPE = "wrong_type", "The value has another type than the documented one."
    INVALID = "invalid", "The value does not have the documented form."
    INVALID_CHOICE = "invalid_choice", "The value is not one of the allowed values."
    OUT_OF_RANGE = "out_of_range", "The number, date or duration is too small or too large."
    WRONG_LENGTH = "wrong_length", "The text is too short or too long."
    WRONG_COUNT = "wrong_count", "The list has too few or too many entries."
    TOO_LARGE = "too_large", "The request or its result is too large: send or request less at once."
    TOO_SLOW = "too_slow", "The body of the request did not arrive in time."
    UNKNOWN = "unknown", "The name of a parameter, column, setting or operation is not known."
    INCONSISTENT = "inconsistent", "The value contradicts another one in the same request."
    NOT_FOUND = "not_found", "The named object does not exist, or the caller may not see it."
    AMBIGUOUS = "ambiguous", "The name belongs to several objects: use an id."
    DUPLICATE = "duplicate", "The same object already exists, or the same value appears twice."
    IN_USE = "in_use", "The object can't be deleted or changed because others use it."
    IMMUTABLE = "immutable", "The value can't be changed once it is set, or the object is built in."
    INACTIVE = "inactive", "The user or account is inactive, closed or archived."
    LOCKED = "locked", "The period is closed or its timesheet is submitted or approved."
    WRONG_STATE = "wrong_state", "The object's status does not allow this step."
    LIMIT_EXCEEDED = "limit_exceeded", "A limit that the administrator configured would be exceeded."
    DISABLED = "disabled", "The feature is turned off or not supported here."
    UNAUTHENTICATED = "unauthenticated", "The token or password is missing, wrong, expired or revoked."
    FORBIDDEN = "forbidden", "The caller lacks the permission or the scope."
    METHOD_NOT_ALLOWED = "method_not_allowed", "The path exists, but not with this method."
    CONFLICT = "conflict", "Another change is in progress: try again."
    IN_PROGRESS = "in_progress", "A request with the same `Idempotency-Key` is running. Wait for the time in `Retry-After`."
    KEY_REUSED = "key_reused", "The `Idempotency-Key` was used for another request."
    TOO_MANY_REQUESTS = "too_many_requests", "Wait for the time in `Retry-After`."
    UNAVAILABLE = "unavailable", "The server can't use its database. Wait for the time in `Retry-After`."
    INTERNAL = "internal", "An error on the server. It has been logged."
    MORE = "more", f"There are more faults than the {MAX_FAULTS} that are listed."


def is_predicate(field: str, message: str) -> bool:
    """Whether the message needs the name of the field in front of it."""
    return bool(field) and not message[:1].isupper()


def fault_text(field: str, message: str) -> str:
    """The text of a fault in `errors.message`: the field in quotes and the predicate. A sentence has no field in front of it, only
    the index of the list entry that it is about."""
    if is_predicate(field, message):
        return f"'{field}' {message}"
    index, bracket, _ = field.partition("]")
    return f"{index}] {message}" if bracket and index.startswith("[") else message


class Fault(Struct, frozen=True):
    """One thing that is wrong with a request.

    `field` is a path in the caller's terms: `startDate`, `attributes[2].key`, a query parameter, the column of a file. It
    is empty if the fault is not about a field. `message` is for people. If it begins with a capital letter, it is a
    complete sentence; otherwise it is a predicate about the field, such as "is required".
    """

    field: str
    code: FaultCode
    message: str

    def under(self, path: str) -> "Fault":
        """The fault with `path` in front of its field: `startDate` under `[3]` is `[3].startDate`."""
        dot = "." if self.field and not self.field.startswith("[") else ""
        return replace(self, field=path + dot + self.field)

    def __str__(self) -> str:
        return fault_text(self.field, self.message)

    @property
    def sentence(self) -> str:
        """The message for a reader who sees it next to the field."""
        return self.message[:1].upper() + self.message[1:]


class Refusal(Exception):
    """The reason why a request is refused: its faults. A text becomes a fault without a field, with the `code` of the class."""

    status = 400
    code = FaultCode.INVALID

    def __init__(self, *faults: Fault | str) -> None:
        listed = tuple(Fault("", self.code, fault) if isinstance(fault, str) else fault for fault in faults[: MAX_FAULTS + 1])
        if len(listed) > MAX_FAULTS:
            listed = (*listed[:MAX_FAULTS], Fault("", FaultCode.MORE, "and more faults"))
        super().__init__("; ".join(map(str, listed)))
        self.faults = listed

    @property
    def messages(self) -> tuple[str, ...]:
        """Each fault in one text."""
        return tuple(map(str, self.faults))


class Invalid(Refusal):
    """Accepts the parts of one fault, or any number of faults."""

    status = 400

    @overload
    def __init__(self, field: str, code: FaultCode, message: str, /) -> None: ...
    @overload
    def __init__(self, *faults: Fault) -> None: ...
    def __init__(self, *parts: Any) -> None:
        match parts:
            case str() as field, FaultCode() as code, str() as message:
                super().__init__(Fault(field, code, message))
            case _:
                super().__init__(*parts)


class Unauthorized(Refusal):
    status = 401
    code = FaultCode.UNAUTHENTICATED


class Forbidden(Refusal):
    status = 403
    code = FaultCode.FORBIDDEN


class NotFound(Refusal):
    status = 404
    code = FaultCode.NOT_FOUND


class MethodNotAllowed(Refusal):
    status = 405
    code = FaultCode.METHOD_NOT_ALLOWED

    def __init__(self, allowed: str) -> None:
        super().__init__(f"This method is not allowed here, only {allowed}")
        self.allowed = allowed


class BodyTooSlow(Refusal):
    status = 408
    code = FaultCode.TOO_SLOW

    def __init__(self, idle_seconds: int, total_seconds: int) -> None:
        super().__init__(f"The body must arrive within {total_seconds} seconds, with no pause of more than {idle_seconds} seconds")


class Conflict(Refusal):
    status = 409
    code = FaultCode.CONFLICT


class InProgress(Conflict):
    code = FaultCode.IN_PROGRESS
    retry_after_seconds = 1


class KeyReused(Refusal):
    status = 422
    code = FaultCode.KEY_REUSED


class BodyTooLarge(Refusal):
    status = 413
    code = FaultCode.TOO_LARGE

    def __init__(self, max_bytes: int, length: int | None = None, advice: str = "") -> None:
        actual = "" if length is None else f", not {length}"
        super().__init__(f"the body must have at most {max_bytes} bytes{actual}{advice}")


class TooManyRequests(Refusal):
    status = 429
    code = FaultCode.TOO_MANY_REQUESTS

    def __init__(self, message: str, retry_after_seconds: int) -> None:
        super().__init__(message)
        self.retry_after_seconds = retry_after_seconds


class Unavailable(Refusal):
    """`reason` is for the administrator: it may name files and hosts."""

    status = 503
    code = FaultCode.UNAVAILABLE

    def __init__(self, message: str, retry_after_seconds: int = 30, reason: str | None = None) -> None:
        super().__init__(message)
        self.retry_after_seconds = retry_after_seconds
        self.reason = reason or message
