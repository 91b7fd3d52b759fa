"""The example company of the demo."""

import csv
import datetime as dt
from collections import Counter, defaultdict
from pathlib import Path

import pytest

from andante.app import application
from andante.client import Andante
from andante.kit import clock
from andante.kit.database import Database
from andante.kit.settings import Settings
from andante.timekeeping.timesheets.wire import ApprovalPeriod, TimesheetApprovalLogSearchInput
from tests.cast import BASE_URL, NOW
from tests.conftest import StoppedClock
from tests.servlets.endpoints.machines import Machine
from tests.shell import Shell
from tests.wsgi import WsgiTransport

Rows = list[dict[str, str]]


@pytest.fixture(scope="module")
def company(tmp_path_factory: pytest.TempPathFactory) -> Shell:
    shell = Shell(f"sqlite:///{tmp_path_factory.mktemp('demo') / 'company.db'}")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(clock, "_read", lambda: StoppedClock().time.timestamp())
        shell("demo", "--fill")
    return shell


@pytest.fixture(scope="module")
def worklogs(company: Shell) -> Rows:
    return list(csv.DictReader(company("export").splitlines()))


def test_it_has_the_documented_size(company: Shell, worklogs: Rows) -> None:
    assert len(company.listed("user", "list").splitlines()) == 24
    assert len(company.listed("project", "list").splitlines()) == 8
    assert len(company.listed("issue", "list").splitlines()) == 300
    assert 20_000 < len(worklogs) < 50_000


def test_it_has_worklogs_for_a_year_up_to_today(worklogs: Rows) -> None:
    days = sorted({row["date"] for row in worklogs})
    first, last = dt.date.fromisoformat(days[0]), dt.date.fromisoformat(days[-1])

    assert 364 <= (last - first).days <= 372
    assert last.isoformat() == NOW[:10]


def test_weeks_are_realistic(worklogs: Rows) -> None:
    by_day: dict[tuple[str, str], int] = defaultdict(int)
    for row in worklogs:
        by_day[row["user"], row["date"]] += int(row["time_spent"])
    weekend = sum(dt.date.fromisoformat(day).weekday() >= 5 for _, day in by_day)
    worked = Counter(user for user, _ in by_day)

    assert weekend / len(by_day) < 0.02
    assert all(int(row["time_spent"]) % 900 == 0 for row in worklogs)
    assert max(by_day.values()) <= 9 * 3600
    assert all(150 < days < 250 for days in worked.values())
    assert any(sum(seconds for (user, _), seconds in by_day.items() if user == one) / worked[one] < 5 * 3600 for one in worked)


def test_the_worklogs_of_a_user_do_not_overlap(worklogs: Rows) -> None:
    ends: dict[tuple[str, str], dt.datetime] = {}
    for row in worklogs:
        start = dt.datetime.fromisoformat(f"{row['date']}T{row['start_time']}")
        assert start >= ends.get((row["user"], row["date"]), start), row
        ends[row["user"], row["date"]] = start + dt.timedelta(seconds=int(row["time_spent"]))


def test_work_attributes_have_the_intended_values(worklogs: Rows) -> None:
    assert {row["attribute:_Activity_"] for row in worklogs} == {
        "Development",
        "Review",
        "Design",
        "Meeting",
        "Support",
        "Operations",
        "Learning",
    }
    assert {row["attribute:_Remote_"] for row in worklogs} == {"", "true"}
    assert all(bool(row["attribute:_Ticket_"]) == (row["attribute:_Activity_"] == "Support") for row in worklogs)
    assert all((row["billable"] == "0") == row["issue"].startswith("INT-") for row in worklogs)
    assert {(row["attribute:_Account_"], row["issue"][:5]) for row in worklogs if row["attribute:_Account_"]} == {("SHOP-SUPPORT", "SHOP-")}


def test_users_do_not_work_on_holidays_and_days_off(company: Shell, worklogs: Rows) -> None:
    ids = {words.split("\t")[1]: words.split("\t")[0] for words in company.listed("user", "list").splitlines()}
    worked = {(row["user"], row["date"]) for row in worklogs}
    fridays = [day for user, day in worked if user == ids["Lena Hoffmann"] and dt.date.fromisoformat(day).weekday() == 4]

    assert len(fridays) < 5
    assert len([user for user, day in worked if day == "2025-12-25"]) < 3
    assert (ids["Grace Thompson"], "2025-08-25") not in worked
    assert len([user for user, day in worked if day == "2025-08-25"]) > 8


def test_accounts_have_every_status_and_there_are_customers(company: Shell) -> None:
    accounts = [line.split("\t") for line in company.listed("account", "list", "--all").splitlines()]

    assert {(status, scope) for _, _, _, status, scope, *_ in accounts} == {
        ("OPEN", ""),
        ("OPEN", "global"),
        ("CLOSED", ""),
        ("ARCHIVED", ""),
    }
    assert len(company.listed("customer", "list").splitlines()) == 4


def test_teams_have_past_memberships(company: Shell) -> None:
    def members(team: str) -> list[list[str]]:
        return [line.split("\t") for line in company.listed("member", "list", team).splitlines()]

    assert [line.split("\t")[1:5:3] for line in company.listed("team", "list").splitlines()] == [
        ["Platform", "Foundations"],
        ["Mobile", "Commerce"],
        ["Data", "Foundations"],
        ["Customer Care", "Commerce"],
    ]
    (joao,) = [member for member in members("Customer Care") if member[-1]]
    (since,) = [member[5] for member in members("Mobile") if member[1] == joao[1]]
    assert dt.date.fromisoformat(since) - dt.date.fromisoformat(joao[6]) == dt.timedelta(days=1)
    assert [member[3] for member in members("Platform") if member[1] == members("Platform")[3][1]] == ["Member", "Architect"]
    assert {member[4] for member in members("Data")} == {"100%", "60%"}


def test_a_user_who_changed_teams_changed_projects(company: Shell, worklogs: Rows) -> None:
    (joao,) = [line.split("\t")[0] for line in company.listed("user", "list").splitlines() if "João" in line]
    (left,) = [line.split("\t")[6] for line in company.listed("member", "list", "Customer Care").splitlines() if joao in line]
    care = [row["date"] for row in worklogs if row["user"] == joao and row["issue"].startswith("CARE-")]
    app = [row["date"] for row in worklogs if row["user"] == joao and row["issue"].startswith("APP-")]

    assert care
    assert app
    assert max(care) <= left < min(app)


def test_issues_use_every_field(company: Shell) -> None:
    issues = list(csv.DictReader(company("export", "--kind", "issues").splitlines()))

    assert Counter(issue["status"] for issue in issues) == {"Done": 238, "In Progress": 48, "To Do": 14}
    assert 20 < sum(issue["type"] == "Sub-task" for issue in issues) < 50
    assert all(bool(issue["parent"]) == (issue["type"] == "Sub-task") for issue in issues)
    for field in ("priority", "reporter", "versions", "components"):
        assert {bool(issue[field]) for issue in issues if not issue["key"].startswith("INT-")} == {True}
    assert {bool(issue["assignee"]) for issue in issues if issue["status"] in ("Done", "To Do")} == {True, False}


def test_two_teams_have_plans_for_the_quarter(company: Shell) -> None:
    quarter = ("--from", "2026-03-16", "--to", "2026-06-14")
    rows = [
        line.split("\t")
        for line in company.listed("report", "capacity", *quarter, "--team", "Platform", "--team", "Mobile", "--by-team").splitlines()
    ]
    planned = {team: [float(row[4]) for row in rows if row[2] == team] for team in ("Platform", "Mobile")}

    assert {len(weeks) for weeks in planned.values()} == {13}
    for weeks in planned.values():
        assert all(100 < hours < 250 for hours in weeks[:9])
        assert weeks[-1] < weeks[0]
    assert company("report", "planned", *quarter, "--team", "Platform").count("Mateo Fernández") == 13


def test_months_are_approved_except_some_timesheets_of_the_last_month(company: Shell) -> None:
    token = company("token", "create", "--user", "ingrid.sorensen@alderfinch.example").split()[-1]
    database = Database(company.url)
    with Andante(token, BASE_URL, transport=WsgiTransport(application(Settings(access_log=False), database))) as ingrid:
        states = {
            month: {
                sheet.user.account_id: sheet.status.key
                for team in ingrid.teams.get_teams().results
                for sheet in ingrid.timesheet_approvals.get_timesheet_approval_for_team(team.id, ApprovalPeriod(from_=month)).results
            }
            for month in (dt.date(2025, 10, 1), dt.date(2026, 1, 1), dt.date(2026, 2, 1), dt.date(2026, 3, 1))
        }
        statuses = [
            log.status.key for log in ingrid.timesheet_approvals.search_timesheet_approval_logs(TimesheetApprovalLogSearchInput()).results
        ]
        (waiting,) = ingrid.timesheet_approvals.get_timesheet_approvals_waiting_for_approval().results
    database.close()

    assert [Counter(by_user.values()) for by_user in states.values()] == [
        {"OPEN": 24},
        {"APPROVED": 24},
        {"APPROVED": 19, "IN_REVIEW": 2, "OPEN": 3},
        {"OPEN": 24},
    ]
    assert statuses[0] == "IN_REVIEW"
    assert waiting.status.comment == "Two days of travel are in it"


def test_last_week_is_exported_to_payroll_with_an_error_and_a_correction(company: Shell) -> None:
    secret = company("servlet", "token", "rotate").strip()
    payroll = Machine(application(Settings(access_log=False), Database(company.url)), secret)

    last_week = payroll.worklogs(dateFrom="2026-03-09", dateTo="2026-03-15", validOnly="true")
    due = payroll.worklogs(dateFrom="2026-03-09", dateTo="2026-03-15", validOnly="true", diffOnly="true")

    assert len(last_week) > 200
    assert {worklog["external_id"].partition("-")[0] for worklog in last_week} == {"PAY"}
    assert sorted(worklog["external_result"] for worklog in due) == ["Cost center is closed", "OK"]
    unknown = {worklog["username"] for worklog in last_week if not worklog["staff_id"]}
    assert unknown == {"zanele.dlamini"}


def test_the_same_day_creates_the_same_company(company: Shell, tmp_path: Path) -> None:
    again = Shell(f"sqlite:///{tmp_path / 'again.db'}")
    again("demo", "--fill")

    for kind in ("users", "properties", "projects", "issues", "customers", "categories", "accounts", "memberships", "worklogs"):
        assert again("export", "--kind", kind) == company("export", "--kind", kind)
