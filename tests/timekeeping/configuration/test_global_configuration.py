"""GET /4/globalconfiguration, and changes of the configuration."""

from typing import Any

import pytest

from andante.kit.call import Call
from andante.kit.database import Database
from andante.kit.errors import Invalid
from andante.timekeeping.configuration import actions
from tests.cast import Company

DEFAULT = {
    "allowLoggingOnClosedAccount": False,
    "approvalPeriod": "WEEK",
    "approvalWeekStart": 1,
    "maxHoursPerDayPerUser": 24,
    "numberOfDaysAllowedIntoFuture": 365,
    "planApprovalEnabled": False,
    "remainingEstimateOptional": True,
    "startAndEndTimesEnabled": True,
    "startAndEndTimesForPlanningEnabled": True,
    "weekStart": 1,
    "worklogDescriptionOptional": True,
}


def test_every_user_sees_the_configuration(company: Company) -> None:
    assert company.alice.get("/globalconfiguration").json() == DEFAULT


def test_a_change_is_visible_immediately(company: Company, database: Database) -> None:
    company.configure(database, max_hours_per_day_per_user="10", approval_period="MONTH")

    assert company.alice.get("/globalconfiguration").json() == DEFAULT | {"maxHoursPerDayPerUser": 10, "approvalPeriod": "MONTH"}


@pytest.mark.parametrize(
    ("settings", "message"),
    [
        ({"week_start": 8}, "'week_start' must be a whole number from 1 to 7, not 8"),
        ({"approval_period": "YEAR"}, "'approval_period' must be one of MONTH, WEEK, not 'YEAR'"),
        ({"color": "red"}, "Setting 'color' does not exist; the settings are allow_logging_on_closed_account"),
    ],
)
def test_a_wrong_setting_is_refused(call: Call, settings: dict[str, Any], message: str) -> None:
    with pytest.raises(Invalid) as refused:
        actions.change(call, settings)

    assert message in refused.value.messages[0]
