"""Invites people: adds them with a link to choose a password, and with a membership of their team."""

from collections.abc import Iterable, Sequence
from pathlib import Path

from andante.directory.people import actions as people
from andante.directory.people import queries as people_queries
from andante.directory.people.rules import UserRecord
from andante.directory.people.wire import UserRow
from andante.identity.signin import actions as signin
from andante.identity.signin import queries as signin_queries
from andante.identity.signin.rules import LINK_SECONDS
from andante.kit.call import Call
from andante.kit.clock import SECONDS_PER_DAY
from andante.kit.errors import Fault, FaultCode, Invalid
from andante.kit.mail_settings import one_line
from andante.mail.messages import actions as mail
from andante.mail.messages.rules import Kind
from andante.organization.memberships import actions as memberships
from andante.organization.memberships.wire import MembershipRow
from andante.timekeeping.configuration import queries as configuration

from . import rules
from .rules import Invitation, Invited, PendingInvitation
from .wire import InvitationRow

MAIL = Kind("invitation", Path(__file__).parent / "mails")


def invite_all(call: Call, rows: Sequence[InvitationRow | list[Fault]], *, time_zone: str | None = None) -> list[Invited]:
    """Invites the people in these rows. Rows that are already faults are only returned. If the result has any faults, roll back the
    transaction: people are invited all or none.

    Someone who exists but can't sign in yet gets a new link. `time_zone` is that of new people; by default that of the caller.
    """
    call.require_administrator(to="invite people")
    faults = _faults(call, rows)
    valid = [row for row, found in zip(rows, faults, strict=True) if isinstance(row, InvitationRow) and not found]
    known = people_queries.look_up_all(call, {row.email for row in valid})
    zone = time_zone or call.caller.time_zone
    new = [UserRow(display_name=row.name, email=row.email, time_zone=zone) for row in valid if row.email not in known]
    faults_of_people = _by_email((row.email for row in new), [list(outcome.faults) for outcome in people.upsert_all(call, new)])
    joining = [row for row in valid if row.team and row.email not in faults_of_people]
    faults_of_teams = _by_email((row.email for row in joining), _join(call, joining))
    users = people_queries.look_up_all(call, {row.email for row in valid})
    secrets = signin.create_links(call, [user.account_id for user in users.values()], "INVITATION")

    def result(row: InvitationRow | list[Fault], found: list[Fault]) -> Invited:
        if isinstance(row, list) or found:
            return Invited(None, found)
        late = faults_of_people.get(row.email, []) + faults_of_teams.get(row.email, [])
        return Invited(None, late) if late else Invited(_send(call, users[row.email], secrets[users[row.email].account_id]))

    return [result(row, found) for row, found in zip(rows, faults, strict=True)]


def invite_again(call: Call, account_id: str) -> Invitation:
    """Creates a new link for someone who hasn't accepted the invitation yet. The link before stops working."""
    call.require_administrator(to="invite people")
    user = people_queries.find(call, account_id)
    if signin_queries.who_can_sign_in(call, [account_id]):
        raise Invalid("", FaultCode.WRONG_STATE, f"{user.display_name} has already accepted the invitation")
    if not user.active or not user.email:
        raise Invalid("", FaultCode.INACTIVE, f"{user.display_name} is inactive or has no email")
    return _send(call, user, signin.create_links(call, [account_id], "INVITATION")[account_id])


def revoke(call: Call, account_id: str) -> None:
    """Makes the link of an invitation invalid. The person stays in the list of people."""
    call.require_administrator(to="revoke invitations")
    people_queries.find(call, account_id)
    signin.revoke_links(call, account_id)


def pending(call: Call) -> list[PendingInvitation]:
    """The people who haven't accepted their invitation yet, by name."""
    call.require_administrator(to="see invitations")
    links = signin_queries.links(call, "INVITATION")
    users = people_queries.by_ids(call, links.keys())
    found = [PendingInvitation(users[account_id], expires_at) for account_id, expires_at in links.items()]
    return sorted(found, key=lambda invitation: invitation.user.display_name)


def _faults(call: Call, rows: Sequence[InvitationRow | list[Fault]]) -> list[list[Fault]]:
    """The faults of each row, without those of its team."""
    known = people_queries.look_up_all(call, {row.email for row in rows if isinstance(row, InvitationRow)})
    can_sign_in = signin_queries.who_can_sign_in(call, [user.account_id for user in known.values()])
    seen: set[str] = set()
    found = []
    for row in rows:
        if isinstance(row, list):
            found.append(row)
            continue
        found.append(rules.row_faults(row, known.get(row.email), can_sign_in, seen))
        seen.add(row.email)
    return found


def _join(call: Call, rows: Sequence[InvitationRow]) -> list[list[Fault]]:
    """Adds the memberships. Returns the faults of each row."""
    given = [MembershipRow(team=row.team or "", user=row.email, role=row.role) for row in rows]
    return [list(outcome.faults) for outcome in memberships.upsert_all(call, given)]


def _by_email(emails: Iterable[str | None], faults: Iterable[list[Fault]]) -> dict[str, list[Fault]]:
    return {email or "": found for email, found in zip(emails, faults, strict=True) if found}


def _send(call: Call, user: UserRecord, secret: str) -> Invitation:
    """Sends the link by mail if mail is configured."""
    inviter = people_queries.by_ids(call, [call.me]).get(call.me)
    configured = configuration.current(call)
    context = {
        "name": one_line(user.display_name),
        "email": user.email,
        "inviter": inviter and one_line(inviter.display_name),
        "company": configured.company_name and one_line(configured.company_name),
        "days": LINK_SECONDS["INVITATION"] // SECONDS_PER_DAY,
        "path": f"/password?token={secret}",
    }
    return Invitation(user, secret, mail.send(call, user.email or "", MAIL, configured.company_language, context))
