"""GET /4/globalconfiguration, and how it is changed."""

from typing import Any

import pytest

from andante.kit.call import Call
from andante.kit.database import Database
from andante.kit.errors import Invalid
from andante.timekeeping.configuration import actions
from tests.cast import House

DEFAULT = {
    "allowLoggingOnClosedAccount": False,
    "approvalPeriod": "WEEK",
    "approvalWeekStart": 1,
    "numberOfDaysAllowedIntoFuture": 365,
    "planApprovalEnabled": False,
    "remainingEstimateOptional": True,
    "startAndEndTimesEnabled": True,
    "startAndEndTimesForPlanningEnabled": True,
    "weekStart": 1,
    "worklogDescriptionOptional": True,
}


def test_everybody_sees_the_configuration(house: House) -> None:
    assert house.alice.get("/globalconfiguration").json() == DEFAULT


def test_a_change_is_seen_at_once(house: House, database: Database) -> None:
    house.configure(database, max_hours_per_day_per_user="10", approval_period="MONTH")

    assert house.alice.get("/globalconfiguration").json() == DEFAULT | {"maxHoursPerDayPerUser": 10, "approvalPeriod": "MONTH"}


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ({"week_start": 8}, "'week_start' must be a whole number from 1 to 7, not 8"),
        ({"approval_period": "YEAR"}, "'approval_period' must be one of MONTH, WEEK, not 'YEAR'"),
        ({"colour": "red"}, "There is no setting 'colour'; there are allow_logging_on_closed_account"),
    ],
)
def test_a_wrong_setting_is_refused(call: Call, given: dict[str, Any], words: str) -> None:
    with pytest.raises(Invalid) as refused:
        actions.change(call, given)

    assert words in refused.value.messages[0]
