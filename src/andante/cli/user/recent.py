"""What the command line remembers of each profile: the running timer, and the issues that were named last."""

from contextlib import suppress
from pathlib import Path

import platformdirs
from msgspec import Struct

from . import kept
from .failures import Failure

MOST_ISSUES = 20


class Timer(Struct, frozen=True, kw_only=True):
    """`started` is an instant."""

    issue: str
    started: str
    description: str = ""


class Memory(Struct, frozen=True, kw_only=True):
    """The issue that was named last comes first."""

    timer: Timer | None = None
    issues: tuple[str, ...] = ()


def path() -> Path:
    return platformdirs.user_state_path("andante", appauthor=False) / "memory.json"


def recall(profile: str) -> Memory:
    return _every().get(profile, Memory())


def remember_timer(profile: str, timer: Timer | None) -> None:
    _put(profile, Memory(timer=timer, issues=recall(profile).issues))


def remember_issue(profile: str, issue: str) -> None:
    """A convenience: where it can't be written down, what was done is done all the same."""
    with suppress(OSError, Failure):
        before = recall(profile)
        others = [each for each in before.issues if each != issue]
        _put(profile, Memory(timer=before.timer, issues=(issue, *others[: MOST_ISSUES - 1])))


def forget(profile: str) -> None:
    kept.save(path(), {name: memory for name, memory in _every().items() if name != profile})


def _every() -> dict[str, Memory]:
    return kept.load(path(), dict[str, Memory], {})


def _put(profile: str, memory: Memory) -> None:
    kept.save(path(), _every() | {profile: memory})


def issues_starting(incomplete: str) -> list[str]:
    """Completes the key of an issue from those that were named last, under whichever profile."""
    known = dict.fromkeys(issue for memory in _every().values() for issue in memory.issues)
    return [issue for issue in known if issue.startswith(incomplete)]
