"""The user of the current page."""

from contextlib import suppress
from typing import Any, cast

from flask import current_app, g

from andante.identity.signin.rules import SignedIn


def signed_in_user() -> SignedIn | None:
    """The user who is signed in, or None. Pages that have not opened a transaction, such as those that report an error, look it up. If
    that fails, the page is shown without a user."""
    if "signed_in" not in g:
        g.signed_in = None
        with suppress(Exception), cast("Any", current_app).open_call(writes=False):
            pass
    user: SignedIn | None = g.signed_in
    return user
