"""The data that the modules of the demo share."""

import datetime as dt
from dataclasses import dataclass, field
from random import Random

import msgspec

from andante.directory.issues.rules import IssueRecord
from andante.directory.people.rules import UserRecord
from andante.directory.projects.rules import ProjectRecord
from andante.kit import clock
from andante.kit.call import Call
from andante.timekeeping.work_attributes.rules import AttributeRecord

DAYS = 365
SPRINT_DAYS = 14


@dataclass
class Company:
    """The company as created so far; each module adds to it. All random numbers come from `random`, so the same day creates the
    same company."""

    call: Call
    staff: dict[str, list[UserRecord]] = field(default_factory=dict)
    """The users of each team. The first one is its lead."""
    workload_schemes: dict[str, str] = field(default_factory=dict)
    """The name of each user's workload scheme, by account id."""
    required: dict[str, dict[dt.date, int]] = field(default_factory=dict)
    """The required seconds of each user on each day of the year, by account id."""
    moved: dict[str, tuple[str, dt.date]] = field(default_factory=dict)
    """The users who changed teams, by account id: the previous team, and the first day in the new one."""
    backlog: dict[str, list[IssueRecord]] = field(default_factory=dict)
    """The issues of each team, in the order in which it works on them."""
    projects: dict[str, ProjectRecord] = field(default_factory=dict)
    routine: dict[str, IssueRecord] = field(default_factory=dict)
    """The internal issues, by summary."""
    attributes: dict[str, AttributeRecord] = field(default_factory=dict)

    @property
    def today(self) -> dt.date:
        return clock.today(self.call.now, "UTC")

    @property
    def first_day(self) -> dt.date:
        """The Monday on which the year of worklogs starts."""
        first = self.today - dt.timedelta(days=DAYS)
        return first - dt.timedelta(days=first.weekday())

    @property
    def monday(self) -> dt.date:
        """The first day of this week."""
        return self.today - dt.timedelta(days=self.today.weekday())

    @property
    def party(self) -> dt.date:
        """The afternoon off that everyone has this week: it is ahead or over, but never today."""
        return self.monday + dt.timedelta(days=4 if self.today.weekday() < 3 else 1)

    def sprint_issues(self, team: str, person: UserRecord, day: dt.date) -> list[IssueRecord]:
        """The three issues that a user works on in a sprint. They are near the team's current position in its backlog."""
        sprint = (day - self.first_day).days // SPRINT_DAYS
        issues = self.backlog[team]
        position = sprint * len(issues) // (DAYS // SPRINT_DAYS + 2)
        return self.random(f"sprint {sprint} of {person.account_id}").sample(issues[max(0, position - 4) : position + 8], 3)

    @property
    def everyone(self) -> list[UserRecord]:
        return [person for team in self.staff.values() for person in team]

    def person(self, display_name: str) -> UserRecord:
        return next(person for person in self.everyone if person.display_name == display_name)

    def team_of(self, team: str, person: UserRecord, day: dt.date) -> str:
        """The team of a user on a day. `team` is their current team."""
        before, since = self.moved.get(person.account_id, (team, day))
        return team if day >= since else before

    def random(self, topic: str) -> Random:
        """A separate random number generator for each topic, so that a new topic doesn't change the others."""
        return Random(f"Alder & Finch, {topic}")  # noqa: S311

    def on(self, day: dt.date) -> Call:
        """The call as if it were made on the evening of another day."""
        evening = clock.local_to_utc(day, dt.time(17, 30), "UTC")
        return msgspec.structs.replace(self.call, now=min(evening, self.call.now))
