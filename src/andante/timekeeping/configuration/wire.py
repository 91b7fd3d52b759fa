"""The global configuration in the API."""

from typing import Annotated

from andante.kit.operation import Group
from andante.kit.wire import Wire, one_of
from andante.scopes import Scope

CONFIGURATION = Group("Global Configurations", view=Scope.PERIODS_VIEW, manage=Scope.PERIODS_MANAGE)


class GlobalConfiguration(Wire, kw_only=True):
    """The rules for logging, planning and approving time. Days of the week are numbers from 1 (Monday) to 7 (Sunday)."""

    allow_logging_on_closed_account: bool
    approval_period: Annotated[str, one_of("WEEK", "MONTH")]
    approval_week_start: int
    max_hours_per_day_per_user: int | None = None
    number_of_days_allowed_into_future: int
    plan_approval_enabled: bool
    remaining_estimate_optional: bool
    start_and_end_times_enabled: bool
    start_and_end_times_for_planning_enabled: bool
    week_start: int
    worklog_description_optional: bool


@CONFIGURATION.reads("GET", "/4/globalconfiguration")
def get_global_configuration() -> GlobalConfiguration:
    """Retrieve the global configuration."""
