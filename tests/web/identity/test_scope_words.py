"""The words of the page that creates tokens."""

from andante.scopes import Scope
from andante.web.identity.access import SCOPE_WORDS


def test_every_part_of_a_scope_has_a_word() -> None:
    assert {part for scope in Scope for part in scope.split(":")} == set(SCOPE_WORDS)
