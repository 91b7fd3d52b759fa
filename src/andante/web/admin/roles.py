"""Pages on which administrators manage permission roles: who holds which permissions, over everyone or over the members of teams."""

import re
from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from andante.directory.people import queries as people
from andante.kit.call import Call
from andante.kit.errors import Invalid
from andante.kit.wire import MAX_INT64
from andante.organization.permissions import actions as permissions
from andante.organization.permissions.rules import PermissionRoleRecord
from andante.organization.permissions.wire import PermissionRoleInput
from andante.organization.teams import actions as teams
from andante.scopes import Permission
from andante.web.shell.pages import InvalidForm, current_call
from andante.web.shell.translations import gettext as _
from andante.web.shell.translations import marked

from .inputs import parse_input, text

role_pages = Blueprint("roles", __name__)
ID = f"<int(max={MAX_INT64}):id>"
NAMES = {
    Permission.WORKLOG_VIEW: marked("See time"),
    Permission.WORKLOG_MANAGE: marked("Change time"),
    Permission.TIMESHEET_APPROVE: marked("Approve timesheets"),
    Permission.PLAN_VIEW: marked("See plans"),
    Permission.PLAN_MANAGE: marked("Change plans"),
    Permission.PLAN_APPROVE: marked("Approve plans"),
    Permission.BILLABLE_EDIT: marked("Set billable time"),
    Permission.RATE_VIEW: marked("See rates"),
    Permission.RATE_MANAGE: marked("Change rates"),
    Permission.ACCOUNT_MANAGE: marked("Manage accounts"),
    Permission.TEAM_MANAGE: marked("Manage teams"),
}
"""What each permission allows, in a few words."""


@role_pages.get("/admin/roles")
def listed() -> str:
    return render_template("admin/roles.html", roles=permissions.list_all(_administrator()), names=NAMES)


@role_pages.get("/admin/roles/new")
def new() -> str:
    _administrator()
    return _form(None)


@role_pages.post("/admin/roles")
def create() -> ResponseReturnValue:
    try:
        added = permissions.create(_administrator(), parse_input(_input(), PermissionRoleInput))
    except Invalid as error:
        raise InvalidForm(_form(None, faults=error.faults)) from error
    flash(_("Role %(name)s added", name=added.name))
    return redirect(url_for(".listed"))


@role_pages.get(f"/admin/roles/{ID}")
def role(id: int) -> str:
    return _form(permissions.find(_administrator(), id))


@role_pages.post(f"/admin/roles/{ID}")
def change(id: int) -> ResponseReturnValue:
    existing = permissions.find(_administrator(), id)
    try:
        permissions.change(current_call(), id, parse_input(_input(), PermissionRoleInput))
    except Invalid as error:
        raise InvalidForm(_form(existing, faults=error.faults)) from error
    flash(_("Role %(name)s updated", name=text("name")))
    return redirect(url_for(".listed"))


@role_pages.post(f"/admin/roles/{ID}/delete")
def delete(id: int) -> ResponseReturnValue:
    existing = permissions.find(_administrator(), id)
    permissions.remove(current_call(), id)
    flash(_("Role %(name)s deleted", name=existing.name))
    return redirect(url_for(".listed"))


def _administrator() -> Call:
    call = current_call()
    call.require_administrator(to="manage permission roles")
    return call


def _input() -> dict[str, Any]:
    """The body of a request for what the form has. Raises Invalid if one of the people doesn't exist."""
    team_ids = [int(id) for id in request.form.getlist("access_entity_ids") if id.isdecimal()]
    named = filter(None, re.split(r"[\s,;]+", text("permitted_account_ids")))
    found = [people.look_up_reference(current_call(), name, "permittedAccountIds") for name in named]
    return {
        "name": text("name"),
        "accessType": "TEAM" if team_ids else "GLOBAL",
        "accessEntityIds": team_ids,
        "permissionKeys": request.form.getlist("permission_keys"),
        "permittedAccountIds": [person.account_id for person in found],
    }


def _form(role: PermissionRoleRecord | None, **values: Any) -> str:
    """The page of a role; None stands for a new one."""
    call = current_call()
    found = sorted(teams.list_all(call), key=lambda team: team.name.casefold())
    return render_template(
        "admin/role.html",
        role=role,
        people=people.by_ids(call, role.account_ids if role else []),
        teams={team.id: team.name for team in found},
        names=NAMES,
        form=request.form,
        **values,
    )
