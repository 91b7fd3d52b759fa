"""Roles as records."""

from msgspec import Struct


class RoleRecord(Struct, frozen=True, gc=False):
    id: int
    name: str
    is_default: bool
