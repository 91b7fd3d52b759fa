"""andante admin config"""

import pytest

from tests.cast import Person
from tests.shell import Shell


def test_a_changed_setting_is_shown_and_used(andante: Shell, alice: Person) -> None:
    andante("config", "set", "max_hours_per_day_per_user=10", "worklog-description-optional=false")

    assert "max_hours_per_day_per_user\t10" in andante.listed("config", "show").splitlines()
    assert alice.get("/globalconfiguration").json()["worklogDescriptionOptional"] is False


def test_a_limit_can_be_removed(andante: Shell) -> None:
    andante("config", "set", "max_hours_per_day_per_user=10")
    andante("config", "set", "max_hours_per_day_per_user=none")

    assert "max_hours_per_day_per_user\tnone" in andante.listed("config", "show").splitlines()


@pytest.mark.parametrize(
    ("setting", "message"),
    [
        ("color=red", "Setting 'color' does not exist; the settings are allow_logging_on_closed_account"),
        ("max_hours_per_day_per_user=25", "'max_hours_per_day_per_user' must be a whole number from 1 to 24, not '25'"),
        ("week_start=Monday", "'week_start' must be a whole number from 1 to 7, not 'Monday'"),
        ("approval_period=YEAR", "'approval_period' must be one of"),
        ("week_start", "'week_start' must be a whole number"),
    ],
)
def test_a_wrong_setting_is_refused_and_nothing_changes(andante: Shell, setting: str, message: str) -> None:
    before = andante("config", "show")

    andante("config", "set", "override_mode=true", setting, code=1)

    assert message in andante.errors
    assert andante("config", "show") == before
