"""GET tempo-getWorklog as Excel."""

import datetime as dt
import zipfile
from io import BytesIO
from typing import Any

import httpx
import openpyxl
import pytest

from andante.servlets.endpoints import export_excel
from tests.cast import NORTH_2, Person

from .machines import ALL_DATES, Machine, entry
from .test_get_worklog import BASE, FLAGS

pytestmark = pytest.mark.usefixtures("directory")
TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def rows(response: httpx.Response) -> list[dict[str, Any]]:
    """The rows of the sheet, with the column names of its header."""
    assert response.status_code == 200, response.text
    book = openpyxl.load_workbook(BytesIO(response.content))
    assert book.sheetnames == ["worklogs"]
    header, *cells = book["worklogs"].iter_rows(values_only=True)
    return [dict(zip(map(str, header), row, strict=True)) for row in cells]


def test_a_worklog_is_a_row_with_numbers_and_dates(payroll: Machine, alice: Person) -> None:
    id = alice.logs(5400, description="Review")["tempoWorklogId"]

    response = payroll.get("getWorklog", format="excel")

    assert response.headers["content-type"] == TYPE
    assert response.headers["content-disposition"] == 'attachment; filename="worklogs.xlsx"'
    (row,) = rows(response)
    assert list(row) == [*BASE[:-1], "external_hours", "external_result", "hash_value"]
    assert row | {"hash_value": None} == dict.fromkeys(row) | {
        "worklog_id": id,
        "issue_id": 10000,
        "issue_key": "NORTH-1",
        "hours": 1.5,
        "billed_hours": 1.5,
        "work_date": dt.datetime.fromisoformat("2026-03-17"),
        "username": "asmith",
        "staff_id": "4711",
        "billing_key": "ACME",
        "billing_attributes": "Billable=5400",
        "activity_id": "v302",
        "activity_name": "Autumn",
        "work_description": "Review",
        "reporter": "bjones",
    }


def test_details_are_columns_unless_they_are_xml_only(payroll: Machine, alice: Person) -> None:
    alice.logs(issueId=NORTH_2)

    (row,) = rows(payroll.get("getWorklog", format="excel", **dict.fromkeys(FLAGS, "true")))

    assert row["issue_summary"] == "Meetings"
    assert row["issue_details.project_key"] == "NORTH"
    assert row["billing_info.customer_name"] == "North & Sons"
    assert (row["full_name"], row["approval_status"]) == ("Alice", "OPEN")
    assert not {"issue_description", "user_properties", "parent_issue.issue_key"} & row.keys()


def test_excel_has_the_same_filters_as_xml(payroll: Machine, alice: Person, bob: Person) -> None:
    alice.logs()
    his = bob.logs()["tempoWorklogId"]
    payroll.report(entry(payroll.worklogs(userName="asmith")[0]))

    assert [row["worklog_id"] for row in rows(payroll.get("getWorklog", format="excel", diffOnly="true", **ALL_DATES))] == [his]
    assert rows(payroll.get("getWorklog", format="excel", headerOnly="true")) == []
    assert rows(payroll.get("getWorklog", format="excel", dateTo="2020-01-01")) == []


@pytest.mark.parametrize(
    "text", ["=1+1", '=HYPERLINK("http://x")', "+1", "-1", "@SUM(1)", "{=1}", "\t=1", "http://x.example", "=cmd|' /C calc'!A0"]
)
def test_no_text_becomes_a_formula_or_a_link(payroll: Machine, alice: Person, text: str) -> None:
    alice.logs(description=text)

    response = payroll.get("getWorklog", format="excel")

    book = openpyxl.load_workbook(BytesIO(response.content))
    (cell,) = (cell for cell in book["worklogs"][2] if cell.value == text)
    assert cell.data_type == "s"
    assert cell.hyperlink is None
    with zipfile.ZipFile(BytesIO(response.content)) as archive:
        sheet = archive.read("xl/worksheets/sheet1.xml")
    assert b"<f>" not in sheet
    assert b"hyperlink" not in sheet


@pytest.mark.parametrize("text", ["🧑‍💻", "a ]]> b", "<b>&</b>", "one\ntwo", "x" * 32_767])
def test_pasted_text_is_exported_unchanged(payroll: Machine, alice: Person, text: str) -> None:
    alice.logs(description=text)

    assert rows(payroll.get("getWorklog", format="excel"))[0]["work_description"] == text


def test_control_characters_do_not_break_the_workbook(payroll: Machine, alice: Person) -> None:
    alice.logs(description="a\x01b\x1fc")

    assert str(rows(payroll.get("getWorklog", format="excel"))[0]["work_description"]).startswith("a")


def test_more_worklogs_than_a_sheet_can_have_are_refused(payroll: Machine, alice: Person, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(export_excel, "MAX_ROWS", 1)
    alice.logs()
    assert payroll.get("getWorklog", format="excel").status_code == 200
    alice.logs()

    response = payroll.get("getWorklog", format="excel")

    assert (response.status_code, response.text) == (
        400,
        "An Excel sheet can have 1 worklogs, not 2: request fewer days or format=xml\n",
    )
