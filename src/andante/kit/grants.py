"""The permissions of a user and the scopes of a token. `andante.scopes` has their names."""

from msgspec import Struct


class Grants(Struct, frozen=True, gc=False):
    """The permissions that a user has over everyone. Permissions over teams are checked in SQL."""

    administrator: bool = False
    everywhere: frozenset[str] = frozenset()

    def holds(self, *permissions: str) -> bool:
        """Whether the user has one of these permissions over everyone."""
        return self.administrator or not self.everywhere.isdisjoint(permissions)


def covers(scopes: frozenset[str] | None, required: str) -> bool:
    """Whether a token with these scopes may call an operation with the `required` scope. None is full access, and `manage`
    includes `view`. If `required` is empty, any scope of operations is enough, but not a scope of feeds."""
    if scopes is None:
        return True
    if not required:
        return any(scope.endswith((":view", ":manage")) for scope in scopes)
    return required in scopes or required.replace(":view", ":manage") in scopes
