"""Makes a POST with an `Idempotency-Key` safe to repeat: stores its response, and returns it when the same request comes again.

docs/api.md describes it for clients; decision 20 explains it.
"""

import re
from collections.abc import Callable
from contextlib import AbstractContextManager
from hashlib import sha256
from typing import Any, NamedTuple

import msgspec
from sqlalchemy import Column, Index, Integer, Named, String, Table, Text, TypedColumns, bindparam, delete, insert, select

from andante.sql.prepared import Prepared

from .call import Call
from .clock import SECONDS_PER_DAY, Instant, later
from .db import NOT_ARCHIVED, AccountId, InstantType, metadata, try_lock
from .errors import Conflict, Fault, FaultCode, Forbidden, InProgress, Invalid, KeyReused, NotFound, Refusal
from .jobs import Job, JobContext, NoPayload

HEADER = "Idempotency-Key"
REPLAYED = "Idempotency-Replayed"
"""The header of a response that was stored."""

MAX_LENGTH = 255
PATTERN = r'^("([ !#-\[\]-~]|\\["\\])+"|[!#-+\--~]+)$'
"""A key is text in quotes, as the IETF draft requires, or printable ASCII without quotes, commas and spaces, as many clients send it."""

LIFETIME_SECONDS = SECONDS_PER_DAY
MAX_RESPONSE_BYTES = 8 * 2**20
"""Longer responses are not stored. The key is, so the request isn't applied twice."""


class KeyColumns(TypedColumns):
    """`response` is the body of a success, or the faults of a refusal, as JSON. It is null if the body was too long."""

    account_id: Named[str] = Column(AccountId, primary_key=True)
    key: Named[str] = Column(String(MAX_LENGTH), primary_key=True)
    fingerprint: Named[str] = Column(String(64), nullable=False)
    created_at: Named[Instant] = Column(InstantType, nullable=False)
    status: Named[int] = Column(Integer, nullable=False)
    response: Named[str | None] = Column(Text)


keys = Table("idempotency_keys", metadata, KeyColumns, info=NOT_ARCHIVED)
_k = keys.c
Index("ix_idempotency_keys_created_at", _k.created_at)

_this = (_k.account_id == bindparam("account_id"), _k.key == bindparam("key"))
_find = Prepared(select(_k.fingerprint, _k.created_at, _k.status, _k.response).where(*_this))
_delete = Prepared(delete(keys).where(*_this))
_add = Prepared(insert(keys))

FINAL = {kind.status: kind for kind in (Invalid, Forbidden, NotFound)}
"""The refusals that are stored. All others ask the client to try again."""


class Request(NamedTuple):
    """A request with a key. `fingerprint` is the SHA-256 of its method, path, query and body."""

    key: str
    fingerprint: str


class Response(NamedTuple):
    """A stored response."""

    status: int
    response: str | None

    def content(self) -> bytes:
        """The body of a success. Raises the refusal if the request was refused."""
        if self.response is None:
            message = f"The request was applied, but its response was too long to be stored: more than {MAX_RESPONSE_BYTES} bytes."
            raise Conflict(Fault("", FaultCode.TOO_LARGE, message))
        if refusal := FINAL.get(self.status):
            raise refusal(*msgspec.json.decode(self.response, type=list[Fault]))
        return self.response.encode()


def parse(header: str, target: str, body: bytes) -> Request:
    """The request with the key in a header. `target` is the method, path and query. Raises Invalid if the key has a wrong form."""
    if not re.fullmatch(PATTERN, header):
        raise Invalid(HEADER, FaultCode.INVALID, "must be text in quotes, or printable ASCII without quotes, commas and spaces")
    key = re.sub(r"\\(.)", r"\1", header[1:-1]) if header.startswith('"') else header
    if len(key) > MAX_LENGTH:
        raise Invalid(HEADER, FaultCode.WRONG_LENGTH, f"must have at most {MAX_LENGTH} characters, not {len(key)}")
    return Request(key, sha256(target.encode() + b"\n" + body).hexdigest())


def run_once(
    request: Request, open: Callable[[], AbstractContextManager[Call]], run: Callable[[Call], bytes], on_replay: Callable[[], None]
) -> bytes:
    """Runs a request in a transaction, and stores its response in the same one. If it ran before, calls `on_replay` and returns the
    stored response. `open` opens a write transaction.

    Raises InProgress if the same request is running, and KeyReused if the caller used the key for another request. On SQLite, it waits
    for a running request instead, because there is one writer at a time.
    """
    try:
        with open() as call:
            stored = _stored(call, request)
            if stored is None:
                content = run(call)
                _store(call, request, 200, content)
                return content
    except Refusal as refusal:
        if not _is_final(refusal):
            raise
        with open() as call:  # the first transaction was rolled back
            stored = _stored(call, request)
            if stored is None:
                _store(call, request, refusal.status, msgspec.json.encode(refusal.faults))
        if stored is None:
            raise
    on_replay()
    return stored.content()


def _stored(call: Call, request: Request) -> Response | None:
    """The response to the request; None if it must run now. Until the transaction ends, no other transaction can use the key."""
    if not try_lock(call.db, "idempotency key", call.me, request.key):
        raise InProgress(f"A request with this {HEADER} is still in progress. Try again.")
    row = _find.one_or_none(call.db, account_id=call.me, key=request.key)
    if row is None:
        return None
    fingerprint, created_at, status, response = row
    if created_at <= later(call.now, -LIFETIME_SECONDS):
        _delete.run_all(call.db, [{"account_id": call.me, "key": request.key}])
        return None
    if fingerprint != request.fingerprint:
        raise KeyReused(f"This {HEADER} was used for another request. Use a new key for each request.")
    return Response(status, response)


def _store(call: Call, request: Request, status: int, content: bytes) -> None:
    response = content.decode() if len(content) <= MAX_RESPONSE_BYTES else None
    row = {"account_id": call.me, "created_at": call.now, "status": status, "response": response, **request._asdict()}
    _add.run_all(call.db, [row])


def _is_final(refusal: Refusal) -> bool:
    """Whether the same request would be refused again. A refusal because of a simultaneous change need not be."""
    return refusal.status in FINAL and all(fault.code is not FaultCode.CONFLICT for fault in refusal.faults)


def _delete_expired(context: JobContext, _: NoPayload) -> None:
    with context.write() as call:
        call.db.execute(delete(keys).where(_k.created_at <= later(call.now, -LIFETIME_SECONDS)))


JOBS: list[Job[Any]] = [Job("idempotency_keys.delete_expired", NoPayload, _delete_expired, every=3600)]
