"""Finds webhook subscriptions and due deliveries for jobs, without a permission check."""

from sqlalchemy import Connection
from sqlalchemy.sql.elements import ColumnElement

from andante.kit.call import Call
from andante.kit.clock import now

from . import store
from .rules import DueDelivery


def has_unread_changes(db: Connection) -> ColumnElement[bool]:
    """The condition that there are changes to turn into deliveries."""
    return store.has_unread_changes(db)


def has_due_deliveries(_: Connection) -> ColumnElement[bool]:
    """The condition that deliveries can be sent now."""
    return store.is_due(now())


def due_deliveries(call: Call, busy: set[str]) -> list[DueDelivery]:
    """The oldest due delivery of each subscription, except of busy ones."""
    return store.due(call.db, call.now, busy)


def instance_id(call: Call) -> str:
    """The id of this installation, by which receivers distinguish several."""
    return store.instance_id(call.db)
