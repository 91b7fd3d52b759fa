"""`andante login` and `andante logout`."""

import os
import sys
from typing import Annotated

import httpx
import typer

from andante.client import TEMPO_CLOUD, Andante, NotAllowed, NotThere
from andante.kit import clock
from andante.kit.faults import shown
from andante.kit.wire import DateSpan

from . import connection, profiles, recent, session
from .commands import unsigned
from .failures import Code, Failure
from .jira import Person
from .output import Answer, Column
from .profiles import JiraAccess, Profile

TOKEN_VARIABLE = "ANDANTE_TOKEN"  # noqa: S105 the name of it
JIRA_TOKEN_VARIABLE = "ANDANTE_JIRA_TOKEN"  # noqa: S105
TEMPO_HOSTS = ".tempo.io"
COLUMNS = (Column("profile", "Profile"), Column("url", "Server"), Column("accountId", "Account id"), Column("name", "Name"))


@unsigned
def login(
    profile: str,
    url: Annotated[str, typer.Argument(help="Of an Andante; without, Tempo Cloud.")] = TEMPO_CLOUD,
    account_id: Annotated[str | None, typer.Option(help="Tempo Cloud without Jira: your own account id.")] = None,
    jira_site: Annotated[str | None, typer.Option(help="Tempo Cloud: your Jira, like https://house.atlassian.net.")] = None,
    jira_email: Annotated[str | None, typer.Option(help="Tempo Cloud: how you sign in to Jira.")] = None,
) -> Answer:
    """Sign in with an API token, which is asked for unless it is in ANDANTE_TOKEN or comes on standard input. For Tempo
    Cloud a Jira API token comes after it, or is in ANDANTE_JIRA_TOKEN."""
    url = _address(url)
    token = _secret(TOKEN_VARIABLE, "API token")
    person = None if httpx.URL(url).host.endswith(TEMPO_HOSTS) else _person_at_andante(url, token)
    if person:
        signed_in = _profile(url, token, person, takes_keys=True)
    else:
        signed_in = _at_tempo_cloud(url, token, account_id, _jira_access(jira_site, jira_email))
    profiles.put(profile, signed_in)
    return _said(profile, signed_in, f"Signed in to {signed_in.url} as {signed_in.name} ({signed_in.account_id}).")


@unsigned
def signed_in(_: str) -> Answer:
    """List your sign-ins."""
    found = profiles.every()
    return Answer(COLUMNS, [_row(named, each) for named, each in found.items()], words=None if found else "Nobody is signed in.")


@unsigned
def logout(profile: str) -> Answer:
    """Forget a sign-in. The token goes on living until it is revoked where it was made."""
    if timer := recent.recall(profile).timer:
        raise Failure(Code.REFUSED, f"A timer runs on {timer.issue}: andante stop logs it, andante stop --discard does not. Then sign out.")
    removed = profiles.remove(profile)
    recent.forget(profile)
    return _said(profile, removed, f"Signed out of {removed.url}.")


def _address(url: str) -> str:
    """Of the server's root, with its scheme."""
    given = (url if "://" in url else f"https://{url}").rstrip("/").removesuffix("/4")
    try:
        parsed = httpx.URL(given)
    except (httpx.InvalidURL, UnicodeError):
        parsed = httpx.URL()
    if parsed.scheme not in ("http", "https") or not parsed.host:
        raise Failure(Code.USAGE, f"{shown(url)} is no address: give one like https://time.example.com")
    return given


def _secret(variable: str, called: str) -> str:
    """From the environment, else asked for without echo, else from standard input."""
    secret = os.environ.get(variable) or (typer.prompt(called, hide_input=True, err=True) if sys.stdin.isatty() else sys.stdin.readline())
    if not secret.strip():
        raise Failure(Code.NOT_SIGNED_IN, f"There is no {called}: set {variable}, or give it on standard input")
    if not secret.strip().isascii() or not secret.strip().isprintable():
        raise Failure(Code.NOT_SIGNED_IN, f"The {called} has characters that no token has")
    return secret.strip()


def _person_at_andante(url: str, token: str) -> Person | None:
    """Whose token it is, where Jira's side is on the same address; None where it is not, as with Tempo Cloud."""
    profile = Profile(url=url, token=token, account_id="", name="", takes_keys=True)
    jira = session.jira_of(profile)
    assert jira is not None
    with connection.unreachable_said(url), jira:
        response = jira.http.get("/rest/api/3/myself")
        if response.status_code == httpx.codes.NOT_FOUND:
            return None
        return jira.myself()


def _at_tempo_cloud(url: str, token: str, account_id: str | None, access: JiraAccess | None) -> Profile:
    unnamed = Profile(url=url, token=token, account_id=account_id or "", name=account_id or "", takes_keys=False, jira=access)
    with connection.connected(url, token) as client:
        _check(client)
    jira = session.jira_of(unnamed)
    if jira is None:
        if account_id is None:
            raise Failure(Code.USAGE, "Tempo Cloud does not tell whose token it is: give --account-id, or --jira-site and --jira-email")
        return unnamed
    with connection.unreachable_said(str(jira.http.base_url)), jira:
        return _profile(url, token, jira.myself(), takes_keys=False, jira=access)


def _check(client: Andante) -> None:
    """A token of any scopes will do; one that opens nothing will not."""
    today = clock.today(clock.now(), "UTC")
    try:
        client.user_schedule.get_authenticated_user_schedule(DateSpan(from_=today, to=today))
    except NotAllowed:
        return
    except NotThere:
        raise Failure(Code.UNREACHABLE, f"No Tempo API answers at {client.http.base_url}. Is the address right?") from None


def _jira_access(site: str | None, email: str | None) -> JiraAccess | None:
    if not site and not email:
        return None
    if not site or not email:
        raise Failure(Code.USAGE, "--jira-site and --jira-email belong together")
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


def _said(named: str, profile: Profile, words: str) -> Answer:
    return Answer(COLUMNS, [_row(named, profile)], words=words, single=True)


def _row(named: str, profile: Profile) -> dict[str, str]:
    return {"profile": named, "url": profile.url, "accountId": profile.account_id, "name": profile.name}
