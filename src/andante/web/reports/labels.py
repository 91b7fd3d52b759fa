"""The words of reports in the user's language: dimensions, groups and columns."""

import datetime as dt
from collections.abc import Iterable, Mapping

from andante.reports.dimensions import rules as dimensions
from andante.reports.dimensions.rules import ATTRIBUTE, NONE
from andante.reports.time.rules import QUARTER, YEAR, GroupValue
from andante.timekeeping.periods.rules import Period
from andante.web.shell.formats import current_formats
from andante.web.shell.translations import gettext, marked

TITLES = {
    dimensions.USER: marked("User"),
    dimensions.TEAM: marked("Team"),
    dimensions.ROLE: marked("Role"),
    dimensions.PROJECT: marked("Project"),
    dimensions.ISSUE: marked("Issue"),
    dimensions.PARENT: marked("Parent issue"),
    dimensions.ACCOUNT: marked("Account"),
    dimensions.CUSTOMER: marked("Customer"),
    dimensions.CATEGORY: marked("Category"),
    dimensions.BILLABLE: marked("Billable"),
    dimensions.APPROVAL: marked("Approval"),
    dimensions.DAY: marked("Day"),
    dimensions.WEEK: marked("Week"),
    dimensions.MONTH: marked("Month"),
}
PIVOTS = {
    dimensions.DAY: marked("Days"),
    dimensions.WEEK: marked("Weeks"),
    dimensions.MONTH: marked("Months"),
    QUARTER: marked("Quarters"),
    YEAR: marked("Years"),
}
MEASURES = {"PLANNED": marked("Planned"), "REQUIRED": marked("Required")}
RANGES = {
    "this-week": marked("This week"),
    "last-week": marked("Last week"),
    "this-month": marked("This month"),
    "last-month": marked("Last month"),
    "this-quarter": marked("This quarter"),
    "this-year": marked("This year"),
}
VALUES = {
    dimensions.BILLABLE: {"true": marked("Billable"), "false": marked("Not billable")},
    dimensions.APPROVAL: {"OPEN": marked("Open"), "IN_REVIEW": marked("In review"), "APPROVED": marked("Approved")},
}
FILE_WORDS = (marked("Total"), marked("Time"), marked("Logged"), marked("Difference"), marked("Percent"), marked("key"), marked("id"))
"""Other words that files of reports contain."""


def title(dimension: str, attributes: Mapping[str, str]) -> str:
    """The name of a dimension. `attributes` are the names of work attributes, by key."""
    kind, _, key = dimension.partition(":")
    return attributes.get(key, key) if kind == ATTRIBUTE else gettext(TITLES[dimension])


def choices(attributes: Mapping[str, str]) -> list[tuple[str, str]]:
    """All dimensions with their names."""
    names = [*TITLES, *(f"{ATTRIBUTE}:{key}" for key in attributes)]
    return [(name, title(name, attributes)) for name in names]


def of_group(group: GroupValue) -> str:
    """The name of a group. An empty one has no value, for example no account."""
    name = group.dimension.name
    if group.id == NONE:
        return gettext("None")
    if name in VALUES:
        return gettext(VALUES[name][group.id])
    if name in dimensions.DATES:
        day = dt.date.fromisoformat(group.id)
        week = Period(day, day + dt.timedelta(days=6))
        return of_column(name, week if name == dimensions.WEEK else Period(day, day))
    return group.name


def of_column(pivot: str, column: Period) -> str:
    """The name of a column, as short as possible."""
    formats = current_formats()
    if pivot == dimensions.WEEK:
        return formats.days(column.from_, column.to, "MMMd")
    return formats.day(column.from_, {dimensions.DAY: "MMMEd", dimensions.MONTH: "yMMM", QUARTER: "yQQQ", YEAR: "y"}[pivot])


def of_columns(pivot: str | None, columns: Iterable[Period]) -> list[str]:
    return [of_column(pivot, column) for column in columns] if pivot else []
