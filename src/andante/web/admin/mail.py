"""The page with the log of mails, from which administrators can send a test."""

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from andante.directory.people import queries as people
from andante.kit.errors import FaultCode, Invalid
from andante.kit.paging import Paging
from andante.mail.messages import actions
from andante.web.shell.pages import current_call
from andante.web.shell.translations import current_language, marked
from andante.web.shell.translations import gettext as _

mail = Blueprint("mail", __name__)
PAGE_SIZE = 50
KINDS = {
    "invitation": marked("Invitation"),
    "notifications": marked("Notifications"),
    "password_reset": marked("New password"),
    "test": marked("Test"),
}
"""The names of kinds of mails. Others are shown as they are."""


@mail.get("/admin/mail")
def log() -> str:
    """`before` is the number of mails to skip."""
    call = current_call()
    skipped = request.args.get("skip", "0")
    offset = int(skipped) if skipped.isdecimal() and len(skipped) < 10 else 0
    mails = actions.page(call, Paging(offset=offset, limit=PAGE_SIZE))
    older = offset + PAGE_SIZE if len(mails) > PAGE_SIZE else None
    return render_template(
        "admin/mail.html",
        mails=mails[:PAGE_SIZE],
        kinds=KINDS,
        older=older,
        newer=max(offset - PAGE_SIZE, 0) if offset else None,
        sends_mail=actions.is_configured(call.settings),
        sender=call.settings.mail_from,
        email=people.find(call, call.me).email or "",
    )


@mail.post("/admin/mail/test")
def send_test() -> ResponseReturnValue:
    """Sends a test to the administrator who asks for it."""
    call = current_call()
    email = people.find(call, call.me).email
    if not email:
        raise Invalid("", FaultCode.REQUIRED, "You have no email")
    actions.send_test(call, email, current_language())
    flash(_("A test is on its way to %(email)s. Reload this page to see whether it was sent.", email=email))
    return redirect(url_for(".log"))
