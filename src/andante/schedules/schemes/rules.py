"""The membership of a user in a scheme."""

from msgspec import Struct


class Membership(Struct, frozen=True, gc=False):
    """The one scheme of a kind that a user has."""

    account_id: str
    scheme_id: int
