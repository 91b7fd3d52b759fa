"""What permission roles are, and what their keys come to."""

from functools import lru_cache

from msgspec import Struct

from andante.kit.errors import Fault, FaultCode
from andante.kit.grants import Grants
from andante.scopes import Permission

EVERYTHING = "*"
"""The key that the administrators' role holds instead of a list of all."""

ONLY_GLOBAL = frozenset({Permission.ACCOUNT_MANAGE})
"""What is nobody's in particular, so that nothing of it lies within the reach of a team."""


class RoleRecord(Struct, frozen=True, kw_only=True):
    """A GLOBAL role gives its keys over everybody, a TEAM role over the members of its teams."""

    id: int = 0
    name: str
    access_type: str
    built_in: bool = False
    keys: list[str] = []
    account_ids: list[str] = []
    team_ids: list[int] = []

    @property
    def permissions(self) -> list[str]:
        """The permissions that it gives, by name."""
        return sorted(Permission) if EVERYTHING in self.keys else self.keys


@lru_cache(maxsize=1000)
def grants_from(keys: str | None) -> Grants:
    """What a person holds over everyone, from the keys separated by blanks."""
    held = frozenset(keys.split()) if keys else frozenset[str]()
    return Grants(EVERYTHING in held, held)


def faults(role: RoleRecord) -> list[Fault]:
    """What is wrong with a role by itself."""
    unknown = sorted(set(role.keys) - set(Permission))
    found = [
        Fault("permissionKeys", FaultCode.INVALID_CHOICE, f"has '{key}', which is no permission; there are {', '.join(sorted(Permission))}")
        for key in unknown[:1]
    ]
    if role.access_type == "TEAM":
        found += [
            Fault("permissionKeys", FaultCode.INCONSISTENT, f"has '{key}', which only a GLOBAL role can give")
            for key in sorted(ONLY_GLOBAL.intersection(role.keys))
        ]
    if role.access_type == "GLOBAL" and role.team_ids:
        found.append(Fault("accessEntityIds", FaultCode.INCONSISTENT, "must be empty for a GLOBAL role, which reaches everybody"))
    return found
