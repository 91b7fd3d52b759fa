"""The plugin of pytest, in test suites of others; and docs/testing.md, whose every snippet runs."""

import re
import tomllib
from importlib.metadata import EntryPoint
from pathlib import Path
from typing import Any

import pytest

from andante.testing import plugin

pytest_plugins = ["pytester"]
ROOT = Path(__file__).parents[2]


class Suite:
    """Somebody else's test suite, run in a process of its own."""

    def __init__(self, pytester: pytest.Pytester, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setenv("PYTEST_DISABLE_PLUGIN_AUTOLOAD", "1")  # whether this one is installed or not
        self.pytester = pytester

    def passes(self, *arguments: str) -> dict[str, Any]:
        """Runs it; gives how many tests did what, all of which must have passed."""
        result = self._run(*arguments)
        assert result.ret == 0, result.stdout.str() + result.stderr.str()
        return result.parseoutcomes()

    def says(self) -> str:
        """Runs it, which fails; gives what it says."""
        result = self._run()
        assert result.ret != 0
        return result.stdout.str() + result.stderr.str()

    def _run(self, *arguments: str) -> pytest.RunResult:
        return self.pytester.runpytest_subprocess("-p", "andante.testing.plugin", "-W", "error", *arguments)


@pytest.fixture
def suite(pytester: pytest.Pytester, monkeypatch: pytest.MonkeyPatch) -> Suite:
    return Suite(pytester, monkeypatch)


def test_every_snippet_of_the_page_runs(suite: Suite) -> None:
    page = (ROOT / "docs" / "testing.md").read_text(encoding="utf-8")
    snippets = re.findall(r"^```python (\S+)\n(.*?)^```$", page, re.MULTILINE | re.DOTALL)
    assert [name for name, _ in snippets] == ["test_sync.py", "test_team.py", "conftest.py", "test_shared.py"]
    for name, snippet in snippets:
        (suite.pytester.path / name).write_text(snippet, encoding="utf-8")

    assert suite.passes() == {"passed": 4}


def test_suites_that_ask_for_nothing_are_left_alone(suite: Suite) -> None:
    suite.pytester.makepyfile("""
        import sys

        def test_nothing_is_imported(request):
            assert not {"sqlalchemy", "falcon", "httpx", "andante.testing.sandbox"} & sys.modules.keys()
            assert not [name for name in request.fixturenames if name.startswith("andante")]
    """)

    assert suite.passes() == {"passed": 1}


def test_tests_side_by_side_have_sandboxes_of_their_own(suite: Suite) -> None:
    suite.pytester.makepyfile("""
        import pytest

        @pytest.mark.parametrize("number", range(6))
        def test_it_is_empty(andante, number):
            assert andante.client.worklogs.get_worklogs().results == []
            andante.worklog()
    """)

    assert suite.passes("-p", "xdist.plugin", "-n", "2") == {"passed": 6}


def test_what_sandboxes_begin_with_is_kept_for_the_next_run(suite: Suite) -> None:
    suite.pytester.makepyfile("def test_it_runs(andante): pass")

    suite.passes()
    kept = {path: path.stat().st_mtime_ns for path in suite.pytester.path.glob(".pytest_cache/d/andante/*.db")}
    suite.passes()

    assert len(kept) == 1
    assert kept == {path: path.stat().st_mtime_ns for path in suite.pytester.path.glob(".pytest_cache/d/andante/*.db")}


def test_it_needs_no_cache_of_pytest(suite: Suite) -> None:
    suite.pytester.makepyfile("def test_it_runs(andante): pass")

    assert suite.passes("-p", "no:cacheprovider") == {"passed": 1}


def test_without_the_server_it_says_what_to_install(suite: Suite) -> None:
    suite.pytester.makepyfile("""
        import sys
        sys.modules["sqlalchemy"] = None

        def test_it_runs(andante): pass
    """)

    assert "pip install 'andante[server]'" in suite.says()


def test_pytest_finds_it_where_andante_is_installed() -> None:
    declared = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]["entry-points"]["pytest11"]

    assert {name: EntryPoint(name, value, "pytest11").load() for name, value in declared.items()} == {"andante": plugin}
