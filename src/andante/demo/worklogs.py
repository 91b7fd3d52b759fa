"""Logs a year of time: two-week sprints, meetings, vacations and sick days."""

import datetime as dt
from collections.abc import Iterator
from random import Random
from typing import NamedTuple

from andante.directory.issues.rules import IssueRecord
from andante.directory.people.rules import UserRecord
from andante.timekeeping.worklogs import actions as worklogs
from andante.timekeeping.worklogs.queries import load_logging_rules
from andante.timekeeping.worklogs.wire import NewWorklog, WorkAttributeValueInput

from .accounts import SHOP_SUPPORT
from .company import DAYS, SPRINT_DAYS, Company
from .people import ADMINISTRATOR, MEMBER

QUARTER = 900
FORGOTTEN_QUARTERS = 9
"""What the member has not logged on the last working day before today."""

DESCRIPTIONS = {
    "Development": ["First version works", "Tests and clean-up", "Pairing with {colleague}", "Trace the cause", "Fix and regression test",
                    "Handle the edge cases", "Refactor before the change", "Release and watch the graphs"],
    "Review": ["Review for {colleague}", "Second look at the pull request", "Apply review comments"],
    "Design": ["Sketches with {colleague}", "Decision record written", "Talk through the options", "Prototype"],
    "Support": ["Call with the customer", "Reproduce and answer", "Hand over to {colleague}", "Data corrected for the customer"],
    "Operations": ["Rollout to staging", "Watch the night run", "Upgrade and smoke test", "Look into the alert"],
}  # fmt: skip
USUAL_ACTIVITIES = {
    "Platform": ["Development"] * 5 + ["Operations"] * 2 + ["Review", "Design"],
    "Mobile": ["Development"] * 6 + ["Design"] * 2 + ["Review"],
    "Data": ["Development"] * 5 + ["Operations", "Review", "Design"],
    "Customer Care": ["Support"] * 6 + ["Design", "Operations"],
}
"""The activities of each team. A frequent activity occurs several times."""


class TimeBlock(NamedTuple):
    """Time without a break on one issue."""

    issue: IssueRecord
    quarters: int
    activity: str
    description: str


def log_time(company: Company) -> None:
    """Logs the time of all users, week by week, from a year ago until today."""
    random = company.random("worklogs")
    first = company.first_day
    absent = {person.account_id: _absences(first, random) for person in company.everyone}
    for name in (ADMINISTRATOR, MEMBER):  # so that their pages show time
        account_id = company.person(name).account_id
        absent[account_id] = {day for day in absent[account_id] if day < company.monday - dt.timedelta(weeks=2)}
    logging_rules = load_logging_rules(company.call)
    for monday in (first + dt.timedelta(days=7 * week) for week in range(DAYS // 7 + 2)):
        days = [monday + dt.timedelta(days=n) for n in range(7) if monday + dt.timedelta(days=n) <= company.today]
        if not days:
            break
        call = company.on(days[min(4, len(days) - 1)])
        given = [
            entry
            for team, members in company.staff.items()
            for person in members
            for day in days
            if day not in absent[person.account_id]
            for entry in _day(company, company.team_of(team, person, day), person, day, first, random)
        ]
        drafts, faults = worklogs.check_all(call, logging_rules, given)
        assert not any(faults), faults
        worklogs.write_all(call, logging_rules, [draft for draft in drafts if draft])


def _absences(first: dt.date, random: Random) -> set[dt.date]:
    """Two vacations, some single days off and a few sick days."""
    spans = [(random.randrange(0, 180), 12), (random.randrange(180, DAYS), 14)]
    spans += [(random.randrange(DAYS), 1) for _ in range(4)] + [(random.randrange(DAYS), random.randint(1, 4)) for _ in range(3)]
    return {first + dt.timedelta(days=start + n) for start, length in spans for n in range(length)}


def _day(
    company: Company, team: str, person: UserRecord, day: dt.date, first: dt.date, random: Random
) -> Iterator[tuple[IssueRecord, NewWorklog]]:
    """The worklogs of one user on one day, with a lunch break. There are few on days without required time."""
    required = company.required[person.account_id][day]
    if not required and random.random() > 0.01:
        return
    quarters_left = (required or 2 * 3600) // QUARTER + random.choice([-2, -1, 0, 0, 0, 1, 2])
    if day == company.today:
        quarters_left = min(quarters_left, 8)
    if person.display_name == MEMBER and day == _previous_working_day(company, person):
        quarters_left -= FORGOTTEN_QUARTERS
    at = dt.datetime.combine(day, dt.time(8)) + dt.timedelta(seconds=QUARTER * random.randrange(7))
    remote = random.random() < 0.45
    noon, had_lunch = at + dt.timedelta(hours=4), False
    for block in _time_blocks(company, team, person, day, first, random):
        if quarters_left <= 0:
            return
        quarters = min(block.quarters, quarters_left)
        yield block.issue, _worklog(company, person, at, block._replace(quarters=quarters), remote, random)
        quarters_left -= quarters
        at += dt.timedelta(seconds=QUARTER * quarters)
        if at >= noon and not had_lunch:
            at, had_lunch = at + dt.timedelta(minutes=45), True


def _previous_working_day(company: Company, person: UserRecord) -> dt.date:
    required = company.required[person.account_id]
    return max(day for day, seconds in required.items() if seconds and day < company.today)


def _time_blocks(company: Company, team: str, person: UserRecord, day: dt.date, first: dt.date, random: Random) -> Iterator[TimeBlock]:
    """Yields the meetings of the day, and then an endless sequence of work."""
    if day.weekday() < 5:
        yield from _meetings(company, (day - first).days % SPRINT_DAYS, random)
    issues = company.sprint_issues(team, person, day)
    while True:
        activity = random.choice(USUAL_ACTIVITIES[team])
        colleague = random.choice(company.staff[team]).display_name.split()[0]
        yield TimeBlock(
            random.choice(issues),
            random.choice([2, 3, 4, 4, 6, 6, 8, 8, 10, 12]),
            activity,
            random.choice(DESCRIPTIONS[activity]).format(colleague=colleague),
        )


def _meetings(company: Company, day_of_sprint: int, random: Random) -> Iterator[TimeBlock]:
    routine = company.routine
    yield TimeBlock(routine["Daily stand-up"], 1, "Meeting", "Stand-up")
    if day_of_sprint == 0:
        yield TimeBlock(routine["Sprint planning"], 6, "Meeting", "Choose the work of the sprint")
    if day_of_sprint == 11:
        yield TimeBlock(routine["Sprint review"], 4, "Meeting", "Show what is done")
        yield TimeBlock(routine["Retrospective"], 4, "Meeting", "What went well and what did not")
    if random.random() < 0.12:
        yield TimeBlock(routine["Email and administration"], 2, "Meeting", "")
    if random.random() < 0.05:
        summary = random.choice(["One-to-one", "Company meeting", "Interviews", "Training", "Knowledge sharing"])
        yield TimeBlock(
            routine[summary],
            random.choice([2, 4, 4, 8]),
            "Learning" if summary in ("Training", "Knowledge sharing") else "Meeting",
            summary,
        )


def _worklog(company: Company, person: UserRecord, at: dt.datetime, block: TimeBlock, remote: bool, random: Random) -> NewWorklog:
    seconds = block.quarters * QUARTER
    activity = next(option.value for option in company.attributes["_Activity_"].options if option.label == block.activity)
    attributes = [WorkAttributeValueInput("_Activity_", activity)]
    if remote:
        attributes.append(WorkAttributeValueInput("_Remote_", "true"))
    if block.activity == "Support" and block.issue.project_id == company.projects["SHOP"].id:
        attributes.append(WorkAttributeValueInput("_Account_", SHOP_SUPPORT))
    if block.activity == "Support":
        attributes.append(WorkAttributeValueInput("_Ticket_", f"AF-{random.randint(10_000, 49_999)}"))
    return NewWorklog(
        author_account_id=person.account_id,
        start_date=at.date(),
        start_time=at.time().isoformat(),
        time_spent_seconds=seconds,
        billable_seconds=0 if block.issue.key.startswith("INT-") else None,
        description=block.description,
        attributes=attributes,
    )
