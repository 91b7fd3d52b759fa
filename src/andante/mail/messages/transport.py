"""Sends messages to the SMTP server."""

import smtplib
import ssl
from collections.abc import Iterator
from contextlib import contextmanager
from email.message import EmailMessage

from andante.kit.mail_settings import SmtpServer

PERMANENT = 500
"""Replies from this code on are final: the same mail would be refused again."""


class TemporaryFailure(Exception):
    """The mail wasn't sent, but may be later."""


class PermanentFailure(Exception):
    """The server will never accept the mail."""


def deliver(server: SmtpServer, message: EmailMessage, timeout: float) -> None:
    """Sends one message. Raises TemporaryFailure or PermanentFailure. A server that can't be reached or refuses the login is a temporary
    failure: operators correct their settings."""
    with connected(server, timeout) as smtp:
        try:
            smtp.send_message(message)
        except smtplib.SMTPRecipientsRefused as refusal:
            [(code, reply)] = refusal.recipients.values()
            raise _failure(code, reply) from refusal
        except smtplib.SMTPResponseException as refusal:
            raise _failure(refusal.smtp_code, refusal.smtp_error) from refusal
        except smtplib.SMTPNotSupportedError as error:  # the address isn't ASCII
            raise PermanentFailure(str(error)) from error
        except (OSError, smtplib.SMTPException) as error:
            raise TemporaryFailure(_described(error)) from error


@contextmanager
def connected(server: SmtpServer, timeout: float) -> Iterator[smtplib.SMTP]:
    """A connection after TLS and the login. The certificate must be valid for the host. Raises TemporaryFailure."""
    try:
        smtp = _open(server, timeout)
    except (OSError, smtplib.SMTPException) as error:
        raise TemporaryFailure(f"{server.host}:{server.port}: {_described(error)}") from error
    try:
        yield smtp
    finally:
        _quit(smtp)


def _open(server: SmtpServer, timeout: float) -> smtplib.SMTP:
    context = ssl.create_default_context()
    if server.security == "TLS":
        smtp: smtplib.SMTP = smtplib.SMTP_SSL(server.host, server.port, timeout=timeout, context=context)
    else:
        smtp = smtplib.SMTP(server.host, server.port, timeout=timeout)
    try:
        if server.security == "STARTTLS":
            smtp.starttls(context=context)
        if server.user is not None:
            smtp.login(server.user, server.password)
    except BaseException:
        smtp.close()
        raise
    return smtp


def _quit(smtp: smtplib.SMTP) -> None:
    try:
        smtp.quit()
    except (OSError, smtplib.SMTPException):
        smtp.close()


def _failure(code: int, reply: bytes | str) -> Exception:
    text = f"{code} {_text(reply)}"
    return PermanentFailure(text) if code >= PERMANENT else TemporaryFailure(text)


def _described(error: Exception) -> str:
    if isinstance(error, smtplib.SMTPResponseException):
        return f"{error.smtp_code} {_text(error.smtp_error)}"
    return str(error) or type(error).__name__


def _text(reply: bytes | str) -> str:
    return reply.decode("utf-8", "replace") if isinstance(reply, bytes) else reply
