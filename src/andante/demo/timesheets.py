"""Submits and approves the timesheets of the last months. Some timesheets of the last month are not approved yet."""

import datetime as dt
from collections.abc import Iterator

from msgspec.structs import replace

from andante.directory.people.rules import UserRecord
from andante.kit.call import Call, Caller
from andante.kit.grants import Grants
from andante.timekeeping.configuration import actions as configuration
from andante.timekeeping.periods import queries as periods
from andante.timekeeping.periods.rules import Period
from andante.timekeeping.timesheets import actions as timesheets

from .company import Company
from .people import ADMINISTRATOR, MEMBER

MONTHS = 4
"""The number of months with submitted timesheets."""

DAYS_TO_SUBMIT, DAYS_TO_REVIEW = 1, 4
"""Days after the end of the month."""

LAST_MONTH: dict[str, tuple[tuple[str, str], ...]] = {
    MEMBER: (("submit", "Two days of travel are in it"),),
    "Linh Tran": (("submit", ""),),
    "Hana Novotná": (("submit", ""), ("reject", "The training on the 12th belongs to the Data team")),
    "João Almeida": (("submit", ""), ("approve", "Thank you"), ("reopen", "A day at the customer's is missing")),
    "Noah Jansen": (),
}
"""The steps of some users' timesheets of the last month. All other timesheets have the usual steps."""
USUAL_STEPS = (("submit", ""), ("approve", ""))


def submit_timesheets(company: Company) -> None:
    configuration.change(company.call, {"approval_period": "MONTH"})
    months = list(_whole_months(company))[-MONTHS:]
    for month in months:
        for person in company.everyone:
            steps = LAST_MONTH.get(person.display_name, USUAL_STEPS) if month == months[-1] else USUAL_STEPS
            _take_steps(company, person, month, steps)


def _whole_months(company: Company) -> Iterator[Period]:
    for month in periods.periods_between(company.call, company.first_day, company.today):
        if company.first_day <= month.from_ and month.to < company.today:
            yield month


def _take_steps(company: Company, person: UserRecord, month: Period, steps: tuple[tuple[str, str], ...]) -> None:
    """Takes a timesheet through its steps. Its owner takes the first one, and its reviewer the others."""
    actor = person.account_id
    for verb, comment in steps:
        call = _as(company, actor, month.to + dt.timedelta(days=DAYS_TO_SUBMIT if verb == "submit" else DAYS_TO_REVIEW))
        reviewer_id = _reviewer(company, person) if verb == "submit" else None
        sheet = timesheets.take_step(call, verb, person.account_id, month.from_, month.to, comment=comment, reviewer_id=reviewer_id)
        actor = sheet.record.reviewer_id or actor


def _reviewer(company: Company, person: UserRecord) -> str | None:
    """The administrator for team leads, who have no lead. None for all others: their team lead reviews them by default."""
    leads = [members[0] for members in company.staff.values()]
    return company.person(ADMINISTRATOR).account_id if person in leads else None


def _as(company: Company, account_id: str, day: dt.date) -> Call:
    administrator = account_id == company.person(ADMINISTRATOR).account_id
    return replace(company.on(day), caller=Caller(account_id, grants=Grants(administrator=administrator)))
