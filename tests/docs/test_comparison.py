"""Each cell of the comparison has a source."""

import re
from pathlib import Path

PAGE = Path(__file__).parents[2] / "docs" / "comparison.md"
SOURCED = re.compile(r"\[[^\]]+\]\((https://|[a-z-]+\.md)[^)]*\)|not documented")


def test_each_cell_has_a_source() -> None:
    rows = [line.strip("| ").split(" | ") for line in PAGE.read_text().splitlines() if line.startswith("| ")][1:]

    assert len(rows) == 7
    assert [(row[0], cell) for row in rows for cell in row[1:] if not SOURCED.fullmatch(cell)] == []
    assert {len(row) for row in rows} == {7}
