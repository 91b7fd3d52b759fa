"""A profile at work: the server that it signs in to, who it is, and which day it is for them."""

import datetime as dt
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from functools import cache, cached_property
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import httpx

from andante.client import Andante, ApiError
from andante.kit import clock
from andante.kit.refs import IssueRef

from . import connection, profiles
from .failures import Code, Failure
from .jira import Jira
from .profiles import Profile

ME = "me"
MOST_DIGITS = 18


def is_id(named: str) -> bool:
    """Whether that is a number which an issue or a project can have, and not a key."""
    return named.isascii() and named.isdigit() and len(named) <= MOST_DIGITS


class Session:
    """What commands work with."""

    def __init__(self, named: str, profile: Profile, client: Andante, jira: Jira | None) -> None:
        self.named, self.profile, self.client, self.jira = named, profile, client, jira
        self.me = profile.account_id
        self.person_named = cache(self._person_named)

    @cached_property
    def now(self) -> dt.datetime:
        """In the person's time zone, where it is known, else in the machine's."""
        return dt.datetime.fromisoformat(clock.now()).astimezone(_zone(self.profile.time_zone))

    @property
    def today(self) -> dt.date:
        return self.now.date()

    def account_id(self, named: str | None) -> str:
        """Of oneself, of somebody by email, or as it stands."""
        if named is None or named == ME:
            return self.me
        if "@" not in named:
            return named
        found = self.need_jira("the emails of people").people(named)
        if len(found) != 1:
            raise Failure(Code.REFUSED, f"{len(found)} people are found by '{named}': give an account id")
        return found[0].account_id

    def issue_id_or_key(self, named: str) -> int | str:
        """The id, or the key where the server takes keys."""
        if is_id(named):
            return int(named)
        return named if self.profile.takes_keys else self.ids_of_issues([named])[named]

    def ids_of_issues(self, keys: Iterable[str]) -> dict[str, int]:
        """By the keys as they were written. A search finds moved issues under their new keys only: those are looked up."""
        wanted = list(dict.fromkeys(keys))
        if not wanted:
            return {}
        jira = self.need_jira("the ids of issues")
        found = jira.ids({key.upper() for key in wanted})
        return {key: found.get(key.upper()) or int(jira.issue(key).id) for key in wanted}

    def ids_of_named_issues(self, named: Iterable[str]) -> dict[str, int]:
        """The same, where some may be ids already."""
        wanted = set(named)
        ids = {each for each in wanted if is_id(each)}
        return {each: int(each) for each in ids} | self.ids_of_issues(wanted - ids)

    def ids_of_projects(self, named: list[str] | None) -> list[int] | None:
        """None where none are named."""
        if not named:
            return None
        return [int(each if is_id(each) else self.need_jira("the ids of projects").project(each).id) for each in named]

    def need_jira(self, knows: str) -> Jira:
        if self.jira is None:
            raise Failure(
                Code.REFUSED,
                f"Tempo does not tell {knows}, Jira does: sign in anew with --jira-site and --jira-email, or give ids.",
            )
        return self.jira

    def keys_of_issues(self, issues: Iterable[IssueRef]) -> dict[int, str]:
        """What people call issues, by id: keys, as far as somebody knows them."""
        names = {issue.id or 0: issue.key or str(issue.id) for issue in issues}
        unknown = [id for id, name in names.items() if name == str(id)]
        return names | (self.jira.keys(unknown) if self.jira and unknown else {})

    def _person_named(self, account_id: str) -> str:
        """What people call somebody: their name, where Jira's side tells it."""
        if account_id == self.me:
            return self.profile.name
        try:
            return (self.jira and self.jira.person(account_id).display_name) or account_id
        except (Failure, ApiError):
            return account_id  # deleted, or not to be seen


def _zone(named: str | None) -> dt.tzinfo | None:
    """None, which is the machine's, where this machine does not know the zone."""
    try:
        return ZoneInfo(named) if named else None
    except (ZoneInfoNotFoundError, ValueError):
        return None


@contextmanager
def opened(named: str) -> Iterator[Session]:
    """The profile of this name, connected."""
    profile = profiles.find(named)
    with connection.connected(profile.url, profile.token) as client:
        if jira := jira_of(profile):
            with connection.unreachable_said(str(jira.http.base_url)), jira:
                yield Session(named, profile, client, jira)
        else:
            yield Session(named, profile, client, None)


def jira_of(profile: Profile) -> Jira | None:
    """Jira's side: on the server itself, or the Jira beside Tempo Cloud."""
    if profile.takes_keys:
        return Jira(_http(profile.url, headers={"Authorization": f"Bearer {profile.token}"}))
    if profile.jira:
        return Jira(_http(profile.jira.site, auth=(profile.jira.email, profile.jira.token)))
    return None


def _http(url: str, *, headers: dict[str, str] | None = None, auth: tuple[str, str] | None = None) -> httpx.Client:
    return httpx.Client(base_url=url, headers=headers, auth=auth, timeout=connection.TIMEOUT_SECONDS, transport=connection.transport)
