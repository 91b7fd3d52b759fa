"""The questions that both kinds of schemes have about their members and their default."""

from collections.abc import Collection
from typing import Any

from sqlalchemy import (
    Boolean,
    Column,
    ColumnElement,
    Connection,
    Index,
    Named,
    String,
    Table,
    Text,
    TypedColumns,
    case,
    delete,
    exists,
    false,
    func,
    insert,
    select,
    true,
    update,
)

from andante.directory.people.store import users
from andante.kit.changes import Entity
from andante.kit.db import Key, in_values, lock, page_by_id
from andante.kit.paging import Paging

from .rules import Membership


class SchemeColumns(TypedColumns):
    """What the table of every kind of scheme begins with."""

    id: Named[int] = Column(Key, primary_key=True)
    name: Named[str] = Column(String(255), nullable=False)
    description: Named[str] = Column(Text, nullable=False)
    is_default: Named[bool] = Column(Boolean, nullable=False)


class SchemeKind:
    """One kind of schemes, and who belongs to which. A person with no row in `members` belongs to the default scheme,
    whichever that is; `entity` is what change records call the kind."""

    def __init__(self, entity: Entity[Membership], schemes: Table[Any], members: Table[Any]) -> None:
        """`members` has `account_id`, its primary key, and `scheme_id`."""
        self.entity = entity
        self._schemes, self._members = schemes, members
        Index(
            f"uq_{schemes.name}_default",
            schemes.c.is_default,
            unique=True,
            sqlite_where=schemes.c.is_default == true(),
            postgresql_where=schemes.c.is_default == true(),
        )
        self.default_id = select(schemes.c.id).where(schemes.c.is_default == true()).scalar_subquery()
        self.scheme_of_row: ColumnElement[int] = func.coalesce(members.c.scheme_id, self.default_id)
        """Whose scheme it is, where `users` are left-joined with `members`."""
        self.member_count = self._member_count()
        self._memberships = select(users.c.account_id, self.scheme_of_row).outerjoin(members, members.c.account_id == users.c.account_id)
        self._of_people = self._memberships.where(in_values(users.c.account_id, "account_ids"))

    def _member_count(self) -> ColumnElement[int]:
        """How many belong to a scheme, as a column of a question about schemes. Who was put nowhere counts to the default."""
        placed = select(func.count()).select_from(self._members)
        own = placed.where(self._members.c.scheme_id == self._schemes.c.id).scalar_subquery()
        everybody = select(func.count()).select_from(users).scalar_subquery()
        rest = everybody - placed.scalar_subquery()
        return own + case((self._schemes.c.is_default == true(), rest), else_=0)

    def queue(self, db: Connection) -> None:
        """Waits until nobody else changes schemes of this kind."""
        lock(db, "schemes", self._schemes.name)

    def named(self, db: Connection, name: str) -> list[int]:
        """The ids of the schemes of that name: names need not be unique."""
        return list(db.scalars(select(self._schemes.c.id).where(self._schemes.c.name == name).order_by(self._schemes.c.id)))

    def memberships(self, db: Connection, account_ids: Collection[str]) -> list[Membership]:
        """Where those of these people that exist belong."""
        return [Membership(*row) for row in db.execute(self._of_people, {"account_ids": list(account_ids)})]

    def members(self, db: Connection, scheme_id: int, *, is_default: bool, paging: Paging) -> list[str]:
        """The account ids of a scheme's members: the asked page and one more."""
        placed = select(self._members.c.account_id).where(self._members.c.scheme_id == scheme_id)
        belongs: ColumnElement[bool] = users.c.account_id.in_(placed)
        if is_default:
            belongs = belongs | ~exists().where(self._members.c.account_id == users.c.account_id)
        return list(db.scalars(page_by_id(select(users.c.account_id).where(belongs), users.c.account_id, paging)))

    def search(self, db: Connection, scheme_ids: Collection[int], paging: Paging) -> list[Membership]:
        """The members of several schemes, by account id: the asked page and one more."""
        query = self._memberships.where(self.scheme_of_row.in_(select(self._schemes.c.id).where(in_values(self._schemes.c.id, scheme_ids))))
        return [Membership(*row) for row in db.execute(page_by_id(query, users.c.account_id, paging))]

    def put(self, db: Connection, scheme_id: int, account_ids: Collection[str]) -> None:
        """Puts people into a scheme, out of the ones that they were in."""
        db.execute(delete(self._members).where(in_values(self._members.c.account_id, account_ids)))
        db.execute(insert(self._members), [{"account_id": account_id, "scheme_id": scheme_id} for account_id in account_ids])

    def release(self, db: Connection, scheme_id: int) -> list[str]:
        """Returns the members of a scheme to the default, and says who they were."""
        gone = delete(self._members).where(self._members.c.scheme_id == scheme_id).returning(self._members.c.account_id)
        return sorted(db.scalars(gone))

    def make_default(self, db: Connection, scheme_id: int) -> None:
        """At no time are two the default: the old one loses it first."""
        id = self._schemes.c.id
        db.execute(update(self._schemes).where(self._schemes.c.is_default == true(), id != scheme_id).values(is_default=false()))
        db.execute(update(self._schemes).where(id == scheme_id).values(is_default=true()))

    def current_default(self, db: Connection) -> int:
        id = db.scalar(select(self.default_id))
        assert id is not None, "the migration makes one, and it can't be deleted"
        return int(id)
