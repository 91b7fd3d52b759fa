"""Rendering mails, their headers, and the settings of mail."""

from pathlib import Path

import pytest

from andante.activity.notifications import actions as notifications
from andante.identity.signin import actions as signin
from andante.kit.mail_settings import SmtpServer, address, one_line, smtp_server
from andante.kit.settings import from_environment
from andante.mail.messages import actions
from andante.mail.messages.rendering import LANGUAGES, render
from andante.mail.messages.rules import Content, Kind, WaitingMail, message_of
from andante.onboarding.invitations import actions as invitations

KINDS = (actions.TEST, signin.RESET_MAIL, invitations.MAIL, notifications.MAIL)
CONTEXT = {
    "url": "https://time.example.com",
    "path": "/password?token=secret",
    "name": "<b>Ada</b> & Söhne",
    "email": "ada@example.com",
    "inviter": "Carol",
    "company": "Engines",
    "days": 7,
    "items": [{"text": "Rejected <b>", "comment": "<b>", "path": "/password?token=secret"}] * 2,
}


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.name)
def test_every_kind_has_text_and_html_in_every_language(kind: Kind, language: str) -> None:
    content = render(kind, language, CONTEXT)

    assert content.subject
    assert "Subject:" not in content.subject + content.text
    assert f'<html lang="{language}">' in content.html
    assert "<b>" not in content.html
    assert "{{" not in content.text + content.html
    if kind is not actions.TEST:
        link = "https://time.example.com/password?token=secret"
        assert link in content.text
        assert f'href="{link}"' in content.html
        assert "<b>Ada</b> & Söhne" in content.text
        assert "&lt;b&gt;Ada&lt;/b&gt; &amp; Söhne" in content.html


def test_every_folder_of_templates_belongs_to_a_kind() -> None:
    source = Path(actions.__file__).parents[2]
    folders = {path.parent for path in source.rglob("*.en.txt")}

    assert folders == {kind.folder for kind in KINDS}


def test_an_unknown_language_becomes_english() -> None:
    assert render(actions.TEST, "fr", CONTEXT).subject == "Andante can send mail"


@pytest.mark.parametrize(
    "name", ["Ada\r\nBcc: everyone@example.com", "Ada\nSubject: x\n\nbody", "Ada\x00\x1b[31m", "Ada\u2028Bcc: x@example.com"]
)
def test_a_name_can_not_add_headers(name: str) -> None:
    content = render(invitations.MAIL, "en", CONTEXT | {"inviter": name})
    message = message_of(WaitingMail(1, "ada@example.com", "<1@example.com>", content), f"{one_line(name)} <time@example.com>")

    assert content.subject.startswith("Ada")
    assert content.subject.isprintable()
    assert message.keys() == ["From", "To", "Subject", "Message-ID", "Auto-Submitted", "MIME-Version", "Content-Type"]
    assert b"\nBcc:" not in message.as_bytes().partition(b"\r\n\r\n")[0]


@pytest.mark.parametrize(
    "recipient", ["a@example.com\r\nBcc: b@example.com", "a@example.com, b@example.com", "a@example.com>\nTo: b@example.com"]
)
def test_a_recipient_can_not_add_others(recipient: str) -> None:
    with pytest.raises(ValueError, match="must be an address"):
        message_of(WaitingMail(1, recipient, "<1@example.com>", Content("Hi", "Hi", "Hi")), "time@example.com")


@pytest.mark.parametrize(
    ("url", "server"),
    [
        ("smtp://mail.example.com", SmtpServer("mail.example.com", 587, "STARTTLS")),
        ("smtp://ada:p%40ss%2F@mail.example.com:2525", SmtpServer("mail.example.com", 2525, "STARTTLS", "ada", "p@ss/")),
        ("smtps://ada%40example.com:x@mail.example.com/", SmtpServer("mail.example.com", 465, "TLS", "ada@example.com", "x")),
        ("smtp://localhost?tls=off", SmtpServer("localhost", 25, "NONE")),
    ],
)
def test_the_url_of_a_server(url: str, server: SmtpServer) -> None:
    assert smtp_server(url) == server


@pytest.mark.parametrize(
    ("environment", "message"),
    [
        ({"SMTP_URL": "mail.example.com:587"}, "ANDANTE_SMTP_URL can't be used: it must look like smtp://"),
        ({"SMTP_URL": "http://mail.example.com"}, "ANDANTE_SMTP_URL can't be used: it must look like smtp://"),
        ({"SMTP_URL": "smtp://mail.example.com:x"}, "ANDANTE_SMTP_URL can't be used"),
        ({"SMTP_URL": "smtp://mail.example.com?tls=maybe"}, "accepts only the option ?tls=off"),
        ({"SMTP_URL": "smtps://mail.example.com?tls=off"}, "can't use smtps:// with ?tls=off"),
        ({"SMTP_URL": "smtp://a:secret@mail.example.com?tls=off"}, "can't send a password without TLS"),
        ({"SMTP_URL": "smtp://mail.example.com"}, "ANDANTE_SMTP_URL needs ANDANTE_MAIL_FROM"),
        ({"SMTP_URL": "smtp://mail.example.com", "MAIL_FROM": "a@example.com"}, "ANDANTE_SMTP_URL needs ANDANTE_PUBLIC_URL"),
        ({"MAIL_FROM": "Andante"}, "ANDANTE_MAIL_FROM can't be used: it must be an address like time@example.com"),
    ],
)
def test_wrong_settings_are_explained(environment: dict[str, str], message: str) -> None:
    with pytest.raises(ValueError, match="ANDANTE") as raised:
        from_environment({f"ANDANTE_{name}": value for name, value in environment.items()})

    assert message in str(raised.value)
    assert "secret" not in str(raised.value)


def test_the_address_of_the_sender_can_have_a_name() -> None:
    assert str(address('"Müller, Time" <time@example.com>')) == '"Müller, Time" <time@example.com>'
