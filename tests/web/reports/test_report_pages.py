"""The pages of reports, through WSGI."""

import csv
import io
import re
from html import unescape
from typing import Any

import httpx
import pytest

from andante.kit.database import Database
from tests.cast import ACCOUNT_IDS, NORTHERNERS, SOUTH_1, Company, Person
from tests.planning.plans.samples import HOUR, create_plan
from tests.web.browsing import Visitor, signed_in, text_of

MARCH: dict[str, Any] = {"from": "2026-03-01", "to": "2026-03-31"}


@pytest.fixture
def month(company: Company, carol: Person) -> Company:
    """Alice 3 h on NORTH-1 and 1 h on SOUTH-1, bob 4 h on NORTH-1."""
    carol.logs(3 * HOUR, on="2026-03-02", billableSeconds=2 * HOUR, authorAccountId=ACCOUNT_IDS["alice"], description="Cables")
    carol.logs(HOUR, on="2026-03-17", issueId=SOUTH_1, billableSeconds=0, authorAccountId=ACCOUNT_IDS["alice"])
    company.bob.logs(4 * HOUR, on="2026-03-31")
    return company


@pytest.fixture
def bob_s_browser(month: Company, database: Database) -> Visitor:
    return signed_in(month.bob, database)


def lines(page: httpx.Response) -> list[list[str]]:
    """The cells of each line of the table, without the heading."""
    assert page.status_code == 200, page.text
    rows = re.findall(r"<tr[^>]*>(.*?)</tr>", page.text.partition("<table")[2], re.DOTALL)[1:]
    cells = [re.findall(r"<t[hd][^>]*>(.*?)</t[hd]>", row, re.DOTALL) for row in rows]
    return [[words(re.sub(r"<button.*?</button>", "", cell, flags=re.DOTALL)) for cell in row] for row in cells]


def words(html: str) -> str:
    return " ".join(unescape(re.sub(r"<[^>]*>", " ", html)).split())


def links(page: httpx.Response, text: str) -> list[str]:
    """The addresses of the links with this text."""
    found = re.findall(r'<a [^>]*href="([^"]+)"[^>]*>(.*?)</a>', page.text, re.DOTALL)
    return [unescape(address) for address, content in found if words(content) == text]


def test_the_first_report_is_this_month_by_project_and_user(bob_s_browser: Visitor) -> None:
    page = bob_s_browser.get("/reports")

    assert lines(page) == [
        ["NORTH North", "·", "3:00", "·", "·", "·", "4:00", "7:00", "6:00"],
        ["Alice", "·", "3:00", "·", "·", "·", "·", "3:00", "2:00"],
        ["Bob", "·", "·", "·", "·", "·", "4:00", "4:00", "4:00"],
        ["SOUTH South", "·", "·", "·", "1:00", "·", "·", "1:00", "·"],
        ["Alice", "·", "·", "·", "1:00", "·", "·", "1:00", "·"],
        ["Total", "·", "3:00", "·", "1:00", "·", "4:00", "8:00", "6:00"],
    ]


def test_every_figure_leads_to_its_worklogs(bob_s_browser: Visitor) -> None:
    page = bob_s_browser.get("/reports")

    for text in {"3:00", "4:00", "1:00", "7:00", "8:00"}:
        for address in links(page, text):
            worklogs = bob_s_browser.get(address)
            hours = [int(line[4].partition(":")[0]) for line in lines(worklogs)]
            assert f"{sum(hours)}:00" == text
            assert f'<p class="sum">{text}</p>' in worklogs.text
    (north, *_) = links(page, "7:00")
    assert "<h1>North " in bob_s_browser.get(north).text
    assert lines(bob_s_browser.get(links(page, "3:00")[0]))[0] == [
        "Mon, 2 Mar 2026",
        "Alice",
        "NORTH-1 Import loses rows",
        "Cables",
        "3:00",
        "2:00",
    ]


def test_filters_are_chosen_from_what_has_time(bob_s_browser: Visitor) -> None:
    page = bob_s_browser.get("/reports", **MARCH, groupBy="PROJECT")
    choices = bob_s_browser.get(links(page, "User")[0])
    assert re.findall(r'name="accountId" value="([^"]+)"', choices.text) == [ACCOUNT_IDS["alice"], ACCOUNT_IDS["bob"]]

    filtered = bob_s_browser.get("/reports", **MARCH, groupBy="PROJECT", accountId=ACCOUNT_IDS["alice"])

    assert lines(filtered) == [["NORTH North", "3:00", "2:00"], ["SOUTH South", "1:00", "·"], ["Total", "4:00", "2:00"]]
    assert "User: Alice" in text_of(filtered)
    assert [line[0] for line in lines(bob_s_browser.get(links(filtered, "User: Alice Remove this filter")[0]))] == [
        "NORTH North",
        "SOUTH South",
        "Total",
    ]
    again = bob_s_browser.get(links(filtered, "User")[0])
    assert re.findall(r'value="([^"]+)" checked', again.text) == [ACCOUNT_IDS["alice"]]
    found = bob_s_browser.get(links(filtered, "User")[0] + "&find=bo").text
    assert re.findall(r'type="checkbox" name="accountId" value="([^"]+)"', found) == [ACCOUNT_IDS["bob"]]
    assert f'<input type="hidden" name="accountId" value="{ACCOUNT_IDS["alice"]}">' in found


@pytest.mark.parametrize(
    ("parameter", "value", "label"),
    [
        *(("teamId", NORTHERNERS, "Team: Northerners"), ("roleId", 1, "Role: Member"), ("project", "NORTH", "Project: NORTH")),
        *(("billable", "true", "Billable: Billable"), ("approval", "OPEN", "Approval: Open"), ("account", "X", "Account: X")),
    ],
)
def test_a_filter_has_a_name(bob_s_browser: Visitor, parameter: str, value: object, label: str) -> None:
    assert label in text_of(bob_s_browser.get("/reports", **MARCH, groupBy="DAY", **{parameter: value}))


def test_logged_time_is_compared_with_required_and_planned_time(bob_s_browser: Visitor, carol: Person) -> None:
    create_plan(carol, ACCOUNT_IDS["alice"])
    week = {
        "from": "2026-03-16",
        "to": "2026-03-22",
        "groupBy": "USER",
        "measure": ["PLANNED", "REQUIRED"],
        "accountId": ACCOUNT_IDS["alice"],
    }

    assert lines(bob_s_browser.get("/reports", **week)) == [
        ["Alice", "1:00", "·", "10:00", "40:00", "−39:00", "2 %"],
        ["Total", "1:00", "·", "10:00", "40:00", "−39:00", "2 %"],
    ]


def test_groups_have_no_sums_if_worklogs_count_several_times(bob_s_browser: Visitor) -> None:
    by_team = lines(bob_s_browser.get("/reports", **MARCH, groupBy=["PROJECT", "TEAM"]))

    assert by_team == [
        *(["NORTH North", "", ""], ["Northerners", "3:00", "2:00"], ["None", "4:00", "4:00"]),
        *(["SOUTH South", "", ""], ["Northerners", "1:00", "·"], ["Total", "8:00", "6:00"]),
    ]


def test_dates_are_typed_in_the_format_of_the_user_and_the_address_is_short(bob_s_browser: Visitor) -> None:
    form = {"from": "02/03/2026", "to": "31/03/2026", "groupBy": ["USER", "", ""], "pivot": "", "unknown": "1"}

    response = bob_s_browser.get("/reports", **form)

    assert response.status_code == 302
    assert response.headers["location"] == "/reports?from=2026-03-02&to=2026-03-31&groupBy=USER"


def test_a_report_that_does_not_exist_is_explained(bob_s_browser: Visitor) -> None:
    page = bob_s_browser.get("/reports", **MARCH, groupBy="PROJECT", measure="REQUIRED")

    assert page.status_code == 400
    assert "only days of users have planned and required time" in text_of(page)
    assert bob_s_browser.get("/reports", **{"from": "soon", "to": "2026-03-31"}).status_code == 400
    assert bob_s_browser.get("/reports/filter", kind="MOOD").status_code == 404
    assert bob_s_browser.get("/reports/time.exe").status_code == 404


def test_an_empty_report_says_so(bob_s_browser: Visitor) -> None:
    page = bob_s_browser.get("/reports", **MARCH, groupBy="PROJECT", project="NONE")

    assert "No time matches this report." in text_of(page)
    assert links(page, "Clear all filters") == ["/reports?from=2026-03-01&to=2026-03-31&groupBy=PROJECT"]


def test_a_file_has_the_rows_of_the_page(bob_s_browser: Visitor) -> None:
    page = bob_s_browser.get("/reports", **MARCH, groupBy="USER")

    file = bob_s_browser.get(links(page, "CSV")[0])

    assert file.headers["content-disposition"] == "attachment; filename=time-2026-03-01-2026-03-31.csv"
    header, *rows = csv.reader(io.StringIO(file.content.decode("utf-8-sig")))
    assert [row[1:] for row in [header, *rows]] == [
        ["User", "Logged (seconds)", "Billable (seconds)"],
        ["Alice", "14400", "7200"],
        ["Bob", "14400", "14400"],
    ]
    for format in ("XLSX", "ODS", "JSON"):
        assert bob_s_browser.get(links(page, format)[0]).status_code == 200


def test_many_rows_are_on_several_pages(bob_s_browser: Visitor, monkeypatch: pytest.MonkeyPatch) -> None:
    for module in ("views", "model"):
        monkeypatch.setattr(f"andante.web.reports.{module}.MAX_ROWS", 1)

    first = bob_s_browser.get("/reports", **MARCH, groupBy="USER")
    second = bob_s_browser.get(links(first, "Next")[0])

    assert (lines(first), lines(second)) == (
        [["Alice", "4:00", "2:00"], ["Total", "8:00", "6:00"]],
        [["Bob", "4:00", "4:00"], ["Total", "8:00", "6:00"]],
    )
    assert lines(bob_s_browser.get(links(second, "Previous")[0])) == lines(first)
    worklogs = bob_s_browser.get("/reports/worklogs", **MARCH)
    assert len(lines(worklogs)) == len(lines(bob_s_browser.get(links(worklogs, "Next")[0]))) == 1


def test_the_table_is_sorted_by_its_headings(bob_s_browser: Visitor) -> None:
    page = bob_s_browser.get("/reports", **MARCH, groupBy="PROJECT", sort="LOGGED", direction="ASC")

    assert [line[0] for line in lines(page)] == ["SOUTH South", "NORTH North", "Total"]
    assert [line[0] for line in lines(bob_s_browser.get(links(page, "Logged")[0]))] == ["NORTH North", "SOUTH South", "Total"]
