"""Input struct for OAuth applications, for the command line and the page."""

from typing import Annotated, Literal

from msgspec import Meta

from andante.kit.wire import Name, Wire

ClientType = Literal["CONFIDENTIAL", "PUBLIC"]
ApplicationScope = Literal["read write", "read", "write"]
RedirectUri = Annotated[str, Meta(min_length=1, max_length=2000)]


class ApplicationInput(Wire, kw_only=True):
    """A confidential application can keep a secret. A public application (in a browser or on a phone) can't, and must use PKCE.

    `max_scope` is the largest scope that it can request, and the one that it gets if it doesn't request any.
    """

    name: Name
    redirect_uris: Annotated[list[RedirectUri], Meta(min_length=1, max_length=20)]
    client_type: ClientType = "CONFIDENTIAL"
    max_scope: ApplicationScope = "read write"
