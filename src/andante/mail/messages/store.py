"""The table of mails, and the SQL statements on it."""

from typing import Any

from sqlalchemy import Column, Connection, ForeignKey, Index, Integer, Named, String, Table, Text, TypedColumns, delete, select, update

from andante.directory.people.store import users
from andante.kit.clock import Instant
from andante.kit.db import NOT_ARCHIVED, SECRET, AccountId, InstantType, Key, insert_row, metadata
from andante.kit.paging import Paging

from .rules import Content, MailRecord, State, WaitingMail


class MailColumns(TypedColumns):
    """The queue of mails and their log. `account_id` is the recipient, if it is a user. `text` and `html` exist only until the mail is sent
    or has failed, because they contain links that give access."""

    id: Named[int] = Column(Key, primary_key=True)
    account_id: Named[str | None] = Column(AccountId, ForeignKey(users.c.account_id), index=True)
    recipient: Named[str] = Column(String(320), nullable=False)
    kind: Named[str] = Column(String(50), nullable=False)
    language: Named[str] = Column(String(10), nullable=False)
    subject: Named[str] = Column(String(255), nullable=False)
    text: Named[str | None] = Column(Text, info=SECRET)
    html: Named[str | None] = Column(Text, info=SECRET)
    message_id: Named[str] = Column(String(255), nullable=False)
    state: Named[str] = Column(String(10), nullable=False)
    attempts: Named[int] = Column(Integer, nullable=False)
    last_error: Named[str | None] = Column(String(500))
    created_at: Named[Instant] = Column(InstantType, nullable=False)
    sent_at: Named[Instant | None] = Column(InstantType)


mails = Table("mails", metadata, MailColumns, sqlite_autoincrement=True, info=NOT_ARCHIVED)
_m = mails.c
Index("ix_mails_created_at", _m.created_at)

_record = select(*(_m[field] for field in MailRecord.__struct_fields__))


def add(
    db: Connection, recipient: str, account_id: str | None, kind: str, language: str, content: Content, message_id: str, now: Instant
) -> int:
    values = {
        "account_id": account_id,
        "recipient": recipient,
        "kind": kind,
        "language": language,
        **content._asdict(),
        "message_id": message_id,
        "state": "waiting",
        "attempts": 0,
        "created_at": now,
    }
    return insert_row(db, mails, values)


def waiting(db: Connection, id: int) -> WaitingMail | None:
    """The mail if it is still to be sent."""
    query = select(_m.recipient, _m.message_id, _m.subject, _m.text, _m.html).where(_m.id == id, _m.state == "waiting")
    row = db.execute(query).one_or_none()
    return WaitingMail(id, row[0], row[1], Content(row[2], row[3] or "", row[4] or "")) if row else None


def record_attempt(db: Connection, id: int, state: State, error: str | None, now: Instant) -> None:
    """Counts an attempt. Deletes the body if there won't be another one."""
    values: dict[str, Any] = {"attempts": _m.attempts + 1, "last_error": error, "state": state}
    if state == "sent":
        values["sent_at"] = now
    if state != "waiting":
        values |= {"text": None, "html": None}
    db.execute(update(mails).where(_m.id == id).values(values))


def page(db: Connection, paging: Paging) -> list[MailRecord]:
    """The requested page plus one row, the newest first."""
    query = _record.order_by(_m.id.desc()).offset(paging.offset).limit(paging.limit + 1)
    return [MailRecord(*row) for row in db.execute(query)]


def remove_before(db: Connection, instant: Instant) -> None:
    """Deletes the log of mails that were created before."""
    db.execute(delete(mails).where(_m.created_at < instant, _m.state != "waiting"))
