"""`andante login`, `profiles` and `logout`: signs in to a server, lists sign-ins and removes them."""

import os
import sys
from ipaddress import ip_address
from typing import Annotated

import httpx
import typer
from msgspec import structs

from andante.cli.failures import ExitCode, Failure
from andante.client import TEMPO_CLOUD, Andante, NotAllowed, NotFound
from andante.client.hosts import is_tempo_cloud
from andante.kit import clock
from andante.kit.faults import shown
from andante.kit.wire import DateSpan

from . import connection, history, profiles
from .command import command, command_without_session
from .jira import Person
from .output import Column, Output
from .profiles import JiraAccess, Profile
from .session import Session, jira_for

TOKEN_VARIABLE = "ANDANTE_TOKEN"  # noqa: S105 - the name of a variable, not a secret
JIRA_TOKEN_VARIABLE = "ANDANTE_JIRA_TOKEN"  # noqa: S105
COLUMNS = (Column("profile", "Profile"), Column("url", "Server"), Column("accountId", "Account id"), Column("name", "Name"))


@command_without_session
def login(
    profile: str,
    url: Annotated[str, typer.Argument(help="Address of an Andante server. Default: Tempo Cloud.")] = TEMPO_CLOUD,
    account_id: Annotated[str | None, typer.Option(help="Your account id, for Tempo Cloud without Jira.")] = None,
    jira_site: Annotated[str | None, typer.Option(help="Your Jira site, for Tempo Cloud, like https://example.atlassian.net.")] = None,
    jira_email: Annotated[str | None, typer.Option(help="Your Jira email, for Tempo Cloud.")] = None,
) -> Output:
    """Sign in with an API token. It is read from ANDANTE_TOKEN, a prompt or standard input. With --jira-site, a Jira API token
    is also read, from ANDANTE_JIRA_TOKEN, a prompt or standard input."""
    url = _address(url)
    token = _secret(TOKEN_VARIABLE, "API token")
    person = None if is_tempo_cloud(url) else _person_at_andante(url, token)
    if person:
        new_profile = _profile(url, token, person, takes_keys=True)
    else:
        new_profile = _tempo_cloud_profile(url, token, account_id, _jira_access(jira_site, jira_email))
    profiles.save(profile, new_profile)
    return _profile_output(profile, new_profile, f"Signed in to {new_profile.url} as {new_profile.name}.")


@command
def whoami(session: Session) -> Output:
    """Show who you are signed in as, and on which server. Checks that the server accepts the token."""
    person = session.jira.myself() if session.jira else None
    if person is None:
        _check_token(session.client)
    found = structs.replace(session.profile, name=person.display_name or person.account_id) if person else session.profile
    return _profile_output(session.profile_name, found, f"{found.name} ({found.account_id}) on {found.url}")


@command_without_session
def list_profiles(_: str) -> Output:
    """List your sign-ins."""
    found = profiles.load_all()
    return Output(COLUMNS, [_row(name, each) for name, each in found.items()], message=None if found else "Not signed in.")


@command_without_session
def logout(profile: str) -> Output:
    """Remove a sign-in from this computer. The token stays valid until it is revoked on the server."""
    if timer := history.load(profile).timer:
        raise Failure(
            ExitCode.REFUSED,
            f"A timer is running on {timer.issue}. Log it with andante stop, or discard it with andante stop --discard. Then sign out.",
        )
    removed = profiles.remove(profile)
    history.clear(profile)
    return _profile_output(profile, removed, f"Signed out of {removed.url}.")


def _address(url: str) -> str:
    """The root URL of a server. If the scheme is missing, it is http for this computer, and https for others."""
    parsed = _parsed(url if "://" in url else f"https://{url}")
    if "://" not in url and _is_loopback(parsed.host):
        parsed = _parsed(f"http://{url}")
    if parsed.scheme not in ("http", "https") or not parsed.host:
        raise Failure(ExitCode.USAGE, f"{shown(url)} is not an address: use one like https://time.example.com")
    return str(parsed).rstrip("/").removesuffix("/4")


def _parsed(url: str) -> httpx.URL:
    try:
        return httpx.URL(url)
    except (httpx.InvalidURL, UnicodeError):
        return httpx.URL()


def _is_loopback(host: str) -> bool:
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost" or host.endswith(".localhost")


def _secret(variable: str, name: str) -> str:
    """Reads a secret from the environment, a prompt without echo, or standard input."""
    secret = os.environ.get(variable) or (typer.prompt(name, hide_input=True, err=True) if sys.stdin.isatty() else sys.stdin.readline())
    if not secret.strip():
        raise Failure(ExitCode.NOT_SIGNED_IN, f"The {name} is missing: set {variable}, or pass it on standard input")
    if not secret.strip().isascii() or not secret.strip().isprintable():
        raise Failure(ExitCode.NOT_SIGNED_IN, f"The {name} contains characters that a token can't contain")
    return secret.strip()


def _person_at_andante(url: str, token: str) -> Person | None:
    """The owner of the token. None if the server has no Jira endpoints, like Tempo Cloud."""
    profile = Profile(url=url, token=token, account_id="", name="", takes_keys=True)
    jira = jira_for(profile)
    assert jira is not None
    with connection.report_unreachable(url), jira:
        response = jira.http.get("/rest/api/3/myself")
        if response.status_code == httpx.codes.NOT_FOUND:
            return None
        return jira.myself()


def _tempo_cloud_profile(url: str, token: str, account_id: str | None, access: JiraAccess | None) -> Profile:
    unnamed = Profile(url=url, token=token, account_id=account_id or "", name=account_id or "", takes_keys=False, jira=access)
    with connection.connected(url, token) as client:
        _check_token(client)
    jira = jira_for(unnamed)
    if jira is None:
        if account_id is None:
            raise Failure(
                ExitCode.USAGE, "Tempo Cloud doesn't report the owner of a token: give --account-id, or --jira-site and --jira-email"
            )
        return unnamed
    with connection.report_unreachable(str(jira.http.base_url)), jira:
        return _profile(url, token, jira.myself(), takes_keys=False, jira=access)


def _check_token(client: Andante) -> None:
    """Refuses an invalid token. Accepts a token with any scopes."""
    today = clock.today(clock.now(), "UTC")
    try:
        client.user_schedule.get_authenticated_user_schedule(DateSpan(from_=today, to=today))
    except NotAllowed:
        return
    except NotFound:
        raise Failure(ExitCode.UNREACHABLE, f"No Tempo API found at {client.http.base_url}. Check the address.") from None


def _jira_access(site: str | None, email: str | None) -> JiraAccess | None:
    if not site and not email:
        return None
    if not site or not email:
        raise Failure(ExitCode.USAGE, "--jira-site and --jira-email must be given together")
    return JiraAccess(site=_address(site), email=email, token=_secret(JIRA_TOKEN_VARIABLE, "Jira API token"))


def _profile(url: str, token: str, person: Person, *, takes_keys: bool, jira: JiraAccess | None = None) -> Profile:
    return Profile(
        url=url,
        token=token,
        account_id=person.account_id,
        name=person.display_name or person.account_id,
        time_zone=person.time_zone,
        takes_keys=takes_keys,
        jira=jira,
    )


def _profile_output(name: str, profile: Profile, message: str) -> Output:
    return Output(COLUMNS, [_row(name, profile)], message=message, single=True)


def _row(name: str, profile: Profile) -> dict[str, str]:
    return {"profile": name, "url": profile.url, "accountId": profile.account_id, "name": profile.name}
