"""The rules for logging time on an account, as a table of cases."""

import pytest

from andante.accounts.accounts.rules import Bookable, booking_faults
from andante.kit.errors import Fault, FaultCode

NORTH, SOUTH = 1, 2
CLOSED = "Account 'ACME' is CLOSED, and the global configuration doesn't allow logging on closed accounts"
ARCHIVED = "Account 'ACME' is ARCHIVED, so no time can be logged on it"
UNLINKED = "Account 'ACME' is neither linked to the project of the issue nor global"


@pytest.mark.parametrize(
    ("status", "is_global", "projects", "closed_allowed", "faults"),
    [
        ("OPEN", False, {NORTH}, False, []),
        ("OPEN", False, {NORTH, SOUTH}, False, []),
        ("OPEN", True, set(), False, []),
        ("OPEN", False, {SOUTH}, False, [UNLINKED]),
        ("OPEN", False, set(), True, [UNLINKED]),
        ("CLOSED", False, {NORTH}, False, [CLOSED]),
        ("CLOSED", False, {NORTH}, True, []),
        ("CLOSED", True, set(), False, [CLOSED]),
        ("CLOSED", True, set(), True, []),
        ("CLOSED", False, {SOUTH}, False, [CLOSED, UNLINKED]),
        ("ARCHIVED", True, set(), True, [ARCHIVED]),
        ("ARCHIVED", False, {NORTH}, True, [ARCHIVED]),
        ("ARCHIVED", False, set(), False, [ARCHIVED, UNLINKED]),
    ],
)
def test_time_can_be_logged_on_an_open_and_linked_account(
    status: str, is_global: bool, projects: set[int], closed_allowed: bool, faults: list[str]
) -> None:
    account = Bookable(1, "ACME", status, is_global, frozenset(projects))

    assert list(map(str, booking_faults(account, "ACME", NORTH, closed_allowed=closed_allowed))) == faults


def test_time_cannot_be_logged_on_an_unknown_account() -> None:
    assert booking_faults(None, "xyz", NORTH, closed_allowed=True) == [Fault("", FaultCode.NOT_FOUND, "Account 'xyz' not found")]
