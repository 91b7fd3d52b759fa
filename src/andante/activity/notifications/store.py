"""The tables of notifications and of what users chose, and their statements."""

import datetime as dt
from collections.abc import Collection, Iterable, Mapping
from operator import attrgetter
from typing import Any

import msgspec
from msgspec.structs import asdict
from sqlalchemy import (
    Boolean,
    Column,
    Connection,
    Date,
    ForeignKey,
    Index,
    Integer,
    Named,
    String,
    Table,
    Text,
    TypedColumns,
    UniqueConstraint,
    delete,
    func,
    insert,
    select,
    update,
)

from andante.directory.people.store import users
from andante.identity.preferences.store import preferences
from andante.kit.changes import Entity
from andante.kit.clock import Instant
from andante.kit.db import AccountId, InstantType, Key, in_values, metadata, where_not_null, where_null
from andante.organization.teams.store import team_memberships, teams
from andante.timekeeping.periods.rules import Period
from andante.timekeeping.periods.store import period_locks
from andante.timekeeping.timesheets.store import timesheet_logs, timesheets

from .rules import Choice, Membership, NotificationRecord, Reason, Recipient, SettingsRecord, TimesheetStep
from .wire import MAX_LISTED


class NotificationColumns(TypedColumns):
    """`shown` is whether pages show it.

    `mail_due_at` is when it is sent by mail; empty if it isn't, or if the mail is in the queue.
    """

    id: Named[int] = Column(Key, primary_key=True)
    account_id: Named[str] = Column(AccountId, ForeignKey(users.c.account_id), nullable=False)
    kind: Named[str] = Column(String(50), nullable=False)
    object: Named[str] = Column(String(100), nullable=False)
    person_id: Named[str | None] = Column(AccountId, ForeignKey(users.c.account_id))
    from_date: Named[dt.date] = Column(Date, nullable=False)
    to_date: Named[dt.date] = Column(Date, nullable=False)
    comment: Named[str | None] = Column(Text)
    seconds: Named[int | None] = Column(Integer)
    shown: Named[bool] = Column(Boolean, nullable=False)
    created_at: Named[Instant] = Column(InstantType, nullable=False)
    read_at: Named[Instant | None] = Column(InstantType)
    mail_due_at: Named[Instant | None] = Column(InstantType)


notifications = Table(
    "notifications",
    metadata,
    NotificationColumns,
    UniqueConstraint("account_id", "kind", "object"),
    sqlite_autoincrement=True,
)
_n = notifications.c
Index("ix_notifications_account_id", _n.account_id, _n.id)
Index("ix_notifications_unread", _n.account_id, _n.shown, **where_null(_n.read_at))
Index("ix_notifications_mail_due_at", _n.mail_due_at, **where_not_null(_n.mail_due_at))
Index("ix_notifications_created_at", _n.created_at)


class NotificationSettingsColumns(TypedColumns):
    """`choices` is a JSON object by kind. A user without a row, or a kind that isn't in it, has the defaults."""

    account_id: Named[str] = Column(AccountId, ForeignKey(users.c.account_id), primary_key=True)
    choices: Named[str] = Column(Text, nullable=False)


notification_settings = Table("notification_settings", metadata, NotificationSettingsColumns)
_s = notification_settings.c

SETTINGS = Entity(
    "notificationsettings", "Notification settings", SettingsRecord, is_private=True, key="account id", id_of=attrgetter("account_id")
)

_u, _l, _t, _m, _p = users.c, timesheet_logs.c, timesheets.c, team_memberships.c, period_locks.c
_REASON = Reason.__struct_fields__
_decode_choices = msgspec.json.Decoder(dict[str, Choice]).decode
_listed = (
    select(_n.id, _n.kind, _n.created_at, _n.read_at, _u.display_name, *(_n[name] for name in _REASON))
    .select_from(notifications)
    .outerjoin(users, _u.account_id == _n.person_id)
    .order_by(_n.id.desc())
)
unread = select(func.count()).where(_n.account_id == _u.account_id, _n.shown, _n.read_at.is_(None)).correlate(users).scalar_subquery()
"""The number of unread notifications of the user in a row of `users`."""

_previous = timesheet_logs.alias("previous")
_previous_status = (
    select(_previous.c.status)
    .where(_previous.c.timesheet_id == _l.timesheet_id, _previous.c.id < _l.id)
    .order_by(_previous.c.id.desc())
    .limit(1)
    .scalar_subquery()
)
_actors = users.alias("actors")
_later = timesheet_logs.alias("later")
_is_latest = ~select(_later.c.id).where(_later.c.timesheet_id == _l.timesheet_id, _later.c.id > _l.id).exists()


def listed(db: Connection, account_id: str) -> list[NotificationRecord]:
    """The latest notifications that pages show, newest first."""
    rows = db.execute(_listed.where(_n.account_id == account_id, _n.shown).limit(MAX_LISTED))
    return [_record(row) for row in rows]


def mark_read(db: Connection, account_id: str, ids: Collection[int] | None, now: Instant) -> None:
    query = update(notifications).where(_n.account_id == account_id, _n.read_at.is_(None)).values(read_at=now)
    db.execute(query if ids is None else query.where(in_values(_n.id, ids)))


def settings_of(db: Connection, account_id: str) -> SettingsRecord | None:
    choices = db.scalar(select(_s.choices).where(_s.account_id == account_id))
    return SettingsRecord(account_id, _decode_choices(choices)) if choices else None


def replace_settings(db: Connection, new: SettingsRecord) -> None:
    values = {"choices": msgspec.json.encode(new.choices).decode()}
    if db.execute(update(notification_settings).where(_s.account_id == new.account_id).values(values)).rowcount == 0:
        db.execute(insert(notification_settings).values(account_id=new.account_id, **values))


def recipients(db: Connection, company_language: str) -> dict[str, Recipient]:
    """All active users by account id."""
    joined = users.outerjoin(preferences, preferences.c.account_id == _u.account_id)
    joined = joined.outerjoin(notification_settings, _s.account_id == _u.account_id)
    columns = (_u.account_id, _u.display_name, _u.email, _u.time_zone, preferences.c.language, _s.choices)
    found: dict[str, Recipient] = {}
    for account_id, name, email, time_zone, language, choices in db.execute(select(*columns).select_from(joined).where(_u.active)):
        chosen = _decode_choices(choices) if choices else {}
        found[account_id] = Recipient(account_id, name, email, time_zone, language or company_language, chosen)
    return found


def latest_steps(db: Connection, since: Instant) -> list[TimesheetStep]:
    """The latest steps of timesheets that were taken since then."""
    columns = (
        _l.id,
        _t.account_id,
        _t.from_date,
        _t.to_date,
        _t.reviewer_id,
        _actors.c.account_id,
        _l.status,
        _previous_status,
        _l.comment,
    )
    query: Any = (
        select(*columns)
        .join_from(timesheet_logs, timesheets)
        .outerjoin(_actors, _actors.c.account_id == _l.actor)
        .where(_l.updated_at >= since, _is_latest)
        .order_by(_l.id)
    )
    return [TimesheetStep(*row) for row in db.execute(query)]


def memberships(db: Connection, since: dt.date) -> dict[str, list[Membership]]:
    """The memberships of active users in teams that didn't end before this day."""
    has_lead = func.coalesce(teams.c.lead_id != _m.account_id, False)
    query = (
        select(_m.account_id, _m.from_date, _m.to_date, has_lead)
        .join_from(team_memberships, teams)
        .join(users, _u.account_id == _m.account_id)
    )
    found: dict[str, list[Membership]] = {}
    for account_id, start, end, is_led in db.execute(
        query.where(_u.active, _m.to_date.is_(None) | (_m.to_date > since)).order_by(_m.account_id)
    ):
        found.setdefault(account_id, []).append(Membership(start, end, is_led))
    return found


def locked_periods(db: Connection, since: dt.date) -> dict[str, list[Period]]:
    """The periods that end on this day or later and whose timesheet is submitted, by account id."""
    found: dict[str, list[Period]] = {}
    for account_id, first, last in db.execute(select(_p.account_id, _p.from_date, _p.to_date).where(_p.to_date >= since)):
        found.setdefault(account_id, []).append(Period(first, last))
    return found


def existing(db: Connection, account_ids: Collection[str], objects: Collection[str]) -> set[tuple[str, str, str]]:
    """The account id, kind and object of notifications of these users about these objects."""
    query = select(_n.account_id, _n.kind, _n.object).where(in_values(_n.account_id, account_ids), in_values(_n.object, objects))
    return {(account_id, kind, object) for account_id, kind, object in db.execute(query)}


def add_all(db: Connection, rows: Iterable[tuple[str, Reason, bool, Instant | None]], now: Instant) -> None:
    """`rows`: kind, reason, whether pages show it, and when it is sent by mail."""
    values: list[Mapping[str, Any]] = [
        {"kind": kind, **asdict(reason), "shown": shown, "created_at": now, "mail_due_at": due} for kind, reason, shown, due in rows
    ]
    if values:
        db.execute(insert(notifications), values)


def with_due_mail(db: Connection, now: Instant) -> set[str]:
    """The account ids of the users for whom mails are due."""
    return set(db.scalars(select(_n.account_id).where(_n.mail_due_at <= now)))


def due_for_mail(db: Connection, account_ids: Collection[str], now: Instant) -> list[NotificationRecord]:
    """The notifications of these users that are due by mail, oldest first."""
    query = _listed.where(in_values(_n.account_id, account_ids), _n.mail_due_at <= now)
    return [_record(row) for row in reversed(db.execute(query).all())]


def unsent(db: Connection, kind: str) -> list[Reason]:
    """The reasons of the notifications of a kind that are to be sent by mail, oldest first."""
    query: Any = select(*(_n[name] for name in _REASON)).where(_n.kind == kind, _n.mail_due_at.is_not(None)).order_by(_n.id)
    return [Reason(**row._mapping) for row in db.execute(query)]


def clear_due(db: Connection, ids: Collection[int]) -> None:
    db.execute(update(notifications).where(in_values(_n.id, ids)).values(mail_due_at=None))


def delete_before(db: Connection, instant: Instant) -> None:
    db.execute(delete(notifications).where(_n.created_at < instant))


def _record(row: Any) -> NotificationRecord:
    id, kind, created_at, read_at, name, *reason = row
    return NotificationRecord(
        id=id,
        kind=kind,
        reason=Reason(**dict(zip(_REASON, reason, strict=True))),
        person_name=name,
        created_at=created_at,
        read_at=read_at,
    )
