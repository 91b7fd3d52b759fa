"""Reads the settings of the server from environment variables (`ANDANTE_…`)."""

import os
from collections.abc import Mapping
from difflib import get_close_matches
from typing import Annotated, Literal
from urllib.parse import urlsplit

import msgspec
from msgspec import Meta, Struct

from andante.sql.problems import parse_url

from .errors import Invalid
from .networks import parse_proxies

PREFIX = "ANDANTE_"
OF_COMMANDS = ("TOKEN", "JIRA_TOKEN", "PROFILE", "SOURCE_TOKEN", "SOURCE_JIRA_TOKEN")
"""Variables that the command line reads. They are not settings of the server."""


class Settings(Struct, frozen=True, kw_only=True):
    """Each field is an environment variable: `database_url` is `ANDANTE_DATABASE_URL`."""

    database_url: str = "sqlite:///andante.db"
    """The database: `sqlite:///path/file.db` or `postgresql://user@host/name`."""

    public_url: str | None = None
    """The URL of this server for clients, if it is behind a proxy. By default it is taken from the request."""

    error_style: Literal["object", "list"] = "object"
    """`{"errors": {"message": …}}` as documented, or `{"errors": [{"message": …}]}`."""

    max_body_bytes: Annotated[int, Meta(ge=1)] = 32 * 1024 * 1024
    """The maximum size of a request body. A larger one returns 413."""

    body_idle_seconds: Annotated[int, Meta(ge=1)] = 10
    """How long the server waits for the next part of a request body. Then it returns 408."""

    body_total_seconds: Annotated[int, Meta(ge=1)] = 60
    """How long a request body may take in total. Then the server returns 408."""

    header_timeout_seconds: Annotated[int, Meta(ge=1)] = 10
    """How long a connection may take to send the headers of a request. Idle connections are closed after this time too."""

    max_connections: Annotated[int, Meta(ge=1)] = 10_000
    """The number of open connections of a process. More connections wait in the backlog."""

    backlog: Annotated[int, Meta(ge=128)] = 4096
    """The number of new connections that may wait until a process accepts them. The operating system can have a lower limit."""

    database_connections: Annotated[int, Meta(ge=1)] = 8
    """The size of the connection pool of a process (PostgreSQL only)."""

    max_wait_seconds: Annotated[int, Meta(ge=1)] = 5
    """How many seconds a request waits for other writers, and on PostgreSQL for a free connection. Then it returns 503."""

    trusted_proxies: str = ""
    """The addresses and networks of proxies whose `X-Forwarded-For` is trusted, separated by commas."""

    oidc_issuer: str | None = None
    """The OpenID provider that people may sign in with, like `https://id.example.com/realms/company`."""

    oidc_client_id: str | None = None

    oidc_client_secret: str | None = None

    oidc_name: str = "single sign-on"
    """The name of the provider on the sign-in page."""

    require_second_factor: bool = False
    """Whether everyone who signs in with a password needs a second factor. Users without one set it up at their next sign-in."""

    leads_may_add: Literal["members", "anyone", "no-one"] = "members"
    """Whom the leads of teams may add to their teams: members of teams that they lead, anyone, or no one."""

    access_log: bool = True
    """One JSON line on standard error for each request."""


def from_environment(environment: Mapping[str, str] = os.environ) -> Settings:
    """Raises ValueError with the name of a variable whose value is invalid. An empty optional variable is like a missing one."""
    values = {}
    for field in msgspec.structs.fields(Settings):
        name = PREFIX + field.name.upper()
        if name in environment and (environment[name] or field.default is not None):
            try:
                values[field.name] = msgspec.convert(environment[name], field.type, strict=False)
            except msgspec.ValidationError as error:
                raise ValueError(f"{name}={environment[name]!r} can't be used: {error}") from None
    settings = Settings(**values)
    _check(settings)
    return settings


def _check(settings: Settings) -> None:
    """Finds invalid values that their types don't exclude."""
    parse_url(settings.database_url)
    try:
        parse_proxies(settings.trusted_proxies)
    except Invalid as refusal:
        raise ValueError(str(refusal)) from None
    for name, value in (("PUBLIC_URL", settings.public_url), ("OIDC_ISSUER", settings.oidc_issuer)):
        if value and not (urlsplit(value).scheme in ("http", "https") and urlsplit(value).netloc):
            raise ValueError(f"{PREFIX}{name}={value!r} can't be used: it must start with https:// or http:// and a host name")
    if settings.oidc_issuer and not settings.oidc_client_id:
        raise ValueError(f"{PREFIX}OIDC_ISSUER needs {PREFIX}OIDC_CLIENT_ID: register Andante with the provider to get one")


def unknown_variables(environment: Mapping[str, str] = os.environ) -> list[str]:
    """A warning for each variable that looks like a setting but isn't one."""
    known = [PREFIX + name.upper() for name in (*Settings.__struct_fields__, *OF_COMMANDS)]
    unknown = sorted(name for name in environment if name.startswith(PREFIX) and name not in known)
    return [f"{name} is not a setting and has no effect.{_suggestion(name, known)}" for name in unknown]


def _suggestion(name: str, known: list[str]) -> str:
    similar = get_close_matches(name, known, n=1, cutoff=0.8)
    return f" Did you mean {similar[0]}?" if similar else ""
