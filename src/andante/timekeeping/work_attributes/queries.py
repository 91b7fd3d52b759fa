"""Finds work attributes, which every user may see."""

from andante.kit.call import Call
from andante.kit.lookup import require_found
from andante.kit.paging import Paging

from . import store
from .rules import AttributeRecord


def all_by_key(call: Call) -> dict[str, AttributeRecord]:
    """All attributes by key, oldest first."""
    return store.all_by_key(call.db)


def page(call: Call, paging: Paging) -> list[AttributeRecord]:
    """The requested page, plus one attribute."""
    return store.page(call.db, paging)


def find(call: Call, key: str) -> AttributeRecord:
    """The attribute with this key. Raises NotFound if it doesn't exist."""
    return require_found(store.by_key(call.db, key), "Work attribute", key)
