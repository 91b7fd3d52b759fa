"""Registers the routes and tables of plans, plan approvals, flex plans, weeks and suggestions."""

from sqlalchemy import Table

from andante.kit.server import Handler, handlers_in

from .flex_plans import routes as flex_plans_routes
from .flex_plans import store as flex_plans
from .plan_search import routes as plan_search_routes
from .plans import routes as plans_routes
from .plans import store as plans
from .suggestions import routes as suggestions_routes
from .weeks import routes as weeks_routes

ROUTES: list[Handler] = handlers_in(
    plan_search_routes,
    plans_routes,
    flex_plans_routes,
    weeks_routes,
    suggestions_routes,
)
TABLES: list[Table] = [
    plans.plans,
    plans.plan_skipped_days,
    flex_plans.flex_plans,
]
