"""Turns numbers into the marks, ticks and labels of charts. The macros of `shell/charts.html` draw them as SVG.

Horizontal positions are percentages of the width, so that a chart fits every screen and its words keep their size. Vertical positions are
pixels from the top. Values are integers of at least 0, like seconds or cents. `text` formats a value for users.
"""

from collections.abc import Callable, Iterator, Sequence
from itertools import count

from msgspec import Struct

from andante.directory.projects.rules import COLORS

HEIGHT = 200
"""Pixels of a plot without the labels beneath it."""

ROW_HEIGHT, BAR_TOP, BAR_HEIGHT = 40, 20, 8
"""Pixels of a row of a bar chart: the bar is under the words."""

MAX_INTERVALS = 4
"""The scale of a plot has at most this many intervals."""

WIDE_LABELS, NARROW_LABELS = 13, 5
"""Labels beneath a plot that fit on desktops and on phones."""

OTHER_COLOR = 0
FILLED, FILLED_OF_PAIR = 0.7, 0.38
"""The part of the room of a column that its bar fills; half of a pair fills less."""

HOUR = 3600
Text = Callable[[int], str]


class Series(Struct, frozen=True):
    """Values with a name, one for each column. `color` is 1 to 8, by default the position of the series. `links` are the addresses of
    pages that show what each value consists of."""

    name: str
    values: Sequence[int]
    color: int | None = None
    links: Sequence[str | None] = ()

    @property
    def total(self) -> int:
        return sum(self.values)

    def link(self, column: int) -> str | None:
        return self.links[column] if column < len(self.links) else None


class Mark(Struct, frozen=True):
    """A bar, or a point of a line, which has no width and no height. `title` is shown under the pointer."""

    x: float
    y: float
    width: float
    height: float
    color: int
    title: str
    link: str | None = None
    hollow: bool = False


class Tick(Struct, frozen=True):
    y: float
    label: str


class Label(Struct, frozen=True):
    """A word beneath a column. Phones don't show it if it is `minor`."""

    x: float
    text: str
    minor: bool


class Line(Struct, frozen=True):
    """`points` are pairs of x and y. The ground under the line is filled if it is an `area`."""

    points: Sequence[tuple[float, float]]
    color: int
    area: bool


class LegendEntry(Struct, frozen=True):
    name: str
    color: int
    hollow: bool = False


class Plot(Struct, frozen=True):
    """Columns or lines above a scale. `legend` is empty if there is nothing to tell apart."""

    marks: Sequence[Mark]
    ticks: Sequence[Tick]
    labels: Sequence[Label]
    legend: Sequence[LegendEntry]
    lines: Sequence[Line] = ()
    height: int = HEIGHT

    @property
    def role(self) -> str:
        return _role(self.marks)


class Bar(Struct, frozen=True):
    """A row of a bar chart: a name, the formatted value, and the bar under both. `top` is in pixels."""

    top: int
    name: str
    value: str
    mark: Mark


class Bars(Struct, frozen=True):
    rows: Sequence[Bar]

    @property
    def height(self) -> int:
        return len(self.rows) * ROW_HEIGHT

    @property
    def role(self) -> str:
        return _role([bar.mark for bar in self.rows])


def stacked_columns(columns: Sequence[str], series: Sequence[Series], *, text: Text, other: str, unit: int = HOUR) -> Plot:
    """A column for each name in `columns`, in which the values of all series stand on each other. Beyond eight series, the smallest ones
    become one with the name `other`. `unit` is what a scale counts in: an hour for seconds, 100 for cents."""
    shown = _colored(largest(series, other))
    totals = [sum(one.values[column] for one in shown) for column in range(len(columns))]
    scale = _Scale(max(totals, default=0), unit)
    marks = []
    for column, name in enumerate(columns):
        below = 0
        for one in shown:
            if value := one.values[column]:
                x, width = _room(column, len(columns), FILLED)
                top, bottom = scale.y(below + value), scale.y(below)
                marks.append(Mark(x, top, width, bottom - top, _color(one), _title(name, one, column, text), one.link(column)))
                below += value
    return Plot(marks, scale.ticks(text), labels(columns), _legend(shown))


def pairs(columns: Sequence[str], planned: Series, logged: Series, *, text: Text, unit: int = HOUR) -> Plot:
    """Two bars side by side for each name in `columns`. The first one is hollow."""
    scale = _Scale(max([*planned.values, *logged.values], default=0), unit)
    both = (planned, True), (logged, False)
    marks = []
    for column, name in enumerate(columns):
        left, width = _room(column, len(columns), FILLED_OF_PAIR * 2)
        for position, (one, hollow) in enumerate(both):
            if value := one.values[column]:
                x, y = left + position * width / 2, scale.y(value)
                title = _title(name, one, column, text)
                marks.append(Mark(x, y, width / 2, HEIGHT - y, one.color or 1, title, one.link(column), hollow))
    return Plot(marks, scale.ticks(text), labels(columns), [LegendEntry(one.name, one.color or 1, hollow) for one, hollow in both])


def lines(columns: Sequence[str], series: Sequence[Series], *, text: Text, other: str, unit: int = HOUR) -> Plot:
    """A line for each series through its value at each name in `columns`. The ground under a single line is filled."""
    shown = _colored(largest(series, other))
    scale = _Scale(max((value for one in shown for value in one.values), default=0), unit)
    drawn = [Line(_points(one.values, scale), _color(one), area=len(shown) == 1) for one in shown]
    marks = [
        Mark(x, y, 0, 0, line.color, _title(columns[column], one, column, text), one.link(column))
        for one, line in zip(shown, drawn, strict=True)
        for column, (x, y) in enumerate(line.points)
    ]
    return Plot(marks, scale.ticks(text), labels(columns), _legend(shown), drawn)


def sparkline(columns: Sequence[str], series: Series, *, text: Text, height: int = 24) -> Plot:
    """A small line without a scale, for a row of a table or a line of text."""
    scale = _Scale(max(series.values, default=0), 1, height)
    line = Line(_points(series.values, scale), series.color or 1, area=True)
    marks = [
        Mark(x, y, 0, 0, line.color, _title(columns[column], series, column, text), series.link(column))
        for column, (x, y) in enumerate(line.points)
    ]
    return Plot(marks, [], [], [], [line], height)


def bars(rows: Sequence[Series], *, text: Text) -> Bars:
    """A horizontal bar for each row, which has one value. All have the same color unless a row has its own."""
    longest = max((row.total for row in rows), default=0)
    return Bars(
        [
            Bar(number * ROW_HEIGHT, row.name, text(row.total), _bar(row, number * ROW_HEIGHT + BAR_TOP, longest, text))
            for number, row in enumerate(rows)
        ]
    )


def _bar(row: Series, top: int, longest: int, text: Text) -> Mark:
    return Mark(0, top, _percent(row.total, longest), BAR_HEIGHT, row.color or 1, f"{row.name}: {text(row.total)}", row.link(0))


def largest(series: Sequence[Series], other: str) -> list[Series]:
    """The series that a chart shows, in their order. Beyond eight, the smallest ones become one at the end, with the name `other`."""
    kept = {id(one) for one in sorted(series, key=lambda one: -one.total)[:COLORS]}
    shown = [one for one in series if id(one) in kept]
    if rest := [one for one in series if id(one) not in kept]:
        shown.append(Series(other, [sum(values) for values in zip(*(one.values for one in rest), strict=True)], OTHER_COLOR))
    return shown


def scale_step(highest: int, unit: int) -> int:
    """The smallest round number of which a few cover `highest`: a quarter, half, 1, 2, 4, 5, 8, 10, 20 … units."""
    return next(step for step in _round_numbers(unit) if step * MAX_INTERVALS >= highest)


def labels(columns: Sequence[str]) -> list[Label]:
    """The names of as many columns as fit."""
    every = -(-len(columns) // WIDE_LABELS) or 1
    every_narrow = every * (-(-len(columns) // (every * NARROW_LABELS)) or 1)
    return [
        Label(_percent(2 * column + 1, 2 * len(columns)), columns[column], minor=column % every_narrow > 0)
        for column in range(0, len(columns), every)
    ]


def _round_numbers(unit: int) -> Iterator[int]:
    yield from (part for part in (unit // 4, unit // 2) if part)
    for power in count():
        yield from (unit * factor * 10**power for factor in (1, 2, 4, 5, 8))


def _role(marks: Sequence[Mark]) -> str:
    """The ARIA role of a chart. An image may not contain links."""
    return "group" if any(mark.link for mark in marks) else "img"


class _Scale:
    """Turns values into pixels from the top."""

    def __init__(self, highest: int, unit: int, height: int = HEIGHT) -> None:
        self.step = scale_step(highest, unit)
        self.intervals = max(1, -(-highest // self.step))
        self.height = height

    def y(self, value: int) -> float:
        return self.height - value * self.height / (self.step * self.intervals)

    def ticks(self, text: Text) -> list[Tick]:
        return [Tick(self.y(value), text(value)) for value in range(0, self.step * self.intervals + 1, self.step)]


def _room(column: int, columns: int, filled: float) -> tuple[float, float]:
    """The left edge and the width of what fills a part of a column, in the middle of its room."""
    return _percent(column + (1 - filled) / 2, columns), _percent(filled, columns)


def _points(values: Sequence[int], scale: _Scale) -> list[tuple[float, float]]:
    return [(_percent(2 * column + 1, 2 * len(values)), scale.y(value)) for column, value in enumerate(values)]


def _percent(part: float, whole: float) -> float:
    return 100 * part / whole if whole else 0


def _colored(series: Sequence[Series]) -> list[Series]:
    return [
        one if one.color is not None else Series(one.name, one.values, position % COLORS + 1, one.links)
        for position, one in enumerate(series)
    ]


def _color(series: Series) -> int:
    return series.color or OTHER_COLOR


def _legend(series: Sequence[Series]) -> list[LegendEntry]:
    return [LegendEntry(one.name, _color(one)) for one in series] if len(series) > 1 else []


def _title(column: str, series: Series, position: int, text: Text) -> str:
    return f"{column}, {series.name}: {text(series.values[position])}"
