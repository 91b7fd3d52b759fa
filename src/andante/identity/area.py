"""Registers the routes of preferences, the tables of preferences, API tokens, sign-in, second factors and OAuth 2.0, and the job that
deletes what has expired."""

from typing import Any

from sqlalchemy import Table

from andante.kit.jobs import Job, JobContext, NoPayload
from andante.kit.server import Handler, handlers_in

from .oauth import actions as oauth_actions
from .oauth import store as oauth
from .preferences import routes as preferences_routes
from .preferences import store as preferences
from .second_factor import store as second_factor
from .signin import actions as signin_actions
from .signin import store as signin
from .tokens import store as tokens

ROUTES: list[Handler] = handlers_in(preferences_routes)
TABLES: list[Table] = [
    preferences.preferences,
    tokens.tokens,
    signin.passwords,
    signin.password_links,
    signin.sessions,
    signin.pending_sign_ins,
    second_factor.authenticator_apps,
    second_factor.passkeys,
    second_factor.recovery_codes,
    signin.identities,
    signin.signin_attempts,
    oauth.oauth_applications,
    oauth.oauth_grants,
    oauth.oauth_codes,
    oauth.oauth_refresh_tokens,
]


def _delete_expired(context: JobContext, _: NoPayload) -> None:
    for delete in (signin_actions.delete_expired, oauth_actions.delete_expired):
        with context.write() as call:
            delete(call)


JOBS: list[Job[Any]] = [Job("identity.delete_expired", NoPayload, _delete_expired, every=3600), signin_actions.RESET]
