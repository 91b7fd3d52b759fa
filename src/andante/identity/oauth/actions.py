"""What one may do with applications and grants, and how codes and refresh tokens become access tokens."""

from collections.abc import Sequence

from andante.identity.tokens import actions as auth
from andante.kit import clock
from andante.kit.call import Call
from andante.kit.changes import Action
from andante.kit.errors import Invalid, NotFound
from andante.kit.lookup import require_found
from andante.kit.secrets import digest, matches, new_secret

from . import rules, store
from .rules import ApplicationRecord, CodeRecord, GrantedApplication, GrantRecord, Issued, RefreshRecord
from .wire import ApplicationInput

CLIENT_PREFIX, SECRET_PREFIX = "app_", "andante_secret_"
CODE_PREFIX, REFRESH_PREFIX = "andante_code_", "andante_refresh_"
DAY = 86_400


def register(call: Call, given: ApplicationInput) -> tuple[ApplicationRecord, str | None]:
    """Registers an application. The second value is its secret, which is not stored and can't be shown again; a public
    application has none."""
    call.require_administrator(to="register applications")
    faults = rules.redirect_faults(given.redirect_uris)
    if faults:
        raise Invalid(*faults)
    secret = None if given.client_type == "PUBLIC" else new_secret(SECRET_PREFIX)
    stored = digest(secret) if secret else None
    client_id = new_secret(CLIENT_PREFIX)
    added = store.add_application(call.db, client_id, given.name, given.redirect_uris, given.client_type, stored, call.now)
    call.record(store.APPLICATION, added.id, Action.CREATED, after=added)
    return added, secret


def remove(call: Call, id: int) -> None:
    """Its tokens open nothing from the next request on."""
    call.require_administrator(to="delete applications")
    application = require_found(store.application(call.db, id), "Application", id)
    _revoke(call, store.living_grants(call.db, id))
    store.remove_application(call.db, id)
    call.record(store.APPLICATION, id, Action.DELETED, before=application)


def applications(call: Call) -> list[ApplicationRecord]:
    """All of them, by name."""
    call.require_administrator(to="see the applications")
    return store.applications(call.db)


def application_called(call: Call, client_id: str) -> ApplicationRecord | None:
    return store.application_by_client_id(call.db, client_id) if rules.is_client_id(client_id) else None


def has_secret(call: Call, application: ApplicationRecord, secret: str) -> bool:
    stored = store.secret_digest(call.db, application.id)
    return stored is not None and matches(secret, stored)


def allow(call: Call, application: ApplicationRecord, scope: str, redirect_uri: str | None, challenge: str | None) -> str:
    """The caller allows an application to act for them. Gives the code that it can exchange once, within a minute."""
    store.forget_codes(call.db, clock.later(call.now, -DAY))
    store.forget_refresh_tokens(call.db, call.now)
    grant = store.add_grant(call.db, application.id, call.me, scope, call.now)
    code = new_secret(CODE_PREFIX)
    store.add_code(call.db, digest(code), grant.id, redirect_uri, challenge, clock.later(call.now, rules.CODE_SECONDS))
    call.record(store.GRANT, grant.id, Action.CREATED, after=grant)
    return code


def code_of(call: Call, application: ApplicationRecord, code: str) -> CodeRecord | None:
    """The code, if this application may exchange it. One that was used before is a theft: all that it gave is revoked."""
    found = store.code_by_digest(call.db, digest(code))
    if found is None or found.grant.application_id != application.id:
        return None
    if found.used_at is not None:
        _revoke(call, [found.grant])
    return found if rules.code_lives(found, call.now) else None


def exchange(call: Call, application: ApplicationRecord, code: CodeRecord) -> Issued | None:
    """Tokens for a code; None, and everything revoked, where somebody else has used it in the meantime."""
    grant = store.lock_grant(call.db, code.grant.id)
    if grant is None or grant.revoked_at is not None:
        return None
    if not store.use_code(call.db, code.digest, call.now):
        _revoke(call, [grant])
        return None
    return _issue(call, application, grant, grant.scope)


def refresh_token_of(call: Call, application: ApplicationRecord, token: str) -> RefreshRecord | None:
    """The refresh token, if this application may use it. One that was used before is a theft: its family is revoked."""
    found = store.refresh_token_by_digest(call.db, digest(token))
    if found is None or found.grant.application_id != application.id:
        return None
    if found.used_at is not None:
        _revoke(call, [found.grant])
    return found if rules.refresh_lives(found, call.now) else None


def refresh(call: Call, application: ApplicationRecord, token: RefreshRecord, scope: str) -> Issued | None:
    """New tokens for old: both old ones are dead. None, and the family revoked, where somebody else was faster."""
    grant = store.lock_grant(call.db, token.grant.id)
    if grant is None or grant.revoked_at is not None:
        return None
    if not store.use_refresh_token(call.db, token.id, call.now):
        _revoke(call, [grant])
        return None
    auth.withdraw(call.on_behalf_of(grant.account_id), [token.access_token_id])
    return _issue(call, application, grant, scope)


def give_back(call: Call, application: ApplicationRecord, token: str) -> None:
    """The application gives up a token of its own: with a refresh token the whole family goes, an access token goes
    alone. What is not its own, or nobody's, is left alone."""
    refresh = store.refresh_token_by_digest(call.db, digest(token))
    if refresh and refresh.grant.application_id == application.id:
        _revoke(call, [refresh.grant])
        return
    access_token_id = auth.id_of(call, token)
    grant = store.grant_of_access_token(call.db, access_token_id) if access_token_id else None
    if access_token_id and grant and grant.application_id == application.id:
        auth.withdraw(call.on_behalf_of(grant.account_id), [access_token_id])


def granted(call: Call) -> list[GrantedApplication]:
    """The applications that the caller allowed something."""
    return store.granted_by(call.db, call.me)


def withdraw(call: Call, application_id: int) -> None:
    """The caller takes back everything that they allowed an application."""
    grants = store.living_grants(call.db, application_id, call.me)
    if not grants:
        raise NotFound(f"You allowed nothing to an application {application_id}")
    _revoke(call, grants)


def _issue(call: Call, application: ApplicationRecord, grant: GrantRecord, scope: str) -> Issued:
    acting = call.on_behalf_of(grant.account_id)
    record, access_token = auth.issue(acting, grant.account_id, application.name, scope, rules.ACCESS_SECONDS)
    refresh_token = new_secret(REFRESH_PREFIX)
    store.add_refresh_token(call.db, digest(refresh_token), grant.id, record.id, clock.later(call.now, rules.REFRESH_SECONDS))
    return Issued(access_token, refresh_token, scope)


def _revoke(call: Call, grants: Sequence[GrantRecord]) -> None:
    """Ends whole families of tokens."""
    living = [grant for grant in grants if grant.revoked_at is None]
    if not living:
        return
    access_token_ids = store.revoke_grants(call.db, [grant.id for grant in living], call.now)
    auth.withdraw(call, access_token_ids)
    call.record_deleted(store.GRANT, living)
