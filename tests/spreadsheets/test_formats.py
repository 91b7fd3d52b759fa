"""A table in each format."""

import csv
import datetime as dt
import io
import zipfile
from typing import IO

import openpyxl
import pytest
from lxml import etree

from andante.kit.errors import Invalid
from andante.spreadsheets import delimited, excel, opendocument, tables
from andante.spreadsheets.tables import Cell, Heading, Table
from tests.sheets import ods_rows

HOUR = dt.timedelta(hours=1)
HEADINGS = [Heading("Name"), Heading("Day"), Heading("Count"), Heading("Time", is_duration=True)]
ROWS: list[list[Cell]] = [
    ["=1+1", dt.date(2026, 3, 2), 2, 30 * HOUR + dt.timedelta(seconds=1)],
    ["", None, 0.5, -HOUR / 2],
]


def written(format: object, rows: list[list[Cell]] = ROWS, totals: tuple[Cell, ...] = ("Total", None, None, 2 * HOUR)) -> IO[bytes]:
    file = io.BytesIO()
    format.write(file, Table("Time", HEADINGS, rows, totals))  # type: ignore[attr-defined]
    file.seek(0)
    return file


def test_csv_has_seconds_no_totals_and_no_formulas() -> None:
    content = written(delimited).read()

    assert content.startswith(b"\xef\xbb\xbf")
    assert list(csv.reader(io.StringIO(content.decode("utf-8-sig")))) == [
        ["Name", "Day", "Count", "Time (seconds)"],
        ["'=1+1", "2026-03-02", "2", "108001"],
        ["", "", "0.5", "-1800"],
    ]


def test_excel_has_durations_and_totals() -> None:
    sheet = openpyxl.load_workbook(written(excel))["Time"]

    assert list(sheet.iter_rows(values_only=True)) == [
        ("Name", "Day", "Count", "Time"),
        ("=1+1", dt.datetime.fromisoformat("2026-03-02"), 2, 30 * HOUR + dt.timedelta(seconds=1)),
        (None, None, 0.5, -HOUR / 2),
        ("Total", None, None, 2 * HOUR),
    ]
    assert sheet["A2"].data_type == "s"
    assert [sheet["D2"].number_format, sheet["A4"].font.bold] == ["[h]:mm:ss", True]


def test_open_document_has_durations_and_totals() -> None:
    assert ods_rows(written(opendocument)) == [
        ["Name", "Day", "Count", "Time"],
        ["=1+1", dt.date(2026, 3, 2), 2.0, 30 * HOUR + dt.timedelta(seconds=1)],
        [None, None, 0.5, -HOUR / 2],
        ["Total", None, None, 2 * HOUR],
    ]


@pytest.mark.parametrize("text", ["a  b", "  a", "a\tb", "one\ntwo", "<b>&</b>", '"', "🧑‍💻", "a ]]> b", "x" * 40_000, "a\x01b"])
def test_open_document_keeps_texts(text: str) -> None:
    (row,) = ods_rows(written(opendocument, [[text, None, None, None]], ()))[1:]

    assert row[0] == text.replace("\x01", "")[: tables.MAX_CELL_CHARACTERS]


def test_open_document_is_recognized_by_its_first_bytes() -> None:
    with zipfile.ZipFile(written(opendocument)) as archive:
        first = archive.infolist()[0]
        assert (first.filename, first.compress_type, archive.read(first)) == ("mimetype", zipfile.ZIP_STORED, opendocument.TYPE.encode())
        for name in ("META-INF/manifest.xml", "content.xml"):
            etree.fromstring(archive.read(name))


def test_more_rows_than_a_sheet_can_have_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tables, "MAX_ROWS", 1)

    for format in (excel, opendocument):
        with pytest.raises(Invalid, match="A sheet can have 1 rows"):
            written(format)
    assert written(delimited).read()
