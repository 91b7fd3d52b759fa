"""The second step of signing in, after the password: a code, a passkey, or setting up a second factor that is required.

The browser's cookie contains the secret of a pending sign-in. It isn't a session, so it opens no other page.
"""

from typing import cast

from flask import Blueprint, Response, redirect, render_template, request, session, url_for
from flask.typing import ResponseReturnValue

from andante.directory.people import queries as people
from andante.identity.second_factor import actions as second_factors
from andante.identity.second_factor import queries as second_factor
from andante.identity.second_factor import rules
from andante.identity.signin import actions, queries
from andante.identity.signin.rules import PendingSignIn
from andante.kit.call import Call
from andante.kit.errors import Fault, FaultCode, Invalid
from andante.web.shell.browser import current_browser
from andante.web.shell.pages import InvalidForm, allow_only, current_call, public
from andante.web.shell.translations import gettext as _

from . import passkeys
from .signin import NEXT, device, local_path, start_session

second_step = Blueprint("second_step", __name__)
NEW_APP = "new_app"
"""The name of the value of the browser's session with the secret of an authenticator app that isn't active yet."""


@second_step.get("/signin/second-step")
@public
def form() -> ResponseReturnValue:
    pending = _pending()
    if pending is not None and second_factor.has_factor(current_call(), pending.account_id):
        return _page(pending)
    if pending is not None and current_call().settings.require_second_factor:
        return _set_up_page(pending)
    return redirect(url_for("signin.sign_in_form"))


@second_step.post("/signin/second-step")
@public
def check_code() -> ResponseReturnValue:
    """Checks a code. The transaction is committed even if the code is wrong, because the attempt is counted in it."""
    call, pending = current_call(), _pending()
    if pending is None:
        return redirect(url_for("signin.sign_in_form"))
    if not actions.try_code(call, pending.account_id, request.form.get("code", "")):
        return _page(pending, [Fault("code", FaultCode.UNAUTHENTICATED, wrong_code())]), 401
    return _finish(call, pending)


@second_step.post("/signin/passkey")
@public
def check_passkey() -> ResponseReturnValue:
    call, pending = current_call(), _pending()
    if pending is None:
        return redirect(url_for("signin.sign_in_form"))
    secret, response = current_browser().token, request.form.get("response", "")
    if not actions.try_passkey(call, pending.account_id, secret, response, pending.challenge, passkeys.relying_party()):
        fresh = _pending()
        assert fresh
        return _page(fresh, [Fault("", FaultCode.UNAUTHENTICATED, wrong_passkey())]), 401
    return _finish(call, pending)


@second_step.post("/signin/set-up")
@public
def set_up() -> ResponseReturnValue:
    """Sets up the first second factor, which the administrator requires. A user who has one can't replace it here."""
    call, pending = current_call(), _pending()
    if pending is None or not call.settings.require_second_factor or second_factor.has_factor(call, pending.account_id):
        return redirect(url_for(".form"))
    try:
        codes = second_factors.activate_app(call, pending.account_id, session.get(NEW_APP, ""), request.form.get("code", ""))
    except Invalid as error:
        raise InvalidForm(_set_up_page(pending, error.faults)) from error
    target = _finish(call, pending)
    return render_template("identity/recovery_codes.html", codes=codes, next=target.location)


def wrong_code() -> str:
    return _("This code is wrong, expired or already used. Enter the current one.")


def wrong_passkey() -> str:
    return _("This passkey was not accepted. Try again, or use a code.")


def _pending() -> PendingSignIn | None:
    return queries.pending_sign_in(current_call(), current_browser().token)


def _finish(call: Call, pending: PendingSignIn) -> Response:
    """Replaces the pending sign-in by a session."""
    next_path = session.get(NEXT)
    start_session(call, actions.finish_sign_in(call, current_browser().token, device()))
    current_browser().remember(actions.remember_browser(call, pending.account_id))
    return cast("Response", redirect(local_path(next_path)))


def _page(pending: PendingSignIn, faults: list[Fault] | None = None) -> str:
    allow_only(passkeys.SCRIPT)
    call = current_call()
    options = passkeys.request_options(pending.challenge, second_factor.credential_ids(call, pending.account_id))
    has_app = second_factor.factors_of(call, pending.account_id).app_since is not None
    return render_template("identity/second_step.html", options=options, has_app=has_app, faults=faults)


def _set_up_page(pending: PendingSignIn, faults: tuple[Fault, ...] = ()) -> str:
    allow_only()
    user = people.find(current_call(), pending.account_id)
    return render_template("identity/set_up.html", app=new_app(user.email or user.display_name), faults=faults)


def new_app(account: str) -> dict[str, str]:
    """The secret of a new authenticator app and its QR code. The secret stays the same while the browser's session lasts, so that it still
    is the right one after a wrong code."""
    secret = session.get(NEW_APP, "")
    if not rules.is_secret(secret):
        secret = session[NEW_APP] = rules.new_secret()
    uri = rules.app_uri(secret, account, passkeys.relying_party().id)
    return {"secret": rules.grouped(secret), "qr_code": rules.qr_code(uri)}
