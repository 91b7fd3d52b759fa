"""The colors of projects. A project keeps its color on all pages."""

SERIES = 8
"""The number of colors for projects: the tokens `--series-1` to `--series-8`."""


def series_of(project_id: int) -> int:
    """The number of a project's color."""
    return project_id % SERIES + 1
