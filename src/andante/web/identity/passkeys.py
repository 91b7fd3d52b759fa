"""Prepares the ceremonies of passkeys: the options that `passkey.js` passes to the browser. `webauthn` is imported at its first use, as in
`identity.second_factor.signatures`."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from flask import request

from andante.directory.people.rules import UserRecord
from andante.identity.second_factor.rules import RelyingParty
from andante.kit.page_requests import origin

if TYPE_CHECKING:
    from webauthn.helpers.structs import PublicKeyCredentialDescriptor

SCRIPT = "identity/passkey.js"


def relying_party() -> RelyingParty:
    """This server, as the browser sees it."""
    address = origin(request.host_url)
    return RelyingParty(urlsplit(address).hostname or "", address)


def creation_options(user: UserRecord, challenge: str, credential_ids: list[str]) -> Any:
    """Options to create a passkey. `credential_ids` are those that the user already has: a device doesn't create another one."""
    import webauthn
    from webauthn.helpers import base64url_to_bytes, options_to_json
    from webauthn.helpers.structs import AuthenticatorSelectionCriteria, ResidentKeyRequirement, UserVerificationRequirement

    options = webauthn.generate_registration_options(
        rp_id=relying_party().id,
        rp_name="Andante",
        user_id=user.account_id.encode()[:64],
        user_name=user.email or user.display_name,
        user_display_name=user.display_name,
        challenge=base64url_to_bytes(challenge),
        exclude_credentials=_descriptors(credential_ids),
        authenticator_selection=AuthenticatorSelectionCriteria(
            resident_key=ResidentKeyRequirement.PREFERRED, user_verification=UserVerificationRequirement.PREFERRED
        ),
    )
    return json.loads(options_to_json(options))


def request_options(challenge: str | None, credential_ids: list[str]) -> Any:
    """Options to use a passkey. None if the user has none, or if they don't work at this address."""
    party = relying_party()
    if not challenge or not credential_ids or not party.supports_passkeys:
        return None
    import webauthn
    from webauthn.helpers import base64url_to_bytes, options_to_json

    options = webauthn.generate_authentication_options(
        rp_id=party.id, challenge=base64url_to_bytes(challenge), allow_credentials=_descriptors(credential_ids)
    )
    return json.loads(options_to_json(options))


def _descriptors(credential_ids: list[str]) -> list[PublicKeyCredentialDescriptor]:
    from webauthn.helpers import base64url_to_bytes
    from webauthn.helpers.structs import PublicKeyCredentialDescriptor

    return [PublicKeyCredentialDescriptor(id=base64url_to_bytes(id)) for id in credential_ids]
