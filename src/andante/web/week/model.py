"""What the page of a week shows: days with their gaps, rows, and timesheets with who locked them and when."""

import datetime as dt
from collections.abc import Sequence
from functools import cached_property

from msgspec import Struct

from andante.directory.projects.rules import color_index
from andante.planning.days.rules import Day, StoredTimesheet
from andante.planning.weeks.actions import Week
from andante.planning.weeks.rules import DAYS, ROW_TYPES, Cell, Row
from andante.timekeeping.periods.rules import Period
from andante.timekeeping.timesheets.rules import state_of
from andante.timekeeping.work_attributes.rules import AttributeRecord


class Column(Struct, frozen=True):
    """A day. `due` is past, today or future; missing time is only reported for days that are over. `editable`: whether the page lets the
    user change its time."""

    day: Day
    due: str
    editable: bool

    @property
    def date(self) -> dt.date:
        return self.day.schedule.date

    @property
    def required(self) -> int:
        return self.day.schedule.required_seconds

    @property
    def holiday(self) -> str | None:
        return self.day.schedule.holiday.name if self.day.schedule.holiday else None

    @property
    def gap(self) -> tuple[str, int] | None:
        """The kind of a difference to the required time, and its seconds: short, over, or left (of today)."""
        difference = self.day.logged_seconds - self.required
        if difference > 0:
            return "over", difference
        if difference < 0 and self.due != "future":
            return ("short" if self.due == "past" else "left"), difference
        return None

    @property
    def percent(self) -> int:
        """The part of the required time that is logged, for the bar of the day."""
        return min(100, self.day.logged_seconds * 100 // self.required) if self.required else 100 * bool(self.day.logged_seconds)


class Sheet(Struct, frozen=True):
    """A timesheet of a period. `state` is open, waiting, approved, or rejected if a reviewer opened it again."""

    period: Period
    stored: StoredTimesheet | None
    account_id: str

    @property
    def state(self) -> str:
        if self.stored is None:
            return "open"
        return state_of(self.stored.status, self.account_id, self.stored.actor_id)

    @property
    def is_open(self) -> bool:
        return self.state in ("open", "rejected")


class WeekPage:
    """A week for the template."""

    def __init__(self, week: Week, *, today: dt.date, chosen: dt.date, own: bool, override: bool) -> None:
        """With `override`, the user wants to change locked days, if they may."""
        self.week, self.today, self.name, self.own = week, today, week.name, own
        self.account_id = week.account_id
        self.first, self.last = week.period.from_, week.period.to
        self.may_override = week.may_override and any(day.locked for day in week.days)
        self.overrides = override and self.may_override
        self.columns = [Column(day, _due(day.schedule.date, today), self._is_editable(day)) for day in week.days]
        self.selected = (chosen - self.first).days
        """The index of the day that a phone shows."""

    @cached_property
    def rows(self) -> Sequence[Row]:
        """By project, issue and attribute values, as users know them."""

        def place(row: Row) -> tuple[int, int, list[str]]:
            issue, _ = self.week.issues[row.key.issue_id]
            return issue.project_id, issue.id, self.labels(row)

        return sorted(self.week.rows, key=place)

    @property
    def previous(self) -> dt.date | None:
        return _shifted(self.first, -DAYS)

    @property
    def next(self) -> dt.date | None:
        return _shifted(self.first, DAYS)

    @property
    def number(self) -> int:
        """The ISO number of the week that includes most of the days."""
        return (self.first + dt.timedelta(days=DAYS // 2)).isocalendar().week

    @property
    def logged(self) -> int:
        return sum(day.logged_seconds for day in self.week.days)

    @property
    def required(self) -> int:
        return sum(column.required for column in self.columns)

    @property
    def editable(self) -> bool:
        return any(column.editable for column in self.columns)

    def _is_editable(self, day: Day) -> bool:
        return day.editable or (self.overrides and day.locked is not None)

    @property
    def may_copy(self) -> bool:
        """Whether there is a day without a lock. Copies skip locked days."""
        return any(day.editable for day in self.week.days)

    @property
    def may_submit(self) -> bool:
        return self.own or self.may_copy

    @cached_property
    def sheets(self) -> list[Sheet]:
        """The timesheets of the periods that include days of the week."""
        return [sheet for sheet in self._all_sheets if sheet.period.to >= self.first]

    @cached_property
    def open_sheets(self) -> list[Sheet]:
        """The timesheets that can be submitted, oldest first."""
        return [sheet for sheet in self._all_sheets if sheet.is_open]

    @cached_property
    def locks(self) -> list[Sheet]:
        return [sheet for sheet in self.sheets if not sheet.is_open]

    @cached_property
    def _all_sheets(self) -> list[Sheet]:
        return [Sheet(period, stored, self.account_id) for period, stored in self.week.timesheets]

    @property
    def identifying(self) -> list[str]:
        """The keys of the attributes whose values tell rows of one issue apart."""
        return [key for key, attribute in self.week.attributes.items() if attribute.type in ROW_TYPES]

    def series(self, row: Row) -> int:
        """The number of the color of the row's project."""
        return color_index(self.week.issues[row.key.issue_id][0].project_id)

    def labels(self, row: Row) -> list[str]:
        """The attribute values that tell rows of one issue apart, as users know them."""
        return [_label(self.week.attributes[key], value) for key, value in row.key.attributes]

    def attribute_values(self, row: Row) -> list[dict[str, str]]:
        return [{"key": key, "value": value} for key, value in row.key.attributes]

    def cells(self, row: Row) -> list[tuple[Column, Cell]]:
        return list(zip(self.columns, row.cells, strict=True))


def _label(attribute: AttributeRecord, value: str) -> str:
    return next((option.label for option in attribute.options if option.value == value), value)


def _due(day: dt.date, today: dt.date) -> str:
    return "past" if day < today else "today" if day == today else "future"


def _shifted(day: dt.date, days: int) -> dt.date | None:
    """None beyond the limits of the calendar."""
    try:
        return day + dt.timedelta(days=days)
    except OverflowError:
        return None
