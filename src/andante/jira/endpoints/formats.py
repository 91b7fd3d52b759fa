"""Converts timestamps, durations and texts to and from Jira's formats."""

import datetime as dt
import re
from typing import Any
from zoneinfo import ZoneInfo

from andante.kit import clock
from andante.kit.clock import Instant
from andante.kit.errors import FaultCode, Invalid
from andante.kit.wire import MAX_INT32

SECONDS = {"w": 5 * 8 * 3600, "d": 8 * 3600, "h": 3600, "m": 60}
"""The seconds in each unit of a duration: a week has five days, a day has eight hours."""

MAX_DEPTH = 100
"""Parts of a document that are nested more deeply are ignored."""

_DURATION = re.compile(r"(\d{1,6})\s*([wdhm])", re.ASCII)


def timestamp(at: Instant) -> str:
    """The timestamp in Jira's format: `2026-03-17T09:00:00.000+0000`."""
    return at.removesuffix("Z") + ".000+0000"


def local_time(text: str, field: str, time_zone: str) -> dt.datetime:
    """The date and time of a Jira timestamp in a time zone, without its offset."""
    try:
        parsed = dt.datetime.fromisoformat(text)
        if parsed.tzinfo is None:
            raise ValueError
        return parsed.astimezone(ZoneInfo(time_zone)).replace(tzinfo=None, microsecond=0)
    except (ValueError, OverflowError):
        raise Invalid(field, FaultCode.INVALID, f"must be a timestamp like 2026-03-17T09:00:00.000+0000, not '{text[:60]}'") from None


def from_milliseconds(milliseconds: int) -> Instant:
    """The timestamp of a number of milliseconds since 1970."""
    return clock.instant(dt.datetime.fromtimestamp(milliseconds / 1000, dt.UTC))


def duration(seconds: int) -> str:
    """The duration like `1d 2h 30m`, rounded down to minutes."""
    parts = []
    for unit, size in SECONDS.items():
        amount, seconds = divmod(seconds, size)
        if amount:
            parts.append(f"{amount}{unit}")
    return " ".join(parts) or "0m"


def seconds_of(text: str, field: str) -> int:
    """The seconds of a duration like `1d 2h 30m`. A number without a unit means minutes."""
    if text.isascii() and text.strip().isdigit() and len(text) <= 6:
        return int(text) * 60
    found = _DURATION.findall(text)
    seconds = sum(int(amount) * SECONDS[unit] for amount, unit in found)
    if not found or _DURATION.sub("", text).strip() or seconds > MAX_INT32:
        raise Invalid(field, FaultCode.INVALID, f"must be a duration like 1d 2h 30m, not '{text[:60]}'")
    return seconds


def document(text: str) -> dict[str, Any]:
    """The text as an Atlassian document, with one paragraph for each line."""
    return {"type": "doc", "version": 1, "content": [_paragraph(line) for line in text.split("\n")] if text else []}


def _paragraph(line: str) -> dict[str, Any]:
    return {"type": "paragraph", "content": [{"type": "text", "text": line}] if line else []}


def text_of(value: object, field: str) -> str:
    """The text of an Atlassian document. A value that is text already is returned unchanged."""
    if isinstance(value, str):
        return value
    if not isinstance(value, dict) or value.get("type") != "doc":
        raise Invalid(field, FaultCode.WRONG_TYPE, "must be text or an Atlassian document")
    return _lines(value, 0).strip("\n")


def _lines(node: object, depth: int) -> str:
    if not isinstance(node, dict) or depth > MAX_DEPTH:
        return ""
    if node.get("type") == "hardBreak":
        return "\n"
    if isinstance(text := node.get("text"), str):
        return text
    children = node.get("content")
    inner = "".join(_lines(child, depth + 1) for child in children) if isinstance(children, list) else ""
    return inner + "\n" if node.get("type") in ("paragraph", "heading", "codeBlock") else inner
