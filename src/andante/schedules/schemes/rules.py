"""What belonging to a scheme is."""

from msgspec import Struct


class Membership(Struct, frozen=True, gc=False):
    """The one scheme of a kind that a person belongs to."""

    account_id: str
    scheme_id: int
