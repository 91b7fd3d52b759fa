"""Signing in and out, and choosing a password: with a link, or knowing the present one."""

from flask import Blueprint, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue

from andante.directory.people import actions as people
from andante.identity.signin import actions, rules
from andante.kit import networks as addresses
from andante.kit.call import Call
from andante.kit.errors import Fault, FaultCode, Forbidden, Invalid

from .browser import this_browser
from .pages import Again, open_to_all, own_transactions, page, this_call, this_site

signin = Blueprint("signin", __name__)
_WRONG = Fault("", FaultCode.UNAUTHENTICATED, "The email or the password is wrong.")


@signin.get("/signin")
@open_to_all
def form() -> ResponseReturnValue:
    if this_call().me:
        return redirect(own_path(request.args.get("next")))
    if not this_site().settings.oidc_issuer and not actions.anybody_can_sign_in(this_call()):
        return page("first_run.html")
    return _form()


@signin.post("/signin")
@own_transactions
def sign_in() -> ResponseReturnValue:
    """The password is checked between two transactions: it takes long, and nobody has to wait for it."""
    email, password = request.form.get("email", ""), request.form.get("password", "")
    with this_site().calling(writes=True) as call:
        credential = actions.attempt(call, email, client_address())
    if not rules.proves(credential, password):
        return _form([_WRONG]), 401
    with this_site().calling(writes=True) as call:
        enter(call, actions.admit(call, credential))
    return redirect(own_path(request.form.get("next")))


@signin.post("/signout")
@open_to_all
def sign_out() -> ResponseReturnValue:
    actions.end_session(this_call(), this_browser().token)
    this_browser().end()
    flash("You are signed out.")
    return redirect(url_for(".form"))


@signin.get("/password")
@open_to_all
def choose() -> ResponseReturnValue:
    secret = request.args.get("token", "")
    return page("password.html", owner=actions.link_owner(this_call(), secret), secret=secret)


@signin.post("/password")
@open_to_all
def chosen() -> ResponseReturnValue:
    secret = request.form.get("token", "")
    owner = actions.link_owner(this_call(), secret)
    try:
        actions.choose_password(this_call(), secret, _new_password())
    except Invalid as error:
        raise Again(page("password.html", owner=owner, secret=secret, faults=error.faults)) from error
    this_browser().end()
    flash("Your password is set. Sign in with it.")
    return redirect(url_for(".form"))


@signin.get("/my-password")
def my_password() -> str:
    return page("my_password.html")


@signin.post("/my-password")
@own_transactions
def change_my_password() -> ResponseReturnValue:
    """Asks for the present password as a sign-in does, counted attempts included: a browser that somebody left open is no
    place to guess it."""
    try:
        password = _new_password()
        rules.check_password(password)
        with this_site().calling(writes=True) as call:
            if not call.me:
                return redirect(url_for(".form", next=url_for(".my_password")))
            credential = actions.attempt(call, people.find(call, call.me).email or "", client_address())
        if not rules.proves(credential, request.form.get("present", "")):
            raise Invalid("present", FaultCode.UNAUTHENTICATED, "The present password is wrong")
        with this_site().calling(writes=True) as call:
            enter(call, actions.change_password(call, credential, password))
    except Invalid as error:
        return page("my_password.html", faults=error.faults), 400
    flash("Your password is changed. Wherever else you were signed in, you no longer are.")
    return redirect(url_for("home.home"))


def _new_password() -> str:
    """The one that was typed twice."""
    if request.form.get("password", "") != request.form.get("again", ""):
        raise Invalid("again", FaultCode.INCONSISTENT, "The two passwords differ")
    return request.form.get("password", "")


def enter(call: Call, secret: str) -> None:
    """From now on the browser holds this session."""
    if call.me:
        actions.end_session(call, this_browser().token)
    this_browser().begin(secret, rules.SESSION_SECONDS)


def own_path(wanted: str | None) -> str:
    """Where to go on: a path of ours, never another host, whatever a link asks for."""
    if not wanted or not wanted.startswith("/") or wanted[1:2] in ("/", "\\") or not wanted.isprintable() or "\\" in wanted:
        return url_for("home.home")
    return wanted


def client_address() -> str:
    """Where the request comes from: the peer itself, where a proxy that nobody configured says something else."""
    peer = request.remote_addr or ""
    try:
        return str(addresses.client_address(peer, request.headers.get("X-Forwarded-For"), this_site().proxies))
    except Forbidden:
        return peer


def _form(faults: list[Fault] | None = None) -> str:
    wanted = request.values.get("next", "")
    provider = this_site().settings.oidc_name if this_site().settings.oidc_issuer else None
    return page("signin.html", next=wanted, email=request.form.get("email", ""), faults=faults, provider=provider)
