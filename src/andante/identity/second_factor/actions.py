"""Sets up, verifies and removes second factors.

The user is an argument, because second factors are also set up and verified during a sign-in, when the caller is still anonymous. The
caller of these functions decides which user it is. `identity.signin` limits the attempts.
"""

import msgspec

from andante.kit.call import Call
from andante.kit.changes import Action
from andante.kit.db import lock
from andante.kit.errors import FaultCode, Invalid, NotFound
from andante.kit.secrets import digest

from . import rules, signatures, store
from .rules import Factors, RelyingParty


def activate_app(call: Call, account_id: str, secret: str, code: str) -> list[str] | None:
    """Adds an authenticator app, or replaces the one before, after it has shown a right code. Returns new recovery codes if this is the
    user's first factor. Raises Invalid if the code is wrong."""
    lock(call.db, "second factor", account_id)
    step = rules.matching_step(secret, rules.plain_code(code), call.now) if rules.is_secret(secret) else None
    if step is None:
        raise Invalid(
            "code", FaultCode.INVALID, "This code is wrong. Check that the clock of your device is right, and enter the next code"
        )
    before = store.factors(call.db, account_id)
    store.set_app(call.db, account_id, secret, step, call.now)
    action = Action.UPDATED if before.app_since else Action.CREATED
    call.on_behalf_of(account_id).record(store.AUTHENTICATOR_APP, account_id, action)
    return None if before.exist else create_recovery_codes(call, account_id)


def remove_app(call: Call, account_id: str, *, required: bool) -> None:
    """Removes the authenticator app. If a second factor is required, the user must have another one."""
    lock(call.db, "second factor", account_id)
    existing = store.factors(call.db, account_id)
    if existing.app_since:
        _check_not_last(existing, is_last=not existing.passkeys, required=required)
        store.remove_app(call.db, account_id)
        call.on_behalf_of(account_id).record(store.AUTHENTICATOR_APP, account_id, Action.DELETED)
        _clean_up(call, account_id)


def verify_code(call: Call, account_id: str, text: str) -> bool:
    """Whether this is a code of the user's authenticator app or one of the recovery codes that wasn't used before. Marks it as used."""
    code = rules.plain_code(text)
    if rules.is_app_code(code):
        secret = store.app_secret(call.db, account_id)
        step = rules.matching_step(secret, code, call.now) if secret else None
        return secret is not None and step is not None and store.use_step(call.db, account_id, secret, step)
    if not store.has_factor(call.db, account_id) or not store.use_recovery_code(call.db, account_id, digest(code)):
        return False
    call.on_behalf_of(account_id).record(store.RECOVERY_CODES, account_id, Action.UPDATED)
    return True


def create_recovery_codes(call: Call, account_id: str) -> list[str]:
    """Replaces the recovery codes of a user. They aren't stored, so they can't be shown again."""
    codes = rules.new_recovery_codes()
    existed = store.remove_recovery_codes(call.db, account_id)
    store.replace_recovery_codes(call.db, account_id, [digest(rules.plain_code(code)) for code in codes])
    call.on_behalf_of(account_id).record(store.RECOVERY_CODES, account_id, Action.UPDATED if existed else Action.CREATED)
    return codes


def add_passkey(call: Call, account_id: str, name: str, response: str, *, challenge: str, party: RelyingParty) -> list[str] | None:
    """Adds a passkey. `response` is the JSON that the browser created for the challenge. Returns new recovery codes if this is the user's
    first factor. Raises Invalid."""
    rules.check_passkey_name(name)
    lock(call.db, "second factor", account_id)
    before = store.factors(call.db, account_id)
    if len(before.passkeys) >= rules.MAX_PASSKEYS:
        raise Invalid("", FaultCode.LIMIT_EXCEEDED, f"You can have only {rules.MAX_PASSKEYS} passkeys: remove another one first")
    verified = signatures.verify_registration(response, challenge, party)
    if verified is None:
        raise Invalid("", FaultCode.INVALID, "This passkey could not be verified. Try again")
    if len(verified.credential_id) > rules.MAX_CREDENTIAL_LENGTH or store.has_credential(call.db, verified.credential_id):
        raise Invalid("", FaultCode.DUPLICATE, "This passkey is already registered")
    added = store.add_passkey(call.db, account_id, name, verified, call.now)
    call.on_behalf_of(account_id).record(store.PASSKEY, added.id, Action.CREATED, after=added)
    return None if before.exist else create_recovery_codes(call, account_id)


def remove_passkey(call: Call, account_id: str, id: int, *, required: bool) -> None:
    """Removes a passkey of a user. If a second factor is required, the user must have another one. Raises NotFound."""
    lock(call.db, "second factor", account_id)
    existing = store.factors(call.db, account_id)
    if all(passkey.id != id for passkey in existing.passkeys):
        raise NotFound(f"Passkey {id} not found")
    _check_not_last(existing, is_last=not existing.app_since and len(existing.passkeys) == 1, required=required)
    call.on_behalf_of(account_id).record_deleted(store.PASSKEY, store.remove_passkeys(call.db, account_id, id))
    _clean_up(call, account_id)


def verify_passkey(call: Call, account_id: str, response: str, *, challenge: str, party: RelyingParty) -> bool:
    """Whether a passkey of the user has signed the challenge. `response` is the JSON that the browser created."""
    try:
        credential_id = str(msgspec.json.decode(response)["id"])
    except (msgspec.MsgspecError, LookupError, TypeError):
        return False
    passkey = store.passkey_with(call.db, account_id, credential_id) if rules.is_credential_id(credential_id) else None
    sign_count = signatures.verify_authentication(response, challenge, party, passkey) if passkey else None
    if passkey is None or sign_count is None:
        return False
    store.use_passkey(call.db, passkey.id, sign_count, call.now)
    return True


def reset(call: Call, account_id: str) -> bool:
    """Removes all second factors of a user who lost them. Returns whether there were any."""
    call.require_administrator(to="reset second factors")
    lock(call.db, "second factor", account_id)
    if not (had_app := store.remove_app(call.db, account_id)) and not store.has_factor(call.db, account_id):
        return False
    if had_app:
        call.record(store.AUTHENTICATOR_APP, account_id, Action.DELETED)
    call.record_deleted(store.PASSKEY, store.remove_passkeys(call.db, account_id))
    _clean_up(call, account_id)
    return True


def _check_not_last(existing: Factors, *, is_last: bool, required: bool) -> None:
    if is_last and required and existing.exist:
        raise Invalid("", FaultCode.FORBIDDEN, "Your administrator requires a second factor. Add another one before you remove this one")


def _clean_up(call: Call, account_id: str) -> None:
    """Removes the recovery codes together with the last factor."""
    if not store.has_factor(call.db, account_id) and store.remove_recovery_codes(call.db, account_id):
        call.record(store.RECOVERY_CODES, account_id, Action.DELETED)
