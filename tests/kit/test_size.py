"""The kit stays small."""

import ast
from pathlib import Path

import andante.kit


def lines_of_code(source: str) -> int:
    """The number of lines without blank lines, comments and docstrings."""
    tree = ast.parse(source)
    docstring_lines: set[int] = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant) and isinstance(node.value.value, str):
            docstring_lines |= set(range(node.lineno, (node.end_lineno or node.lineno) + 1))
    return sum(
        1
        for number, line in enumerate(source.splitlines(), 1)
        if number not in docstring_lines and line.strip() and not line.strip().startswith("#")
    )


def test_the_kit_stays_small() -> None:
    folder = Path(andante.kit.__file__).parent

    assert sum(lines_of_code(path.read_text()) for path in folder.glob("*.py")) < 2800
