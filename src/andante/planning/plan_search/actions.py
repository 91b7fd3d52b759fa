"""Lists the plans that the caller may see."""

from msgspec.structs import replace

from andante.directory.people import queries as people
from andante.kit.call import Call
from andante.kit.clock import check_range
from andante.kit.errors import FaultCode, Invalid
from andante.kit.paging import Paging
from andante.organization.resources import actions as resources
from andante.planning.plan_days.rules import PlanRecord
from andante.planning.plans import queries as plans

from . import store
from .rules import PlanSearch

MAX_PLANS = 5_000
"""A list without pages contains at most this many plans."""


def page(call: Call, search: PlanSearch, paging: Paging) -> list[PlanRecord]:
    """The requested page of the matching plans, plus one plan."""
    check_range(search.from_, search.to)
    return store.page(call.db, search, plans.visible(call), paging)


def of_user(call: Call, account_id: str, search: PlanSearch) -> list[PlanRecord]:
    """The matching plans of a user. Raises NotFound if the user doesn't exist."""
    return _list(call, replace(search, account_ids=[people.find(call, account_id).account_id]))


def of_generic_resource(call: Call, id: int, search: PlanSearch) -> list[PlanRecord]:
    """The matching plans of a generic resource. Raises NotFound if it doesn't exist."""
    return _list(call, replace(search, generic_resource_ids=[resources.find(call, id).id]))


def _list(call: Call, search: PlanSearch) -> list[PlanRecord]:
    check_range(search.from_, search.to)
    found = store.page(call.db, search, plans.visible(call), Paging(limit=MAX_PLANS))
    if len(found) > MAX_PLANS:
        raise Invalid("", FaultCode.TOO_LARGE, f"The result has more than {MAX_PLANS} plans: search for plans instead, which has pages")
    return found
