"""Token stores: in memory and in a file."""

import os
from pathlib import Path

import pytest

from andante.client import FileStore, MemoryStore, Tokens, TokenStore

TOKENS = Tokens(access_token="a", refresh_token="r", scope="read")


@pytest.fixture(params=["memory", "file"])
def store(request: pytest.FixtureRequest, tmp_path: Path) -> TokenStore:
    return MemoryStore() if request.param == "memory" else FileStore(tmp_path / "new" / "tokens.json")


def test_the_tokens_that_were_saved_last_are_loaded(store: TokenStore) -> None:
    assert store.load() is None
    for tokens in (Tokens(access_token="first"), TOKENS):
        store.save(tokens)

    assert store.load() == TOKENS


def test_only_the_owner_can_read_the_file_even_if_it_existed(tmp_path: Path) -> None:
    file = tmp_path / "tokens.json"
    file.write_text("{}")
    file.chmod(0o666)
    FileStore(file).save(TOKENS)

    assert file.stat().st_mode & 0o777 == 0o600


def test_a_failed_write_keeps_the_old_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    store = FileStore(tmp_path / "tokens.json")
    store.save(TOKENS)

    def full(_: int) -> None:
        raise OSError("No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(OSError, match="No space left"):
        store.save(Tokens(access_token="b"))
    assert store.load() == TOKENS
    assert [path.name for path in tmp_path.iterdir()] == ["tokens.json"]


@pytest.mark.parametrize("content", ["", "{}", "[1]", '{"access_token": 5}'])
def test_a_file_without_tokens_is_reported(tmp_path: Path, content: str) -> None:
    file = tmp_path / "tokens.json"
    file.write_text(content)

    with pytest.raises(ValueError, match=r"tokens\.json does not contain tokens"):
        FileStore(file).load()
