"""Pages on which administrators manage teams and their members."""

from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from andante.directory.people import queries as people
from andante.kit.call import Call
from andante.kit.errors import Invalid
from andante.kit.wire import MAX_INT64
from andante.organization.memberships import actions as memberships
from andante.organization.memberships.wire import MembershipInput, TeamMembershipInput
from andante.organization.roles import actions as roles
from andante.organization.teams import actions as teams
from andante.organization.teams.rules import FULL_COMMITMENT, MembershipRecord, TeamRecord
from andante.organization.teams.wire import TeamInput
from andante.web.shell.pages import InvalidForm, current_call
from andante.web.shell.translations import gettext as _

from .inputs import day_of, parse_input, text

team_pages = Blueprint("teams", __name__)
ID = f"<int(max={MAX_INT64}):id>"


@team_pages.get("/admin/teams")
def listed() -> str:
    return _list()


@team_pages.post("/admin/teams")
def create() -> ResponseReturnValue:
    try:
        added = teams.create(_administrator(), parse_input(_team_input(), TeamInput))
    except Invalid as error:
        raise InvalidForm(_list(faults=error.faults)) from error
    flash(_("Team %(name)s added", name=added.name))
    return redirect(url_for(".team", id=added.id))


@team_pages.get(f"/admin/teams/{ID}")
def team(id: int) -> str:
    return _team_page(teams.find(_administrator(), id))


@team_pages.post(f"/admin/teams/{ID}")
def change(id: int) -> ResponseReturnValue:
    existing = teams.find(_administrator(), id)
    kept = {"programId": existing.program_id, "administrative": existing.administrative}
    try:
        changed = teams.change(current_call(), id, parse_input(_team_input() | kept, TeamInput))
    except Invalid as error:
        raise InvalidForm(_team_page(existing, faults=error.faults)) from error
    flash(_("Team %(name)s updated", name=changed.name))
    return redirect(url_for(".team", id=id))


@team_pages.post(f"/admin/teams/{ID}/delete")
def delete(id: int) -> ResponseReturnValue:
    existing = teams.find(_administrator(), id)
    teams.remove(current_call(), id)
    flash(_("Team %(name)s deleted", name=existing.name))
    return redirect(url_for(".listed"))


@team_pages.post(f"/admin/teams/{ID}/members")
def add_member(id: int) -> ResponseReturnValue:
    existing = teams.find(_administrator(), id)
    try:
        person = people.look_up_reference(current_call(), text("account_id"), "accountId")
        input = _membership_input() | {"teamId": id, "accountId": person.account_id}
        memberships.add(current_call(), parse_input(input, TeamMembershipInput))
    except Invalid as error:
        raise InvalidForm(_team_page(existing, faults=error.faults)) from error
    flash(_("%(name)s added", name=person.display_name))
    return redirect(url_for(".team", id=id))


@team_pages.get(f"/admin/memberships/{ID}")
def membership(id: int) -> str:
    return _membership_page(memberships.find(_administrator(), id))


@team_pages.post(f"/admin/memberships/{ID}")
def change_membership(id: int) -> ResponseReturnValue:
    existing = memberships.find(_administrator(), id)
    try:
        memberships.change(current_call(), id, parse_input(_membership_input(), MembershipInput))
    except Invalid as error:
        raise InvalidForm(_membership_page(existing, faults=error.faults)) from error
    flash(_("Membership updated"))
    return redirect(url_for(".team", id=existing.team_id))


@team_pages.post(f"/admin/memberships/{ID}/delete")
def delete_membership(id: int) -> ResponseReturnValue:
    existing = memberships.find(_administrator(), id)
    memberships.remove(current_call(), id)
    flash(_("Membership deleted"))
    return redirect(url_for(".team", id=existing.team_id))


def _administrator() -> Call:
    call = current_call()
    call.require_administrator(to="manage teams")
    return call


def _team_input() -> dict[str, Any]:
    """The body of a request for what the form has. Raises Invalid if the lead doesn't exist."""
    lead = people.look_up_reference(current_call(), text("lead_account_id"), "leadAccountId") if text("lead_account_id") else None
    return {
        "name": text("name"),
        "summary": text("summary") or None,
        "leadAccountId": lead.account_id if lead else None,
        "public": "private" not in request.form,
    }


def _membership_input() -> dict[str, Any]:
    """The body of a request for what the form has. The last day is part of the membership."""
    commitment = text("commitment_percent") or str(FULL_COMMITMENT)
    return {
        "roleId": int(text("role_id")) if text("role_id").isdecimal() else None,
        "commitmentPercent": int(commitment) if commitment.isdecimal() else commitment,
        "from": day_of("from"),
        "to": day_of("to"),
        "useInclusiveEndDate": True,
    }


def _list(**values: Any) -> str:
    call = _administrator()
    found = teams.list_all(call)
    sizes: dict[int, int] = {}
    for active in memberships.during(call, call.today, call.today):
        sizes[active.team_id] = sizes.get(active.team_id, 0) + 1
    leads = people.by_ids(call, {team.lead_id for team in found if team.lead_id})
    found.sort(key=lambda team: team.name.casefold())
    return render_template("admin/teams.html", teams=found, sizes=sizes, leads=leads, form=request.form, **values)


def _team_page(team: TeamRecord, **values: Any) -> str:
    call = current_call()
    members = memberships.of_team(call, team.id)
    names = people.by_ids(call, {membership.account_id for membership in members} | ({team.lead_id} if team.lead_id else set()))
    members.sort(key=lambda each: (_has_ended(each), names[each.account_id].display_name.casefold()))
    return render_template(
        "admin/team.html",
        team=team,
        members=members,
        people=names,
        roles=roles.list_all(call),
        has_ended=_has_ended,
        form=request.form,
        **values,
    )


def _has_ended(membership: MembershipRecord) -> bool:
    return membership.last_day is not None and membership.last_day < current_call().today


def _membership_page(membership: MembershipRecord, **values: Any) -> str:
    call = current_call()
    person = people.find(call, membership.account_id)
    return render_template(
        "admin/membership.html", membership=membership, person=person, roles=roles.list_all(call), form=request.form, **values
    )
