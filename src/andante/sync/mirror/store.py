"""Which id here each id there has, and how far the reading of each group has come."""

from collections.abc import Collection, Sequence

from sqlalchemy import (
    Column,
    Connection,
    ForeignKey,
    Index,
    Named,
    String,
    Table,
    TypedColumns,
    bindparam,
    delete,
    func,
    insert,
    select,
    update,
)

from andante.kit.db import Key, in_values, metadata

from .rules import Mirrored


class MirrorSourceColumns(TypedColumns):
    """A server that is mirrored here."""

    id: Named[int] = Column(Key, primary_key=True)
    url: Named[str] = Column(String(500), nullable=False, unique=True)


mirror_sources = Table("mirror_sources", metadata, MirrorSourceColumns, sqlite_autoincrement=True)


class MirroredColumns(TypedColumns):
    """One thing: what it is called there (`theirs`) and here (`ours`), and the fingerprint of what was written of it last,
    so that what is as it was is not written again."""

    source_id: Named[int] = Column(Key, ForeignKey(mirror_sources.c.id), primary_key=True)
    group_name: Named[str] = Column(String(50), primary_key=True)
    theirs: Named[str] = Column(String(255), primary_key=True)
    ours: Named[str] = Column(String(255), nullable=False)
    fingerprint: Named[str] = Column(String(32), nullable=False)


mirrored = Table("mirrored", metadata, MirroredColumns, sqlite_with_rowid=False)
_m = mirrored.c
Index("ix_mirrored_ours", _m.source_id, _m.group_name, _m.ours)


class MirrorMarkColumns(TypedColumns):
    """How far the reading of a group has come; what the mark says is the group's affair."""

    source_id: Named[int] = Column(Key, ForeignKey(mirror_sources.c.id), primary_key=True)
    group_name: Named[str] = Column(String(50), primary_key=True)
    mark: Named[str] = Column(String(255), nullable=False)


mirror_marks = Table("mirror_marks", metadata, MirrorMarkColumns)
_k = mirror_marks.c

_of_group = select(_m.theirs, _m.ours, _m.fingerprint).where(_m.source_id == bindparam("source"), _m.group_name == bindparam("group"))
_some = _of_group.where(in_values(_m.theirs, "theirs"))
_taken = select(_m.ours).where(_m.source_id == bindparam("source"), _m.group_name == bindparam("group"), in_values(_m.ours, "ours"))
_change = (
    update(mirrored)
    .where(_m.source_id == bindparam("source"), _m.group_name == bindparam("group"), _m.theirs == bindparam("their_id"))
    .values(fingerprint=bindparam("print"))
)
_mark = select(_k.mark).where(_k.source_id == bindparam("source"), _k.group_name == bindparam("group"))


def source_of(db: Connection, url: str) -> int | None:
    return db.scalar(select(mirror_sources.c.id).where(mirror_sources.c.url == url))


def add_source(db: Connection, url: str) -> int:
    return db.execute(insert(mirror_sources).values(url=url).returning(mirror_sources.c.id)).scalar_one()


def of_group(db: Connection, source: int, group: str) -> list[Mirrored]:
    """Everything of a group."""
    return [Mirrored(*row) for row in db.execute(_of_group.order_by(_m.theirs), {"source": source, "group": group})]


def count(db: Connection, source: int, group: str) -> int:
    return db.scalar(select(func.count()).select_from(mirrored).where(_m.source_id == source, _m.group_name == group)) or 0


def some(db: Connection, source: int, group: str, theirs: Collection[str]) -> dict[str, Mirrored]:
    """Those of these things that are known, by what they are called there."""
    rows = db.execute(_some, {"source": source, "group": group, "theirs": list(theirs)})
    return {row.theirs: Mirrored(*row) for row in rows}


def taken(db: Connection, source: int, group: str, ours: Collection[str]) -> set[str]:
    """Those of these things here that something there is mirrored as."""
    return set(db.scalars(_taken, {"source": source, "group": group, "ours": list(ours)}))


def put(db: Connection, source: int, group: str, new: Sequence[Mirrored], changed: Sequence[Mirrored]) -> None:
    fixed = {"source_id": source, "group_name": group}
    if new:
        db.execute(insert(mirrored), [fixed | {"theirs": one.theirs, "ours": one.ours, "fingerprint": one.fingerprint} for one in new])
    if changed:
        db.execute(_change, [{"source": source, "group": group, "their_id": one.theirs, "print": one.fingerprint} for one in changed])


def forget(db: Connection, source: int, group: str, theirs: Collection[str]) -> None:
    db.execute(delete(mirrored).where(_m.source_id == source, _m.group_name == group, in_values(_m.theirs, theirs)))


def mark(db: Connection, source: int, group: str) -> str | None:
    return db.scalar(_mark, {"source": source, "group": group})


def set_mark(db: Connection, source: int, group: str, mark: str | None) -> None:
    """None: it is to be read from the beginning."""
    db.execute(delete(mirror_marks).where(_k.source_id == source, _k.group_name == group))
    if mark is not None:
        db.execute(insert(mirror_marks).values(source_id=source, group_name=group, mark=mark))
