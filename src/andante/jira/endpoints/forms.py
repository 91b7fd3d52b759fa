"""The forms in which Jira writes moments, durations and texts."""

import datetime as dt
import re
from typing import Any
from zoneinfo import ZoneInfo

from andante.kit import clock
from andante.kit.clock import Instant
from andante.kit.errors import FaultCode, Invalid
from andante.kit.wire import MAX_INT32

SECONDS = {"w": 5 * 8 * 3600, "d": 8 * 3600, "h": 3600, "m": 60}
"""A week has five days here and a day eight hours."""

DEEPEST = 100
_DURATION = re.compile(r"(\d{1,6})\s*([wdhm])", re.ASCII)


def moment(at: Instant) -> str:
    """`2026-03-17T09:00:00.000+0000`."""
    return at.removesuffix("Z") + ".000+0000"


def local_moment(text: str, field: str, time_zone: str) -> dt.datetime:
    """What the clock on the wall of that time zone shows at a moment that Jira or a script wrote."""
    try:
        given = dt.datetime.fromisoformat(text)
        if given.tzinfo is None:
            raise ValueError
        return given.astimezone(ZoneInfo(time_zone)).replace(tzinfo=None, microsecond=0)
    except (ValueError, OverflowError):
        raise Invalid(field, FaultCode.INVALID, f"must be a moment like 2026-03-17T09:00:00.000+0000, not '{text[:60]}'") from None


def from_milliseconds(milliseconds: int) -> Instant:
    return clock.instant(dt.datetime.fromtimestamp(milliseconds / 1000, dt.UTC))


def duration(seconds: int) -> str:
    """`1d 2h 30m`; seconds that make no minute are left out."""
    parts = []
    for unit, size in SECONDS.items():
        amount, seconds = divmod(seconds, size)
        if amount:
            parts.append(f"{amount}{unit}")
    return " ".join(parts) or "0m"


def seconds_of(text: str, field: str) -> int:
    """The other way round. A number alone is minutes."""
    if text.isascii() and text.strip().isdigit() and len(text) <= 6:
        return int(text) * 60
    found = _DURATION.findall(text)
    seconds = sum(int(amount) * SECONDS[unit] for amount, unit in found)
    if not found or _DURATION.sub("", text).strip() or seconds > MAX_INT32:
        raise Invalid(field, FaultCode.INVALID, f"must be a duration like 1d 2h 30m, not '{text[:60]}'")
    return seconds


def document(text: str) -> dict[str, Any]:
    """The text as an Atlassian document: one paragraph for each line."""
    return {"type": "doc", "version": 1, "content": [_paragraph(line) for line in text.split("\n")] if text else []}


def _paragraph(line: str) -> dict[str, Any]:
    return {"type": "paragraph", "content": [{"type": "text", "text": line}] if line else []}


def text_of(given: object, field: str) -> str:
    """The text of an Atlassian document, or of a plain one."""
    if isinstance(given, str):
        return given
    if not isinstance(given, dict) or given.get("type") != "doc":
        raise Invalid(field, FaultCode.WRONG_TYPE, "must be text or an Atlassian document")
    return _lines(given, 0).strip("\n")


def _lines(node: object, depth: int) -> str:
    if not isinstance(node, dict) or depth > DEEPEST:
        return ""
    if node.get("type") == "hardBreak":
        return "\n"
    if isinstance(text := node.get("text"), str):
        return text
    children = node.get("content")
    inner = "".join(_lines(child, depth + 1) for child in children) if isinstance(children, list) else ""
    return inner + "\n" if node.get("type") in ("paragraph", "heading", "codeBlock") else inner
