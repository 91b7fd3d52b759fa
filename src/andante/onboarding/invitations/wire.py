"""The input for invitations."""

from msgspec import Struct

from andante.directory.people.wire import Email
from andante.kit.wire import Name


class InvitationRow(Struct, kw_only=True):
    """A person to invite, and the team to join: a line of a CSV file. `team` and `role` are names, or the id of the team."""

    name: Name
    email: Email
    team: Name | None = None
    role: Name | None = None
