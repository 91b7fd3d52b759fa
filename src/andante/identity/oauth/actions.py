"""Registers OAuth applications, authorizes them, and exchanges codes and refresh tokens for access tokens."""

from collections.abc import Sequence

from andante.identity.tokens import actions as tokens
from andante.identity.tokens import queries as tokens_queries
from andante.kit import clock
from andante.kit.call import Call
from andante.kit.changes import Action
from andante.kit.errors import Invalid, NotFound
from andante.kit.lookup import require_found
from andante.kit.secrets import digest, new_secret

from . import rules, store
from .rules import ApplicationRecord, AuthorizedApplication, CodeRecord, GrantRecord, IssuedTokens, RefreshRecord
from .wire import ApplicationInput

CLIENT_PREFIX, SECRET_PREFIX = "app_", "andante_secret_"
CODE_PREFIX, REFRESH_PREFIX = "andante_code_", "andante_refresh_"


def register(call: Call, input: ApplicationInput) -> tuple[ApplicationRecord, str | None]:
    """Registers an application. Returns it with its secret, or None for a public application.

    The secret isn't stored, so it can't be shown again.
    """
    call.require_administrator(to="register applications")
    faults = rules.redirect_faults(input.redirect_uris)
    if faults:
        raise Invalid(*faults)
    secret = None if input.client_type == "PUBLIC" else new_secret(SECRET_PREFIX)
    secret_digest = digest(secret) if secret else None
    added = store.add_application(call.db, new_secret(CLIENT_PREFIX), input, secret_digest, call.now)
    call.record(store.APPLICATION, added.id, Action.CREATED, after=added)
    return added, secret


def remove(call: Call, id: int) -> None:
    """Deletes an application and revokes its tokens."""
    call.require_administrator(to="delete applications")
    application = require_found(store.application(call.db, id), "Application", id)
    _revoke_grants(call, store.active_grants(call.db, id))
    store.remove_application(call.db, id)
    call.record(store.APPLICATION, id, Action.DELETED, before=application)


def applications(call: Call) -> list[ApplicationRecord]:
    """All applications, by name."""
    call.require_administrator(to="see the applications")
    return store.applications(call.db)


def authorize(call: Call, application: ApplicationRecord, scope: str, redirect_uri: str | None, challenge: str | None) -> str:
    """Authorizes an application to act for the caller. Returns the code that it can exchange once, within a minute."""
    grant = store.add_grant(call.db, application.id, call.me, scope, call.now)
    code = new_secret(CODE_PREFIX)
    store.add_code(call.db, digest(code), grant.id, redirect_uri, challenge, clock.later(call.now, rules.CODE_SECONDS))
    call.record(store.GRANT, grant.id, Action.CREATED, after=grant)
    return code


def delete_expired(call: Call) -> None:
    """Deletes refresh tokens that expired, and codes a day after they expired."""
    store.delete_codes(call.db, clock.later(call.now, -clock.SECONDS_PER_DAY))
    store.delete_refresh_tokens(call.db, call.now)


def usable_code(call: Call, application: ApplicationRecord, code: str) -> CodeRecord | None:
    """Returns the code if this application may exchange it.

    A code that was used before may be stolen. In that case, revokes its grant and all tokens from it.
    """
    found = store.code_by_digest(call.db, digest(code))
    if found is None or found.grant.application_id != application.id:
        return None
    if found.used_at is not None:
        _revoke_grants(call, [found.grant])
    return found if rules.is_usable_code(found, call.now) else None


def exchange_code(call: Call, application: ApplicationRecord, code: CodeRecord) -> IssuedTokens | None:
    """Issues tokens for a code. Returns None if the grant is revoked. If another request has used the code in the meantime, revokes
    the grant and returns None."""
    grant = store.lock_grant(call.db, code.grant.id)
    if grant is None or grant.revoked_at is not None:
        return None
    if not store.use_code(call.db, code.digest, call.now):
        _revoke_grants(call, [grant])
        return None
    return _issue_tokens(call, application, grant, grant.scope)


def usable_refresh_token(call: Call, application: ApplicationRecord, token: str) -> RefreshRecord | None:
    """Returns the refresh token if this application may use it.

    A token that was used before may be stolen. In that case, revokes its grant and all tokens from it.
    """
    found = store.refresh_token_by_digest(call.db, digest(token))
    if found is None or found.grant.application_id != application.id:
        return None
    if found.used_at is not None:
        _revoke_grants(call, [found.grant])
    return found if rules.is_usable_refresh_token(found, call.now) else None


def exchange_refresh_token(call: Call, application: ApplicationRecord, token: RefreshRecord, scope: str) -> IssuedTokens | None:
    """Issues new tokens, and invalidates the refresh token and its access token. Returns None if the grant is revoked. If another
    request has used the refresh token in the meantime, revokes the grant and returns None."""
    grant = store.lock_grant(call.db, token.grant.id)
    if grant is None or grant.revoked_at is not None:
        return None
    if not store.use_refresh_token(call.db, token.id, call.now):
        _revoke_grants(call, [grant])
        return None
    tokens.revoke_application_tokens(call.on_behalf_of(grant.account_id), [token.access_token_id])
    return _issue_tokens(call, application, grant, scope)


def revoke_token(call: Call, application: ApplicationRecord, token: str) -> None:
    """Revokes a token of the application. A refresh token is revoked together with its grant and all tokens from it. Ignores unknown
    tokens and tokens of other applications."""
    refresh = store.refresh_token_by_digest(call.db, digest(token))
    if refresh and refresh.grant.application_id == application.id:
        _revoke_grants(call, [refresh.grant])
        return
    access_token_id = tokens_queries.token_id(call, token)
    grant = store.grant_of_access_token(call.db, access_token_id) if access_token_id else None
    if access_token_id and grant and grant.application_id == application.id:
        tokens.revoke_application_tokens(call.on_behalf_of(grant.account_id), [access_token_id])


def authorized_applications(call: Call) -> list[AuthorizedApplication]:
    """The applications that the caller has authorized, by name."""
    return store.authorized_by(call.db, call.me)


def revoke_authorization(call: Call, application_id: int) -> None:
    """Revokes all grants of the caller to an application, and their tokens. Raises NotFound if there aren't any."""
    grants = store.active_grants(call.db, application_id, call.me)
    if not grants:
        raise NotFound(f"You haven't authorized an application {application_id}")
    _revoke_grants(call, grants)


def revoke_authorizations(call: Call, account_id: str) -> None:
    """Revokes all grants of a user, and their tokens."""
    if account_id != call.me:
        call.require_administrator(to="revoke authorizations of others")
    _revoke_grants(call, store.active_grants(call.db, account_id=account_id))


def _issue_tokens(call: Call, application: ApplicationRecord, grant: GrantRecord, scope: str) -> IssuedTokens:
    user_call = call.on_behalf_of(grant.account_id)
    record, access_token = tokens.issue_application_token(user_call, grant.account_id, application.name, scope, rules.ACCESS_SECONDS)
    refresh_token = new_secret(REFRESH_PREFIX)
    store.add_refresh_token(call.db, digest(refresh_token), grant.id, record.id, clock.later(call.now, rules.REFRESH_SECONDS))
    return IssuedTokens(access_token, refresh_token, scope)


def _revoke_grants(call: Call, grants: Sequence[GrantRecord]) -> None:
    """Revokes grants and all tokens from them."""
    active = [grant for grant in grants if grant.revoked_at is None]
    if not active:
        return
    access_token_ids = store.revoke_grants(call.db, [grant.id for grant in active], call.now)
    tokens.revoke_application_tokens(call, access_token_ids)
    call.record_deleted(store.GRANT, active)
