"""Notifications as records, when they may be sent, and their texts."""

import datetime as dt
from collections.abc import Mapping
from typing import NamedTuple
from zoneinfo import ZoneInfo

from babel.dates import format_interval, format_skeleton
from msgspec import Struct

from andante.kit import clock
from andante.kit.clock import SECONDS_PER_DAY, Instant

from .wire import MailTiming

QUIET_FROM, QUIET_TO = dt.time(20), dt.time(7)
"""Nothing is sent between these times of day in the user's time zone."""

DIGEST_AT = dt.time(8)
"""When users get the mails that they want once a day."""

REMINDER = "TIMESHEET_REMINDER"
"""The kind of the reminders that reviewers send."""

KEPT_SECONDS = 90 * SECONDS_PER_DAY
LOCALES = {"en": "en_GB", "de": "de"}
Texts = Mapping[str, str]
"""A text by language."""


class Choice(Struct, frozen=True):
    """Where a user wants notifications of a kind."""

    pages: bool
    mail: MailTiming


class SettingsRecord(Struct, frozen=True):
    """What a user chose, by kind. Other kinds have their defaults."""

    account_id: str
    choices: dict[str, Choice]


class Recipient(Struct, frozen=True):
    """An active user."""

    account_id: str
    name: str
    email: str | None
    time_zone: str
    language: str
    choices: Mapping[str, Choice]

    def local(self, now: Instant) -> dt.datetime:
        return dt.datetime.fromisoformat(now).astimezone(ZoneInfo(self.time_zone))


class Reason(Struct, frozen=True, kw_only=True):
    """Why a user gets a notification. They get one for each kind and `object`. `person_id` is whom it is about, if not the user."""

    account_id: str
    object: str
    from_date: dt.date
    to_date: dt.date
    person_id: str | None = None
    comment: str | None = None
    seconds: int | None = None


class NotificationRecord(Struct, frozen=True, kw_only=True):
    """A stored notification. `person_name` is the name of `reason.person_id`."""

    id: int
    kind: str
    reason: Reason
    person_name: str | None
    created_at: Instant
    read_at: Instant | None = None


class TimesheetStep(NamedTuple):
    """The latest step of a timesheet, and its status before it. Without an `actor`, the system took it."""

    id: int
    account_id: str
    from_date: dt.date
    to_date: dt.date
    reviewer_id: str
    actor: str | None
    status: str
    previous_status: str | None
    comment: str


class Membership(NamedTuple):
    """The days on which a user is in a team. `end` is the first day after it. `has_lead`: whether another user leads the team."""

    start: dt.date | None
    end: dt.date | None
    has_lead: bool

    def has(self, day: dt.date) -> bool:
        return (self.start is None or self.start <= day) and (self.end is None or day < self.end)


def is_quiet(local: dt.datetime) -> bool:
    return local.time() >= QUIET_FROM or local.time() < QUIET_TO


def mail_due_at(timing: MailTiming, now: Instant, time_zone: str) -> Instant | None:
    """When a notification of now is sent by mail: at once, at the next time for digests, or never."""
    if timing == "NEVER":
        return None
    if timing == "AT_ONCE":
        return now
    today = clock.today(now, time_zone)
    at = clock.local_to_utc(today, DIGEST_AT, time_zone)
    return at if at > now else clock.local_to_utc(today + dt.timedelta(days=1), DIGEST_AT, time_zone)


def render(text: Texts, record: NotificationRecord, language: str, locale: str | None = None) -> str:
    """The text of a notification, in a language that it has, otherwise in English. `locale` is that of its dates, if they have another
    region."""
    language = language if language in text else "en"
    reason, locale = record.reason, locale or LOCALES[language]
    hours, minutes = divmod((reason.seconds or 0) // 60, 60)
    return text[language].format(
        person=record.person_name or "Andante",
        period=format_interval(reason.from_date, reason.to_date, "yMMMd", locale=locale),
        day=format_skeleton("MMMEd", dt.datetime.combine(reason.from_date, dt.time()), locale=locale),
        hours=f"{hours}:{minutes:02}",
    )
