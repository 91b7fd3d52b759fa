"""Writes OpenDocument spreadsheets (ODS) with one sheet, row by row into a file."""

import datetime as dt
import re
import zipfile
from collections.abc import Sequence
from typing import IO
from xml.sax.saxutils import escape, quoteattr

from .tables import Cell, Table, shortened

TYPE = "application/vnd.oasis.opendocument.spreadsheet"

_NAMESPACE = "urn:oasis:names:tc:opendocument:xmlns:"
_MANIFEST = f"""<?xml version="1.0" encoding="UTF-8"?>
<manifest:manifest xmlns:manifest="{_NAMESPACE}manifest:1.0" manifest:version="1.3">
<manifest:file-entry manifest:full-path="/" manifest:media-type="{TYPE}"/>
<manifest:file-entry manifest:full-path="content.xml" manifest:media-type="text/xml"/>
</manifest:manifest>"""

_START = f"""<?xml version="1.0" encoding="UTF-8"?>
<office:document-content office:version="1.3" xmlns:office="{_NAMESPACE}office:1.0" xmlns:table="{_NAMESPACE}table:1.0"
 xmlns:text="{_NAMESPACE}text:1.0" xmlns:style="{_NAMESPACE}style:1.0" xmlns:number="{_NAMESPACE}datastyle:1.0"
 xmlns:fo="{_NAMESPACE}xsl-fo-compatible:1.0">
<office:automatic-styles>
<number:date-style style:name="iso-date"><number:year number:style="long"/><number:text>-</number:text><number:month
 number:style="long"/><number:text>-</number:text><number:day number:style="long"/></number:date-style>
<number:time-style style:name="hours" number:truncate-on-overflow="false"><number:hours/><number:text>:</number:text><number:minutes
 number:style="long"/><number:text>:</number:text><number:seconds number:style="long"/></number:time-style>
<style:style style:name="date" style:family="table-cell" style:data-style-name="iso-date"/>
<style:style style:name="duration" style:family="table-cell" style:data-style-name="hours"/>
<style:style style:name="bold" style:family="table-cell"><style:text-properties fo:font-weight="bold"/></style:style>
<style:style style:name="bold-duration" style:family="table-cell" style:data-style-name="hours"><style:text-properties
 fo:font-weight="bold"/></style:style>
</office:automatic-styles>
<office:body><office:spreadsheet>"""
_END = "</table:table></office:spreadsheet></office:body></office:document-content>"

_NOT_IN_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_SPACES = re.compile("^ +| {2,}|\t")


def write(file: IO[bytes], table: Table) -> None:
    """Writes a table with its totals."""
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("mimetype", TYPE, zipfile.ZIP_STORED)  # first and not compressed, so that programs recognize the file
        archive.writestr("META-INF/manifest.xml", _MANIFEST)
        with archive.open("content.xml", "w", force_zip64=True) as content:
            content.write(f"{_START}<table:table table:name={quoteattr(table.name)}>".encode())
            content.write(_row([heading.name for heading in table.headings], "bold"))
            for row in table.sheet_rows():
                content.write(_row(row))
            if table.totals:
                content.write(_row(table.totals, "bold"))
            content.write(_END.encode())


def _row(cells: Sequence[Cell], style: str = "") -> bytes:
    return f"<table:table-row>{''.join(_cell(cell, style) for cell in cells)}</table:table-row>\n".encode()


def _cell(value: Cell, style: str) -> str:
    if value is None or value == "":
        return "<table:table-cell/>"
    if isinstance(value, dt.date):
        return f'<table:table-cell table:style-name="date" office:value-type="date" office:date-value="{value}"/>'
    if isinstance(value, dt.timedelta):
        name = f"{style}-duration" if style else "duration"
        seconds = round(value.total_seconds())
        return f'<table:table-cell table:style-name="{name}" office:value-type="time" office:time-value="{_duration(seconds)}"/>'
    styled = f' table:style-name="{style}"' if style else ""
    if isinstance(value, str):
        return f'<table:table-cell{styled} office:value-type="string">{_paragraphs(value)}</table:table-cell>'
    return f'<table:table-cell{styled} office:value-type="float" office:value="{value}"/>'


def _duration(seconds: int) -> str:
    """The seconds as ISO 8601, like `-PT1H30M0S`."""
    hours, rest = divmod(abs(seconds), 3600)
    return f"{'-' if seconds < 0 else ''}PT{hours}H{rest // 60}M{rest % 60}S"


def _paragraphs(text: str) -> str:
    lines = escape(_NOT_IN_XML.sub("", shortened(text))).splitlines()
    return "".join(f"<text:p>{_SPACES.sub(_space, line)}</text:p>" for line in lines)


def _space(found: re.Match[str]) -> str:
    """Programs read several spaces as one, unless they are elements."""
    return "<text:tab/>" if found[0] == "\t" else f'<text:s text:c="{len(found[0])}"/>'
