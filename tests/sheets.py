"""Reads OpenDocument spreadsheets."""

import datetime as dt
import re
import zipfile
from typing import IO, Any

from lxml import etree

OFFICE, TABLE, TEXT = (f"{{urn:oasis:names:tc:opendocument:xmlns:{name}:1.0}}" for name in ("office", "table", "text"))
WHITE_SPACE = {f"{TEXT}tab": "\t", f"{TEXT}line-break": "\n"}


def ods_rows(file: IO[bytes]) -> list[list[Any]]:
    """The cells of the only sheet as texts, numbers, dates and durations. Empty cells are None."""
    with zipfile.ZipFile(file) as archive:
        root = etree.fromstring(archive.read("content.xml"))
    (sheet,) = root.iter(f"{TABLE}table")
    return [[_value(cell) for cell in row.iter(f"{TABLE}table-cell")] for row in sheet.iter(f"{TABLE}table-row")]


def _value(cell: Any) -> Any:
    kind = cell.get(f"{OFFICE}value-type")
    if kind == "float":
        return float(cell.get(f"{OFFICE}value"))
    if kind == "date":
        return dt.date.fromisoformat(cell.get(f"{OFFICE}date-value"))
    if kind == "time":
        return _duration(cell.get(f"{OFFICE}time-value"))
    return "\n".join(_text(paragraph) for paragraph in cell.iter(f"{TEXT}p")) if kind == "string" else None


def _text(paragraph: Any) -> str:
    text = paragraph.text or ""
    for child in paragraph:
        text += WHITE_SPACE.get(child.tag, " " * int(child.get(f"{TEXT}c", "1"))) + (child.tail or "")
    return text


def _duration(text: str) -> dt.timedelta:
    sign, hours, minutes, seconds = re.fullmatch(r"(-?)PT(\d+)H(\d+)M(\d+)S", text).groups()  # type: ignore[union-attr]
    found = dt.timedelta(hours=int(hours), minutes=int(minutes), seconds=int(seconds))
    return -found if sign else found
