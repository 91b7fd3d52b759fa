"""Pages on which users manage their second factor, and on which sensitive pages ask for it again."""

from flask import Blueprint, flash, redirect, render_template, request, session, url_for
from flask.typing import ResponseReturnValue

from andante.directory.people import queries as people
from andante.identity.second_factor import actions, queries
from andante.identity.signin import actions as signin
from andante.identity.signin import queries as signin_queries
from andante.kit.call import Call
from andante.kit.errors import Fault, FaultCode, Invalid
from andante.kit.wire import MAX_INT64
from andante.web.shell.browser import current_browser
from andante.web.shell.pages import InvalidForm, current_call, sensitive
from andante.web.shell.translations import gettext as _

from . import passkeys
from .second_step import NEW_APP, new_app, wrong_code, wrong_passkey
from .signin import local_path

second_factor = Blueprint("second_factor", __name__)


@second_factor.get("/second-factor")
@sensitive
def overview() -> str:
    return _overview()


@second_factor.post("/second-factor/app")
@sensitive
def start_app() -> str:
    """Shows the QR code of a new authenticator app."""
    session.pop(NEW_APP, None)
    return _app_page()


@second_factor.post("/second-factor/app/activate")
@sensitive
def activate_app() -> ResponseReturnValue:
    call = current_call()
    try:
        codes = actions.activate_app(call, call.me, session.get(NEW_APP, ""), request.form.get("code", ""))
    except Invalid as error:
        raise InvalidForm(_app_page(error.faults)) from error
    session.pop(NEW_APP, None)
    return _added(call, codes, _("Authenticator app set up"))


@second_factor.post("/second-factor/app/remove")
@sensitive
def remove_app() -> ResponseReturnValue:
    call = current_call()
    try:
        actions.remove_app(call, call.me, required=call.settings.require_second_factor)
    except Invalid as error:
        raise InvalidForm(_overview(error.faults)) from error
    flash(_("Authenticator app removed"))
    return redirect(url_for(".overview"))


@second_factor.post("/second-factor/passkeys/new")
@sensitive
def start_passkey() -> str:
    """Shows the form for a new passkey, with a new challenge."""
    return _passkey_page()


@second_factor.post("/second-factor/passkeys")
@sensitive
def add_passkey() -> ResponseReturnValue:
    call, form = current_call(), request.form
    challenge = signin_queries.challenge(call, current_browser().token) or ""
    try:
        codes = actions.add_passkey(
            call, call.me, form.get("name", "").strip(), form.get("response", ""), challenge=challenge, party=passkeys.relying_party()
        )
    except Invalid as error:
        raise InvalidForm(_overview(error.faults)) from error
    signin.renew_challenge(call, current_browser().token)
    return _added(call, codes, _("Passkey added"))


@second_factor.post(f"/second-factor/passkeys/<int(max={MAX_INT64}):id>/remove")
@sensitive
def remove_passkey(id: int) -> ResponseReturnValue:
    call = current_call()
    try:
        actions.remove_passkey(call, call.me, id, required=call.settings.require_second_factor)
    except Invalid as error:
        raise InvalidForm(_overview(error.faults)) from error
    flash(_("Passkey removed"))
    return redirect(url_for(".overview"))


@second_factor.post("/second-factor/recovery-codes")
@sensitive
def create_recovery_codes() -> ResponseReturnValue:
    call = current_call()
    if not queries.has_factor(call, call.me):
        return redirect(url_for(".overview"))
    return _codes_page(actions.create_recovery_codes(call, call.me))


@second_factor.get("/second-factor/check")
def check() -> ResponseReturnValue:
    if not queries.has_factor(current_call(), current_call().me):
        return redirect(local_path(request.args.get("next")))
    return _check_page()


@second_factor.post("/second-factor/check")
def check_code() -> ResponseReturnValue:
    """Checks a code. The transaction is committed even if the code is wrong, because the attempt is counted in it."""
    call = current_call()
    if not signin.try_code(call, call.me, request.form.get("code", "")):
        return _check_page([Fault("code", FaultCode.UNAUTHENTICATED, wrong_code())]), 401
    return _confirm(call)


@second_factor.post("/second-factor/check/passkey")
def check_passkey() -> ResponseReturnValue:
    call, secret = current_call(), current_browser().token
    challenge = signin_queries.challenge(call, secret) or ""
    if not signin.try_passkey(call, call.me, secret, request.form.get("response", ""), challenge, passkeys.relying_party()):
        return _check_page([Fault("", FaultCode.UNAUTHENTICATED, wrong_passkey())]), 401
    return _confirm(call)


def _confirm(call: Call) -> ResponseReturnValue:
    signin.confirm_second_factor(call, current_browser().token)
    return redirect(local_path(request.form.get("next")))


def _added(call: Call, codes: list[str] | None, message: str) -> ResponseReturnValue:
    """The new recovery codes after the first factor, otherwise the overview."""
    signin.confirm_second_factor(call, current_browser().token)
    if codes:
        return _codes_page(codes)
    flash(message)
    return redirect(url_for(".overview"))


def _overview(faults: tuple[Fault, ...] = ()) -> str:
    call = current_call()
    return render_template(
        "identity/second_factor.html",
        factors=queries.factors_of(call, call.me),
        supports_passkeys=passkeys.relying_party().supports_passkeys,
        faults=faults,
    )


def _app_page(faults: tuple[Fault, ...] = ()) -> str:
    call = current_call()
    me, replaces = people.find(call, call.me), queries.factors_of(call, call.me).app_since is not None
    return render_template("identity/authenticator_app.html", app=new_app(me.email or me.display_name), replaces=replaces, faults=faults)


def _passkey_page() -> str:
    call = current_call()
    challenge = signin.renew_challenge(call, current_browser().token)
    options = passkeys.creation_options(people.find(call, call.me), challenge, queries.credential_ids(call, call.me))
    return render_template("identity/new_passkey.html", options=options)


def _codes_page(codes: list[str]) -> str:
    return render_template("identity/recovery_codes.html", codes=codes, next=url_for(".overview"))


def _check_page(faults: list[Fault] | None = None) -> str:
    call = current_call()
    challenge = signin_queries.challenge(call, current_browser().token)
    return render_template(
        "identity/check.html",
        options=passkeys.request_options(challenge, queries.credential_ids(call, call.me)),
        has_app=queries.factors_of(call, call.me).app_since is not None,
        next=request.values.get("next", ""),
        faults=faults,
    )
