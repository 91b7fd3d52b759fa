"""Which machines may use the servlets, as administrators look after it."""

from typing import Any

from flask import Blueprint, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue

from andante.kit.errors import Invalid
from andante.servlets.access import actions as accesscontrol

from .pages import Again, page, this_call

servlets = Blueprint("servlets", __name__)


@servlets.get("/servlets")
def access() -> str:
    return _access()


@servlets.post("/servlets/token")
def make_token() -> ResponseReturnValue:
    """Makes the token, or a new one in its place, and shows it, this once."""
    call = this_call()
    secret = accesscontrol.rotate_token(call) if accesscontrol.token(call) else accesscontrol.create_token(call)
    return _access(secret=secret)


@servlets.post("/servlets/token/revoke")
def revoke_token() -> ResponseReturnValue:
    accesscontrol.revoke_token(this_call())
    flash("The token is revoked. The servlets are closed.")
    return redirect(url_for(".access"))


@servlets.post("/servlets/addresses")
def allow() -> ResponseReturnValue:
    try:
        added = accesscontrol.allow(this_call(), request.form.get("network", ""))
    except Invalid as error:
        raise Again(_access(faults=error.faults)) from error
    flash(f"{added.network} may use the servlets.")
    return redirect(url_for(".access"))


@servlets.post("/servlets/addresses/deny")
def deny() -> ResponseReturnValue:
    network = request.form.get("network", "")
    accesscontrol.deny(this_call(), network)
    flash(f"{network} may not use the servlets any more.")
    return redirect(url_for(".access"))


def _access(**more: Any) -> str:
    call = this_call()
    return page("servlets.html", token=accesscontrol.token(call), networks=accesscontrol.networks(call), given=request.form, **more)
