"""Handles the operations of workload schemes."""

from andante.kit.call import Call
from andante.kit.paging import FIRST_PAGE, Paging
from andante.kit.refs import UserRef
from andante.kit.server import handles
from andante.kit.wire import Page, UnlinkedPage
from andante.schedules.schemes.wire import MAX_PAGE_SIZE, SchemeMemberResult, SchemeMemberSearchInput

from . import actions, wire
from .rules import WEEK, WorkloadSchemeRecord
from .wire import WorkloadScheme, WorkloadSchemeDay, WorkloadSchemeInput, WorkloadSchemeMembersInput


@handles(wire.get_workload_schemes)
def get_workload_schemes(call: Call, paging: Paging = FIRST_PAGE) -> Page[WorkloadScheme]:
    return call.page(paging, actions.page(call, paging), render, key=lambda scheme: (scheme.id,))


@handles(wire.create_workload_scheme)
def create_workload_scheme(call: Call, body: WorkloadSchemeInput) -> WorkloadScheme:
    return render(call, actions.create(call, body))


@handles(wire.search_workload_scheme_members)
def search_workload_scheme_members(call: Call, body: SchemeMemberSearchInput) -> UnlinkedPage[SchemeMemberResult]:
    paging = body.paging(MAX_PAGE_SIZE)
    return call.unlinked_page(
        paging,
        actions.search_members(call, body.scheme_ids, paging),
        lambda call, found: SchemeMemberResult(member=call.user(found.account_id), scheme_id=found.scheme_id),
    )


@handles(wire.get_user_workload_scheme)
def get_user_workload_scheme(call: Call, account_id: str) -> WorkloadScheme:
    return render(call, actions.of_user(call, account_id))


@handles(wire.get_workload_scheme_by_id)
def get_workload_scheme_by_id(call: Call, id: int) -> WorkloadScheme:
    return render(call, actions.find(call, id))


@handles(wire.update_workload_scheme)
def update_workload_scheme(call: Call, id: int, body: WorkloadSchemeInput) -> WorkloadScheme:
    return render(call, actions.change(call, id, body))


@handles(wire.delete_workload_scheme)
def delete_workload_scheme(call: Call, id: int) -> None:
    actions.remove(call, id)


@handles(wire.set_default_workload_scheme)
def set_default_workload_scheme(call: Call, id: int) -> WorkloadScheme:
    return render(call, actions.make_default(call, id))


@handles(wire.get_workload_scheme_members1)
def get_workload_scheme_members1(call: Call, id: int, paging: Paging = FIRST_PAGE) -> Page[UserRef]:
    return call.page(paging, actions.members(call, id, paging), Call.user, key=lambda account_id: (account_id,))


@handles(wire.set_workload_scheme_for_users)
def set_workload_scheme_for_users(call: Call, id: int, body: WorkloadSchemeMembersInput) -> None:
    actions.assign(call, id, body.account_ids)


def render(call: Call, scheme: WorkloadSchemeRecord) -> WorkloadScheme:
    return WorkloadScheme(
        self_=call.link(wire.get_workload_scheme_by_id, scheme.id),
        id=scheme.id,
        name=scheme.name,
        description=scheme.description,
        default_scheme=scheme.is_default,
        member_count=scheme.member_count,
        days=[WorkloadSchemeDay(day=day, required_seconds=seconds) for day, seconds in zip(WEEK, scheme.week, strict=True)],
    )
