"""What one may do with workload schemes. Reading is for everybody, changing for administrators."""

from andante.kit.call import Call
from andante.kit.changes import Action
from andante.kit.errors import FaultCode, Invalid
from andante.kit.lookup import require_found
from andante.kit.paging import Paging
from andante.schedules.schemes import actions as schemes
from andante.schedules.schemes.rules import Membership
from andante.schedules.schemes.wire import LARGEST_SEARCH, SchemeMemberSearchInput

from . import rules, store
from .rules import WorkloadSchemeRecord
from .store import WORKLOAD
from .wire import WorkloadSchemeInput


def page(call: Call, paging: Paging) -> list[WorkloadSchemeRecord]:
    return store.page(call.db, paging)


def find(call: Call, id: int) -> WorkloadSchemeRecord:
    return require_found(store.by_id(call.db, id), "Workload scheme", id)


def look_up(call: Call, meant: str) -> WorkloadSchemeRecord:
    """The scheme that a person means: its id or its name."""
    return find(call, schemes.look_up(call, WORKLOAD, meant))


def every(call: Call) -> list[WorkloadSchemeRecord]:
    """All schemes, oldest first."""
    return store.every(call.db)


def of_user(call: Call, account_id: str) -> WorkloadSchemeRecord:
    return find(call, schemes.scheme_of(call, WORKLOAD, account_id))


def create(call: Call, given: WorkloadSchemeInput) -> WorkloadSchemeRecord:
    _begin_change(call, "create workload schemes")
    scheme = find(call, store.add(call.db, given.name, given.description or "", _week(given)))
    call.record(store.SCHEME, scheme.id, Action.CREATED, after=scheme)
    return scheme


def change(call: Call, id: int, given: WorkloadSchemeInput) -> WorkloadSchemeRecord:
    """Replaces name, description and days."""
    _begin_change(call, "change workload schemes")
    before = find(call, id)
    store.change(call.db, id, given.name, given.description or "", _week(given))
    after = find(call, id)
    call.record(store.SCHEME, id, Action.UPDATED, before=before, after=after)
    return after


def remove(call: Call, id: int) -> None:
    """Deletes it and returns its members to the default, which itself can't be deleted."""
    _begin_change(call, "delete workload schemes")
    scheme = find(call, id)
    if scheme.is_default:
        raise Invalid(
            "",
            FaultCode.IN_USE,
            f"The workload scheme {id} ({scheme.name}) is the default and can't be deleted: make another one the default first",
        )
    schemes.dissolve(call, WORKLOAD, id)
    store.remove(call.db, id)
    call.record(store.SCHEME, id, Action.DELETED, before=scheme)


def make_default(call: Call, id: int) -> WorkloadSchemeRecord:
    """Who was put into no scheme belongs to this one from now on."""
    _begin_change(call, "choose the default workload scheme")
    before = [find(call, id), find(call, WORKLOAD.current_default(call.db))]
    if before[0].is_default:
        return before[0]
    WORKLOAD.make_default(call.db, id)
    after = [find(call, scheme.id) for scheme in before]
    call.record_updated(store.SCHEME, zip(before, after, strict=True))
    return after[0]


def members(call: Call, id: int, paging: Paging) -> list[str]:
    """The account ids of a scheme's members: the asked page and one more."""
    return WORKLOAD.members(call.db, id, is_default=find(call, id).is_default, paging=paging)


def search_members(call: Call, asked: SchemeMemberSearchInput) -> list[Membership]:
    return WORKLOAD.search(call.db, asked.scheme_ids, asked.paging(LARGEST_SEARCH))


def assign(call: Call, id: int, account_ids: list[str]) -> None:
    """Puts people into a scheme, out of the ones that they were in."""
    _begin_change(call, "put people into workload schemes")
    schemes.move(call, WORKLOAD, find(call, id).id, account_ids)


def _begin_change(call: Call, what: str) -> None:
    """Changes of schemes go one after the other: none is deleted while somebody is put into it or makes it the default."""
    call.require_administrator(to=what)
    WORKLOAD.queue(call.db)


def _week(given: WorkloadSchemeInput) -> tuple[int, ...]:
    week, faults = rules.week_of(given.days)
    if faults:
        raise Invalid(*faults)
    return week
