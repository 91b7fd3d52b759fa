"""The dimensions of reports as SQL: the value by which worklogs are grouped, and where its key and name are stored."""

from typing import Any, NamedTuple

from sqlalchemy import FromClause, String, Table, and_, case, func, literal, null, select
from sqlalchemy.sql.elements import ColumnElement

from andante.accounts.accounts.store import account_links, accounts, issue_accounts
from andante.accounts.customers.store import account_categories, customers
from andante.directory.issues.store import issues
from andante.directory.people.store import users
from andante.directory.projects.store import projects
from andante.organization.roles.store import team_roles
from andante.organization.teams.store import active_on, team_memberships, teams
from andante.sql.dates import first_of_month, first_of_week
from andante.timekeeping.timesheets.rules import OPEN
from andante.timekeeping.timesheets.store import timesheets
from andante.timekeeping.worklogs.store import worklog_attribute_values, worklogs

from . import rules
from .rules import Dimension

_w, _v = worklogs.c, worklog_attribute_values.c

# Aliases, because conditions on worklogs select from these tables too.
_issues = issues.alias("report_issues")
_i = _issues.c
memberships = team_memberships.alias("report_memberships")
_m = memberships.c

_accounts = accounts.alias("report_accounts")
_default_links = account_links.alias("report_default_links")
_issue_accounts = issue_accounts.alias("report_issue_accounts")

BILLABLE, NOT_BILLABLE = "true", "false"

_own_account = (
    select(func.min(_v.account_id)).where(_v.worklog_id == _w.id, _v.account_id.is_not(None)).correlate(worklogs).scalar_subquery()
)
account_id: ColumnElement[Any] = func.coalesce(_own_account, _issue_accounts.c.account_id, _default_links.c.account_id)
"""The account of a worklog: the value of its ACCOUNT attribute, otherwise that of its issue, otherwise the default of the project."""

approval = func.coalesce(
    select(func.min(timesheets.c.status))  # the first in the alphabet is the strongest: APPROVED, IN_REVIEW, OPEN
    .where(timesheets.c.account_id == _w.author_id, _w.start_date.between(timesheets.c.from_date, timesheets.c.to_date))
    .correlate(worklogs)
    .scalar_subquery(),
    literal(OPEN, String),
)
"""The status of the timesheet that contains the day of a worklog."""

billable = case((_w.billable_seconds > 0, literal(BILLABLE, String)), else_=literal(NOT_BILLABLE, String))


class Label(NamedTuple):
    """The table that has the key and the name of the values of a dimension, with its columns. Rows are sorted by `sort`; without it, by
    the value itself."""

    table: FromClause | None = None
    id: ColumnElement[Any] = null()
    key: ColumnElement[Any] = null()
    name: ColumnElement[Any] = null()
    sort: ColumnElement[Any] | None = None


_NAMED: dict[str, tuple[Table, str, str | None, str]] = {
    rules.USER: (users, "account_id", None, "display_name"),
    rules.TEAM: (teams, "id", None, "name"),
    rules.ROLE: (team_roles, "id", None, "name"),
    rules.PROJECT: (projects, "id", "key", "name"),
    rules.ISSUE: (issues, "id", "key", "summary"),
    rules.PARENT: (issues, "id", "key", "summary"),
    rules.ACCOUNT: (accounts, "id", "key", "name"),
    rules.CUSTOMER: (customers, "id", "key", "name"),
    rules.CATEGORY: (account_categories, "id", "key", "name"),
}
"""The tables of the dimensions whose values have a name, with the columns of the id, the key and the name."""


def label(dimension: Dimension, position: int) -> Label:
    """The names of a dimension's values. `position` tells the joins of one statement apart."""
    if dimension.name not in _NAMED:
        return Label()
    table, id, key, name = _NAMED[dimension.name]
    alias = table.alias(f"label_{position}")
    return Label(alias, alias.c[id], alias.c[key] if key else null(), alias.c[name], None if table is issues else func.lower(alias.c[name]))


_COLUMNS: dict[str, ColumnElement[Any]] = {
    rules.USER: _w.author_id,
    rules.TEAM: _m.team_id,
    rules.ROLE: _m.role_id,
    rules.PROJECT: _i.project_id,
    rules.ISSUE: _w.issue_id,
    rules.PARENT: _i.parent_id,
    rules.ACCOUNT: account_id,
    rules.CUSTOMER: _accounts.c.customer_id,
    rules.CATEGORY: _accounts.c.category_id,
    rules.BILLABLE: billable,
    rules.APPROVAL: approval,
    rules.DAY: _w.start_date,
    rules.MONTH: first_of_month(_w.start_date),
}
_OF_ISSUES = {rules.PROJECT, rules.PARENT}
_OF_ACCOUNTS = {rules.CUSTOMER, rules.CATEGORY}
OF_MEMBERSHIPS = {rules.TEAM, rules.ROLE}
"""A worklog counts in each team and role that its author had on its day."""


def column(dimension: Dimension, week_start: int) -> ColumnElement[Any]:
    """The value of a worklog."""
    if dimension.name == rules.WEEK:
        return first_of_week(_w.start_date, week_start)
    if dimension.name == rules.ATTRIBUTE:
        value = select(_v.value).where(_v.worklog_id == _w.id, _v.attribute_id == dimension.attribute_id)
        return value.correlate(worklogs).scalar_subquery()
    return _COLUMNS[dimension.name]


def part_of_column(day: ColumnElement[Any], pivot: str | None, week_start: int) -> ColumnElement[Any]:
    """The first day of the day, week or month of a worklog. Columns of quarters and years consist of months."""
    if pivot == rules.DAY:
        return day
    return first_of_week(day, week_start) if pivot == rules.WEEK else first_of_month(day)


def joined(names: set[str], is_counted: ColumnElement[bool]) -> FromClause:
    """The worklogs, joined with the tables that these dimensions need. `is_counted` is the condition for memberships."""
    found: FromClause = worklogs
    needs_customers = bool(names & _OF_ACCOUNTS)
    needs_accounts = needs_customers or rules.ACCOUNT in names
    if needs_accounts or names & _OF_ISSUES:
        found = found.join(_issues, _i.id == _w.issue_id)
    if needs_accounts:
        found = found.outerjoin(_issue_accounts, _issue_accounts.c.issue_id == _w.issue_id)
        is_default = and_(_default_links.c.project_id == _i.project_id, _default_links.c.is_default)
        found = found.outerjoin(_default_links, is_default)
    if needs_customers:
        found = found.outerjoin(_accounts, _accounts.c.id == account_id)
    if names & OF_MEMBERSHIPS:
        found = found.outerjoin(memberships, and_(_m.account_id == _w.author_id, active_on(_m, _w.start_date), is_counted))
    return found
