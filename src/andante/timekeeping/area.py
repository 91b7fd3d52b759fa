"""Registers the routes and tables of worklogs, work attributes, periods, timesheet approvals, favorites, timers and the configuration."""

from sqlalchemy import Table

from andante.kit.checks import Check
from andante.kit.server import Handler, handlers_in

from .configuration import routes as configuration_routes
from .configuration import store as configuration
from .favorites import routes as favorites_routes
from .favorites import store as favorites
from .periods import routes as periods_routes
from .periods import store as periods
from .timers import routes as timers_routes
from .timers import store as timers
from .timesheets import checks as timesheets_checks
from .timesheets import routes as timesheets_routes
from .timesheets import store as timesheets
from .work_attributes import routes as work_attributes_routes
from .work_attributes import store as work_attributes
from .worklog_edits import routes as worklog_edits_routes
from .worklog_search import routes as worklog_search_routes
from .worklogs import checks as worklogs_checks
from .worklogs import routes as worklogs_routes
from .worklogs import store as worklogs

ROUTES: list[Handler] = handlers_in(
    worklog_search_routes,
    worklogs_routes,
    work_attributes_routes,
    configuration_routes,
    periods_routes,
    timesheets_routes,
    worklog_edits_routes,
    favorites_routes,
    timers_routes,
)
TABLES: list[Table] = [
    configuration.global_configuration,
    work_attributes.work_attributes,
    periods.period_locks,
    worklogs.worklogs,
    worklogs.worklog_attribute_values,
    timesheets.timesheets,
    timesheets.timesheet_logs,
    favorites.favorite_issues,
    timers.timers,
]
CHECKS: list[Check] = [*timesheets_checks.CHECKS, *worklogs_checks.CHECKS]
