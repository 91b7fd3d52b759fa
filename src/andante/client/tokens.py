"""The tokens that OAuth gives, and where they are kept."""

import os
from pathlib import Path
from typing import Protocol

import msgspec
from msgspec import Struct

from andante.kit.clock import Instant, later, now

from . import private

EARLY_SECONDS = 60
"""How long before their end access tokens are taken for ended: an answer takes its time, and clocks differ."""


class Tokens(Struct, frozen=True, kw_only=True):
    """What an application may act with. Neither token is ever shown, only kept."""

    access_token: str
    refresh_token: str | None = None
    expires_at: Instant | None = None
    scope: str = ""

    def live(self) -> bool:
        """Whether the access token has not ended, as far as one knows."""
        return self.expires_at is None or self.expires_at > later(now(), EARLY_SECONDS)

    def __repr__(self) -> str:
        return f"Tokens(expires_at={self.expires_at!r}, scope={self.scope!r})"


class TokenStore(Protocol):
    """Where tokens are kept between two runs: anything that can do these two things."""

    def load(self) -> Tokens | None:
        """The tokens that were saved last; None where there are none."""

    def save(self, tokens: Tokens) -> None:
        """Keeps these and forgets those before, whose refresh token must never be used again."""


class MemoryStore:
    """Keeps tokens as long as the program runs."""

    def __init__(self, tokens: Tokens | None = None) -> None:
        self._tokens = tokens

    def load(self) -> Tokens | None:
        return self._tokens

    def save(self, tokens: Tokens) -> None:
        self._tokens = tokens


class FileStore:
    """Keeps tokens in a file that nobody else may read. It is replaced as a whole: who reads it finds the old or the new."""

    def __init__(self, path: str | os.PathLike[str]) -> None:
        self.path = Path(path)

    def load(self) -> Tokens | None:
        try:
            return msgspec.json.decode(self.path.read_bytes(), type=Tokens)
        except FileNotFoundError:
            return None
        except msgspec.MsgspecError as error:
            raise ValueError(f"{self.path} does not hold tokens: {error}") from None

    def save(self, tokens: Tokens) -> None:
        self.path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        private.write(self.path, msgspec.json.encode(tokens))
