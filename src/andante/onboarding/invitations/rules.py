"""Reads the people to invite from pasted lines, and finds those who can't be invited."""

import csv
import re
from collections.abc import Collection, Iterator, Sequence
from typing import NamedTuple

from msgspec import Struct

from andante.directory.people.rules import UserRecord
from andante.kit.clock import Instant
from andante.kit.errors import Fault, FaultCode
from andante.kit.files import Line, row_of

from .wire import InvitationRow

FIELDS = InvitationRow.__struct_fields__
_ADDRESS = re.compile(r'\s*"?([^"<]*?)"?\s*<([^<>]+)>\s*')
"""An email with a name, as mail programs write it: `Ada Lovelace <ada@example.com>`."""


class Invitation(Struct, frozen=True):
    """An invited person, and the secret of the link to send. `is_sent`: the link is on its way by mail."""

    user: UserRecord
    secret: str
    is_sent: bool = False


class PendingInvitation(Struct, frozen=True):
    """Someone who hasn't accepted an invitation yet. After `expires_at`, the link no longer works."""

    user: UserRecord
    expires_at: Instant


class Invited(NamedTuple):
    """What became of one row: the invitation, or the faults because of which nobody is invited."""

    invitation: Invitation | None
    faults: Sequence[Fault] = ()


def lines_of(text: str) -> Iterator[Line]:
    """The people in pasted lines: name, email, team and role between commas, semicolons or tabs, as in a CSV file or a spreadsheet. An
    email without a name, and `Name <email>`, work too."""
    for number, line in enumerate(text.splitlines(), 1):
        cells = _cells(line)
        is_heading = number == 1 and [cell.lower() for cell in cells[:2]] == ["name", "email"]
        if not any(cells) or is_heading:
            continue
        if len(cells) > len(FIELDS):
            fault = Fault("", FaultCode.WRONG_COUNT, f"has {len(cells)} values, but name, email, team and role are only {len(FIELDS)}")
            yield Line(number, {}, [fault])
        else:
            yield Line(number, {field: cell for field, cell in zip(FIELDS, _with_name(cells), strict=False) if cell})


def rows_of(lines: Sequence[Line]) -> list[InvitationRow | list[Fault]]:
    return [row_of(line, InvitationRow) for line in lines]


def _cells(line: str) -> list[str]:
    delimiter = next((mark for mark in "\t;" if mark in line), ",")
    return [cell.strip() for cell in next(csv.reader([line.replace("\0", "\ufffd")], delimiter=delimiter), [])]


def _with_name(cells: list[str]) -> list[str]:
    """The cells with a name in front of the email. Without one, it is taken from the email: `ada.lovelace@…` is Ada Lovelace."""
    first, *others = cells
    if address := _ADDRESS.fullmatch(first):
        return [address[1] or _name_of(address[2]), address[2].strip(), *others]
    is_email = "@" in first and not (others and "@" in others[0])
    return [_name_of(first), first, *others] if is_email else cells


def _name_of(email: str) -> str:
    words = re.split(r"[._+-]+", email.partition("@")[0])
    return " ".join(word.capitalize() for word in words if word)


def row_faults(row: InvitationRow, existing: UserRecord | None, can_sign_in: Collection[str], seen: Collection[str]) -> list[Fault]:
    """The faults of a row without looking at its team. `existing` is the user with its email. `seen` are the emails of rows before."""
    faults = []
    if row.email in seen:
        faults.append(Fault("email", FaultCode.DUPLICATE, f"The email '{row.email}' is in several lines"))
    if existing and existing.account_id in can_sign_in:
        faults.append(Fault("email", FaultCode.DUPLICATE, f"{existing.display_name} ({row.email}) can already sign in"))
    if existing and not existing.active:
        faults.append(Fault("email", FaultCode.INACTIVE, f"{existing.display_name} ({row.email}) is inactive"))
    if row.role and not row.team:
        faults.append(Fault("role", FaultCode.INCONSISTENT, "needs a team"))
    return faults
