"""What the bodies of workload and holiday schemes have in common: members, and limits."""

from typing import Annotated

from msgspec import Meta

from andante.kit.paging import PagedBody
from andante.kit.refs import UserRef
from andante.kit.wire import Id, Key, Wire

MAX_PAGE_SIZE = 5000
MAX_SCHEMES = 32_766
MAX_MEMBERS = 10_000

AccountIds = Annotated[list[Key], Meta(min_length=1, max_length=MAX_MEMBERS)]


class SchemeMemberSearchInput(PagedBody, kw_only=True):
    """Schemes that don't exist are ignored."""

    scheme_ids: Annotated[list[Id], Meta(min_length=1, max_length=MAX_SCHEMES)]


class SchemeMemberResult(Wire, kw_only=True):
    member: UserRef
    scheme_id: int
