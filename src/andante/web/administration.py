"""What administrators look after: applications, people and projects."""

from typing import Any, TypeVar

import msgspec
from flask import Blueprint, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue

from andante.directory.people import actions as people
from andante.directory.people.rules import UserRecord
from andante.directory.people.wire import UserChange, UserInput
from andante.directory.projects import actions as projects_
from andante.directory.projects.wire import ProjectChange, ProjectInput
from andante.identity.oauth import actions as oauth
from andante.identity.oauth.wire import ApplicationInput
from andante.identity.signin import actions as signin
from andante.kit.errors import Invalid, NotFound
from andante.kit.faults import refuse_if_faulty
from andante.organization.permissions import actions as permissions

from .pages import Again, page, this_call

administration = Blueprint("administration", __name__)
BIGGEST = 2**63 - 1
T = TypeVar("T")


@administration.get("/applications")
def applications() -> str:
    return _applications()


@administration.post("/applications")
def register_application() -> ResponseReturnValue:
    """Registers an application and shows its secret, this once."""
    given = {
        "name": request.form.get("name", "").strip(),
        "redirectUris": request.form.get("redirect_uris", "").split(),
        "clientType": request.form.get("client_type", ""),
    }
    try:
        added, secret = oauth.register(this_call(), checked(given, ApplicationInput))
    except Invalid as error:
        raise Again(_applications(faults=error.faults)) from error
    return _applications(added=added, secret=secret)


@administration.post(f"/applications/<int(max={BIGGEST}):id>/delete")
def delete_application(id: int) -> ResponseReturnValue:
    oauth.remove(this_call(), id)
    flash("The application is deleted. Its tokens open nothing any more.")
    return redirect(url_for(".applications"))


@administration.get("/people")
def all_people() -> str:
    return _people()


@administration.post("/people")
def add_person() -> ResponseReturnValue:
    given = {"displayName": _text("display_name"), "email": _text("email") or None, "timeZone": _text("time_zone") or "UTC"}
    try:
        added = people.add(this_call(), checked(given, UserInput))
    except Invalid as error:
        raise Again(_people(faults=error.faults)) from error
    if "administrator" in request.form:
        permissions.make_administrator(this_call(), added.account_id)
    flash(f"{added.display_name} is added.")
    return redirect(url_for(".person", account_id=added.account_id))


@administration.get("/people/<account_id>")
def person(account_id: str) -> str:
    return _person(_find(account_id))


@administration.post("/people/<account_id>")
def change_person(account_id: str) -> ResponseReturnValue:
    """A person who is made inactive is signed out by that, and their tokens open nothing."""
    found = _find(account_id)
    given = {"displayName": _text("display_name"), "email": _text("email") or found.email, "timeZone": _text("time_zone")}
    try:
        new = checked(given, UserInput)
        change = UserChange(display_name=new.display_name, email=new.email, time_zone=new.time_zone, active="active" in request.form)
        people.change(this_call(), account_id, change)
    except Invalid as error:
        raise Again(_person(found, faults=error.faults)) from error
    flash(f"{new.display_name} is changed.")
    return redirect(url_for(".all_people"))


@administration.post("/people/<account_id>/password-link")
def make_password_link(account_id: str) -> ResponseReturnValue:
    """Shows a link, this once, with which the person chooses a password."""
    found = _find(account_id)
    secret = signin.password_link(this_call(), account_id)
    return _person(found, link=url_for("signin.choose", token=secret, _external=True))


@administration.get("/projects")
def projects() -> str:
    return _projects()


@administration.post("/projects")
def add_project() -> ResponseReturnValue:
    try:
        added = projects_.add(this_call(), checked({"key": _text("key"), "name": _text("name")}, ProjectInput))
    except Invalid as error:
        raise Again(_projects(faults=error.faults)) from error
    flash(f"The project {added.key} is added.")
    return redirect(url_for(".projects"))


@administration.get(f"/projects/<int(max={BIGGEST}):id>")
def project(id: int) -> str:
    this_call().require_administrator(to="change projects")
    return page("project.html", project=projects_.find(this_call(), id))


@administration.post(f"/projects/<int(max={BIGGEST}):id>")
def change_project(id: int) -> ResponseReturnValue:
    found = projects_.find(this_call(), id)
    try:
        given = checked({"id": id, "key": found.key, "name": _text("name")}, ProjectInput)
        projects_.change(this_call(), found.key, ProjectChange(name=given.name))
    except Invalid as error:
        raise Again(page("project.html", project=found, faults=error.faults)) from error
    flash(f"The project {found.key} is changed.")
    return redirect(url_for(".projects"))


def checked(given: dict[str, Any], kind: type[T]) -> T:
    """What a form gives, held to the same limits as a body."""
    refuse_if_faulty(given, kind)
    return msgspec.convert(given, kind)


def _text(field: str) -> str:
    return request.form.get(field, "").strip()


def _applications(**more: Any) -> str:
    return page("applications.html", applications=oauth.applications(this_call()), given=request.form, **more)


def _people(**more: Any) -> str:
    this_call().require_administrator(to="look after people")
    return page("people.html", people=people.everyone(this_call()), given=request.form, **more)


def _find(account_id: str) -> UserRecord:
    this_call().require_administrator(to="look after people")
    if not account_id.isprintable():
        raise NotFound("User not found")
    return people.find(this_call(), account_id)


def _person(found: UserRecord, **more: Any) -> str:
    return page("person.html", found=found, given=request.form, **more)


def _projects(**more: Any) -> str:
    this_call().require_administrator(to="look after projects")
    return page("projects.html", projects=projects_.every(this_call()), given=request.form, **more)
