"""Settings from environment variables."""

import re
from pathlib import Path

import msgspec
import pytest

from andante.kit.settings import PREFIX, SECRETS, Settings, from_environment, unknown_variables


def test_without_variables_the_defaults_are_used() -> None:
    assert from_environment({}) == Settings()


def test_variables_are_read_and_converted() -> None:
    settings = from_environment(
        {"ANDANTE_ERROR_STYLE": "list", "ANDANTE_MAX_BODY_BYTES": "1000", "ANDANTE_ACCESS_LOG": "false", "HOME": "/"}
    )

    assert settings == Settings(error_style="list", max_body_bytes=1000, access_log=False)


def test_a_switch_can_be_on_or_off() -> None:
    assert (from_environment({"ANDANTE_WORKER": "off"}).worker, from_environment({"ANDANTE_WORKER": "on"}).worker) == (False, True)


def test_an_invalid_value_is_refused_with_the_name_of_the_variable() -> None:
    with pytest.raises(ValueError, match=re.escape("ANDANTE_MAX_BODY_BYTES='0' can't be used")):
        from_environment({"ANDANTE_MAX_BODY_BYTES": "0"})


def test_a_settings_file_is_read_and_variables_have_precedence(tmp_path: Path) -> None:
    file = tmp_path / "andante.toml"
    file.write_text('error_style = "list"\nmax_body_bytes = 1000\naccess_log = false\n')

    settings = from_environment({"ANDANTE_CONFIG": str(file), "ANDANTE_MAX_BODY_BYTES": "2000"})

    assert settings == Settings(error_style="list", max_body_bytes=2000, access_log=False)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("max_body_bites = 1", "max_body_bites is not a setting. Did you mean max_body_bytes?"),
        ("max_body_bytes = 0", "max_body_bytes=0 can't be used: it must be a whole number of at least 1"),
        ("max_body_bytes =", "is not valid TOML"),
        ('max_body_bytes = "\xff"', "is not valid TOML"),
    ],
)
def test_an_invalid_settings_file_is_refused_with_its_path(tmp_path: Path, text: str, message: str) -> None:
    file = tmp_path / "andante.toml"
    file.write_bytes(text.encode("latin-1"))

    with pytest.raises(ValueError, match=re.escape(message)) as refused:
        from_environment({"ANDANTE_CONFIG": str(file)})

    assert str(refused.value).startswith(str(file))


def test_a_missing_settings_file_is_refused() -> None:
    with pytest.raises(ValueError, match=re.escape("ANDANTE_CONFIG='/missing.toml' can't be read: No such file or directory")):
        from_environment({"ANDANTE_CONFIG": "/missing.toml"})


def test_a_value_can_be_in_a_file_of_its_own(tmp_path: Path) -> None:
    file = tmp_path / "url"
    file.write_text("postgresql://andante:secret@db/andante\n")

    assert from_environment({"ANDANTE_DATABASE_URL_FILE": str(file)}).database_url == "postgresql://andante:secret@db/andante"
    assert unknown_variables({"ANDANTE_DATABASE_URL_FILE": str(file)}) == []


def test_a_value_and_a_file_for_it_exclude_each_other() -> None:
    with pytest.raises(ValueError, match=re.escape("ANDANTE_OIDC_NAME and ANDANTE_OIDC_NAME_FILE can't both be set")):
        from_environment({"ANDANTE_OIDC_NAME": "x", "ANDANTE_OIDC_NAME_FILE": "y"})


def test_a_wrong_secret_is_not_shown(tmp_path: Path) -> None:
    file = tmp_path / "andante.toml"
    file.write_text("oidc_client_secret = ['top secret']")

    with pytest.raises(ValueError, match="the value can't be used") as refused:
        from_environment({"ANDANTE_CONFIG": str(file)})

    assert "top secret" not in str(refused.value)


def test_settings_that_may_contain_passwords_are_secrets() -> None:
    assert {name for name in Settings.__struct_fields__ if name.endswith(("_url", "_secret", "_password"))} - {"public_url"} <= SECRETS


def test_every_setting_is_documented() -> None:
    documented = (Path(__file__).parents[2] / "docs" / "operating.md").read_text()

    for field in msgspec.structs.fields(Settings):
        assert f"`{PREFIX}{field.name.upper()}`" in documented
