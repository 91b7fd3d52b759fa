"""Pages on which users manage their API tokens and the applications that they authorized."""

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from andante.identity.oauth import actions as oauth
from andante.identity.tokens import actions as api_tokens
from andante.kit.errors import Fault, FaultCode, Invalid
from andante.kit.wire import MAX_INT64
from andante.scopes import Scope
from andante.web.shell.pages import InvalidForm, current_call, sensitive
from andante.web.shell.translations import gettext as _
from andante.web.shell.translations import marked

access = Blueprint("access", __name__)
SCOPE_GROUPS = {
    group: [scope for scope in Scope if scope.startswith(f"{group}:")] for group in dict.fromkeys(each.partition(":")[0] for each in Scope)
}
"""The scopes that a token can be limited to, by what they are about."""


SCOPE_WORDS = {
    "worklogs": marked("Worklogs"),
    "teams": marked("Teams"),
    "schemes": marked("Schemes"),
    "plans": marked("Plans"),
    "periods": marked("Periods"),
    "approvals": marked("Approvals"),
    "accounts": marked("Accounts"),
    "reports": marked("Reports"),
    "preferences": marked("Preferences"),
    "webhooks": marked("Webhooks"),
    "audit": marked("Audit log"),
    "changes": marked("Changes"),
    "schedule": marked("Schedule"),
    "view": marked("View"),
    "manage": marked("Manage"),
    "feed": marked("Feed"),
}
"""The words for the parts of a scope."""


@access.get("/tokens")
@sensitive
def tokens() -> str:
    return _tokens_page()


@access.post("/tokens")
@sensitive
def create_token() -> ResponseReturnValue:
    """Creates a token and shows it. It can't be shown again."""
    form = request.form
    try:
        name = form.get("name", "").strip()
        if not 1 <= len(name) <= 255 or not name.isprintable():
            raise Invalid("name", FaultCode.WRONG_LENGTH, _("Enter a name of 1 to 255 characters"))
        if not form.get("days", "").isdecimal() or len(form["days"]) > 5:
            raise Invalid("days", FaultCode.WRONG_TYPE, _("Enter the number of days until the token expires"))
        scopes = form.getlist("scope") if form.get("access") == "chosen" else None
        if scopes == []:
            raise Invalid("scope", FaultCode.REQUIRED, _("Select at least one permission"))
        _record, secret = api_tokens.create_token(current_call(), current_call().me, name, days=int(form["days"]), scopes=scopes)
    except Invalid as error:
        raise InvalidForm(_tokens_page(faults=error.faults)) from error
    return _tokens_page(secret=secret, created=name)


@access.post(f"/tokens/<int(max={MAX_INT64}):id>/revoke")
def revoke_token(id: int) -> ResponseReturnValue:
    api_tokens.revoke_token(current_call(), id)
    flash(_("Token revoked"))
    return redirect(url_for(".tokens"))


@access.get("/granted")
def authorized_applications() -> str:
    return render_template("identity/authorized_applications.html", applications=oauth.authorized_applications(current_call()))


@access.post(f"/granted/<int(max={MAX_INT64}):application_id>/revoke")
def revoke_application(application_id: int) -> ResponseReturnValue:
    oauth.revoke_authorization(current_call(), application_id)
    flash(_("Access revoked"))
    return redirect(url_for(".authorized_applications"))


def _tokens_page(faults: tuple[Fault, ...] = (), secret: str | None = None, created: str = "") -> str:
    call = current_call()
    form = request.form if faults else {"days": str(api_tokens.DEFAULT_DAYS), "access": "full"}
    return render_template(
        "identity/tokens.html",
        tokens=api_tokens.tokens_of(call, call.me),
        scope_groups=SCOPE_GROUPS,
        scope_words=SCOPE_WORDS,
        now=call.now,
        faults=faults,
        form=form,
        secret=secret,
        created=created,
    )
