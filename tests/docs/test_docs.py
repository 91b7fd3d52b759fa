"""The documentation matches the code."""

import configparser
import importlib.util
import re
from pathlib import Path
from types import ModuleType

import pytest

import andante

ROOT = Path(__file__).parents[2]
PAGES = [*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")]


def generator() -> ModuleType:
    spec = importlib.util.spec_from_file_location("generate", ROOT / "docs" / "generate.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.mark.parametrize("name", ["api.md", "change-log-entities.md", "schema.md", "permissions.md"])
def test_generated_pages_are_up_to_date(name: str) -> None:
    assert (ROOT / "docs" / name).read_text() == generator().PAGES[name](), "run: make docs"


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_links_are_not_broken(page: Path) -> None:
    targets = re.findall(r"\]\(([^)#:]+)(?:#[^)]*)?\)", page.read_text())

    assert [target for target in targets if not (page.parent / target).exists()] == []


def test_pictures_are_small_and_used() -> None:
    pictures = [*(ROOT / "docs" / "images").iterdir()]
    pages = "".join(page.read_text() for page in PAGES)

    assert len(pictures) > 3
    assert [picture.name for picture in pictures if picture.stat().st_size > 120_000] == []
    assert [picture.name for picture in pictures if f"images/{picture.name}" not in pages] == []


def test_the_page_for_people_who_log_time_lists_the_keys_of_existing_pages() -> None:
    """The pages list the keys of screens that aren't built yet, too."""
    table = (ROOT / "docs" / "logging-time.md").read_text().partition("## Keys")[2]
    listed = {key for row in table.splitlines()[4:] for key in re.findall(r"`([^`]+)`", row)}
    template = (Path(andante.__file__).parent / "web" / "palette" / "button.html").read_text()
    keys = {key for names in re.findall(r"\(\[('[^\n]*?')\], _\(", template) for key in names.strip("'").split("', '")}

    assert listed == keys | {"g w", "g c"}


def test_the_architecture_page_lists_every_folder() -> None:
    page = (ROOT / "docs" / "architecture.md").read_text()
    folders = [path.name for path in Path(andante.__file__).parent.iterdir() if (path / "__init__.py").exists()]

    assert [name for name in folders if f"`{name}/`" not in page] == []


def test_the_layers_are_those_of_the_import_linter() -> None:
    config = configparser.ConfigParser()
    config.read(ROOT / ".importlinter")
    layers = config["importlinter:contract:areas"]["layers"].replace("(", "").replace(")", "").split("\n")
    built = [[name for name in layer.split(" | ") if _is_built(name)] for layer in layers if layer]
    page = (ROOT / "docs" / "architecture.md").read_text()

    assert "\n".join(" | ".join(names) for names in built if names) == page.partition("## Layers, top to bottom")[2].split("```")[1].strip()


def _is_built(name: str) -> bool:
    folder = Path(andante.__file__).parent
    return (folder / name / "__init__.py").exists() or (folder / f"{name}.py").exists()


@pytest.mark.parametrize("page", ["docs/architecture.md", "CONTRIBUTING.md"])
def test_files_named_on_a_page_exist(page: str) -> None:
    paths = re.findall(r"`([\w./]+/[\w.]+\.(?:py|css|tsv))`", (ROOT / page).read_text())

    assert len(paths) > 3
    assert [path for path in paths if not any((folder / path).exists() for folder in (ROOT, ROOT / "src" / "andante"))] == []


def test_the_page_of_the_kit_lists_every_module() -> None:
    table = (ROOT / "docs" / "kit.md").read_text().partition("| module | content |")[2].partition("\n\n")[0]
    listed = {name for row in table.splitlines() for name in re.findall(r"`(\w+)`", row.split("|")[1] if row else "")}

    assert listed == {path.stem for path in (ROOT / "src" / "andante" / "kit").glob("[!_]*.py")}


def test_a_first_change_needs_few_concepts() -> None:
    concepts = (ROOT / "CONTRIBUTING.md").read_text().partition("## Concepts")[2].partition("\n## ")[0]

    assert 2 < len(re.findall(r"^\| ", concepts, re.MULTILINE)) - 1 <= 22


def test_the_changelog_has_the_version() -> None:
    changelog = (ROOT / "CHANGELOG.md").read_text()

    assert "## Unreleased" in changelog or f"## {andante.__version__}" in changelog
