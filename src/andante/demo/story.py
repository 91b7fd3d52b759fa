"""Creates the whole example company, step by step."""

from collections.abc import Callable, Sequence

from andante.kit.call import Call

from . import accounts, attributes, favorites, payroll, people, plans, projects, schedules, teams, timesheets, worklogs
from .company import Company

STEPS: Sequence[Callable[[Company], None]] = (
    people.create_users,
    projects.create_projects,
    attributes.create_attributes,
    accounts.create_accounts,
    teams.create_teams,
    schedules.create_schedules,
    worklogs.log_time,
    plans.create_plans,
    payroll.export_to_payroll,
    timesheets.submit_timesheets,
    favorites.mark_favorites,
)
"""Each step needs the ones before it."""


def fill(call: Call) -> Company:
    """Fills an empty database with the company. The same day creates the same company."""
    company = Company(call)
    for step in STEPS:
        step(company)
    return company
