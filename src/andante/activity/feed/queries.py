"""The SQL conditions for records of the change log that the caller may see."""

from collections.abc import Collection
from typing import Any

from sqlalchemy import false, or_
from sqlalchemy.sql.elements import ColumnElement

from andante.kit.call import Call
from andante.kit.changes import changes
from andante.kit.db import in_values, json_date, json_field
from andante.planning.plans import queries as plans
from andante.planning.plans.queries import PlanAccess
from andante.timekeeping.timesheets import queries as timesheets
from andante.timekeeping.timesheets.queries import TimesheetAccess
from andante.timekeeping.worklogs import queries as worklogs

from .rules import PERSONAL

_c = changes.c


def visible(call: Call, entities: Collection[str], record: ColumnElement[Any]) -> ColumnElement[bool]:
    """The condition that a change is about one of these entities, and that the caller may see the object in `record`: its column `before`
    or `after`. Permissions count as they are now."""
    personal = {name: _conditions(call, name, record) for name in PERSONAL if name in entities}
    unlimited = [name for name in entities if not personal.get(name)]
    limited = [(_c.entity == name) & conditions[0] for name, conditions in personal.items() if conditions]
    return or_(false(), in_values(_c.entity, unlimited), *limited)


def _conditions(call: Call, entity: str, record: ColumnElement[Any]) -> list[ColumnElement[bool]]:
    def text(name: str) -> ColumnElement[Any]:
        return json_field(call.db, record, name)

    def date(name: str) -> ColumnElement[Any]:
        return json_date(call.db, record, name)

    match entity:
        case "worklog":
            return worklogs.visible(call, text("author_id"), date("start_date"))
        case "allocation":
            access = text("account_id"), text("generic_resource_id"), text("reviewer_id"), date("start_date"), date("last_day")
            return plans.visible(call, PlanAccess(*access))
        case _:
            sheet = TimesheetAccess(text("account_id"), date("from_date"), date("to_date"), text("reviewer_id"))
            return timesheets.visible(call, sheet)
