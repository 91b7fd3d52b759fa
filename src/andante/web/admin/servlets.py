"""The page on which administrators control who may use the servlets."""

from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from andante.kit.errors import Invalid
from andante.servlets.access import actions as access_control
from andante.web.shell.pages import InvalidForm, current_call
from andante.web.shell.translations import gettext as _

servlets = Blueprint("servlets", __name__)


@servlets.get("/servlets")
def access() -> str:
    return _access_page()


@servlets.post("/servlets/token")
def create_token() -> ResponseReturnValue:
    """Creates the token, or replaces it, and shows it. It can't be shown again."""
    call = current_call()
    secret = access_control.rotate_token(call) if access_control.token(call) else access_control.create_token(call)
    return _access_page(secret=secret)


@servlets.post("/servlets/token/revoke")
def revoke_token() -> ResponseReturnValue:
    access_control.revoke_token(current_call())
    flash(_("Token revoked. The servlets are turned off."))
    return redirect(url_for(".access"))


@servlets.post("/servlets/addresses")
def allow_network() -> ResponseReturnValue:
    try:
        added = access_control.allow(current_call(), request.form.get("network", ""))
    except Invalid as error:
        raise InvalidForm(_access_page(faults=error.faults)) from error
    flash(_("%(network)s allowed", network=added.network))
    return redirect(url_for(".access"))


@servlets.post("/servlets/addresses/deny")
def deny_network() -> ResponseReturnValue:
    network = request.form.get("network", "")
    access_control.deny(current_call(), network)
    flash(_("%(network)s removed", network=network))
    return redirect(url_for(".access"))


def _access_page(**values: Any) -> str:
    call = current_call()
    token, networks = access_control.token(call), access_control.networks(call)
    return render_template("admin/servlets.html", token=token, networks=networks, form=request.form, **values)
