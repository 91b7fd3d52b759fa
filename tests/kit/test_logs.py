"""Log records as JSON lines."""

import json
import logging
import sys

import pytest

from andante.kit.logs import JsonFormatter, configuration


def test_a_record_is_one_line_of_json() -> None:
    record = logging.LogRecord("andante", logging.WARNING, "x.py", 1, 'Two\nlines and "%s"', ("quotes",), None)

    text = JsonFormatter().format(record)

    assert "\n" not in text
    line = json.loads(text)
    assert (line["level"], line["logger"], line["message"]) == ("warning", "andante", 'Two\nlines and "quotes"')


def test_a_record_of_an_exception_has_its_traceback() -> None:
    try:
        raise ValueError("wrong")
    except ValueError:
        record = logging.LogRecord("andante", logging.ERROR, "x.py", 1, "Failed", (), sys.exc_info())

    assert "ValueError: wrong" in json.loads(JsonFormatter().format(record))["traceback"]


@pytest.mark.parametrize("name", ["httpx", "httpcore"])
def test_urls_and_headers_of_outgoing_requests_are_not_logged(name: str) -> None:
    """They can contain the keys of receivers of webhooks."""
    assert configuration("debug")["loggers"][name] == {"level": "WARNING"}
