"""OAuth tokens and the places to store them."""

import os
from pathlib import Path
from typing import Protocol

import msgspec
from msgspec import Struct

from andante.kit.clock import Instant, later, now

from . import private_file

EXPIRY_MARGIN_SECONDS = 60
"""An access token counts as expired this long before its expiry, because requests take time and clocks differ."""


class Tokens(Struct, frozen=True, kw_only=True):
    """The tokens of an application. Neither of them appears in the `repr`."""

    access_token: str
    refresh_token: str | None = None
    expires_at: Instant | None = None
    scope: str = ""

    def is_current(self) -> bool:
        """Whether the access token is still valid. True if its expiry is unknown."""
        return self.expires_at is None or self.expires_at > later(now(), EXPIRY_MARGIN_SECONDS)

    def __repr__(self) -> str:
        return f"Tokens(expires_at={self.expires_at!r}, scope={self.scope!r})"


class TokenStore(Protocol):
    """Stores tokens between runs. Any object with these two methods can be used."""

    def load(self) -> Tokens | None:
        """Returns the tokens that were saved last, or None."""

    def save(self, tokens: Tokens) -> None:
        """Replaces the stored tokens. The previous refresh token must never be used again."""


class MemoryStore:
    """Keeps tokens in memory while the program runs."""

    def __init__(self, tokens: Tokens | None = None) -> None:
        self._tokens = tokens

    def load(self) -> Tokens | None:
        return self._tokens

    def save(self, tokens: Tokens) -> None:
        self._tokens = tokens


class FileStore:
    """Keeps tokens in a file that only its owner can read. The file is replaced atomically."""

    def __init__(self, path: str | os.PathLike[str]) -> None:
        self.path = Path(path)

    def load(self) -> Tokens | None:
        try:
            return msgspec.json.decode(self.path.read_bytes(), type=Tokens)
        except FileNotFoundError:
            return None
        except msgspec.MsgspecError as error:
            raise ValueError(f"{self.path} does not contain tokens: {error}") from None

    def save(self, tokens: Tokens) -> None:
        self.path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        private_file.write(self.path, msgspec.json.encode(tokens))
