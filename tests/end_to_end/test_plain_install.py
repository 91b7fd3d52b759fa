"""Installs the built wheel into a fresh environment, with only its required dependencies and without a network."""

import os
import shutil
import subprocess
import sys
import tomllib
import venv
from collections.abc import Iterator
from importlib.metadata import Distribution, distribution, distributions
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from andante import __version__

ROOT = Path(__file__).parents[2]
UV = shutil.which("uv")
SERVER = ("sqlalchemy", "falcon", "flask", "authlib", "alembic", "granian", "argon2", "psycopg", "holidays", "icalendar")
COMMAND = "from importlib.metadata import entry_points as e; (a,) = e(group='console_scripts', name='andante'); a.load()()"


class Environment:
    """A fresh virtual environment with only the wheel and its required dependencies."""

    def __init__(self, folder: Path) -> None:
        venv.create(folder, with_pip=False)
        self.python = folder / "bin" / "python"
        (self.packages,) = (folder / "lib").glob("python*/site-packages")

    def __call__(self, program: str, *arguments: str) -> str:
        """Runs a program and returns its output."""
        ran = subprocess.run([self.python, "-I", "-W", "error", "-c", program, *arguments], capture_output=True, text=True, check=False)
        assert ran.returncode == 0, ran.stderr
        return ran.stdout

    def install(self, wheel: Path) -> None:
        subprocess.run([sys.executable, "-m", "zipfile", "-e", str(wheel), str(self.packages)], check=True)
        (built,) = distributions(path=[str(self.packages)])
        for dependency in _dependencies(built):
            for file in dependency.files or ():
                if ".." not in file.parts:
                    target = self.packages / file
                    target.parent.mkdir(parents=True, exist_ok=True)
                    target.symlink_to(Path(str(dependency.locate_file(file))))


def _dependencies(found: Distribution, *extras: str) -> Iterator[Distribution]:
    """The dependencies of a distribution with these extras, and their dependencies in turn."""
    seen: set[str] = set()
    pending = [(found, {"", *extras})]
    while pending:
        package, wanted = pending.pop()
        for requirement in map(Requirement, package.requires or ()):
            if requirement.marker is None or any(requirement.marker.evaluate({"extra": extra}) for extra in wanted):
                name = canonicalize_name(requirement.name)
                needed = distribution(name)
                if name not in seen:
                    yield needed
                if name not in seen or requirement.extras:
                    pending.append((needed, {"", *requirement.extras}))
                seen.add(name)


@pytest.fixture(scope="module")
def fresh(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Environment:
    environment = Environment(tmp_path_factory.mktemp("fresh") / "venv")
    environment.install(wheel)
    return environment


def test_the_client_has_all_groups(fresh: Environment) -> None:
    output = fresh(
        "import andante.client as c; print(c.Andante('t').worklogs.get_worklogs.__name__, c.AsyncAndante('t').reports is not None)"
    )

    assert output == "get_worklogs True\n"


def test_optional_dependencies_are_not_imported(fresh: Environment) -> None:
    output = fresh("import sys, andante.client; print(sorted({'anyio', 'asyncio', 'trio', 'typer'} & set(sys.modules)))")

    assert output == "[]\n"


def test_the_sync_and_the_async_client_make_calls(fresh: Environment) -> None:
    program = """
import asyncio, httpx
from andante.client import Andante, AsyncAndante, NotFound, Retries
statuses = [404, 503, 404, 503]
options = {"transport": httpx.MockTransport(lambda _: httpx.Response(statuses.pop())), "retries": Retries(first_pause=0)}
for call in (Andante("t", **options).worklogs.get_worklogs, lambda: asyncio.run(AsyncAndante("t", **options).worklogs.get_worklogs())):
    try:
        call()
    except NotFound as refused:
        print(refused.status)
"""

    assert fresh(program) == "404\n404\n"


def test_the_command_line_works(fresh: Environment) -> None:
    assert "Self-hosted time tracking" in fresh(COMMAND, "--help")
    assert fresh(COMMAND, "version") == f"{__version__}\n"


def test_the_dependencies_of_the_server_are_not_installed(fresh: Environment) -> None:
    with (ROOT / "pyproject.toml").open("rb") as file:
        server = [canonicalize_name(Requirement(line).name) for line in tomllib.load(file)["project"]["optional-dependencies"]["server"]]
    installed = {canonicalize_name(found.name) for found in distributions(path=[str(fresh.packages)])}

    assert installed & set(server) == set()
    assert fresh(f"from importlib.util import find_spec; print([name for name in {SERVER} if find_spec(name)])") == "[]\n"


@pytest.mark.parametrize(("extras", "most"), [((), 20), (("server", "postgres"), 75)], ids=["client", "server"])
def test_an_installation_needs_few_packages(fresh: Environment, extras: tuple[str, ...], most: int) -> None:
    """Counts the packages that pip installs besides Andante."""
    (built,) = (found for found in distributions(path=[str(fresh.packages)]) if found.name == "andante")
    needed = sorted(found.name for found in _dependencies(built, *extras))

    assert "msgspec" in needed
    assert len(needed) <= most, needed


@pytest.mark.skipif(UV is None, reason="NO UV: install uv to run this test")
def test_uv_installs_the_command(wheel: Path, tmp_path: Path) -> None:
    environment = os.environ | {name: str(tmp_path / name) for name in ("UV_TOOL_DIR", "UV_TOOL_BIN_DIR")}
    command = [str(UV), "tool", "install", "--python", sys.executable, str(wheel)]
    installed = subprocess.run(command, env=environment, capture_output=True, text=True)
    if "Failed to fetch" in installed.stderr:
        pytest.skip("NO NETWORK: uv downloads the packages that Andante needs")
    assert installed.returncode == 0, installed.stderr

    printed = subprocess.run([tmp_path / "UV_TOOL_BIN_DIR" / "andante", "--version"], capture_output=True, text=True, check=True)
    assert printed.stdout == f"{__version__}\n"
