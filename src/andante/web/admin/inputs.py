"""Reads the forms of administration pages."""

from typing import Any, TypeVar

import msgspec
from flask import request

from andante.kit.errors import FaultCode, Invalid
from andante.kit.faults import refuse_if_faulty
from andante.web.shell.formats import current_formats
from andante.web.shell.pages import current_call

T = TypeVar("T")


def parse_input(input: dict[str, Any], kind: type[T]) -> T:
    """Converts the values of a form. Raises Invalid for values that the API would refuse in a body."""
    refuse_if_faulty(input, kind)
    return msgspec.convert(input, kind)


def text(field: str) -> str:
    return request.form.get(field, "").strip()


def day_of(field: str) -> str | None:
    """The date of an input in the user's format, as ISO text. None if it is empty. Raises Invalid if it isn't a date."""
    if not text(field):
        return None
    day = current_formats().parse_day(text(field), current_call().today)
    if day is None:
        raise Invalid(field, FaultCode.INVALID, f"'{text(field)}' is not a date")
    return day.isoformat()
