"""What the parts of the demo know of each other."""

import datetime as dt
from dataclasses import dataclass, field
from random import Random

import msgspec

from ..attributes.rules import AttributeRecord
from ..issues.rules import IssueRecord
from ..kit import clock
from ..kit.call import Call
from ..people.rules import UserRecord

DAYS = 365


@dataclass
class Company:
    """Grows from chapter to chapter. All chance comes from `chance`, so that the same day gives the same company."""

    call: Call
    staff: dict[str, list[UserRecord]] = field(default_factory=dict)
    """By team; the first of each leads it."""
    hours: dict[str, float] = field(default_factory=dict)
    """What each person works on a full day, by account id."""
    work: dict[str, list[IssueRecord]] = field(default_factory=dict)
    """What each team works on, in the order in which it comes up over the year."""
    routine: dict[str, IssueRecord] = field(default_factory=dict)
    """The internal issues, by summary."""
    attributes: dict[str, AttributeRecord] = field(default_factory=dict)

    @property
    def today(self) -> dt.date:
        return clock.today(self.call.now, "UTC")

    @property
    def everybody(self) -> list[UserRecord]:
        return [person for team in self.staff.values() for person in team]

    def chance(self, chapter: str) -> Random:
        """A source of chance of its own for each chapter, so that a new one changes none of the others."""
        return Random(f"Alder & Finch, {chapter}")  # noqa: S311

    def on(self, day: dt.date) -> Call:
        """The same call on the evening of another day: what it writes was written then."""
        evening = clock.local_to_utc(day, dt.time(17, 30), "UTC")
        return msgspec.structs.replace(self.call, now=min(evening, self.call.now))
