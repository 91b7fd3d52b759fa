"""Loads workload schemes and their members for other domains. This needs no permission: all users may see them."""

from collections.abc import Collection

from andante.kit import changes
from andante.kit.call import Call

from . import store
from .rules import WorkloadSchemeRecord


def members(call: Call, scheme_id: int) -> list[str]:
    """The account ids of a scheme's members. Empty if the scheme doesn't exist."""
    scheme = store.by_id(call.db, scheme_id)
    return store.WORKLOAD.all_members(call.db, scheme_id, is_default=scheme.is_default) if scheme else []


def existing_and_deleted(call: Call, ids: Collection[int]) -> dict[int, WorkloadSchemeRecord]:
    """The schemes with these ids. A deleted scheme is as it was when it was deleted."""
    return {scheme.id: scheme for scheme in (*changes.deleted(call.db, store.SCHEME, ids), *store.all_schemes(call.db))}
