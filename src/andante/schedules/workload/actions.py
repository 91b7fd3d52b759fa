"""Reads and changes workload schemes. All users may read them, only administrators may change them."""

from collections.abc import Collection, Sequence

from andante.kit.call import Call
from andante.kit.changes import Action
from andante.kit.errors import FaultCode, Invalid
from andante.kit.lookup import require_found
from andante.kit.paging import Paging
from andante.schedules.schemes import actions as schemes
from andante.schedules.schemes.rules import Membership

from . import rules, store
from .rules import WorkloadSchemeRecord
from .store import WORKLOAD
from .wire import WorkloadSchemeInput


def page(call: Call, paging: Paging) -> list[WorkloadSchemeRecord]:
    return store.page(call.db, paging)


def find(call: Call, id: int) -> WorkloadSchemeRecord:
    return require_found(store.by_id(call.db, id), "Workload scheme", id)


def look_up(call: Call, id_or_name: str) -> WorkloadSchemeRecord:
    """The scheme with this id or name. Raises NotFound, or Invalid if several schemes have the name."""
    return find(call, schemes.look_up(call, WORKLOAD, id_or_name))


def list_all(call: Call) -> list[WorkloadSchemeRecord]:
    """All schemes, by id."""
    return store.all_schemes(call.db)


def of_user(call: Call, account_id: str) -> WorkloadSchemeRecord:
    return find(call, schemes.scheme_id_of(call, WORKLOAD, account_id))


def create(call: Call, input: WorkloadSchemeInput) -> WorkloadSchemeRecord:
    _start_change(call, "create workload schemes")
    scheme = find(call, store.add(call.db, input.name, input.description or "", _week(input)))
    call.record(store.SCHEME, scheme.id, Action.CREATED, after=scheme)
    return scheme


def change(call: Call, id: int, input: WorkloadSchemeInput) -> WorkloadSchemeRecord:
    """Replaces the name, the description and the days."""
    _start_change(call, "change workload schemes")
    before = find(call, id)
    store.change(call.db, id, input.name, input.description or "", _week(input))
    after = find(call, id)
    call.record(store.SCHEME, id, Action.UPDATED, before=before, after=after)
    return after


def remove(call: Call, id: int) -> None:
    """Deletes a scheme. Its members return to the default scheme, which can't be deleted."""
    _start_change(call, "delete workload schemes")
    scheme = find(call, id)
    if scheme.is_default:
        raise Invalid(
            "",
            FaultCode.IN_USE,
            f"The workload scheme {id} ({scheme.name}) is the default and can't be deleted: choose another default first",
        )
    schemes.return_members_to_default(call, WORKLOAD, id)
    store.remove(call.db, id)
    call.record(store.SCHEME, id, Action.DELETED, before=scheme)


def make_default(call: Call, id: int) -> WorkloadSchemeRecord:
    """Makes a scheme the default. It then applies to all users without an assignment."""
    _start_change(call, "choose the default workload scheme")
    before = [find(call, id), find(call, WORKLOAD.load_default_id(call.db))]
    if before[0].is_default:
        return before[0]
    WORKLOAD.make_default(call.db, id)
    after = [find(call, scheme.id) for scheme in before]
    call.record_updated(store.SCHEME, zip(before, after, strict=True))
    return after[0]


def members(call: Call, id: int, paging: Paging) -> list[str]:
    """The account ids of a scheme's members: the requested page, plus one id."""
    return WORKLOAD.members(call.db, id, is_default=find(call, id).is_default, paging=paging)


def search_members(call: Call, scheme_ids: Collection[int], paging: Paging) -> list[Membership]:
    """The members of several schemes, by account id: the requested page, plus one membership."""
    return WORKLOAD.search(call.db, scheme_ids, paging)


def assign(call: Call, id: int, account_ids: Sequence[str]) -> None:
    """Assigns users to a scheme instead of their current one. If a user doesn't exist, assigns none and raises Invalid."""
    _start_change(call, "assign users to workload schemes")
    schemes.assign(call, WORKLOAD, find(call, id).id, account_ids)


def _start_change(call: Call, purpose: str) -> None:
    """Checks the permission and locks all schemes. No other call can then delete a scheme that this call changes or makes
    the default."""
    call.require_administrator(to=purpose)
    WORKLOAD.lock(call.db)


def _week(input: WorkloadSchemeInput) -> tuple[int, ...]:
    week, faults = rules.week_of(input.days)
    if faults:
        raise Invalid(*faults)
    return week
