"""The company of the demo, looked at as a whole."""

import csv
import datetime as dt
from collections import Counter, defaultdict
from pathlib import Path

import pytest

from andante.kit import clock

from ..cast import NOW
from ..conftest import StoppedClock
from ..shell import Shell

Rows = list[dict[str, str]]


@pytest.fixture(scope="module")
def company(tmp_path_factory: pytest.TempPathFactory) -> Shell:
    shell = Shell(f"sqlite:///{tmp_path_factory.mktemp('demo') / 'company.db'}")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(clock, "_read", lambda: StoppedClock().moment)
        shell("demo", "--fill")
    return shell


@pytest.fixture(scope="module")
def time(company: Shell) -> Rows:
    return list(csv.DictReader(company("export").splitlines()))


def test_it_is_of_the_promised_size(company: Shell, time: Rows) -> None:
    assert len(company("user", "list").splitlines()) == 24
    assert len(company("project", "list").splitlines()) == 8
    assert len(company("issue", "list").splitlines()) == 300
    assert 20_000 < len(time) < 50_000


def test_it_works_for_a_year_up_to_today(time: Rows) -> None:
    days = sorted({row["date"] for row in time})
    first, last = dt.date.fromisoformat(days[0]), dt.date.fromisoformat(days[-1])

    assert 364 <= (last - first).days <= 372
    assert last.isoformat() == NOW[:10]


def test_weeks_are_realistic(time: Rows) -> None:
    by_day: dict[tuple[str, str], int] = defaultdict(int)
    for row in time:
        by_day[row["user"], row["date"]] += int(row["time_spent"])
    weekend = sum(dt.date.fromisoformat(day).weekday() >= 5 for _, day in by_day)
    worked = Counter(user for user, _ in by_day)

    assert weekend / len(by_day) < 0.02
    assert all(int(row["time_spent"]) % 900 == 0 for row in time)
    assert max(by_day.values()) <= 9 * 3600
    assert all(190 < days < 250 for days in worked.values())
    assert any(sum(seconds for (user, _), seconds in by_day.items() if user == one) / worked[one] < 5 * 3600 for one in worked)


def test_nobody_does_two_things_at_once(time: Rows) -> None:
    ends: dict[tuple[str, str], dt.datetime] = {}
    for row in time:
        start = dt.datetime.fromisoformat(f"{row['date']}T{row['start_time']}")
        assert start >= ends.get((row["user"], row["date"]), start), row
        ends[row["user"], row["date"]] = start + dt.timedelta(seconds=int(row["time_spent"]))


def test_the_attributes_are_used_as_they_are_meant(time: Rows) -> None:
    assert {row["attribute:_Activity_"] for row in time} == {
        "Development",
        "Review",
        "Design",
        "Meeting",
        "Support",
        "Operations",
        "Learning",
    }
    assert {row["attribute:_Remote_"] for row in time} == {"", "true"}
    assert all(bool(row["attribute:_Ticket_"]) == (row["attribute:_Activity_"] == "Support") for row in time)
    assert all((row["billable"] == "0") == row["issue"].startswith("INT-") for row in time)


def test_two_teams_have_planned_the_quarter(company: Shell) -> None:
    quarter = ("--from", "2026-03-16", "--to", "2026-06-14")
    rows = [
        line.split("\t")
        for line in company("report", "capacity", *quarter, "--team", "Platform", "--team", "Mobile", "--by-team").splitlines()
    ]
    planned = {team: [float(row[4]) for row in rows if row[2] == team] for team in ("Platform", "Mobile")}

    assert {len(weeks) for weeks in planned.values()} == {13}
    for weeks in planned.values():
        assert all(100 < hours < 250 for hours in weeks[:9])
        assert weeks[-1] < weeks[0]
    assert company("report", "planned", *quarter, "--team", "Platform").count("Mateo Fernández") == 13


def test_the_same_day_gives_the_same_company(company: Shell, tmp_path: Path) -> None:
    again = Shell(f"sqlite:///{tmp_path / 'again.db'}")
    again("demo", "--fill")

    for kind in ("users", "projects", "issues", "worklogs"):
        assert again("export", "--kind", kind) == company("export", "--kind", kind)
