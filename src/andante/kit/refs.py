"""References to users, issues and projects in JSON."""

from .wire import Wire


class UserRef(Wire, kw_only=True):
    self_: str | None = None
    account_id: str


class IssueRef(Wire, kw_only=True):
    self_: str
    id: int | None = None
    key: str | None = None


class ProjectRef(Wire, kw_only=True):
    self_: str
    id: int
