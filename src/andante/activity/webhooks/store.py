"""The tables of webhook subscriptions and deliveries, and their statements."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Any

from sqlalchemy import (
    BigInteger,
    Boolean,
    CheckConstraint,
    Column,
    Connection,
    ForeignKey,
    Index,
    Integer,
    Named,
    String,
    Table,
    Text,
    TypedColumns,
    delete,
    insert,
    select,
    update,
)
from sqlalchemy.sql.elements import ColumnElement

from andante.kit import changes
from andante.kit.changes import Entity, Position
from andante.kit.clock import Instant, later
from andante.kit.db import NOT_ARCHIVED, SECRET, InstantType, Key, in_values, metadata
from andante.kit.paging import Paging

from .rules import (
    DELIVERED,
    FAILED,
    FAILED_KEPT_SECONDS,
    HANDSHAKE,
    HELD,
    KEPT_SECONDS,
    OLD_SECRET_SECONDS,
    WAITING,
    DeliveryRecord,
    DueDelivery,
    Secrets,
    SubscriptionRecord,
)


class SubscriptionColumns(TypedColumns):
    """The secrets are stored as they are, because they sign requests."""

    id: Named[str] = Column(String(36), primary_key=True)
    event: Named[str] = Column(String(50), nullable=False)
    url: Named[str] = Column(String(2000), nullable=False)
    name: Named[str | None] = Column(String(255))
    description: Named[str | None] = Column(Text)
    active: Named[bool] = Column(Boolean, nullable=False)
    activated_at: Named[Instant | None] = Column(InstantType)
    inactive_reason: Named[str | None] = Column(Text)
    secret: Named[str] = Column(String(128), nullable=False, info=SECRET)
    previous_secret: Named[str | None] = Column(String(128), info=SECRET)
    rotated_at: Named[Instant | None] = Column(InstantType)
    created_at: Named[Instant] = Column(InstantType, nullable=False)
    updated_at: Named[Instant] = Column(InstantType, nullable=False)


subscriptions = Table("webhook_subscriptions", metadata, SubscriptionColumns)
_s = subscriptions.c


class DeliveryColumns(TypedColumns):
    id: Named[int] = Column(Key, primary_key=True)
    subscription_id: Named[str] = Column(String(36), ForeignKey(_s.id, ondelete="CASCADE"), nullable=False)
    event_id: Named[str] = Column(String(36), nullable=False)
    event: Named[str] = Column(String(50), nullable=False)
    body: Named[str] = Column(Text, nullable=False)
    state: Named[str] = Column(String(10), nullable=False)
    attempts: Named[int] = Column(Integer, nullable=False)
    next_at: Named[Instant] = Column(InstantType, nullable=False)
    created_at: Named[Instant] = Column(InstantType, nullable=False)
    first_sent_at: Named[Instant | None] = Column(InstantType)
    finished_at: Named[Instant | None] = Column(InstantType)
    status: Named[int | None] = Column(Integer)
    error: Named[str | None] = Column(Text)


deliveries = Table("webhook_deliveries", metadata, DeliveryColumns, sqlite_autoincrement=True)
_d = deliveries.c
Index("ix_webhook_deliveries_state", _d.subscription_id, _d.state, _d.next_at, _d.id)
Index("ix_webhook_deliveries_subscription", _d.subscription_id, _d.id)
Index("ix_webhook_deliveries_created_at", _d.created_at)


class StateColumns(TypedColumns):
    """One row: the position in the change log up to which changes were turned into deliveries, and the id of this installation. The
    position is `changes.START` if it was never set, also after an archive was imported."""

    id: Named[int] = Column(Integer, CheckConstraint("id = 1", name="one_row"), primary_key=True, autoincrement=False)
    transaction_id: Named[int] = Column(BigInteger, nullable=False)
    change_id: Named[int] = Column(BigInteger, nullable=False)
    instance_id: Named[str] = Column(String(36), nullable=False)


state = Table("webhook_state", metadata, StateColumns, info=NOT_ARCHIVED)
_st = state.c

_subscription = select(*(_s[name] for name in SubscriptionRecord.__struct_fields__)).order_by(_s.created_at, _s.id)
_delivery = select(*(_d[name] for name in DeliveryRecord.__struct_fields__))


def list_all(db: Connection) -> list[SubscriptionRecord]:
    """All subscriptions, oldest first."""
    return [SubscriptionRecord(*row) for row in db.execute(_subscription)]


def by_id(db: Connection, id: str) -> SubscriptionRecord | None:
    row = db.execute(_subscription.where(_s.id == id)).one_or_none()
    return SubscriptionRecord(*row) if row else None


def secrets_of(db: Connection, ids: Collection[str]) -> dict[str, Secrets]:
    """The secrets of subscriptions, by id."""
    query = select(_s.id, _s.secret, _s.previous_secret, _s.updated_at).where(in_values(_s.id, ids))
    return {row.id: Secrets(row.secret, row.previous_secret, row.updated_at) for row in db.execute(query)}


def add(db: Connection, record: SubscriptionRecord, secret: str) -> None:
    values = {name: getattr(record, name) for name in record.__struct_fields__}
    db.execute(insert(subscriptions).values(**values, secret=secret, updated_at=record.created_at))


def change(db: Connection, id: str, now: Instant, **values: object) -> None:
    db.execute(update(subscriptions).where(_s.id == id).values(updated_at=now, **values))


def rotate(db: Connection, id: str, now: Instant, secret: str) -> None:
    change(db, id, now, previous_secret=_s.secret, secret=secret, rotated_at=now)


def remove(db: Connection, id: str) -> None:
    db.execute(delete(subscriptions).where(_s.id == id))


def position(db: Connection) -> Position:
    return Position(*db.execute(select(_st.transaction_id, _st.change_id)).one())


def move_to(db: Connection, position: Position) -> None:
    db.execute(update(state).values(transaction_id=position.transaction_id, change_id=position.id))


def instance_id(db: Connection) -> str:
    """The id of this installation, a UUID."""
    return str(db.scalar(select(_st.instance_id)))


def has_unread_changes(db: Connection) -> ColumnElement[bool]:
    """The condition that subscriptions receive events and there are changes after the position."""
    place = [select(column).scalar_subquery() for column in (_st.transaction_id, _st.change_id)]
    receiving = select(_s.id).where(_s.activated_at.is_not(None)).exists()
    return receiving & changes.unread(db, *place)


def is_due(now: Instant) -> ColumnElement[bool]:
    """The condition that a delivery can be sent now."""
    due = select(_d.id).where(_d.subscription_id == _s.id, _d.state == WAITING, _d.next_at <= now).exists()
    return select(_s.id).where(due).exists()


def due(db: Connection, now: Instant, busy: Collection[str]) -> list[DueDelivery]:
    """The oldest due delivery of each subscription, except of busy ones."""
    oldest = (
        select(_d.id)
        .where(_d.subscription_id == _s.id, _d.state == WAITING, _d.next_at <= now)
        .order_by(_d.next_at, _d.id)
        .limit(1)
        .scalar_subquery()
    )
    found = db.execute(select(oldest).where(~in_values(_s.id, busy))).scalars()
    ids = [id for id in found if id is not None]
    if not ids:
        return []
    records = {record.id: record for record in list_all(db)}
    secrets = secrets_of(db, records)
    return [
        DueDelivery(delivery, record := records[delivery.subscription_id], _signing(record, secrets[record.id], now))
        for delivery in (DeliveryRecord(*row) for row in db.execute(_delivery.where(in_values(_d.id, ids)).order_by(_d.id)))
    ]


def _signing(record: SubscriptionRecord, secrets: Secrets, now: Instant) -> list[str]:
    """The secrets that sign requests now."""
    is_recent = record.rotated_at is not None and now < later(record.rotated_at, OLD_SECRET_SECONDS)
    return [secrets.current, *([secrets.previous] if secrets.previous and is_recent else [])]


def add_deliveries(db: Connection, rows: Iterable[Mapping[str, Any]], now: Instant) -> None:
    """Adds deliveries. Each row has the subscription, the event, its id, the body and the state."""
    added = [{"attempts": 0, "next_at": now, "created_at": now, **row} for row in rows]
    if added:
        db.execute(insert(deliveries), added)


def delivery(db: Connection, id: int) -> DeliveryRecord | None:
    row = db.execute(_delivery.where(_d.id == id)).one_or_none()
    return DeliveryRecord(*row) if row else None


def deliveries_by_id(db: Connection, ids: Collection[int]) -> dict[int, DeliveryRecord]:
    """The deliveries that exist, by id."""
    return {row.id: DeliveryRecord(*row) for row in db.execute(_delivery.where(in_values(_d.id, ids)))}


def latest_deliveries(db: Connection) -> dict[str, DeliveryRecord]:
    """The newest delivery of each subscription, by subscription id."""
    newest = select(_d.id).where(_d.subscription_id == _s.id).order_by(_d.id.desc()).limit(1).scalar_subquery()
    found = db.execute(_delivery.where(_d.id.in_(select(newest).select_from(subscriptions))))
    return {record.subscription_id: record for record in (DeliveryRecord(*row) for row in found)}


def page(db: Connection, subscription_id: str, paging: Paging) -> list[DeliveryRecord]:
    """The requested page plus one row of the deliveries of a subscription, the newest first."""
    query = _delivery.where(_d.subscription_id == subscription_id)
    last = paging.after([int])
    query = query.where(_d.id < last[0]) if last else query.offset(paging.offset)
    return [DeliveryRecord(*row) for row in db.execute(query.order_by(_d.id.desc()).limit(paging.limit + 1))]


def change_delivery(db: Connection, id: int, **values: object) -> None:
    db.execute(update(deliveries).where(_d.id == id).values(**values))


def change_state(db: Connection, subscription_id: str, before: Sequence[str], after: str, **values: object) -> int:
    """Changes the deliveries of a subscription that are in one of the states, except handshakes. Returns their number."""
    selected = (_d.subscription_id == subscription_id, in_values(_d.state, before), _d.event != HANDSHAKE)
    return db.execute(update(deliveries).where(*selected).values(state=after, **values)).rowcount


def remove_handshakes(db: Connection, subscription_id: str) -> None:
    """Removes handshakes that have not succeeded."""
    db.execute(delete(deliveries).where(_d.subscription_id == subscription_id, _d.event == HANDSHAKE, _d.state != DELIVERED))


def delete_old(db: Connection, now: Instant) -> None:
    """Deletes deliveries that were made or held for a week, and those that failed a month ago."""
    old = (_d.created_at <= later(now, -KEPT_SECONDS)) & in_values(_d.state, [DELIVERED, HELD])
    failed = (_d.created_at <= later(now, -FAILED_KEPT_SECONDS)) & (_d.state == FAILED)
    db.execute(delete(deliveries).where(_d.created_at <= later(now, -KEPT_SECONDS), old | failed))


SUBSCRIPTION = Entity("webhooksubscription", "Webhook subscription", SubscriptionRecord)
