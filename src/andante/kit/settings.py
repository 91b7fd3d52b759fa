"""Reads the settings of the server from environment variables (`ANDANTE_…`)."""

import os
from collections.abc import Mapping
from typing import Annotated, Literal

import msgspec
from msgspec import Meta, Struct

PREFIX = "ANDANTE_"


class Settings(Struct, frozen=True, kw_only=True):
    """Each field is an environment variable: `database_url` is `ANDANTE_DATABASE_URL`."""

    database_url: str = "sqlite:///andante.db"
    """The database: `sqlite:///path/file.db` or `postgresql+psycopg://user@host/name`."""

    public_url: str | None = None
    """The URL of this server for clients, if it is behind a proxy. By default it is taken from the request."""

    error_style: Literal["object", "list"] = "object"
    """`{"errors": {"message": …}}` as documented, or `{"errors": [{"message": …}]}`."""

    max_body_bytes: Annotated[int, Meta(ge=1)] = 32 * 1024 * 1024
    """The maximum size of a request body. A larger one returns 400."""

    database_connections: Annotated[int, Meta(ge=1)] = 8
    """The size of the connection pool of a process (PostgreSQL only)."""

    trusted_proxies: str = ""
    """The addresses and networks of proxies whose `X-Forwarded-For` is trusted, separated by commas."""

    oidc_issuer: str | None = None
    """The OpenID provider that people may sign in with, like `https://id.example.com/realms/company`."""

    oidc_client_id: str | None = None

    oidc_client_secret: str | None = None

    oidc_name: str = "single sign-on"
    """The name of the provider on the sign-in page."""

    access_log: bool = True
    """One JSON line on standard error for each request."""


def from_environment(environment: Mapping[str, str] = os.environ) -> Settings:
    """Raises ValueError with the name of a variable whose value is invalid."""
    values = {}
    for field in msgspec.structs.fields(Settings):
        name = PREFIX + field.name.upper()
        if name in environment:
            try:
                values[field.name] = msgspec.convert(environment[name], field.type, strict=False)
            except msgspec.ValidationError as error:
                raise ValueError(f"{name}={environment[name]!r} can't be used: {error}") from None
    return Settings(**values)
