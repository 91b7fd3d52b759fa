"""What the parts of the demo know of each other."""

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


@dataclass
class Company:
    """Grows from chapter to chapter. All chance comes from `chance`, so that the same day gives the same company."""

    call: Call
    staff: dict[str, list[UserRecord]] = field(default_factory=dict)
    """By team; the first of each leads it."""
    terms: dict[str, str] = field(default_factory=dict)
    """When each person works, by account id: the name of a workload scheme."""
    required: dict[str, dict[dt.date, int]] = field(default_factory=dict)
    """The seconds that each person owes on each day of the year, by account id."""
    moved: dict[str, tuple[str, dt.date]] = field(default_factory=dict)
    """Who changed teams, by account id: which one they left, and the first day in the other."""
    work: dict[str, list[IssueRecord]] = field(default_factory=dict)
    """What each team works on, in the order in which it comes up over the year."""
    projects: dict[str, ProjectRecord] = field(default_factory=dict)
    routine: dict[str, IssueRecord] = field(default_factory=dict)
    """The internal issues, by summary."""
    attributes: dict[str, AttributeRecord] = field(default_factory=dict)

    @property
    def today(self) -> dt.date:
        return clock.today(self.call.now, "UTC")

    @property
    def first_day(self) -> dt.date:
        """The Monday on which the year begins."""
        first = self.today - dt.timedelta(days=DAYS)
        return first - dt.timedelta(days=first.weekday())

    @property
    def everybody(self) -> list[UserRecord]:
        return [person for team in self.staff.values() for person in team]

    def named(self, display_name: str) -> UserRecord:
        return next(person for person in self.everybody if person.display_name == display_name)

    def team_of(self, team: str, person: UserRecord, day: dt.date) -> str:
        """In which team somebody was on a day who is in this one now."""
        before, since = self.moved.get(person.account_id, (team, day))
        return team if day >= since else before

    def chance(self, chapter: str) -> Random:
        """A source of chance of its own for each chapter, so that a new one changes none of the others."""
        return Random(f"Alder & Finch, {chapter}")  # noqa: S311

    def on(self, day: dt.date) -> Call:
        """The same call on the evening of another day: what it writes was written then."""
        evening = clock.local_to_utc(day, dt.time(17, 30), "UTC")
        return msgspec.structs.replace(self.call, now=min(evening, self.call.now))
