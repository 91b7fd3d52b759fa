"""andante report"""

import csv
import io
import json
from collections.abc import Callable
from pathlib import Path

import openpyxl
import pytest

from tests.accounts.accounts.bookkeeping import create_account, create_attribute, create_link
from tests.cast import BASE_URL, NORTH_2, SOUTH_1, Person
from tests.sheets import ods_rows
from tests.shell import Shell


@pytest.fixture
def logged(alice: Person, bob: Person, carol: Person) -> None:
    """Worklogs of Alice and Bob in February and March, on the default account of North and on another one."""
    create_account(carol, "ACME")
    create_account(carol, "OTHER")
    create_link(carol, "ACME", default=True)
    create_link(carol, "OTHER")
    key = create_attribute(carol)
    alice.logs(3600, on="2026-02-27")
    alice.logs(3600, on="2026-03-02", attributes=[{"key": key, "value": "OTHER"}])
    alice.logs(1800, on="2026-03-10", issueId=NORTH_2)
    bob.logs(900, on="2026-03-10", issueId=SOUTH_1)


def sums(terminal: Shell, by: str, *more: str) -> list[list[str]]:
    """The rows without the header."""
    return list(csv.reader(io.StringIO(terminal("report", "--by", by, "--csv", *more))))[1:]


@pytest.mark.usefixtures("logged")
def test_the_time_of_this_month_is_summed_by_issue(as_carol: Shell) -> None:
    assert as_carol("report").splitlines() == [
        "Issue    Time  Billable",
        "NORTH-1  1:00      1:00",
        "NORTH-2  0:30      0:30",
        "SOUTH-1  0:15      0:15",
        "Sum      1:45      1:45",
    ]


@pytest.mark.usefixtures("logged")
@pytest.mark.parametrize(
    ("by", "expected"),
    [
        ("user", [["Alice", "9000"], ["Bob", "900"]]),
        ("account", [["ACME", "5400"], ["OTHER", "3600"], ["none", "900"]]),
        ("project", [["NORTH", "9000"], ["SOUTH", "900"]]),
        ("day", [["2026-02-27", "3600"], ["2026-03-02", "3600"], ["2026-03-10", "2700"]]),
        ("week", [["2026-W09", "3600"], ["2026-W10", "3600"], ["2026-W11", "2700"]]),
        ("month", [["2026-02", "3600"], ["2026-03", "6300"]]),
        ("team", [["Northerners", "9000"], ["none", "900"]]),
        (
            "account,month",
            [["ACME", "2026-02", "3600"], ["ACME", "2026-03", "1800"], ["OTHER", "2026-03", "3600"], ["none", "2026-03", "900"]],
        ),
    ],
)
def test_time_is_summed_by_each_criterion(as_carol: Shell, by: str, expected: list[list[str]]) -> None:
    assert [row[:-1] for row in sums(as_carol, by, "--from", "2026-02-01")] == expected


@pytest.mark.usefixtures("logged")
def test_a_report_can_be_filtered(as_carol: Shell) -> None:
    whole = ["--from", "2026-02-01"]

    assert sums(as_carol, "user", *whole, "--user", "bob@example.com") == [["Bob", "900", "900"]]
    assert sums(as_carol, "issue", *whole, "--project", "NORTH", "--issue", "NORTH-2") == [["NORTH-2", "1800", "1800"]]
    assert sums(as_carol, "month", "--from", "2026-02-01", "--to", "2026-02-28") == [["2026-02", "3600", "3600"]]
    assert as_carol("report", "--from", "2026-01-01", "--to", "2026-01-31") == "No time is logged from 2026-01-01 to 2026-01-31.\n"


@pytest.mark.usefixtures("logged")
def test_a_worklog_of_two_teams_counts_for_each_team_and_once_in_the_sum(as_carol: Shell, alice: Person, carol: Person) -> None:
    team = carol.post("/teams", {"name": "Also", "leadAccountId": carol.id}).json()["id"]
    carol.post("/team-memberships", {"teamId": team, "accountId": alice.id})

    assert as_carol("report", "--by", "team").splitlines() == [
        "Team         Time  Billable",
        "Also         1:30      1:30",
        "Northerners  1:30      1:30",
        "none         0:15      0:15",
        "Sum          1:45      1:45",
    ]


@pytest.mark.usefixtures("logged")
def test_users_and_teams_with_the_same_name_are_distinguished(as_carol: Shell, alice: Person, carol: Person) -> None:
    as_carol("user", "change", "bob@example.com", "--name", "Alice")
    team = carol.post("/teams", {"name": "Northerners", "leadAccountId": carol.id}).json()["id"]
    carol.post("/team-memberships", {"teamId": team, "accountId": alice.id})

    assert [row[0] for row in sums(as_carol, "user")] == ["Alice (712020:alice)", "Alice (712020:bob)"]
    assert [row[0] for row in sums(as_carol, "team")] == ["Northerners (1)", f"Northerners ({team})", "none"]


def test_an_unknown_grouping_is_refused(as_alice: Shell) -> None:
    as_alice("report", "--by", "issue,mood", code=2)

    assert as_alice.errors == (
        "--by: 'mood' is unknown: use one or more of user, account, issue, project, day, week, month, team, "
        "role, parent, customer, category, billable, approval, attribute:KEY, separated by commas\n"
    )


@pytest.mark.usefixtures("logged")
def test_the_administrators_reports_are_in_the_same_group(as_alice: Shell) -> None:
    assert "Alice  0.00     0.50" in as_alice("report", "planned", "--from", "2026-03-09", "--to", "2026-03-15")


CRITERIA: dict[str, list[list[str]]] = {
    "role": [["Member", "9000"], ["none", "900"]],
    "billable,project": [["true", "NORTH", "9000"], ["true", "SOUTH", "900"]],
    "approval": [["OPEN", "9900"]],
    "customer,category,parent": [["none", "none", "none", "9900"]],
    "attribute:_Account_": [["OTHER", "3600"], ["none", "6300"]],
}


@pytest.mark.usefixtures("logged")
def test_more_criteria(as_carol: Shell) -> None:
    assert {by: [row[:-1] for row in sums(as_carol, by, "--from", "2026-02-01")] for by in CRITERIA} == CRITERIA


@pytest.mark.usefixtures("logged")
def test_columns_have_the_time_of_each_period(as_carol: Shell) -> None:
    assert as_carol("report", "--by", "user", "--columns", "month", "--from", "2026-02-01").splitlines() == [
        "User   Time  Billable  2026-02  2026-03",
        "Alice  2:30      2:30     1:00     1:30",
        "Bob    0:15      0:15              0:15",
        "Sum    2:45      2:45     1:00     1:45",
    ]
    year = json.loads(as_carol("report", "--by", "project", "--columns", "quarter", "--from", "2026-02-01", "--json"))
    assert year[0] == {"project": "NORTH", "seconds": 9000, "billableSeconds": 9000, "2026-Q1": 9000}


@pytest.mark.usefixtures("logged")
def test_time_is_compared_with_required_time(as_carol: Shell) -> None:
    week = ["--from", "2026-03-09", "--to", "2026-03-15", "--user", "alice@example.com"]

    assert as_carol("report", "--by", "user", "--compare", "required", *week).splitlines() == [
        "User   Time  Billable  Required  Difference  %",
        "Alice  0:30      0:30     40:00      -39:30  1.25",
        "Sum    0:30      0:30     40:00      -39:30  1.25",
    ]
    as_carol("report", "--by", "project", "--compare", "planned", *week, code=1)
    assert as_carol.errors.startswith("--by can be USER, TEAM, ROLE, DAY, WEEK, MONTH in a report with")


FILTERS = {
    "--team Northerners": 9000,
    "--team 1 --project SOUTH": 0,
    "--role 1": 9000,
    "--account OTHER": 3600,
    "--customer NONE": 0,
    "--category NONE": 0,
    "--parent NORTH-1": 0,
    "--attribute _Account_=OTHER": 3600,
    "--approval open --approval approved": 9900,
    "--not-billable": 0,
    "--billable --user me --user bob@example.com": 900,
}


@pytest.mark.usefixtures("logged")
def test_more_filters(as_carol: Shell) -> None:
    found = {filters: sums(as_carol, "month", "--from", "2026-02-01", *filters.split()) for filters in FILTERS}

    assert {filters: sum(int(row[1]) for row in rows) for filters, rows in found.items()} == FILTERS


@pytest.mark.usefixtures("logged")
def test_a_report_is_saved_as_a_spreadsheet(as_carol: Shell, tmp_path: Path) -> None:
    excel, opendocument = tmp_path / "report.xlsx", tmp_path / "report.ods"

    as_carol("report", "--by", "user", "--xlsx", excel)
    as_carol("report", "--by", "user", "--ods", opendocument)

    assert as_carol.errors == f"The report was written to {opendocument}.\n"
    assert [row[1] for row in openpyxl.load_workbook(excel)["Time"].iter_rows(values_only=True)] == ["User", "Alice", "Bob", None]
    assert [row[1] for row in ods_rows(io.BytesIO(opendocument.read_bytes()))] == ["User", "Alice", "Bob", None]


def test_a_refused_spreadsheet_is_not_written(as_carol: Shell, tmp_path: Path) -> None:
    as_carol("report", "--by", "attribute:_None_", "--xlsx", tmp_path / "report.xlsx", code=1)

    assert as_carol.errors == "--by names the work attribute '_None_', which does not exist\n"
    assert list(tmp_path.glob("report*")) == []


@pytest.mark.usefixtures("logged")
def test_a_token_that_may_only_read_worklogs_is_enough_for_most_criteria(terminal_of: Callable[[Person], Shell], eve: Person) -> None:
    eve_terminal = terminal_of(eve)
    eve_terminal("login", BASE_URL)

    assert sums(eve_terminal, "project,issue,day,month") == []
    eve_terminal("report", "--by", "role", code=1)


def test_a_team_is_named_or_has_an_id(as_carol: Shell) -> None:
    as_carol("report", "--team", "Nobodies", code=2)

    assert as_carol.errors == "--team: 'Nobodies' is no team that you can see\n"


def test_more_than_three_criteria_need_simple_ones(as_carol: Shell) -> None:
    as_carol("report", "--by", "user,project,issue,role", code=1)

    assert as_carol.errors == "--by must have 1 to 3 entries, not 4\n"
