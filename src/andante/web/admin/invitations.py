"""The page on which administrators invite people, and see who hasn't accepted yet."""

from collections.abc import Sequence

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from msgspec.structs import replace

from andante.kit.errors import Fault
from andante.mail.messages import actions as mail
from andante.onboarding.invitations import actions, rules
from andante.onboarding.invitations.rules import Invitation, PendingInvitation
from andante.onboarding.invitations.wire import InvitationRow
from andante.organization.teams import actions as teams
from andante.web.shell.forms import full_sentence
from andante.web.shell.pages import InvalidForm, current_call, sensitive
from andante.web.shell.translations import gettext as _

invitations = Blueprint("invitations", __name__)
MAX_LINES = 500


@invitations.get("/people/invite")
@sensitive
def form() -> str:
    return _page(actions.pending(current_call()))


@invitations.post("/people/invite")
@sensitive
def invite() -> ResponseReturnValue:
    """Invites all people in the lines, or none. Shows their links, which can't be shown again."""
    lines = list(rules.lines_of(request.form.get("people", "")))
    team = request.form.get("team") or None
    rows = [_in_team(row, team) for row in rules.rows_of(lines[:MAX_LINES])]
    before = actions.pending(current_call())
    outcomes = actions.invite_all(current_call(), rows)
    messages = [
        _("Line %(number)s: %(fault)s", number=line.number, fault=full_sentence(fault))
        for line, outcome in zip(lines, outcomes, strict=False)
        for fault in outcome.faults
    ]
    if not lines:
        messages = [_("Enter at least one person.")]
    if len(lines) > MAX_LINES:
        messages = [_("Invite at most %(number)s people at once.", number=MAX_LINES)]
    if messages:
        raise InvalidForm(_page(before, messages=messages))
    return _page(actions.pending(current_call()), created=[outcome.invitation for outcome in outcomes if outcome.invitation])


@invitations.post("/people/<account_id>/invite-again")
@sensitive
def invite_again(account_id: str) -> ResponseReturnValue:
    """Shows a new link. The one before stops working."""
    created = actions.invite_again(current_call(), account_id)
    return _page(actions.pending(current_call()), created=[created])


@invitations.post("/people/<account_id>/revoke-invitation")
def revoke(account_id: str) -> ResponseReturnValue:
    actions.revoke(current_call(), account_id)
    flash(_("Invitation revoked. Its link no longer works."))
    return redirect(url_for(".form"))


def _in_team(row: InvitationRow | list[Fault], team: str | None) -> InvitationRow | list[Fault]:
    """The row with the team of the form if it has none."""
    return replace(row, team=team) if isinstance(row, InvitationRow) and team and not row.team else row


def _page(pending: Sequence[PendingInvitation], messages: Sequence[str] = (), created: Sequence[Invitation] = ()) -> str:
    call = current_call()
    return render_template(
        "admin/invite.html",
        pending=pending,
        teams=teams.list_all(call),
        people="" if created else request.form.get("people", ""),
        team=request.form.get("team", ""),
        messages=messages,
        created=created,
        sends_mail=mail.is_configured(call.settings),
        now=call.now,
    )
