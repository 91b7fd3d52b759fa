"""The samples in deploy/ are valid, and agree with the server. No container runtime is needed."""

import os
import re
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path
from typing import Any

import msgspec
import pytest
import yaml

from andante.hosting.supervisor import STOP_SECONDS
from andante.kit.settings import FILE_SUFFIX, PREFIX, Settings

ROOT = Path(__file__).parents[2]
DOCKERFILE = ROOT / "deploy/container/Dockerfile"
COMPOSE_FILES = sorted((ROOT / "deploy/container").glob("compose*.yaml"))
SERVICE = ROOT / "deploy/systemd/andante.service"
MAX_EXPOSURE = 1.5
"""On the scale of `systemd-analyze security`, from 0 to 10."""


def analyze(*arguments: str) -> str:
    if shutil.which("systemd-analyze") is None:
        pytest.skip("SYSTEMD IS MISSING, so the unit is not verified")
    return subprocess.run(["systemd-analyze", *arguments], capture_output=True, text=True, check=False).stdout


def test_hadolint_finds_nothing_in_the_dockerfile() -> None:
    hadolint = Path(sys.executable).with_name("hadolint")

    assert subprocess.run([hadolint, DOCKERFILE], capture_output=True, text=True, check=False).stdout == ""


def test_the_container_copies_all_that_the_build_needs() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    copied = re.findall(r"^COPY (?!--from)(.*) \S+$", DOCKERFILE.read_text(), re.MULTILINE)
    names = {name for line in copied for name in line.split()}
    visible = {line[1:] for line in (ROOT / ".dockerignore").read_text().splitlines() if line.startswith("!")}

    assert {project["readme"], *project["license-files"], "pyproject.toml", "constraints.txt", "src"} <= names == visible
    extras = re.findall(r"\.\[([a-z,]+)\]", DOCKERFILE.read_text())
    assert extras == ["server,postgres"]
    assert {"server", "postgres"} <= set(project["optional-dependencies"])


def test_the_container_runs_without_privileges() -> None:
    lines = DOCKERFILE.read_text().splitlines()

    assert "USER 10001" in lines[lines.index("FROM python:3.13-slim") :]


@pytest.mark.parametrize("file", COMPOSE_FILES, ids=lambda file: file.name)
def test_a_compose_file_names_only_settings_that_exist(file: Path) -> None:
    names = set(re.findall(rf"{PREFIX}[A-Z_]+", file.read_text() + DOCKERFILE.read_text()))
    settings = {PREFIX + field.name.upper() for field in msgspec.structs.fields(Settings)}

    assert names <= settings | {name + FILE_SUFFIX for name in settings}


@pytest.mark.parametrize("file", COMPOSE_FILES, ids=lambda file: file.name)
def test_the_containers_of_andante_cannot_write_to_their_file_system_or_gain_privileges(file: Path) -> None:
    services: dict[str, Any] = yaml.safe_load(file.read_text())["services"]
    ours = [service for service in services.values() if "build" in service]

    assert ours
    for service in ours:
        assert service["read_only"] is True
        assert service["cap_drop"] == ["ALL"]
        assert service["security_opt"] == ["no-new-privileges:true"]
        assert (file.parent / service["build"]["context"] / service["build"]["dockerfile"]).resolve() == DOCKERFILE


def test_every_file_that_a_compose_file_mounts_exists() -> None:
    for file in COMPOSE_FILES:
        for service in yaml.safe_load(file.read_text())["services"].values():
            for volume in service.get("volumes", []):
                source = volume.partition(":")[0]
                assert not source.startswith(".") or (file.parent / source).is_file()


def test_the_unit_is_valid() -> None:
    output = (
        subprocess.run(["systemd-analyze", "verify", SERVICE], capture_output=True, text=True, check=False).stderr
        if analyze("--version")
        else ""
    )
    problems = [line for line in output.splitlines() if "is not executable" not in line]  # Andante isn't installed in /opt

    assert problems == []


def test_the_unit_gives_the_server_few_rights() -> None:
    found = re.search(r"exposure level for andante.service: ([\d.]+)", analyze("security", "--offline=yes", "--no-pager", str(SERVICE)))

    assert found
    assert float(found[1]) <= MAX_EXPOSURE


def test_the_unit_waits_until_running_requests_are_finished() -> None:
    seconds = int(re.search(r"TimeoutStopSec=(\d+)s", SERVICE.read_text())[1])  # type: ignore[index]

    assert seconds > STOP_SECONDS


def test_caddy_accepts_its_sample() -> None:
    if shutil.which("caddy") is None:
        pytest.skip("CADDY IS MISSING, so its sample is not verified. Run: apt-get install caddy")
    command = ["caddy", "validate", "--adapter", "caddyfile", "--config", str(ROOT / "deploy/proxy/Caddyfile")]

    assert subprocess.run(command, capture_output=True, check=False, env=os.environ | {"HOME": "/tmp"}).returncode == 0
