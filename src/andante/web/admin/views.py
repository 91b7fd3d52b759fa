"""Pages on which administrators manage OAuth applications, people and projects."""

from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from andante.directory.people import actions as people_actions
from andante.directory.people import queries as people_queries
from andante.directory.people.rules import UserRecord
from andante.directory.people.wire import UserChange, UserInput
from andante.directory.projects import actions as project_actions
from andante.directory.projects import queries as project_queries
from andante.directory.projects.wire import ProjectChange, ProjectInput
from andante.identity.oauth import actions as oauth
from andante.identity.oauth.wire import ApplicationInput
from andante.identity.second_factor import queries as second_factor
from andante.identity.signin import actions as signin
from andante.kit.errors import Invalid, NotFound
from andante.kit.wire import MAX_INT64
from andante.organization.permissions import actions as permissions
from andante.web.shell.pages import InvalidForm, current_call, sensitive
from andante.web.shell.translations import gettext as _

from .inputs import parse_input, text

administration = Blueprint("administration", __name__)


@administration.get("/applications")
def applications() -> str:
    return _applications_page()


@administration.post("/applications")
def register_application() -> ResponseReturnValue:
    """Registers an application and shows its secret, which can't be shown again."""
    input = {
        "name": text("name"),
        "redirectUris": text("redirect_uris").split(),
        "clientType": text("client_type"),
        "maxScope": text("max_scope") or "read write",
    }
    try:
        added, secret = oauth.register(current_call(), parse_input(input, ApplicationInput))
    except Invalid as error:
        raise InvalidForm(_applications_page(faults=error.faults)) from error
    return _applications_page(added=added, secret=secret)


@administration.post(f"/applications/<int(max={MAX_INT64}):id>/delete")
def delete_application(id: int) -> ResponseReturnValue:
    oauth.remove(current_call(), id)
    flash(_("App deleted. Its tokens no longer work."))
    return redirect(url_for(".applications"))


@administration.get("/people")
def people() -> str:
    return _people_page()


@administration.post("/people")
def add_person() -> ResponseReturnValue:
    input = {"displayName": text("display_name"), "email": text("email") or None, "timeZone": text("time_zone") or "UTC"}
    try:
        added = people_actions.add(current_call(), parse_input(input, UserInput))
    except Invalid as error:
        raise InvalidForm(_people_page(faults=error.faults)) from error
    if "administrator" in request.form:
        permissions.add_administrator(current_call(), added.account_id)
    flash(_("%(name)s added", name=added.display_name))
    return redirect(url_for(".person", account_id=added.account_id))


@administration.get("/people/<account_id>")
def person(account_id: str) -> str:
    return _person_page(_find_person(account_id))


@administration.post("/people/<account_id>")
def change_person(account_id: str) -> ResponseReturnValue:
    """If the person becomes inactive, their sessions end and their tokens stop working."""
    existing = _find_person(account_id)
    input = {"displayName": text("display_name"), "email": text("email") or existing.email, "timeZone": text("time_zone")}
    try:
        new = parse_input(input, UserInput)
        change = UserChange(display_name=new.display_name, email=new.email, time_zone=new.time_zone, active="active" in request.form)
        people_actions.change(current_call(), account_id, change)
        signin.end_sessions_of_inactive_users(current_call())
    except Invalid as error:
        raise InvalidForm(_person_page(existing, faults=error.faults)) from error
    flash(_("%(name)s updated", name=new.display_name))
    return redirect(url_for(".people"))


@administration.post("/people/<account_id>/password-link")
@sensitive
def create_password_link(account_id: str) -> ResponseReturnValue:
    """Shows a link with which the person chooses a password. It can't be shown again."""
    existing = _find_person(account_id)
    secret = signin.create_password_link(current_call(), account_id, revoke_tokens="revoke_tokens" in request.form)
    return _person_page(existing, link=url_for("signin.password_form", token=secret, _external=True))


@administration.post("/people/<account_id>/reset-second-factor")
@sensitive
def reset_second_factor(account_id: str) -> ResponseReturnValue:
    """For people who lost their device and their recovery codes."""
    existing = _find_person(account_id)
    signin.reset_second_factor(current_call(), account_id)
    flash(_("%(name)s has no second factor any more", name=existing.display_name))
    return redirect(url_for(".person", account_id=account_id))


@administration.get("/projects")
def projects() -> str:
    return _projects_page()


@administration.post("/projects")
def add_project() -> ResponseReturnValue:
    try:
        added = project_actions.add(current_call(), parse_input({"key": text("key"), "name": text("name")}, ProjectInput))
    except Invalid as error:
        raise InvalidForm(_projects_page(faults=error.faults)) from error
    flash(_("Project %(key)s added", key=added.key))
    return redirect(url_for(".projects"))


@administration.get(f"/projects/<int(max={MAX_INT64}):id>")
def project(id: int) -> str:
    current_call().require_administrator(to="change projects")
    return render_template("admin/project.html", project=project_queries.find(current_call(), id))


@administration.post(f"/projects/<int(max={MAX_INT64}):id>")
def change_project(id: int) -> ResponseReturnValue:
    existing = project_queries.find(current_call(), id)
    try:
        new = parse_input({"id": id, "key": existing.key, "name": text("name")}, ProjectInput)
        project_actions.change(current_call(), existing.key, ProjectChange(name=new.name))
    except Invalid as error:
        raise InvalidForm(render_template("admin/project.html", project=existing, faults=error.faults)) from error
    flash(_("Project %(key)s updated", key=existing.key))
    return redirect(url_for(".projects"))


def _applications_page(**values: Any) -> str:
    return render_template("admin/applications.html", applications=oauth.applications(current_call()), form=request.form, **values)


def _people_page(**values: Any) -> str:
    current_call().require_administrator(to="manage people")
    return render_template("admin/people.html", people=people_queries.list_all(current_call()), form=request.form, **values)


def _find_person(account_id: str) -> UserRecord:
    current_call().require_administrator(to="manage people")
    if not account_id.isprintable():
        raise NotFound("User not found")
    return people_queries.find(current_call(), account_id)


def _person_page(user: UserRecord, **values: Any) -> str:
    factors = second_factor.factors_of(current_call(), user.account_id)
    return render_template("admin/person.html", user=user, factors=factors, form=request.form, **values)


def _projects_page(**values: Any) -> str:
    current_call().require_administrator(to="manage projects")
    return render_template("admin/projects.html", projects=project_queries.list_all(current_call()), form=request.form, **values)
