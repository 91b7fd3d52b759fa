"""My tokens, and the applications that I allowed to act for me."""

from flask import Blueprint, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue

from andante.identity.oauth import actions as oauth
from andante.identity.tokens import actions as auth
from andante.kit.errors import Fault, FaultCode, Invalid
from andante.scopes import Scope

from .pages import Again, page, this_call

access = Blueprint("access", __name__)
AREAS = list(dict.fromkeys(scope.partition(":")[0] for scope in Scope))
BIGGEST = 2**63 - 1


@access.get("/tokens")
def tokens() -> str:
    return _tokens()


@access.post("/tokens")
def make_token() -> ResponseReturnValue:
    """Makes a token and shows it, this once."""
    given = request.form
    try:
        name = given.get("name", "").strip()
        if not 1 <= len(name) <= 255 or not name.isprintable():
            raise Invalid("name", FaultCode.WRONG_LENGTH, "Say in up to 255 characters what the token is for")
        if not given.get("days", "").isdecimal() or len(given["days"]) > 5:
            raise Invalid("days", FaultCode.WRONG_TYPE, "Say for how many days the token is valid")
        scopes = given.getlist("scope") if given.get("access") == "chosen" else None
        if scopes == []:
            raise Invalid("scope", FaultCode.REQUIRED, "Choose at least one thing that the token may be used for")
        _, secret = auth.create_token(this_call(), this_call().me, name, days=int(given["days"]), scopes=scopes)
    except Invalid as error:
        raise Again(_tokens(faults=error.faults)) from error
    return _tokens(secret=secret, made=name)


@access.post(f"/tokens/<int(max={BIGGEST}):id>/revoke")
def revoke_token(id: int) -> ResponseReturnValue:
    auth.revoke_token(this_call(), id)
    flash("The token is revoked.")
    return redirect(url_for(".tokens"))


@access.get("/granted")
def granted() -> str:
    return page("granted.html", granted=oauth.granted(this_call()))


@access.post(f"/granted/<int(max={BIGGEST}):application_id>/revoke")
def withdraw(application_id: int) -> ResponseReturnValue:
    oauth.withdraw(this_call(), application_id)
    flash("The application can't act for you any more.")
    return redirect(url_for(".granted"))


def _tokens(faults: tuple[Fault, ...] = (), secret: str | None = None, made: str = "") -> str:
    call = this_call()
    mine = auth.tokens_of(call, call.me)
    given = request.form if faults else {"days": str(auth.DEFAULT_DAYS), "access": "full"}
    return page("tokens.html", tokens=mine, areas=AREAS, now=call.now, faults=faults, given=given, secret=secret, made=made)
