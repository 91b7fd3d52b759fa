"""Mails as records, and how a mail becomes a message that is safe to send."""

from email.message import EmailMessage
from email.policy import SMTP
from pathlib import Path
from typing import Literal, NamedTuple

from msgspec import Struct

from andante.kit.clock import Instant
from andante.kit.mail_settings import address, one_line

State = Literal["waiting", "sent", "failed"]
MAX_SUBJECT_LENGTH = 200
MAX_ERROR_LENGTH = 500


class Kind(Struct, frozen=True):
    """A kind of mail. `folder` has its templates, for each language `<name>.<language>.txt` and `<name>.<language>.html`. The first line of
    the text is `Subject: …`."""

    name: str
    folder: Path


class Content(NamedTuple):
    """A rendered mail: the same as text and as HTML."""

    subject: str
    text: str
    html: str


class MailRecord(Struct, frozen=True):
    """A mail as the log shows it. It doesn't contain the body, which has links that give access."""

    id: int
    recipient: str
    kind: str
    language: str
    subject: str
    state: State
    attempts: int
    last_error: str | None
    created_at: Instant
    sent_at: Instant | None


class WaitingMail(Struct, frozen=True):
    """A mail that is to be sent. `message_id` is the same in all attempts, so mail programs show a mail that arrives twice only once."""

    id: int
    recipient: str
    message_id: str
    content: Content


def message_of(mail: WaitingMail, sender: str) -> EmailMessage:
    """The message with its headers. Raises ValueError if the address can't be used."""
    message = EmailMessage(policy=SMTP)
    message["From"] = address(sender)
    message["To"] = address(mail.recipient)
    message["Subject"] = one_line(mail.content.subject)
    message["Message-ID"] = mail.message_id
    message["Auto-Submitted"] = "auto-generated"  # vacation programs don't answer it
    message.set_content(mail.content.text)
    message.add_alternative(mail.content.html, subtype="html")
    return message
