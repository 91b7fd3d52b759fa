"""What forbids to book time to an account, as a table."""

import pytest

from andante.accounts.accounts.rules import Bookable, booking_faults
from andante.kit.errors import Fault, FaultCode

NORTH, SOUTH = 1, 2
CLOSED = "Account 'ACME' is CLOSED and takes no time: logging on closed accounts is not allowed here"
ARCHIVED = "Account 'ACME' is ARCHIVED and takes no time"
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
def test_an_account_takes_time_where_it_is_open_and_linked(
    status: str, is_global: bool, projects: set[int], closed_allowed: bool, faults: list[str]
) -> None:
    account = Bookable(1, "ACME", status, is_global, frozenset(projects))

    assert list(map(str, booking_faults(account, "ACME", NORTH, closed_allowed=closed_allowed))) == faults


def test_an_account_that_does_not_exist_takes_none() -> None:
    assert booking_faults(None, "xyz", NORTH, closed_allowed=True) == [Fault("", FaultCode.NOT_FOUND, "Account 'xyz' not found")]
