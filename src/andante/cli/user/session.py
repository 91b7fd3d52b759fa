"""A connected profile: the client, the user, and the current time in the user's time zone."""

import datetime as dt
import re
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from functools import cache, cached_property
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import httpx

from andante.cli.failures import ExitCode, Failure
from andante.client import Andante, ApiError, NotFound
from andante.kit import clock
from andante.kit.lookup import parse_id
from andante.kit.refs import IssueRef
from andante.planning.weeks.wire import WeekOf

from . import connection, profiles
from .jira import Jira
from .profiles import Profile
from .refusals import code_of, explanations

ME = "me"
_ACCOUNT_ID = re.compile(r"(?:the user )?(?P<quote>'?)\b(?P<id>\d{5,}:[\w-]+|[0-9a-f]{24})\b(?P=quote)")


def is_id(name: str) -> bool:
    """Whether a text is the id of an issue or project. Otherwise it is a key."""
    return parse_id(name) is not None


class Session:
    """What commands use: the client, Jira if it is available, and the signed-in user."""

    def __init__(self, profile_name: str, profile: Profile, client: Andante, jira: Jira | None) -> None:
        self.profile_name, self.profile, self.client, self.jira = profile_name, profile, client, jira
        self.me = profile.account_id
        self.person_name = cache(self._load_person_name)

    @cached_property
    def now(self) -> dt.datetime:
        """The current time in the user's time zone, or in the machine's if the user's is unknown."""
        return dt.datetime.fromisoformat(clock.now()).astimezone(_zone(self.profile.time_zone))

    def local(self, at: clock.Instant) -> dt.datetime:
        """The time in the user's time zone."""
        return dt.datetime.fromisoformat(at).astimezone(self.now.tzinfo)

    @property
    def today(self) -> dt.date:
        return self.now.date()

    def account_id(self, name: str | None) -> str:
        """The account id for an email, for `me` or None (the signed-in user), or for an account id itself."""
        if name is None or name == ME:
            return self.me
        if "@" not in name:
            return name
        found = self.require_jira("emails").people(name)
        if len(found) != 1:
            several = f"{len(found)} users match '{name}': give an account id"
            raise Failure(ExitCode.REFUSED, several if found else f"No user has the email '{name}'")
        return found[0].account_id

    def require_sees(self, person: str, first: dt.date, last: dt.date) -> None:
        """Refuses if the server says that the user may see none of a person's days. Tempo Cloud doesn't say so: it returns nothing."""
        if person == self.me or not self.profile.takes_keys:
            return
        with self.hiding(person):
            try:
                self.client.weeks.get_week(last, WeekOf(account_id=person))
            except NotFound:
                self.client.weeks.get_week(first, WeekOf(account_id=person))

    @contextmanager
    def hiding(self, person: str) -> Iterator[None]:
        """Explains a response that a person was not found: the server says the same of a person whose time the user may not see."""
        try:
            yield
        except NotFound:
            name = self.person_name(person)
            known = name != person
            raise Failure(
                ExitCode.REFUSED, f"You may not see the time of {name}" if known else f"No user has the account id '{person}'"
            ) from None

    def with_names(self, error: ApiError) -> Failure:
        """The server's messages with the names of people instead of their account ids."""

        def name(quoted: re.Match[str]) -> str:
            found = self.person_name(quoted["id"])
            return quoted[0] if found == quoted["id"] else found

        return Failure(code_of(error), *(_ACCOUNT_ID.sub(name, message) for message in explanations(error)))

    def issue_id_or_key(self, name: str) -> int | str:
        """The id of an issue, or its key if the server accepts keys."""
        if is_id(name):
            return int(name)
        return name if self.profile.takes_keys else self.ids_of_issues([name])[name]

    def ids_of_issues(self, keys: Iterable[str]) -> dict[str, int]:
        """The ids of issues, by the given keys. Issues that were moved are looked up one by one, because a search finds them only
        by their new keys."""
        unique = list(dict.fromkeys(keys))
        if not unique:
            return {}
        jira = self.require_jira("issue ids")
        found = jira.ids({key.upper() for key in unique})
        return {key: found.get(key.upper()) or int(jira.issue(key).id) for key in unique}

    def ids_of_named_issues(self, names: Iterable[str]) -> dict[str, int]:
        """The ids of issues, by the given keys or ids."""
        unique = set(names)
        ids = {each for each in unique if is_id(each)}
        return {each: int(each) for each in ids} | self.ids_of_issues(unique - ids)

    def ids_of_projects(self, names: list[str] | None) -> list[int] | None:
        """The ids of projects, by keys or ids. None if no names are given."""
        if not names:
            return None
        return [int(each if is_id(each) else self.require_jira("project ids").project(each).id) for each in names]

    def require_jira(self, data: str) -> Jira:
        """Jira, to look up this data. Fails if it isn't available."""
        if self.jira is None:
            raise Failure(
                ExitCode.REFUSED,
                f"Only Jira can look up {data}: sign in again with --jira-site and --jira-email, or give ids.",
            )
        return self.jira

    def keys_of_issues(self, issues: Iterable[IssueRef]) -> dict[int, str]:
        """The keys of issues, by id. Falls back to the id if the key is unknown."""
        names = {issue.id or 0: issue.key or str(issue.id) for issue in issues}
        unknown = [id for id, name in names.items() if name == str(id)]
        return names | (self.jira.keys(unknown) if self.jira and unknown else {})

    def _load_person_name(self, account_id: str) -> str:
        """The display name of a user. Falls back to the account id."""
        if account_id == self.me:
            return self.profile.name
        try:
            return (self.jira and self.jira.person(account_id).display_name) or account_id
        except (Failure, ApiError):
            return account_id  # deleted or hidden


def _zone(name: str | None) -> dt.tzinfo | None:
    """The time zone with this name. If it is unknown, None, which means the machine's time zone."""
    try:
        return ZoneInfo(name) if name else None
    except (ZoneInfoNotFoundError, ValueError):
        return None


@contextmanager
def open_session(name: str) -> Iterator[Session]:
    """Connects with the profile that has this name."""
    profile = profiles.find(name)
    with connection.connected(profile.url, profile.token) as client, _connected_jira(profile) as jira:
        session = Session(name, profile, client, jira)
        try:
            yield session
        except ApiError as error:
            raise session.with_names(error) from None


@contextmanager
def _connected_jira(profile: Profile) -> Iterator[Jira | None]:
    jira = jira_for(profile)
    if jira is None:
        yield None
        return
    with connection.report_unreachable(str(jira.http.base_url)), jira:
        yield jira


def jira_for(profile: Profile) -> Jira | None:
    """Jira's endpoints: at the server itself, or at the Jira site that belongs to Tempo Cloud."""
    if profile.takes_keys:
        return Jira(_http(profile.url, headers={"Authorization": f"Bearer {profile.token}"}))
    if profile.jira:
        return Jira(_http(profile.jira.site, auth=(profile.jira.email, profile.jira.token)))
    return None


def _http(url: str, *, headers: dict[str, str] | None = None, auth: tuple[str, str] | None = None) -> httpx.Client:
    return httpx.Client(base_url=url, headers=headers, auth=auth, timeout=connection.TIMEOUT_SECONDS, transport=connection.transport)
