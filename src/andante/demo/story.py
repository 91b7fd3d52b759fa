"""Tells the whole story of the company, chapter by chapter."""

from collections.abc import Callable, Sequence

from andante.kit.call import Call

from . import accounts, attributes, payroll, people, plans, projects, schedules, teams, timesheets, worklogs
from .company import Company

CHAPTERS: Sequence[Callable[[Company], None]] = (
    people.hire,
    projects.start,
    attributes.define,
    accounts.open_books,
    teams.form,
    schedules.agree,
    worklogs.work,
    plans.plan,
    payroll.take_over,
    timesheets.close_months,
)
"""Each stands on those before it."""


def fill(call: Call) -> Company:
    """Puts the company into an empty database. The same day gives the same company."""
    company = Company(call)
    for chapter in CHAPTERS:
        chapter(company)
    return company
