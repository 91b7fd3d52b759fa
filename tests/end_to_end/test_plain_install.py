"""`pip install .` in a fresh environment, without a network: the built wheel, and of what is installed here only what it asks for."""

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
SERVER = ("sqlalchemy", "falcon", "flask", "authlib", "alembic", "granian", "argon2", "psycopg", "holidays", "icalendar")
COMMAND = "from importlib.metadata import entry_points as e; (a,) = e(group='console_scripts', name='andante'); a.load()()"


class Environment:
    """A fresh one, with nothing of this project's but what the wheel brings and asks for."""

    def __init__(self, folder: Path) -> None:
        venv.create(folder, with_pip=False)
        self.python = folder / "bin" / "python"
        (self.packages,) = (folder / "lib").glob("python*/site-packages")

    def __call__(self, program: str, *arguments: str) -> str:
        """What the program says."""
        ran = subprocess.run([self.python, "-I", "-W", "error", "-c", program, *arguments], capture_output=True, text=True, check=False)
        assert ran.returncode == 0, ran.stderr
        return ran.stdout

    def install(self, wheel: Path) -> None:
        subprocess.run([sys.executable, "-m", "zipfile", "-e", str(wheel), str(self.packages)], check=True)
        (built,) = distributions(path=[str(self.packages)])
        for needed in _needs(built):
            for file in needed.files or ():
                if ".." not in file.parts:
                    target = self.packages / file
                    target.parent.mkdir(parents=True, exist_ok=True)
                    target.symlink_to(Path(str(needed.locate_file(file))))


def _needs(found: Distribution) -> Iterator[Distribution]:
    """What a distribution asks for without extras, and what that asks for in turn."""
    seen: set[str] = set()
    asking = [found]
    while asking:
        for line in asking.pop().requires or ():
            requirement = Requirement(line)
            name = canonicalize_name(requirement.name)
            if name not in seen and (requirement.marker is None or requirement.marker.evaluate({"extra": ""})):
                seen.add(name)
                asking.append(distribution(name))
                yield asking[-1]


@pytest.fixture(scope="module")
def fresh(tmp_path_factory: pytest.TempPathFactory) -> Environment:
    folder = tmp_path_factory.mktemp("fresh")
    subprocess.run([sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", folder], cwd=ROOT, check=True, capture_output=True)
    (wheel,) = folder.glob("*.whl")
    environment = Environment(folder / "venv")
    environment.install(wheel)
    return environment


def test_the_client_is_there_with_all_groups(fresh: Environment) -> None:
    said = fresh(
        "import andante.client as c; print(c.Andante('t').worklogs.get_worklogs.__name__, c.AsyncAndante('t').reports is not None)"
    )

    assert said == "get_worklogs True\n"


def test_it_loads_nothing_that_only_some_need(fresh: Environment) -> None:
    said = fresh("import sys, andante.client; print(sorted({'anyio', 'asyncio', 'trio', 'typer'} & set(sys.modules)))")

    assert said == "[]\n"


def test_calls_are_made_in_both_halves(fresh: Environment) -> None:
    program = """
import asyncio, httpx
from andante.client import Andante, AsyncAndante, NotThere, Retries
answers = [404, 503, 404, 503]
options = {"transport": httpx.MockTransport(lambda _: httpx.Response(answers.pop())), "retries": Retries(first_pause=0)}
for call in (Andante("t", **options).worklogs.get_worklogs, lambda: asyncio.run(AsyncAndante("t", **options).worklogs.get_worklogs())):
    try:
        call()
    except NotThere as refused:
        print(refused.status)
"""

    assert fresh(program) == "404\n404\n"


def test_the_command_line_is_there(fresh: Environment) -> None:
    assert "Self-hosted time tracking" in fresh(COMMAND, "--help")
    assert fresh(COMMAND, "version") == f"{__version__}\n"


def test_the_servers_dependencies_are_not(fresh: Environment) -> None:
    with (ROOT / "pyproject.toml").open("rb") as file:
        asked = [canonicalize_name(Requirement(line).name) for line in tomllib.load(file)["project"]["optional-dependencies"]["server"]]
    there = {canonicalize_name(found.name) for found in distributions(path=[str(fresh.packages)])}

    assert there & set(asked) == set()
    assert fresh(f"from importlib.util import find_spec; print([name for name in {SERVER} if find_spec(name)])") == "[]\n"
