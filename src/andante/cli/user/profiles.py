"""Profiles: who somebody is at which server, kept in their own configuration folder."""

from pathlib import Path

import platformdirs
from msgspec import Struct

from . import kept
from .failures import Code, Failure

DEFAULT = "default"


class JiraAccess(Struct, frozen=True, kw_only=True):
    """A Jira site beside Tempo Cloud, and a token that somebody made in their Atlassian account."""

    site: str
    email: str
    token: str


class Profile(Struct, frozen=True, kw_only=True):
    """`takes_keys`: the server takes keys of issues and has Jira's side on the same address with the same token, as Andante
    does. Without a time zone, the machine's holds."""

    url: str
    token: str
    account_id: str
    name: str
    time_zone: str | None = None
    takes_keys: bool
    jira: JiraAccess | None = None


def path() -> Path:
    return platformdirs.user_config_path("andante", appauthor=False) / "profiles.json"


def every() -> dict[str, Profile]:
    return kept.load(path(), dict[str, Profile], {})


def find(named: str) -> Profile:
    found = every().get(named)
    if found is None:
        option = "" if named == DEFAULT else f" --profile {named}"
        raise Failure(Code.NOT_SIGNED_IN, f"Nobody is signed in{option and f' under {named}'}. Run: andante login{option} URL")
    return found


def put(named: str, profile: Profile) -> None:
    kept.save(path(), every() | {named: profile})


def remove(named: str) -> Profile:
    """Gives the one that was there."""
    removed = find(named)
    kept.save(path(), {name: profile for name, profile in every().items() if name != named})
    return removed
