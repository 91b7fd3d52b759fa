"""What an operator sets, from environment variables called `ANDANTE_…`."""

import os
from collections.abc import Mapping
from typing import Annotated, Literal

import msgspec
from msgspec import Meta, Struct

PREFIX = "ANDANTE_"


class Settings(Struct, frozen=True, kw_only=True):
    """Each field is one variable: `database_url` is `ANDANTE_DATABASE_URL`."""

    database_url: str = "sqlite:///andante.db"
    """Where the data is: `sqlite:///path/file.db` or `postgresql+psycopg://user@host/name`."""

    public_url: str | None = None
    """How clients reach this server, where a proxy stands before it. Absent: what the request says."""

    error_style: Literal["object", "list"] = "object"
    """`{"errors": {"message": …}}` as documented, or `{"errors": [{"message": …}]}`."""

    max_body_bytes: Annotated[int, Meta(ge=1)] = 32 * 1024 * 1024
    """The largest request body; a larger one gets 400."""

    database_connections: Annotated[int, Meta(ge=1)] = 8
    """PostgreSQL only: how many connections one process keeps."""

    trusted_proxies: str = ""
    """The addresses and networks of proxies whose `X-Forwarded-For` is believed, separated by commas."""

    oidc_issuer: str | None = None
    """The OpenID provider that people may sign in with, like `https://id.example.com/realms/house`."""

    oidc_client_id: str | None = None

    oidc_client_secret: str | None = None

    oidc_name: str = "single sign-on"
    """What the provider is called on the sign-in page."""

    access_log: bool = True
    """One JSON line on standard error for each request."""


def from_environment(environment: Mapping[str, str] = os.environ) -> Settings:
    """Raises ValueError that names the variable which can't be used."""
    given = {}
    for field in msgspec.structs.fields(Settings):
        name = PREFIX + field.name.upper()
        if name in environment:
            try:
                given[field.name] = msgspec.convert(environment[name], field.type, strict=False)
            except msgspec.ValidationError as error:
                raise ValueError(f"{name}={environment[name]!r} can't be used: {error}") from None
    return Settings(**given)
