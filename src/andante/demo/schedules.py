"""Creates the schedules of Alder & Finch: three workload schemes, and the holidays of two offices."""

from typing import get_args

from andante.schedules.calendars.country_holidays import holidays_of_country
from andante.schedules.holidays import actions as holidays
from andante.schedules.holidays.wire import HolidayInput, HolidaySchemeInput
from andante.schedules.user_schedules import queries as schedules
from andante.schedules.workload import actions as workload
from andante.schedules.workload.wire import WeekDay, WorkloadSchemeDayInput, WorkloadSchemeInput

from .company import Company
from .people import FOUR_DAYS, FULL_TIME, MORNINGS

HOURS = {FULL_TIME: (8, 8, 8, 8, 8, 0, 0), FOUR_DAYS: (8, 8, 8, 8, 0, 0, 0), MORNINGS: (4, 4, 4, 4, 4, 0, 0)}
OFFICES = {"Berlin": ("DE", "BE", "en_US"), "London": ("GB", "ENG", "en_GB")}
"""Country, subdivision, and language of the holidays."""
LONDON = ("Europe/London", "Europe/Dublin", "Europe/Lisbon", "America/", "Africa/Lagos", "Asia/Kolkata")
"""The time zones of users in the London office. All others belong to the Berlin office, including those who work remotely."""


def create_schedules(company: Company) -> None:
    _create_workload_schemes(company)
    _create_holiday_schemes(company)
    days = schedules.days(company.call, [person.account_id for person in company.everyone], company.first_day, company.today)
    company.required = {account_id: {day.date: day.required_seconds for day in schedule} for account_id, schedule in days.items()}


def _create_workload_schemes(company: Company) -> None:
    """Creates the workload schemes. The full-time scheme already exists and is the default."""
    schemes = {scheme.name: scheme.id for scheme in workload.list_all(company.call)}
    for name, hours in HOURS.items():
        if name not in schemes:
            days = [
                WorkloadSchemeDayInput(day=day, required_seconds=3600 * hour_count)
                for day, hour_count in zip(get_args(WeekDay), hours, strict=True)
            ]
            schemes[name] = workload.create(company.call, WorkloadSchemeInput(name=name, days=days)).id
        workload.assign(
            company.call, schemes[name], [account_id for account_id, scheme in company.workload_schemes.items() if scheme == name]
        )


def _create_holiday_schemes(company: Company) -> None:
    years = range(company.first_day.year, company.today.year + 2)
    for office, (country, part, language) in OFFICES.items():
        scheme = holidays.create(company.call, HolidaySchemeInput(name=office, description=f"Public holidays in {office}"))
        holidays.add_missing(company.call, scheme.id, holidays_of_country(country, part, years, language=language))
        holidays.add_missing(company.call, scheme.id, [_party(company)])
        account_ids = [person.account_id for person in company.everyone if person.time_zone.startswith(LONDON) == (office == "London")]
        holidays.assign(company.call, scheme.id, account_ids)


def _party(company: Company) -> HolidayInput:
    """An afternoon off in this week, so that a current week shows a holiday on any day."""
    return HolidayInput(name="Company party", type="FLOATING", date=company.party, duration_seconds=4 * 3600)
