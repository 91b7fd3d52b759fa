"""Finds OAuth applications and checks their secrets, to authenticate the applications."""

from andante.kit.call import Call
from andante.kit.secrets import matches

from . import rules, store
from .rules import ApplicationRecord


def find_application(call: Call, client_id: str) -> ApplicationRecord | None:
    return store.application_by_client_id(call.db, client_id) if rules.is_client_id(client_id) else None


def has_secret(call: Call, application: ApplicationRecord, secret: str) -> bool:
    """Whether this is the application's secret. False for public applications, which don't have one."""
    stored = store.secret_digest(call.db, application.id)
    return stored is not None and matches(secret, stored)
