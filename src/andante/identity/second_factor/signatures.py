"""Verifies what browsers sign with passkeys. `webauthn` is imported at its first use: it needs 14 MB of memory, and few servers use it."""

from .rules import RelyingParty, StoredPasskey

_MALFORMED = (ValueError, LookupError, TypeError, AttributeError)
"""The exceptions that malformed responses of a browser can cause, besides those of `webauthn`."""


def verify_registration(response: str, challenge: str, party: RelyingParty) -> StoredPasskey | None:
    """The new passkey, with the id 0. None if the response is not a signature of the challenge. `response` is the JSON that the browser
    created."""
    import webauthn
    from webauthn.helpers import base64url_to_bytes, bytes_to_base64url
    from webauthn.helpers.exceptions import WebAuthnException

    try:
        verified = webauthn.verify_registration_response(
            credential=response, expected_challenge=base64url_to_bytes(challenge), expected_rp_id=party.id, expected_origin=party.origin
        )
    except (WebAuthnException, *_MALFORMED):
        return None
    return StoredPasskey(
        0, bytes_to_base64url(verified.credential_id), bytes_to_base64url(verified.credential_public_key), verified.sign_count
    )


def verify_authentication(response: str, challenge: str, party: RelyingParty, passkey: StoredPasskey) -> int | None:
    """The new number of uses of the passkey. None if the response is not its signature of the challenge. `response` is the JSON that the
    browser created."""
    import webauthn
    from webauthn.helpers import base64url_to_bytes
    from webauthn.helpers.exceptions import WebAuthnException

    try:
        verified = webauthn.verify_authentication_response(
            credential=response,
            expected_challenge=base64url_to_bytes(challenge),
            expected_rp_id=party.id,
            expected_origin=party.origin,
            credential_public_key=base64url_to_bytes(passkey.public_key),
            credential_current_sign_count=passkey.sign_count,
        )
    except (WebAuthnException, *_MALFORMED):
        return None
    return verified.new_sign_count
