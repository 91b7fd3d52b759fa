"""Stores sign-ins as named profiles in the user's configuration folder."""

from pathlib import Path

import platformdirs
from msgspec import Struct

from andante.cli.failures import ExitCode, Failure

from . import state_file

DEFAULT = "default"


class JiraAccess(Struct, frozen=True, kw_only=True):
    """The Jira site that belongs to Tempo Cloud, and a token from the user's Atlassian account."""

    site: str
    email: str
    token: str


class Profile(Struct, frozen=True, kw_only=True):
    """`takes_keys`: the server accepts issue keys and has Jira's endpoints at the same address with the same token, as Andante
    does. If `time_zone` is None, the machine's time zone is used."""

    url: str
    token: str
    account_id: str
    name: str
    time_zone: str | None = None
    takes_keys: bool
    jira: JiraAccess | None = None


def path() -> Path:
    return platformdirs.user_config_path("andante", appauthor=False) / "profiles.json"


def load_all() -> dict[str, Profile]:
    return state_file.load(path(), dict[str, Profile], {})


def find(name: str) -> Profile:
    found = load_all().get(name)
    if found is None:
        option = "" if name == DEFAULT else f" --profile {name}"
        raise Failure(ExitCode.NOT_SIGNED_IN, f"Not signed in{option and f' as {name}'}. Run: andante login{option} URL")
    return found


def save(name: str, profile: Profile) -> None:
    state_file.save(path(), load_all() | {name: profile})


def remove(name: str) -> Profile:
    """Removes a profile and returns it."""
    removed = find(name)
    state_file.save(path(), {each: profile for each, profile in load_all().items() if each != name})
    return removed
