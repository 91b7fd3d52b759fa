"""The settings of the global configuration, with their defaults and allowed values."""

from typing import Annotated, Literal

from msgspec import Meta, Struct

from andante.kit.wire import Name

WeekDay = Annotated[int, Meta(ge=1, le=7)]


class ConfigurationRecord(Struct, frozen=True):
    """The global configuration. The defaults apply until an administrator changes a setting.

    `max_hours_per_day_per_user` limits single worklogs too. None removes the limit. Time belongs to the day on which its worklog starts,
    also the part after midnight.

    Andante adds `start_time_required` (a worklog must have a start time) and `override_mode` (administrators may change worklogs
    in closed or approved periods). It also adds `company_name`, and `company_language`: the language of mails to people who haven't
    chosen one.
    """

    allow_logging_on_closed_account: bool = False
    approval_period: Literal["WEEK", "MONTH"] = "WEEK"
    approval_week_start: WeekDay = 1
    max_hours_per_day_per_user: Annotated[int, Meta(ge=1, le=24)] | None = 24
    number_of_days_allowed_into_future: Annotated[int, Meta(ge=0, le=3650)] = 365
    plan_approval_enabled: bool = False
    remaining_estimate_optional: bool = True
    start_and_end_times_enabled: bool = True
    start_and_end_times_for_planning_enabled: bool = True
    week_start: WeekDay = 1
    worklog_description_optional: bool = True
    start_time_required: bool = False
    override_mode: bool = False
    company_name: Name | None = None
    company_language: Literal["en", "de"] = "en"
