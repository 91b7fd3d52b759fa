"""Calendar feeds: for programs that can send no headers, the token stands in the address."""

import datetime as dt

from falcon import Request, Response

from ..calendars.rules import to_ical
from ..kit import clock
from ..kit.call import Call
from ..kit.db import Database
from ..kit.errors import Forbidden
from ..kit.server import Gate
from ..people import actions as people
from ..rights import Scope
from ..schedule import actions as schedule

PATH = "/4-andante/schedule.ics"
DAYS_BEFORE, DAYS_AFTER = 31, 366
POLLED_SECONDS = 3600


class ScheduleFeed:
    """The schedule of the token's owner, from a month ago to a year ahead. Only a token that opens nothing else is taken:
    addresses end up in logs and in the hands of others."""

    def __init__(self, gate: Gate, database: Database) -> None:
        self.gate = gate
        self.database = database

    def on_get(self, req: Request, resp: Response) -> None:
        with self.database.read() as db:
            caller = self.gate.admit(db, req.get_param("token") or "")
            if caller.scopes != frozenset([str(Scope.SCHEDULE_FEED)]):
                raise Forbidden(f"A feed takes only a token with the scope {Scope.SCHEDULE_FEED} and no other.")
            resp.data = calendar_of(Call(db, caller, clock.now()), caller.account_id)
        self.gate.note_use(self.database, caller)
        resp.content_type = "text/calendar; charset=utf-8"
        resp.cache_control = ["private", f"max-age={POLLED_SECONDS}"]


def calendar_of(call: Call, account_id: str) -> bytes:
    """A person's schedule around today, as iCalendar."""
    person = people.find(call, account_id)
    today = clock.today(call.now, person.time_zone)
    days = schedule.days_of_user(call, account_id, today - dt.timedelta(days=DAYS_BEFORE), today + dt.timedelta(days=DAYS_AFTER))
    return to_ical(account_id, person.display_name, days, call.now)
