"""GET /4-andante/reports/time.csv, .xlsx, .ods and .json"""

import csv
import datetime as dt
import io
from collections.abc import Callable
from typing import Any

import httpx
import openpyxl
import pytest

from andante.reports.time import store
from tests.cast import ACCOUNT_IDS, NORTH_2, SOUTH_1, Company, Person
from tests.sheets import ods_rows

MARCH: dict[str, Any] = {"from": "2026-03-01", "to": "2026-03-31"}
BY: dict[str, Any] = {"groupBy": ["USER", "PROJECT", "WEEK"], "pivot": "MONTH"}


@pytest.fixture
def month(company: Company, carol: Person) -> Company:
    carol.logs(10_801, on="2026-03-02", billableSeconds=7_200, authorAccountId=ACCOUNT_IDS["alice"])
    carol.logs(3_600, on="2026-03-17", issueId=SOUTH_1, billableSeconds=0, authorAccountId=ACCOUNT_IDS["alice"])
    carol.logs(7_200, on="2026-03-17", issueId=NORTH_2, authorAccountId=ACCOUNT_IDS["eve"])
    company.dave.logs(14_400, on="2026-03-31")
    return company


def file(person: Person, format: str, **more: Any) -> httpx.Response:
    response = person.http.get(f"/4-andante/reports/time.{format}", params=MARCH | BY | more)
    assert response.status_code == 200, response.text
    assert response.headers["content-disposition"] == f'attachment; filename="time-2026-03-01-2026-03-31.{format}"'
    return response


def csv_rows(response: httpx.Response) -> list[list[Any]]:
    return list(csv.reader(io.StringIO(response.content.decode("utf-8-sig"))))


def xlsx_rows(response: httpx.Response) -> list[list[Any]]:
    return [list(row) for row in openpyxl.load_workbook(io.BytesIO(response.content))["Time"].iter_rows(values_only=True)]


def plain(cell: Any) -> str:
    """The cell as CSV has it."""
    if isinstance(cell, dt.timedelta | dt.time):
        cell = dt.timedelta(hours=cell.hour, minutes=cell.minute, seconds=cell.second) if isinstance(cell, dt.time) else cell
        return str(round(cell.total_seconds()))
    return "" if cell is None else str(cell).removesuffix(" 00:00:00")


SHEETS: dict[str, Callable[[httpx.Response], list[list[Any]]]] = {
    "csv": csv_rows,
    "xlsx": xlsx_rows,
    "ods": lambda response: ods_rows(io.BytesIO(response.content)),
}


def test_a_file_has_the_groups_and_the_seconds(month: Company) -> None:
    assert csv_rows(file(month.bob, "csv")) == [
        [
            *["User (id)", "User", "Project (key)", "Project", "Week"],
            *["Logged (seconds)", "Billable (seconds)", "Logged 2026-03-01 (seconds)", "Billable 2026-03-01 (seconds)"],
        ],
        [ACCOUNT_IDS["alice"], "Alice", "NORTH", "North", "2026-03-02", "10801", "7200", "10801", "7200"],
        [ACCOUNT_IDS["alice"], "Alice", "SOUTH", "South", "2026-03-16", "3600", "0", "3600", "0"],
        [ACCOUNT_IDS["eve"], "Eve", "NORTH", "North", "2026-03-16", "7200", "7200", "7200", "7200"],
    ]


@pytest.mark.parametrize("viewer", ["alice", "bob", "frank", "carol"])
def test_all_formats_have_the_rows_and_totals_of_the_report(month: Company, viewer: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(store, "ROWS_PER_BATCH", 2)
    person = getattr(month, viewer)
    report = person.http.get("/4-andante/reports/time", params=MARCH | BY).json()["results"]
    totals = person.http.get("/4-andante/reports/time/totals", params=MARCH | BY).json()
    sums = [[row["loggedSeconds"], row["billableSeconds"]] for row in report]

    rows = {format: [[plain(cell) for cell in row] for row in read(file(person, format))] for format, read in SHEETS.items()}

    assert file(person, "json").json() == {"totals": totals, "results": report}
    assert [[int(cell) for cell in row[5:7]] for row in rows["csv"][1:]] == sums
    assert rows["xlsx"] == rows["ods"]
    assert rows["xlsx"][1:-1] == rows["csv"][1:]
    assert rows["xlsx"][-1] == ["Total", "", "", "", "", *[str(totals["loggedSeconds"]), str(totals["billableSeconds"])] * 2]


def test_filters_apply_to_files(month: Company) -> None:
    assert [row[3] for row in csv_rows(file(month.frank, "csv", project="SOUTH"))[1:]] == ["South"]


def test_an_invalid_report_is_refused(month: Company) -> None:
    for params in ({}, MARCH | {"groupBy": "MOOD"}, MARCH | {"groupBy": "DAY", "projet": "NORTH"}):
        assert month.frank.http.get("/4-andante/reports/time.ods", params=params).status_code == 400, params


def test_a_token_without_the_scope_is_refused(month: Company) -> None:
    assert month.eve.http.get("/4-andante/reports/time.csv", params=MARCH | BY).status_code == 403
    anonymous = month.eve.http.get("/4-andante/reports/time.csv", params=MARCH | BY, headers={"Authorization": ""})
    assert anonymous.status_code == 401
