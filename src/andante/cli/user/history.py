"""Stores the running timer and the recent issues of each profile."""

from contextlib import suppress
from pathlib import Path

import platformdirs
from msgspec import Struct

from andante.cli.failures import Failure

from . import state_file

MAX_ISSUES = 20


class Timer(Struct, frozen=True, kw_only=True):
    """`started` is a UTC timestamp."""

    issue: str
    started: str
    description: str = ""


class History(Struct, frozen=True, kw_only=True):
    """`issues` are keys or ids, the most recent first."""

    timer: Timer | None = None
    issues: tuple[str, ...] = ()


def path() -> Path:
    return platformdirs.user_state_path("andante", appauthor=False) / "memory.json"


def load(profile: str) -> History:
    return _load_all().get(profile, History())


def set_timer(profile: str, timer: Timer | None) -> None:
    _save(profile, History(timer=timer, issues=load(profile).issues))


def add_issue(profile: str, issue: str) -> None:
    """Ignores errors: the history is only a convenience, and the command itself succeeded."""
    with suppress(OSError, Failure):
        before = load(profile)
        others = [each for each in before.issues if each != issue]
        _save(profile, History(timer=before.timer, issues=(issue, *others[: MAX_ISSUES - 1])))


def clear(profile: str) -> None:
    state_file.save(path(), {name: history for name, history in _load_all().items() if name != profile})


def _load_all() -> dict[str, History]:
    return state_file.load(path(), dict[str, History], {})


def _save(profile: str, history: History) -> None:
    state_file.save(path(), _load_all() | {profile: history})


def issues_starting(incomplete: str) -> list[str]:
    """Completes the key of an issue from the recent issues of all profiles."""
    known = dict.fromkeys(issue for history in _load_all().values() for issue in history.issues)
    return [issue for issue in known if issue.startswith(incomplete.upper())]
