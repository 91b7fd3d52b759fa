"""andante settings"""

import json
from pathlib import Path

import pytest

from tests.cli.admin.conftest import Run


def test_each_setting_is_printed_with_its_source(run: Run, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    file = tmp_path / "andante.toml"
    file.write_text("backlog = 512\nmax_connections = 100\n")
    monkeypatch.setenv("ANDANTE_CONFIG", str(file))
    monkeypatch.setenv("ANDANTE_MAX_CONNECTIONS", "200")

    rows = {row["name"]: (row["value"], row["source"]) for row in json.loads(run("settings", "--json"))}

    assert rows["ANDANTE_BACKLOG"] == (512, str(file))
    assert rows["ANDANTE_MAX_CONNECTIONS"] == (200, "environment")
    assert rows["ANDANTE_ERROR_STYLE"] == ("object", "default")


def test_secrets_are_hidden(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ANDANTE_OIDC_ISSUER", "https://id.example.com")
    monkeypatch.setenv("ANDANTE_OIDC_CLIENT_ID", "andante")
    monkeypatch.setenv("ANDANTE_OIDC_CLIENT_SECRET", "top secret")

    printed = run("settings")

    assert "top secret" not in printed
    assert "postgresql://" not in printed
    assert "(hidden)" in printed
