"""Registers the routes and tables of workload schemes, holiday schemes and user schedules."""

from sqlalchemy import Table

from andante.kit.checks import Check
from andante.kit.server import Handler, handlers_in

from .holidays import checks as holidays_checks
from .holidays import routes as holidays_routes
from .holidays import store as holidays
from .user_schedules import routes as user_schedules_routes
from .workload import checks as workload_checks
from .workload import routes as workload_routes
from .workload import store as workload

ROUTES: list[Handler] = handlers_in(
    workload_routes,
    holidays_routes,
    user_schedules_routes,
)
TABLES: list[Table] = [
    workload.workload_schemes,
    workload.workload_scheme_members,
    holidays.holiday_schemes,
    holidays.holiday_scheme_members,
    holidays.holidays,
]
CHECKS: list[Check] = [*holidays_checks.CHECKS, *workload_checks.CHECKS]
