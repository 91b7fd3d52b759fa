"""The table of the setup link, and the SQL statements on it."""

from sqlalchemy import CheckConstraint, Column, Connection, Integer, Named, String, Table, TypedColumns, delete, insert, select

from andante.kit.changes import Entity, NoRecord
from andante.kit.clock import Instant
from andante.kit.db import NOT_ARCHIVED, SECRET, InstantType, metadata


class SetupLinkColumns(TypedColumns):
    """At most one row: the link that a server without users printed last. `digest` is the SHA-256 of its secret."""

    id: Named[int] = Column(Integer, CheckConstraint("id = 1", name="one_row"), primary_key=True, autoincrement=False)
    digest: Named[str] = Column(String(64), nullable=False, info=SECRET)
    expires_at: Named[Instant] = Column(InstantType, nullable=False)


setup_links = Table("setup_links", metadata, SetupLinkColumns, info=NOT_ARCHIVED)


def replace_link(db: Connection, digest: str, expires_at: Instant) -> None:
    remove_link(db)
    db.execute(insert(setup_links).values(id=1, digest=digest, expires_at=expires_at))


def link_digest(db: Connection, now: Instant) -> str | None:
    """The digest of the link that is still valid, if there is one."""
    return db.scalar(select(setup_links.c.digest).where(setup_links.c.expires_at > now))


def remove_link(db: Connection) -> bool:
    """Deletes the link. Returns whether there was one."""
    return db.execute(delete(setup_links)).rowcount > 0


SETUP_LINK = Entity("setuplink", "Link for setting up a new server", NoRecord, key="1")
