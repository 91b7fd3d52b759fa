"""The pytest plugin in other test suites, and every snippet of docs/testing.md."""

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
    """Another test suite, run in a separate process."""

    def __init__(self, pytester: pytest.Pytester, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setenv("PYTEST_DISABLE_PLUGIN_AUTOLOAD", "1")  # even if our plugin is installed
        self.pytester = pytester

    def passes(self, *arguments: str) -> dict[str, Any]:
        """Runs the suite, which must pass, and returns the number of tests by outcome."""
        result = self._run(*arguments)
        assert result.ret == 0, result.stdout.str() + result.stderr.str()
        return result.parseoutcomes()

    def failure_output(self) -> str:
        """Runs the suite, which must fail, and returns its output."""
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


def test_suites_without_our_fixtures_are_not_affected(suite: Suite) -> None:
    suite.pytester.makepyfile("""
        import sys

        def test_nothing_is_imported(request):
            assert not {"sqlalchemy", "falcon", "httpx", "andante.testing.sandbox"} & sys.modules.keys()
            assert not [name for name in request.fixturenames if name.startswith("andante")]
    """)

    assert suite.passes() == {"passed": 1}


def test_parallel_tests_have_separate_sandboxes(suite: Suite) -> None:
    suite.pytester.makepyfile("""
        import pytest

        @pytest.mark.parametrize("number", range(6))
        def test_it_is_empty(andante, number):
            assert andante.client.worklogs.get_worklogs().results == []
            andante.worklog()
    """)

    assert suite.passes("-p", "xdist.plugin", "-n", "2") == {"passed": 6}


def test_template_databases_are_kept_for_the_next_run(suite: Suite) -> None:
    suite.pytester.makepyfile("def test_it_runs(andante): pass")

    suite.passes()
    templates = {path: path.stat().st_mtime_ns for path in suite.pytester.path.glob(".pytest_cache/d/andante/*.db")}
    suite.passes()

    assert len(templates) == 1
    assert templates == {path: path.stat().st_mtime_ns for path in suite.pytester.path.glob(".pytest_cache/d/andante/*.db")}


def test_it_works_without_the_pytest_cache(suite: Suite) -> None:
    suite.pytester.makepyfile("def test_it_runs(andante): pass")

    assert suite.passes("-p", "no:cacheprovider") == {"passed": 1}


def test_without_the_server_the_error_names_the_package_to_install(suite: Suite) -> None:
    suite.pytester.makepyfile("""
        import sys
        sys.modules["sqlalchemy"] = None

        def test_it_runs(andante): pass
    """)

    assert "pip install '/path/to/andante[server]'" in suite.failure_output()


def test_an_installed_andante_registers_the_plugin() -> None:
    declared = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]["entry-points"]["pytest11"]

    assert {name: EntryPoint(name, value, "pytest11").load() for name, value in declared.items()} == {"andante": plugin}
