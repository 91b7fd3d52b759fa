"""A year of work: sprints of two weeks, meetings, vacations, a cold now and then."""

import datetime as dt
from collections.abc import Iterator
from random import Random
from typing import NamedTuple

from andante.directory.issues.rules import IssueRecord
from andante.directory.people.rules import UserRecord
from andante.timekeeping.worklogs import actions as worklogs
from andante.timekeeping.worklogs.wire import NewWorklog, WorkAttributeValueInput

from .accounts import SHOP_SUPPORT
from .company import DAYS, Company

QUARTER = 900
SPRINT_DAYS = 14
DOING = {
    "Development": ["First version works", "Tests and clean-up", "Pairing with {colleague}", "Trace the cause", "Fix and regression test",
                    "Handle the edge cases", "Refactor before the change", "Release and watch the graphs"],
    "Review": ["Review for {colleague}", "Second look at the pull request", "Comments from the review worked in"],
    "Design": ["Sketches with {colleague}", "Decision record written", "Talk through the options", "Prototype"],
    "Support": ["Call with the customer", "Reproduce and answer", "Hand over to {colleague}", "Data corrected for the customer"],
    "Operations": ["Rollout to staging", "Watch the night run", "Upgrade and smoke test", "Look into the alert"],
}  # fmt: skip
HABITS = {
    "Platform": ["Development"] * 5 + ["Operations"] * 2 + ["Review", "Design"],
    "Mobile": ["Development"] * 6 + ["Design"] * 2 + ["Review"],
    "Data": ["Development"] * 5 + ["Operations", "Review", "Design"],
    "Customer Care": ["Support"] * 6 + ["Design", "Operations"],
}
"""What the people of a team mostly do."""


class Spell(NamedTuple):
    """Some time without a break on one thing."""

    issue: IssueRecord
    quarters: int
    activity: str
    description: str


def work(company: Company) -> None:
    """Everybody logs, week by week, from a year ago until today."""
    chance = company.chance("worklogs")
    first = company.first_day
    absent = {person.account_id: _absences(first, chance) for person in company.everybody}
    house = worklogs.house_of(company.call)
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
            for entry in _day(company, company.team_of(team, person, day), person, day, first, chance)
        ]
        drafts, faults = worklogs.check_all(call, house, given)
        assert not any(faults), faults
        worklogs.write_all(call, house, [draft for draft in drafts if draft])


def _absences(first: dt.date, chance: Random) -> set[dt.date]:
    """Two vacations, some single days off and a few days of sickness."""
    spans = [(chance.randrange(0, 180), 12), (chance.randrange(180, DAYS), 14)]
    spans += [(chance.randrange(DAYS), 1) for _ in range(4)] + [(chance.randrange(DAYS), chance.randint(1, 4)) for _ in range(3)]
    return {first + dt.timedelta(days=start + n) for start, length in spans for n in range(length)}


def _day(
    company: Company, team: str, person: UserRecord, day: dt.date, first: dt.date, chance: Random
) -> Iterator[tuple[IssueRecord, NewWorklog]]:
    """One day of one person, from the morning on, with a break for lunch. Where nothing is owed, it is mostly free."""
    required = company.required[person.account_id][day]
    if not required and chance.random() > 0.01:
        return
    left = (required or 2 * 3600) // QUARTER + chance.choice([-2, -1, 0, 0, 0, 1, 2])
    if day == company.today:
        left = min(left, 8)
    at = dt.datetime.combine(day, dt.time(8)) + dt.timedelta(seconds=QUARTER * chance.randrange(7))
    remote = chance.random() < 0.45
    noon, had_lunch = at + dt.timedelta(hours=4), False
    for spell in _spells(company, team, person, day, first, chance):
        if left <= 0:
            return
        quarters = min(spell.quarters, left)
        yield spell.issue, _logged(company, person, at, spell._replace(quarters=quarters), remote, chance)
        left -= quarters
        at += dt.timedelta(seconds=QUARTER * quarters)
        if at >= noon and not had_lunch:
            at, had_lunch = at + dt.timedelta(minutes=45), True


def _spells(company: Company, team: str, person: UserRecord, day: dt.date, first: dt.date, chance: Random) -> Iterator[Spell]:
    """The meetings of the day and then work without end."""
    if day.weekday() < 5:
        yield from _meetings(company, (day - first).days % SPRINT_DAYS, chance)
    picked = _picked(company, team, person, (day - first).days // SPRINT_DAYS)
    while True:
        activity = chance.choice(HABITS[team])
        colleague = chance.choice(company.staff[team]).display_name.split()[0]
        yield Spell(
            chance.choice(picked),
            chance.choice([2, 3, 4, 4, 6, 6, 8, 8, 10, 12]),
            activity,
            chance.choice(DOING[activity]).format(colleague=colleague),
        )


def _meetings(company: Company, day_of_sprint: int, chance: Random) -> Iterator[Spell]:
    routine = company.routine
    yield Spell(routine["Daily stand-up"], 1, "Meeting", "Stand-up")
    if day_of_sprint == 0:
        yield Spell(routine["Sprint planning"], 6, "Meeting", "What comes into the sprint")
    if day_of_sprint == 11:
        yield Spell(routine["Sprint review"], 4, "Meeting", "Show what is done")
        yield Spell(routine["Retrospective"], 4, "Meeting", "What went well and what did not")
    if chance.random() < 0.12:
        yield Spell(routine["Email and administration"], 2, "Meeting", "")
    if chance.random() < 0.05:
        summary = chance.choice(["One-to-one", "Company meeting", "Interviews", "Training", "Knowledge sharing"])
        yield Spell(
            routine[summary],
            chance.choice([2, 4, 4, 8]),
            "Learning" if summary in ("Training", "Knowledge sharing") else "Meeting",
            summary,
        )


def _picked(company: Company, team: str, person: UserRecord, sprint: int) -> list[IssueRecord]:
    """The three issues that somebody works on in a sprint: near to where the team has come in its list."""
    chance = company.chance(f"sprint {sprint} of {person.account_id}")
    issues = company.work[team]
    here = sprint * len(issues) // (DAYS // SPRINT_DAYS + 2)
    return chance.sample(issues[max(0, here - 4) : here + 8], 3)


def _logged(company: Company, person: UserRecord, at: dt.datetime, spell: Spell, remote: bool, chance: Random) -> NewWorklog:
    seconds = spell.quarters * QUARTER
    activity = next(option.value for option in company.attributes["_Activity_"].options if option.label == spell.activity)
    attributes = [WorkAttributeValueInput("_Activity_", activity)]
    if remote:
        attributes.append(WorkAttributeValueInput("_Remote_", "true"))
    if spell.activity == "Support" and spell.issue.project_id == company.projects["SHOP"].id:
        attributes.append(WorkAttributeValueInput("_Account_", SHOP_SUPPORT))
    if spell.activity == "Support":
        attributes.append(WorkAttributeValueInput("_Ticket_", f"AF-{chance.randint(10_000, 49_999)}"))
    return NewWorklog(
        author_account_id=person.account_id,
        start_date=at.date(),
        start_time=at.time().isoformat(),
        time_spent_seconds=seconds,
        billable_seconds=0 if spell.issue.key.startswith("INT-") else None,
        description=spell.description,
        attributes=attributes,
    )
