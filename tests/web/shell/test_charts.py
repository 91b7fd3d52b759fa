"""Numbers become marks, ticks and labels of charts."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from andante.web.shell.charts import (
    HEIGHT,
    HOUR,
    MAX_INTERVALS,
    Series,
    bars,
    labels,
    largest,
    lines,
    pairs,
    scale_step,
    sparkline,
    stacked_columns,
)

seconds = st.integers(0, 10_000_000)


@st.composite
def tables(draw: st.DrawFn) -> tuple[list[str], list[Series]]:
    """Columns, and series with a value for each of them."""
    columns = [f"W{number}" for number in range(draw(st.integers(0, 20)))]
    rows = draw(st.lists(st.lists(seconds, min_size=len(columns), max_size=len(columns)), max_size=12))
    return columns, [Series(f"P{number}", values) for number, values in enumerate(rows)]


def hours(value: int) -> str:
    return f"{value / HOUR:g}"


def test_columns_stand_on_each_other() -> None:
    chart = stacked_columns(
        ["Mon", "Tue"], [Series("NORTH", [4 * HOUR, 0]), Series("SOUTH", [2 * HOUR, 8 * HOUR])], text=hours, other="Other"
    )

    assert [(mark.y, mark.height, mark.color) for mark in chart.marks] == [(100, 100, 1), (50, 50, 2), (0, 200, 2)]
    assert [mark.title for mark in chart.marks] == ["Mon, NORTH: 4", "Mon, SOUTH: 2", "Tue, SOUTH: 8"]
    assert [mark.x for mark in chart.marks] == pytest.approx([7.5, 7.5, 57.5])
    assert [(tick.y, tick.label) for tick in chart.ticks] == [(200, "0"), (150, "2"), (100, "4"), (50, "6"), (0, "8")]
    assert [label.text for label in chart.labels] == ["Mon", "Tue"]
    assert [entry.name for entry in chart.legend] == ["NORTH", "SOUTH"]


@given(tables())
def test_heights_are_in_proportion_and_no_columns_overlap(table: tuple[list[str], list[Series]]) -> None:
    columns, series = table
    chart = stacked_columns(columns, series, text=hours, other="Other")
    per_second = (
        HEIGHT / (len(chart.ticks) - 1) / scale_step(max(map(sum, zip(*(one.values for one in series), strict=True)), default=0), HOUR)
    )

    total = sum(one.total for one in series)
    assert sum(mark.height for mark in chart.marks) == pytest.approx(total * per_second)
    for before, after in pairwise(chart.marks):
        if after.x == before.x:
            assert after.y + after.height == pytest.approx(before.y)
        else:
            assert after.x >= before.x + before.width
    assert all(mark.x >= 0 and mark.x + mark.width <= 100 and mark.y >= -0.001 for mark in chart.marks)


@given(seconds, st.sampled_from([1, 100, HOUR]))
def test_a_scale_has_few_round_steps(highest: int, unit: int) -> None:
    step = scale_step(highest, unit)
    smallest = unit // 4 or unit // 2 or unit

    assert highest <= step * MAX_INTERVALS
    assert step == smallest or highest > step * MAX_INTERVALS / 4
    assert step % unit == 0 or step < unit


@given(tables())
def test_beyond_eight_series_the_smallest_become_other(table: tuple[list[str], list[Series]]) -> None:
    columns, series = table
    shown = largest(series, "Other")

    assert len(shown) == min(len(series), 9)
    assert [sum(values) for values in zip(*(one.values for one in shown), strict=True)] == [
        sum(values) for values in zip(*(one.values for one in series), strict=True)
    ]
    if len(series) > 8:
        hidden = [one.total for one in series if one not in shown]
        assert (shown[-1].name, shown[-1].color) == ("Other", 0)
        assert max(hidden) <= min(one.total for one in shown[:-1])
        assert len(stacked_columns(columns, series, text=hours, other="Other").legend) == 9


def test_a_project_keeps_its_color_and_marks_link_to_pages() -> None:
    series = Series("NORTH", [HOUR, HOUR], color=5, links=["/week/2026-01-05", None])
    charts = [make(["Mon", "Tue"], [series], text=hours, other="Other") for make in (stacked_columns, lines)]

    assert [(mark.color, mark.link) for chart in charts for mark in chart.marks] == [(5, "/week/2026-01-05"), (5, None)] * 2


def test_a_line_has_a_point_for_each_column() -> None:
    one, two = Series("NORTH", [0, HOUR]), Series("SOUTH", [HOUR, 2 * HOUR])
    single, both = (lines(["Mon", "Tue"], series, text=hours, other="Other") for series in ([one], [one, two]))

    assert [line.points for line in both.lines] == [[(25, 200), (75, 100)], [(25, 100), (75, 0)]]
    assert [line.area for line in (*single.lines, *both.lines)] == [True, False, False]
    assert [mark.title for mark in both.marks] == ["Mon, NORTH: 0", "Tue, NORTH: 1", "Mon, SOUTH: 1", "Tue, SOUTH: 2"]


def test_planned_time_is_hollow_beside_logged_time() -> None:
    chart = pairs(["Mon", "Tue"], Series("Planned", [8 * HOUR, 0]), Series("Logged", [6 * HOUR, HOUR]), text=hours)
    planned, logged, tuesday = chart.marks

    assert [mark.hollow for mark in chart.marks] == [True, False, False] == [*[entry.hollow for entry in chart.legend], False]
    assert planned.x + planned.width == pytest.approx(logged.x)
    assert (planned.height, logged.height) == (200, 150)
    assert tuesday.title == "Tue, Logged: 1"


@given(st.lists(seconds, max_size=30))
def test_bars_are_compared_with_the_longest(values: list[int]) -> None:
    chart = bars([Series(f"P{number}", [value]) for number, value in enumerate(values)], text=hours)

    assert chart.height == 40 * len(values)
    assert [bar.mark.width for bar in chart.rows] == pytest.approx([100 * value / (max(values) or 1) for value in values])
    assert [bar.value for bar in chart.rows] == [hours(value) for value in values]


@given(st.lists(seconds, max_size=60))
def test_a_sparkline_stays_within_its_height(values: list[int]) -> None:
    columns = [str(number) for number in range(len(values))]
    chart = sparkline(columns, Series("NORTH", values), text=hours, height=24)

    assert all(-0.001 <= y <= 24 for line in chart.lines for _, y in line.points)
    assert [mark.title for mark in chart.marks] == [
        f"{column}, NORTH: {hours(value)}" for column, value in zip(columns, values, strict=True)
    ]
    assert [*chart.ticks, *chart.labels, *chart.legend] == []


@given(st.integers(0, 400))
def test_a_phone_shows_a_few_labels_of_many(count: int) -> None:
    found = labels([str(number) for number in range(count)])
    narrow = [label for label in found if not label.minor]

    assert len(narrow) <= 5
    assert len(found) <= 13
    assert [label.text for label in found] == [str(number) for number in range(0, count, max(1, -(-count // 13)))]
    assert all(first.x < second.x for first, second in pairwise(found))
    if count:
        assert not found[0].minor
