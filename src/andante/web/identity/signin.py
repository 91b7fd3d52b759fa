"""Pages on which users sign in, sign out and choose a password."""

from collections.abc import Sequence
from typing import cast

from flask import Blueprint, flash, g, redirect, render_template, request, session, url_for
from flask.typing import ResponseReturnValue

from andante.directory.people import queries as people
from andante.identity.signin import actions, queries, rules
from andante.identity.signin.rules import PasswordLink
from andante.kit import networks as addresses
from andante.kit.call import Call
from andante.kit.errors import Fault, FaultCode, Forbidden, Invalid
from andante.mail.messages import actions as mail
from andante.onboarding.setup import queries as setup
from andante.timekeeping.configuration import queries as configuration
from andante.web.shell.browser import current_browser, known_browser_cookie
from andante.web.shell.pages import (
    InvalidForm,
    allow_only,
    current_call,
    current_site,
    manual_transactions,
    public,
    redirect_to_check,
    sensitive,
)
from andante.web.shell.translations import current_language, marked
from andante.web.shell.translations import gettext as _

signin = Blueprint("signin", __name__)
NEXT = "next"
"""The name of the value of the browser's session with the path to open after the second step."""

_WRONG_CREDENTIALS = marked("Wrong email or password.")


@signin.get("/signin")
@public
def sign_in_form() -> ResponseReturnValue:
    if current_call().me:
        return redirect(local_path(request.args.get("next")))
    if not current_site().settings.oidc_issuer and not queries.has_sign_in(current_call()):
        return render_template("identity/first_run.html", is_empty=not setup.has_users(current_call()))
    return _sign_in_page()


@signin.post("/signin")
@manual_transactions
def sign_in() -> ResponseReturnValue:
    """Checks the password outside of a transaction. The check is slow by design, and other writers would have to wait for it."""
    email, password = request.form.get("email", ""), request.form.get("password", "")
    with current_site().open_call(writes=True) as call:
        credential = actions.start_attempt(call, email, client_address(), known_browser_cookie(email))
    if not rules.verify(credential, password):
        return _sign_in_page([Fault("", FaultCode.UNAUTHENTICATED, _(_WRONG_CREDENTIALS))]), 401
    with current_site().open_call(writes=True) as call:
        started = actions.sign_in(call, credential, device())
        if not started.complete:
            return begin_second_step(call, started.secret, request.form.get("next"))
        start_session(call, started.secret)
        current_browser().remember(actions.remember_browser(call, cast("str", credential.account_id)))
    return redirect(local_path(request.form.get("next")))


@signin.post("/signout")
@public
def sign_out() -> ResponseReturnValue:
    actions.end_session(current_call(), current_browser().token)
    current_browser().end_session()
    flash(_("You're signed out"))
    return redirect(url_for(".sign_in_form"))


@signin.get("/password/forgot")
@public
def forgotten_password() -> ResponseReturnValue:
    """The form to get a link by mail. Without mail, explains how to get one from an administrator."""
    if current_call().me:
        return redirect(url_for("home.home"))
    return _forgotten_page()


@signin.post("/password/forgot")
@public
def request_reset() -> ResponseReturnValue:
    """The response is the same for every email, so it doesn't reveal who can sign in here."""
    if not mail.is_configured(current_site().settings):
        return redirect(url_for(".forgotten_password"))
    actions.request_reset(current_call(), request.form.get("email", ""), client_address(), current_language())
    return _forgotten_page(is_requested=True)


def _forgotten_page(*, is_requested: bool = False) -> str:
    allow_only()
    sends_mail = mail.is_configured(current_site().settings)
    return render_template("identity/forgotten_password.html", sends_mail=sends_mail, is_requested=is_requested)


@signin.get("/password")
@public
def password_form() -> ResponseReturnValue:
    secret = request.args.get("token", "")
    return _password_page(secret, queries.password_link(current_call(), secret))


@signin.post("/password")
@public
def set_password() -> ResponseReturnValue:
    """Sets the password of the person for whom the link was created. Someone who was invited is then signed in."""
    secret = request.form.get("token", "")
    link = queries.password_link(current_call(), secret)
    try:
        account_id = actions.choose_password(current_call(), secret, _new_password(), revoke_tokens="revoke_tokens" in request.form)
    except Invalid as error:
        raise InvalidForm(_password_page(secret, link, error.faults)) from error
    if link.purpose == "INVITATION":
        return enter(account_id)
    current_browser().end_session()
    current_browser().remember(actions.remember_browser(current_call(), account_id))
    flash(_("Password set. You can sign in now."))
    return redirect(url_for(".sign_in_form"))


def enter(account_id: str) -> ResponseReturnValue:
    """Signs in a user who has just chosen the first password, and redirects to the start page."""
    call = current_call()
    started = actions.begin(call, account_id, device())
    if not started.complete:
        return begin_second_step(call, started.secret, url_for("home.home"))
    start_session(call, started.secret)
    current_browser().remember(actions.remember_browser(call, account_id))
    g.signed_in = queries.signed_in(call.db, started.secret, call.now)  # messages are in the language of the user
    return redirect(url_for("home.home"))


def _password_page(secret: str, link: PasswordLink, faults: Sequence[Fault] = ()) -> str:
    company = configuration.current(current_call()).company_name if link.purpose == "INVITATION" else None
    return render_template("identity/password.html", link=link, secret=secret, faults=faults, company=company)


@signin.get("/my-password")
@sensitive
def my_password() -> str:
    return render_template("identity/my_password.html")


@signin.post("/my-password")
@manual_transactions
def change_my_password() -> ResponseReturnValue:
    """Checks the current password like a sign-in, with a limit of attempts. Otherwise, anyone with access to a browser that was
    left signed in could guess it."""
    revoke_tokens = "revoke_tokens" in request.form
    try:
        password = _new_password()
        rules.check_password(password)
        with current_site().open_call(writes=True) as call:
            if not call.me:
                return redirect(url_for(".sign_in_form", next=url_for(".my_password")))
            if redirection := redirect_to_check():
                return redirection
            credential = actions.start_password_change(call, known_browser_cookie(people.find(call, call.me).email or ""))
        if not rules.verify(credential, request.form.get("current", "")):
            raise Invalid("current", FaultCode.UNAUTHENTICATED, _("The current password is wrong"))
        with current_site().open_call(writes=True) as call:
            secret = current_browser().token
            changed = actions.change_password(call, credential, password, secret=secret, revoke_tokens=revoke_tokens, device=device())
            start_session(call, changed)
            current_browser().remember(actions.remember_browser(call, call.me))
    except Invalid as error:
        return render_template("identity/my_password.html", faults=error.faults), 400
    flash(_("Password changed. You're signed out on all other devices."))
    if revoke_tokens:
        flash(_("Your API tokens and the access of authorized apps are revoked."))
    return redirect(url_for("home.home"))


def _new_password() -> str:
    """The new password, which the form contains twice. Raises Invalid if the two differ."""
    if request.form.get("password", "") != request.form.get("confirmation", ""):
        raise Invalid("confirmation", FaultCode.INCONSISTENT, _("The passwords don't match"))
    return request.form.get("password", "")


def begin_second_step(call: Call, secret: str, next_path: str | None) -> ResponseReturnValue:
    """Replaces the browser's session by a pending sign-in, and redirects to the second step. A session of before ends."""
    if call.me:
        actions.end_session(call, current_browser().token)
    current_browser().start_session(secret, rules.SECOND_STEP_SECONDS)
    session[NEXT] = local_path(next_path)
    return redirect(url_for("second_step.form"))


def device() -> str:
    """The browser and the system of the request."""
    return rules.device_name(request.headers.get("User-Agent", ""))


def start_session(call: Call, secret: str) -> None:
    """Starts a new session in the browser, and ends the previous one."""
    if call.me:
        actions.end_session(call, current_browser().token)
    current_browser().start_session(secret, rules.SESSION_SECONDS)


def local_path(path: str | None) -> str:
    """The path to redirect to after signing in; the start page if `path` is missing or could lead to another host."""
    if not path or not path.startswith("/") or path[1:2] in ("/", "\\") or not path.isprintable() or "\\" in path:
        return url_for("home.home")
    return path


def client_address() -> str:
    """The address of the client. If an untrusted proxy forwards the request, the address of that proxy."""
    peer = request.remote_addr or ""
    try:
        return str(addresses.client_address(peer, request.headers.get("X-Forwarded-For"), current_site().proxies))
    except Forbidden:
        return peer


def _sign_in_page(faults: list[Fault] | None = None) -> str:
    allow_only()
    next_path = request.values.get("next", "")
    provider = current_site().settings.oidc_name if current_site().settings.oidc_issuer else None
    return render_template("identity/signin.html", next=next_path, email=request.form.get("email", ""), faults=faults, provider=provider)
