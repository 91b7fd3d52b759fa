"""Reads the settings of the server from environment variables (`ANDANTE_…`) and from a TOML file."""

import os
import tomllib
from collections.abc import Mapping
from difflib import get_close_matches
from pathlib import Path
from typing import Annotated, Any, Literal, NamedTuple
from urllib.parse import urlsplit

import msgspec
from msgspec import Meta, Struct
from msgspec.structs import FieldInfo

from andante.sql.problems import parse_url

from .errors import Invalid
from .faults import expectation
from .logs import Level
from .mail_settings import address, smtp_server
from .networks import parse_networks

PREFIX = "ANDANTE_"
FILE_OF_SETTINGS = "CONFIG"
"""`ANDANTE_CONFIG` names the settings file."""

FILE_SUFFIX = "_FILE"
_SWITCH = {"on": "true", "off": "false"}
SECRETS = frozenset({"database_url", "metrics_token", "oidc_client_secret", "smtp_url"})
"""Settings that can contain a password. They are never shown."""

OF_COMMANDS = (FILE_OF_SETTINGS, "TOKEN", "JIRA_TOKEN", "PROFILE", "SOURCE_TOKEN", "SOURCE_JIRA_TOKEN")
"""Variables that the command line reads. They are not settings of the server."""


class Settings(Struct, frozen=True, kw_only=True):
    """Each field is an environment variable, `ANDANTE_DATABASE_URL` for `database_url`, and a name in the settings file."""

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

    smtp_url: str | None = None
    """The SMTP server for mails: `smtp://user:password@host:587` with STARTTLS, or `smtps://…`. Without it, no mail is sent."""

    mail_from: str | None = None
    """The sender of mails, like `Andante <time@example.com>`."""

    smtp_timeout_seconds: Annotated[int, Meta(ge=1)] = 30
    """How long the SMTP server may take for each response."""

    missing_time_hour: Annotated[int, Meta(ge=0, le=23)] = 17
    """From which hour, in the time zone of each user, they are notified that time is missing on this day."""

    metrics_token: str | None = None
    """The bearer token with which Prometheus reads `/metrics`. Without it, nothing is measured."""

    rate_limit_per_token: Annotated[int, Meta(ge=0)] = 0
    """How many requests a token may send per minute. 0 means any number."""

    rate_limit_per_address: Annotated[int, Meta(ge=0)] = 0
    """How many requests an address may send per minute. 0 means any number."""

    log_level: Level = "info"
    """The least important log records to write: `debug`, `info`, `warning` or `error`."""

    webhook_allowed_networks: str = ""
    """Private addresses and networks to which webhooks may be sent, separated by commas. Public addresses are always allowed."""

    webhook_allow_http: bool = False
    """Whether webhooks may be sent to `http` addresses."""

    webhook_mute_commands: bool = False
    """Whether changes by commands of operators, like imports and mirrors, cause no webhooks."""

    worker: bool = True
    """Whether the server runs a worker process for background jobs."""

    job_retention_days: Annotated[int, Meta(ge=1)] = 14
    """How long background jobs that are done or failed stay visible."""

    access_log: bool = True
    """One JSON line on standard error for each request."""


class Source(NamedTuple):
    """A value as it was given, and where: `environment`, or the path of a file."""

    value: Any
    place: str


def from_environment(environment: Mapping[str, str] = os.environ) -> Settings:
    """The settings from the settings file and the environment. Raises ValueError with the name of a setting whose value is invalid."""
    given = sources(environment)
    values = {}
    for field in msgspec.structs.fields(Settings):
        if source := given.get(field.name):
            values[field.name] = _converted(field, source)
    settings = Settings(**values)
    _check(settings)
    return settings


def sources(environment: Mapping[str, str] = os.environ) -> dict[str, Source]:
    """The settings that are given, by name. A variable has precedence over the settings file. The value of each variable can also be in a
    file, which `…_FILE` names. An empty optional variable is like a missing one. Raises ValueError if a file can't be read."""
    found = _from_file(environment.get(PREFIX + FILE_OF_SETTINGS))
    for field in msgspec.structs.fields(Settings):
        variable = PREFIX + field.name.upper()
        if file := environment.get(variable + FILE_SUFFIX):
            if variable in environment:
                raise ValueError(f"{variable} and {variable}{FILE_SUFFIX} can't both be set")
            found[field.name] = Source(_read(variable + FILE_SUFFIX, file).decode(errors="replace").strip(), file)
        elif variable in environment and (environment[variable] or field.default is not None):
            found[field.name] = Source(environment[variable], "environment")
    return found


def _from_file(file: str | None) -> dict[str, Source]:
    """The settings of a TOML file: `name = value`, with the names of variables in lower case and without their prefix."""
    if not file:
        return {}
    try:
        values = tomllib.loads(_read(PREFIX + FILE_OF_SETTINGS, file).decode())
    except ValueError as error:
        raise ValueError(f"{file} is not valid TOML: {error}") from None
    unknown = sorted(values.keys() - set(Settings.__struct_fields__))
    if unknown:
        raise ValueError(f"{file}: {unknown[0]} is not a setting.{_suggestion(unknown[0], list(Settings.__struct_fields__))}")
    return {name: Source(value, file) for name, value in values.items()}


def _read(variable: str, file: str) -> bytes:
    try:
        return Path(file).read_bytes()
    except OSError as error:
        raise ValueError(f"{variable}={file!r} can't be read: {error.strerror}") from None


def _converted(field: FieldInfo, source: Source) -> Any:
    value = _SWITCH.get(source.value, source.value) if isinstance(source.value, str) and field.type is bool else source.value
    try:
        return msgspec.convert(value, field.type, strict=False)
    except msgspec.ValidationError:
        name = PREFIX + field.name.upper() if source.place == "environment" else f"{source.place}: {field.name}"
        shown = f"{name}: the value" if field.name in SECRETS else f"{name}={source.value!r}"
        raise ValueError(f"{shown} can't be used: it must be {expectation(field.type)}") from None


def _check(settings: Settings) -> None:
    """Finds invalid values that their types don't exclude."""
    parse_url(settings.database_url)
    for name in ("trusted_proxies", "webhook_allowed_networks"):
        try:
            parse_networks(getattr(settings, name))
        except Invalid as refusal:
            raise ValueError(f"{PREFIX}{name.upper()} can't be used: {refusal.faults[0].message}") from None
    for name, value in (("PUBLIC_URL", settings.public_url), ("OIDC_ISSUER", settings.oidc_issuer)):
        if value and not (urlsplit(value).scheme in ("http", "https") and urlsplit(value).netloc):
            raise ValueError(f"{PREFIX}{name}={value!r} can't be used: it must start with https:// or http:// and a host name")
    _check_mail(settings)
    if settings.oidc_issuer and not settings.oidc_client_id:
        raise ValueError(f"{PREFIX}OIDC_ISSUER needs {PREFIX}OIDC_CLIENT_ID: register Andante with the provider to get one")


def without_secrets(settings: Settings) -> dict[str, Any]:
    """The settings for files that may be read by others."""
    return {name: value for name, value in msgspec.to_builtins(settings).items() if name not in SECRETS}


def _check_mail(settings: Settings) -> None:
    for name, value, parse in (("SMTP_URL", settings.smtp_url, smtp_server), ("MAIL_FROM", settings.mail_from, address)):
        try:
            if value:
                parse(value)
        except ValueError as error:
            raise ValueError(f"{PREFIX}{name} can't be used: it {error}") from None
    if settings.smtp_url and not settings.mail_from:
        raise ValueError(f"{PREFIX}SMTP_URL needs {PREFIX}MAIL_FROM: the address from which mails are sent")
    if settings.smtp_url and not settings.public_url:
        raise ValueError(f"{PREFIX}SMTP_URL needs {PREFIX}PUBLIC_URL: links in mails start with it")


def unknown_variables(environment: Mapping[str, str] = os.environ) -> list[str]:
    """A warning for each variable that looks like a setting but isn't one."""
    known = [PREFIX + name.upper() for name in (*Settings.__struct_fields__, *OF_COMMANDS)]
    of_files = {PREFIX + name.upper() + FILE_SUFFIX for name in Settings.__struct_fields__}
    unknown = sorted(name for name in environment if name.startswith(PREFIX) and name not in known and name not in of_files)
    return [f"{name} is not a setting and has no effect.{_suggestion(name, known)}" for name in unknown]


def _suggestion(name: str, known: list[str]) -> str:
    similar = get_close_matches(name, known, n=1, cutoff=0.8)
    return f" Did you mean {similar[0]}?" if similar else ""
