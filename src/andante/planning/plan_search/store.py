"""The statements that search plans, with a condition for each filter."""

from collections.abc import Collection, Iterable, Sequence

from sqlalchemy import Connection, select, union
from sqlalchemy.sql.elements import ColumnElement

from andante.directory.issues.store import ids_of_issues
from andante.directory.projects.store import ids_of_projects
from andante.kit.clock import parse_instant
from andante.kit.db import in_values, page_by_id
from andante.kit.paging import Paging
from andante.planning.plan_days.rules import PlanRecord
from andante.planning.plans.store import all_plans, load, load_with_skipped_days, plans, plans_with_skipped_days

from .rules import PlanSearch

_p = plans.c


def page(db: Connection, search: PlanSearch, where: Sequence[ColumnElement[bool]], paging: Paging) -> list[PlanRecord]:
    """The requested page, plus one plan, of the matching plans that meet the conditions, by id."""
    return load(db, page_by_id(all_plans.where(*_conditions(search), *where), _p.id, paging))


def matching(db: Connection, search: PlanSearch, where: Sequence[ColumnElement[bool]]) -> list[PlanRecord]:
    """All matching plans that meet the conditions, by id."""
    return load_with_skipped_days(db, plans_with_skipped_days.where(*_conditions(search), *where).order_by(_p.id))


def _conditions(search: PlanSearch) -> Iterable[ColumnElement[bool]]:
    if search.to:
        yield _p.start_date <= search.to
    if search.from_:
        yield _p.last_day.is_(None) | (_p.last_day >= search.from_)
    if search.account_ids or search.generic_resource_ids:
        yield _any(in_values(_p.account_id, search.account_ids), in_values(_p.generic_resource_id, search.generic_resource_ids))
    if search.assignee_types:
        yield _one_of({"USER": _p.account_id.is_not(None), "GENERIC": _p.generic_resource_id.is_not(None)}, search.assignee_types)
    if search.plan_ids:
        yield in_values(_p.id, search.plan_ids)
    if search.issues or search.projects:
        yield _any(_p.issue_id.in_(ids_of_issues(search.issues)), _p.project_id.in_(ids_of_projects(search.projects)))
    if search.item_ids:
        yield _any(in_values(_p.issue_id, search.item_ids), in_values(_p.project_id, search.item_ids))
    if search.item_types:
        yield _one_of({"ISSUE": _p.issue_id.is_not(None), "PROJECT": _p.project_id.is_not(None)}, search.item_types)
    if search.updated_from:
        yield _p.updated_at >= parse_instant(search.updated_from, "updatedFrom")


def _any(*conditions: ColumnElement[bool]) -> ColumnElement[bool]:
    """The condition that a plan meets any of these conditions. Each of them uses its own index; with OR, PostgreSQL would scan
    the whole table."""
    return _p.id.in_(union(*(select(_p.id).where(condition).correlate(None) for condition in conditions)))


def _one_of(conditions: dict[str, ColumnElement[bool]], names: Collection[str]) -> ColumnElement[bool]:
    """The condition that a plan meets one of the conditions with these names."""
    first, *rest = (conditions[name] for name in sorted(set(names)))
    return first.self_group() | rest[0] if rest else first
