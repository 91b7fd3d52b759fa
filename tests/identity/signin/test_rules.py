"""The rules of passwords."""

from andante.identity.signin.rules import _DUMMY_HASH, _hasher  # as they are before the tests' fixture replaces them


def test_a_sign_in_without_a_user_verifies_a_hash_as_expensive_as_a_real_one() -> None:
    assert not _hasher.check_needs_rehash(_DUMMY_HASH)
