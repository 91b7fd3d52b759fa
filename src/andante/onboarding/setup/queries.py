"""Finds out whether a server is new, without a permission check."""

from andante.directory.people import queries as people
from andante.identity.signin import queries as signin
from andante.kit.call import Call
from andante.kit.errors import NotFound
from andante.kit.secrets import matches

from . import store


def has_users(call: Call) -> bool:
    return people.exist(call)


def check_link(call: Call, secret: str) -> None:
    """Raises NotFound unless this is the secret of the setup link, and the link is still valid. It isn't if there is any user."""
    if signin.has_sign_in(call) or has_users(call):
        raise NotFound("This server is already set up, so this link no longer works. Sign in, or ask your administrator for an invitation.")
    stored = store.link_digest(call.db, call.now)
    if stored is None or not matches(secret, stored):
        raise NotFound("This link is invalid, expired or already used. Restart the server: it then prints a new one.")
