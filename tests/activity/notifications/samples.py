"""A notification of alice, for tests of all operations."""

import datetime as dt

from sqlalchemy import Connection

from andante.activity.notifications import store
from andante.activity.notifications.rules import Reason
from andante.kit import clock
from tests.cast import ACCOUNT_IDS


def add(db: Connection) -> None:
    first, last = dt.date(2026, 2, 23), dt.date(2026, 3, 1)
    reason = Reason(account_id=ACCOUNT_IDS["alice"], object="1", person_id=ACCOUNT_IDS["bob"], from_date=first, to_date=last)
    store.add_all(db, [("TIMESHEET_APPROVED", reason, True, None)], clock.now())
