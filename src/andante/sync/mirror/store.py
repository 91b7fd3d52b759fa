"""The tables of the mirror: the local id of each remote id, and how far each group was read."""

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

from .rules import MirroredObject


class MirrorSourceColumns(TypedColumns):
    """A server whose data is mirrored."""

    id: Named[int] = Column(Key, primary_key=True)
    url: Named[str] = Column(String(500), nullable=False, unique=True)


mirror_sources = Table("mirror_sources", metadata, MirrorSourceColumns, sqlite_autoincrement=True)


class MirroredColumns(TypedColumns):
    """An object's id at the source (`theirs`), its id in this database (`ours`), and the fingerprint of what was last written:
    objects with an unchanged fingerprint are not written again."""

    source_id: Named[int] = Column(Key, ForeignKey(mirror_sources.c.id), primary_key=True)
    group_name: Named[str] = Column(String(50), primary_key=True)
    theirs: Named[str] = Column(String(255), primary_key=True)
    ours: Named[str] = Column(String(255), nullable=False)
    fingerprint: Named[str] = Column(String(32), nullable=False)


mirrored = Table("mirrored", metadata, MirroredColumns, sqlite_with_rowid=False)
_m = mirrored.c
Index("ix_mirrored_ours", _m.source_id, _m.group_name, _m.ours)


class MirrorMarkColumns(TypedColumns):
    """How far a group was read. Each group defines what its mark contains."""

    source_id: Named[int] = Column(Key, ForeignKey(mirror_sources.c.id), primary_key=True)
    group_name: Named[str] = Column(String(50), primary_key=True)
    mark: Named[str] = Column(String(255), nullable=False)


mirror_marks = Table("mirror_marks", metadata, MirrorMarkColumns)
_k = mirror_marks.c

_of_group = select(_m.theirs, _m.ours, _m.fingerprint).where(_m.source_id == bindparam("source"), _m.group_name == bindparam("group"))
_by_remote_ids = _of_group.where(in_values(_m.theirs, "theirs"))
_used_local_ids = select(_m.ours).where(
    _m.source_id == bindparam("source"), _m.group_name == bindparam("group"), in_values(_m.ours, "ours")
)
_update = (
    update(mirrored)
    .where(_m.source_id == bindparam("source"), _m.group_name == bindparam("group"), _m.theirs == bindparam("remote_id"))
    .values(fingerprint=bindparam("new_fingerprint"))
)
_mark = select(_k.mark).where(_k.source_id == bindparam("source"), _k.group_name == bindparam("group"))


def find_source(db: Connection, url: str) -> int | None:
    return db.scalar(select(mirror_sources.c.id).where(mirror_sources.c.url == url))


def add_source(db: Connection, url: str) -> int:
    return db.execute(insert(mirror_sources).values(url=url).returning(mirror_sources.c.id)).scalar_one()


def list_group(db: Connection, source: int, group: str) -> list[MirroredObject]:
    """All objects of a group."""
    return [MirroredObject(*row) for row in db.execute(_of_group.order_by(_m.theirs), {"source": source, "group": group})]


def count(db: Connection, source: int, group: str) -> int:
    return db.scalar(select(func.count()).select_from(mirrored).where(_m.source_id == source, _m.group_name == group)) or 0


def by_remote_ids(db: Connection, source: int, group: str, remote_ids: Collection[str]) -> dict[str, MirroredObject]:
    """The objects with these remote ids, by remote id."""
    rows = db.execute(_by_remote_ids, {"source": source, "group": group, "theirs": list(remote_ids)})
    return {row.theirs: MirroredObject(*row) for row in rows}


def used_local_ids(db: Connection, source: int, group: str, local_ids: Collection[str]) -> set[str]:
    """The subset of these local ids that belongs to mirrored objects."""
    return set(db.scalars(_used_local_ids, {"source": source, "group": group, "ours": list(local_ids)}))


def save(db: Connection, source: int, group: str, created: Sequence[MirroredObject], updated: Sequence[MirroredObject]) -> None:
    if created:
        db.execute(insert(mirrored), [{"source_id": source, "group_name": group} | _values(object) for object in created])
    if updated:
        parameters = {"source": source, "group": group}
        db.execute(_update, [parameters | {"remote_id": object.remote_id, "new_fingerprint": object.fingerprint} for object in updated])


def _values(object: MirroredObject) -> dict[str, str]:
    return {"theirs": object.remote_id, "ours": object.local_id, "fingerprint": object.fingerprint}


def delete_mirrored(db: Connection, source: int, group: str, remote_ids: Collection[str]) -> None:
    db.execute(delete(mirrored).where(_m.source_id == source, _m.group_name == group, in_values(_m.theirs, remote_ids)))


def mark(db: Connection, source: int, group: str) -> str | None:
    return db.scalar(_mark, {"source": source, "group": group})


def set_mark(db: Connection, source: int, group: str, mark: str | None) -> None:
    """With the mark None, the group is read from the beginning."""
    db.execute(delete(mirror_marks).where(_k.source_id == source, _k.group_name == group))
    if mark is not None:
        db.execute(insert(mirror_marks).values(source_id=source, group_name=group, mark=mark))
