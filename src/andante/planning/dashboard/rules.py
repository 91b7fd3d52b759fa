"""Decides whose time is missing, and who has too much or too little planned time."""

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

from msgspec import Struct

from andante.timekeeping.periods.rules import Period

PAST_DAYS = 7
"""Missing time is reported for this many days before today."""

UNDER_PERCENT, OVER_PERCENT = 50, 106
"""Less than this part of the required time is too little planned time, more is too much."""

SecondsByDay = Mapping[str, Mapping[dt.date, int]]
"""Seconds by account id and day. Days without seconds may be missing."""


class Person(NamedTuple):
    """A user whose time the caller may view on all of the days. `sees_plans`: whether the caller may also view their plans."""

    account_id: str
    name: str
    sees_plans: bool


class Missing(Struct, frozen=True):
    """A user with days that have less time than required."""

    person: Person
    days: Sequence[dt.date]
    seconds: int


class Load(Struct, frozen=True):
    """A user's planned and required time of a week."""

    person: Person
    planned_seconds: int
    required_seconds: int

    @property
    def percent(self) -> int:
        return round(100 * self.planned_seconds / self.required_seconds)


def missing(people: Iterable[Person], days: Sequence[dt.date], required: SecondsByDay, logged: SecondsByDay) -> list[Missing]:
    """The users with missing time on these days, the most missing time first."""
    found = []
    for person in people:
        of_user, spent = required[person.account_id], logged[person.account_id]
        gaps = {day: of_user.get(day, 0) - spent.get(day, 0) for day in days}
        short = [day for day in days if gaps[day] > 0]
        if short:
            found.append(Missing(person, short, sum(gaps[day] for day in short)))
    return sorted(found, key=lambda each: (-each.seconds, each.person.name))


def loads(people: Iterable[Person], week: Period, required: SecondsByDay, planned: SecondsByDay) -> list[Load]:
    """The planned and required time of the users whose plans the caller may view and who have to work; the highest load first."""
    days = week.days()
    found = []
    for person in people:
        of_user, plans = required[person.account_id], planned[person.account_id]
        needed = sum(of_user.get(day, 0) for day in days)
        if person.sees_plans and needed:
            found.append(Load(person, sum(plans.get(day, 0) for day in days), needed))
    return sorted(found, key=lambda load: (-load.percent, load.person.name))
