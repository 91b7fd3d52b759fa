"""Members of schemes on the wire."""

from typing import Annotated

from msgspec import Meta

from andante.kit.paging import PagedBody
from andante.kit.refs import UserRef
from andante.kit.wire import Id, Key, Wire

LARGEST_SEARCH = 5000
MOST_SCHEMES = 32_766
MOST_MEMBERS = 10_000

AccountIds = Annotated[list[Key], Meta(min_length=1, max_length=MOST_MEMBERS)]


class SchemeMemberSearchInput(PagedBody, kw_only=True):
    """Schemes that do not exist have no members."""

    scheme_ids: Annotated[list[Id], Meta(min_length=1, max_length=MOST_SCHEMES)]


class SchemeMemberResult(Wire, kw_only=True):
    member: UserRef
    scheme_id: int
