"""The input for the setup of a new server."""

from andante.directory.people.wire import Email
from andante.directory.projects.wire import ProjectKey
from andante.identity.preferences.wire import Language, WeekDay
from andante.kit.wire import Key, Name, Wire

FIRST_ISSUE = "General work"


class SetupInput(Wire, kw_only=True):
    """The administrator, and the beginning of the company. Everything without a value is left out.

    Without a `password`, the administrator needs a link to choose one. `country` is a code like DE, and `subdivision` a part of it with its
    own holidays, like BY. A project gets its first issue, so that people can log time on it.
    """

    display_name: Name
    email: Email
    password: str | None = None
    time_zone: str = "UTC"
    language: Language | None = None
    company_name: Name | None = None
    week_start: WeekDay = 1
    country: Key | None = None
    subdivision: Key | None = None
    team_name: Name | None = None
    project_key: ProjectKey | None = None
    project_name: Name | None = None
    issue_summary: Name = FIRST_ISSUE
