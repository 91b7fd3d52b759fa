"""What a token is limited to and what a person holds. The names of scopes and permissions are those of `andante.scopes`."""

from msgspec import Struct


class Grants(Struct, frozen=True, gc=False):
    """What a person holds over everyone. What they hold over their teams is asked in SQL, where the teams are."""

    administrator: bool = False
    everywhere: frozenset[str] = frozenset()

    def holds(self, *permissions: str) -> bool:
        """Whether any of the permissions is held over everyone."""
        return self.administrator or not self.everywhere.isdisjoint(permissions)


def covers(held: frozenset[str] | None, wanted: str) -> bool:
    """Whether a token with the `held` scopes may call an operation that wants `wanted`. `manage` includes `view`; None is
    full access. Where nothing is wanted, any scope of operations will do: others open something else, like a feed."""
    if held is None:
        return True
    if not wanted:
        return any(scope.endswith((":view", ":manage")) for scope in held)
    return wanted in held or wanted.replace(":view", ":manage") in held
