"""Settings from environment variables."""

import re
from pathlib import Path

import msgspec
import pytest

from andante.kit.settings import PREFIX, Settings, from_environment


def test_without_variables_the_defaults_are_used() -> None:
    assert from_environment({}) == Settings()


def test_variables_are_read_and_converted() -> None:
    settings = from_environment(
        {"ANDANTE_ERROR_STYLE": "list", "ANDANTE_MAX_BODY_BYTES": "1000", "ANDANTE_ACCESS_LOG": "false", "HOME": "/"}
    )

    assert settings == Settings(error_style="list", max_body_bytes=1000, access_log=False)


def test_an_invalid_value_is_refused_with_the_name_of_the_variable() -> None:
    with pytest.raises(ValueError, match=re.escape("ANDANTE_MAX_BODY_BYTES='0' can't be used")):
        from_environment({"ANDANTE_MAX_BODY_BYTES": "0"})


def test_every_setting_is_documented() -> None:
    documented = (Path(__file__).parents[2] / "docs" / "operating.md").read_text()

    for field in msgspec.structs.fields(Settings):
        assert f"`{PREFIX}{field.name.upper()}`" in documented
