"""The structure of the code that import-linter can't check: sizes, stores and cycles."""

import ast
from collections.abc import Iterator
from graphlib import CycleError, TopologicalSorter
from pathlib import Path

import andante

SOURCE = Path(andante.__file__).parent
MAX_FILE_LINES, MAX_FUNCTION_LINES = 400, 40
ROOMS_OF_A_STORE = {"actions", "queries", "store"}
"""The rooms of a domain that may use its store. The stores and checks of other domains may also use it,
and `area`, which lists the tables."""


def modules() -> dict[str, ast.Module]:
    """All modules by name, except migrations, which never change."""
    found = {}
    for path in sorted(SOURCE.rglob("*.py")):
        parts = path.relative_to(SOURCE.parent).with_suffix("").parts
        if "migrations" not in parts:
            found[".".join(parts)] = ast.parse(path.read_text(encoding="utf-8"))
    return found


MODULES = modules()


def imports(name: str) -> Iterator[str]:
    """The modules of andante that a module imports, without imports for types."""
    for_types = {
        id(inside)
        for node in ast.walk(MODULES[name])
        if isinstance(node, ast.If) and "TYPE_CHECKING" in ast.unparse(node.test)
        for inside in ast.walk(node)
    }
    for node in ast.walk(MODULES[name]):
        if id(node) in for_types:
            continue
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names if alias.name in MODULES)
        elif isinstance(node, ast.ImportFrom):
            origin = ".".join([*name.split(".")[: -node.level], *([node.module] if node.module else [])]) if node.level else node.module
            for alias in node.names:
                target = next((one for one in (f"{origin}.{alias.name}", f"{origin}.__init__", origin) if one in MODULES), None)
                if target:
                    yield target


def test_no_file_is_long() -> None:
    lengths = {name: len(Path(SOURCE.parent, *name.split(".")).with_suffix(".py").read_text("utf-8").splitlines()) for name in MODULES}

    assert [name for name, lines in lengths.items() if lines > MAX_FILE_LINES] == []


def test_no_function_is_long() -> None:
    functions = [
        (f"{name}.{node.name}", (node.end_lineno or 0) - node.lineno + 1)
        for name, tree in MODULES.items()
        for node in ast.walk(tree)
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
    ]

    assert len(functions) > 1000
    assert [one for one in functions if one[1] > MAX_FUNCTION_LINES] == []


def test_a_store_is_used_by_its_own_domain_and_by_stores() -> None:
    """Other domains use its `queries` and `actions`."""
    uses = [(name, target) for name in MODULES for target in imports(name) if target.endswith(".store")]
    wrong = [
        f"{name} -> {target}"
        for name, target in uses
        if name.split(".")[-1] not in {"store", "area", "checks"}
        and not (name.split(".")[:-1] == target.split(".")[:-1] and name.split(".")[-1] in ROOMS_OF_A_STORE)
    ]

    assert len(uses) > 100
    assert wrong == []


def test_imports_have_no_cycle() -> None:
    try:
        order = list(TopologicalSorter({name: set(imports(name)) - {name} for name in MODULES}).static_order())
    except CycleError as error:
        raise AssertionError(" <- ".join(error.args[1])) from None

    assert set(order) == MODULES.keys()
