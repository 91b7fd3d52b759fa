"""Sends mails: stores them in the caller's transaction, and delivers them in a job."""

from collections.abc import Mapping

from msgspec import Struct

from andante.directory.people import queries as people
from andante.kit import clock
from andante.kit.call import SYSTEM, Call
from andante.kit.clock import SECONDS_PER_DAY, Instant
from andante.kit.database import Access, Database
from andante.kit.jobs import Job, JobContext, NoPayload, Retry, enqueue
from andante.kit.mail_settings import address, smtp_server
from andante.kit.paging import Paging
from andante.kit.secrets import new_secret
from andante.kit.settings import Settings

from . import rules, store, transport
from .rendering import SHARED, render
from .rules import Kind, MailRecord, State, WaitingMail
from .transport import PermanentFailure, TemporaryFailure

TEST = Kind("test", SHARED)
KEPT_SECONDS = 90 * SECONDS_PER_DAY
"""How long the log keeps a mail."""


class MailPayload(Struct):
    id: int


def is_configured(settings: Settings) -> bool:
    """Whether mails can be sent. If not, show links to the people who could send them."""
    return settings.smtp_url is not None


def send(call: Call, to: str, kind: Kind, language: str, context: Mapping[str, object]) -> bool:
    """Queues a mail in the caller's transaction; a job sends it soon after the commit. Returns False if no SMTP server is configured.

    The templates of the kind get `context`, `url` (the address of the server) and `language`. Unknown languages become English.
    """
    if not is_configured(call.settings):
        return False
    mail = _add(call, to, kind, language, context)
    enqueue(call.db, SEND, MailPayload(mail.id), key=str(mail.id))
    return True


def send_test(call: Call, to: str, language: str) -> bool:
    """Queues a mail with which administrators test their settings."""
    call.require_administrator(to="send test mails")
    return send(call, to, TEST, language, {})


def page(call: Call, paging: Paging) -> list[MailRecord]:
    """The requested page plus one row of the log, the newest first."""
    call.require_administrator(to="see the log of mails")
    return store.page(call.db, paging)


def check_smtp(settings: Settings) -> str | None:
    """What is wrong with the connection to the SMTP server: host, certificate or login. None if it works, or if none is configured."""
    if settings.smtp_url is None:
        return None
    try:
        with transport.connected(smtp_server(settings.smtp_url), settings.smtp_timeout_seconds) as smtp:
            smtp.noop()
    except TemporaryFailure as failure:
        return str(failure)
    return None


def add_test(call: Call, to: str, language: str) -> WaitingMail:
    """Adds a test mail that no job sends: call `try_once` with it after the commit."""
    call.require_administrator(to="send test mails")
    return _add(call, to, TEST, language, {})


def try_once(database: Database, settings: Settings, mail: WaitingMail) -> str | None:
    """Sends a mail at once, and not again if that fails. Returns the problem. No transaction is open meanwhile."""
    state, error = _deliver(settings, mail)
    with database.call(SYSTEM, Access.WRITE) as call:
        store.record_attempt(call.db, mail.id, "sent" if state == "sent" else "failed", error, call.now)
    return error


def _add(call: Call, to: str, kind: Kind, language: str, context: Mapping[str, object]) -> WaitingMail:
    url = (call.settings.public_url or call.base_url).rstrip("/")
    content = render(kind, language, {"url": url, **context})
    domain = address(call.settings.mail_from or "").domain
    message_id = f"<{new_secret()}@{domain}>"
    user = people.by_email(call, to)
    id = store.add(call.db, to, user.account_id if user else None, kind.name, language, content, message_id, call.now)
    return WaitingMail(id, to, message_id, content)


def _run(context: JobContext, payload: MailPayload) -> None:
    """Sends one mail. The transaction isn't open meanwhile, because servers may take long to respond."""
    with context.read() as call:
        mail = store.waiting(call.db, payload.id)
    if mail is None:
        return
    state, error = _deliver(context.settings, mail)
    is_last = context.attempt >= SEND.retry.attempts
    with context.write() as call:
        store.record_attempt(call.db, mail.id, "failed" if is_last and state == "waiting" else state, error, call.now)
    if state == "waiting":
        raise TemporaryFailure(error)


def _deliver(settings: Settings, mail: WaitingMail) -> tuple[State, str | None]:
    """Tries to send a mail. Returns its new state and the error."""
    assert settings.smtp_url is not None
    try:
        message = rules.message_of(mail, settings.mail_from or "")
        transport.deliver(smtp_server(settings.smtp_url), message, settings.smtp_timeout_seconds)
    except (PermanentFailure, ValueError) as failure:
        return "failed", str(failure)[: rules.MAX_ERROR_LENGTH]
    except TemporaryFailure as failure:
        return "waiting", str(failure)[: rules.MAX_ERROR_LENGTH]
    return "sent", None


def _remove_old(context: JobContext, _payload: NoPayload) -> None:
    with context.write() as call:
        store.remove_before(call.db, Instant(clock.later(call.now, -KEPT_SECONDS)))


SEND = Job("mail.send", MailPayload, _run, Retry(attempts=12, first_seconds=30, max_seconds=4 * 3600))
"""Twelve attempts in about half a day."""

REMOVE_OLD = Job("mail.remove_old", NoPayload, _remove_old, every=SECONDS_PER_DAY)
