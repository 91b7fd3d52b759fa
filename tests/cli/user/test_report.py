"""andante report"""

import csv
import io

import pytest

from tests.accounts.accounts.bookkeeping import create_account, create_attribute, create_link
from tests.cast import NORTH_2, SOUTH_1, Person
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
        "--by: 'mood' is unknown: use one or more of user, account, issue, project, day, week, month, team, separated by commas\n"
    )


@pytest.mark.usefixtures("logged")
def test_the_administrators_reports_are_in_the_same_group(as_alice: Shell) -> None:
    assert "Alice  0.00     0.50" in as_alice("report", "planned", "--from", "2026-03-09", "--to", "2026-03-15")
