"""The columns and statements that both kinds of schemes share: members, and the default scheme."""

from collections.abc import Collection
from typing import Any

from sqlalchemy import (
    Boolean,
    Column,
    ColumnElement,
    Connection,
    Index,
    Named,
    Select,
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
    """The columns that the tables of both kinds of schemes have."""

    id: Named[int] = Column(Key, primary_key=True)
    name: Named[str] = Column(String(255), nullable=False)
    description: Named[str] = Column(Text, nullable=False)
    is_default: Named[bool] = Column(Boolean, nullable=False)


class SchemeKind:
    """One kind of schemes and their members. A user without a row in `members` has the default scheme. `entity` describes
    memberships in the change log."""

    def __init__(self, entity: Entity[Membership], schemes: Table[Any], members: Table[Any]) -> None:
        """`members` must have the columns `account_id`, which is its primary key, and `scheme_id`."""
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
        self.effective_scheme_id: ColumnElement[int] = func.coalesce(members.c.scheme_id, self.default_id)
        """The id of a user's scheme, for statements that left-join `users` with `members`."""
        self.member_count = self._member_count()
        self._memberships = select(users.c.account_id, self.effective_scheme_id).outerjoin(
            members, members.c.account_id == users.c.account_id
        )
        self._memberships_of_users = self._memberships.where(in_values(users.c.account_id, "account_ids"))

    def _member_count(self) -> ColumnElement[int]:
        """The number of a scheme's members, as a column for a SELECT from schemes. Users without a row count for the default
        scheme."""
        assigned = select(func.count()).select_from(self._members)
        own = assigned.where(self._members.c.scheme_id == self._schemes.c.id).scalar_subquery()
        all_users = select(func.count()).select_from(users).scalar_subquery()
        rest = all_users - assigned.scalar_subquery()
        return own + case((self._schemes.c.is_default == true(), rest), else_=0)

    def lock(self, db: Connection) -> None:
        """Locks all schemes of this kind until the end of the transaction."""
        lock(db, "schemes", self._schemes.name)

    def ids_by_name(self, db: Connection, name: str) -> list[int]:
        """The ids of the schemes with this name. Names need not be unique."""
        return list(db.scalars(select(self._schemes.c.id).where(self._schemes.c.name == name).order_by(self._schemes.c.id)))

    def memberships(self, db: Connection, account_ids: Collection[str]) -> list[Membership]:
        """The memberships of these users, except users who don't exist."""
        return [Membership(*row) for row in db.execute(self._memberships_of_users, {"account_ids": list(account_ids)})]

    def members(self, db: Connection, scheme_id: int, *, is_default: bool, paging: Paging) -> list[str]:
        """The account ids of a scheme's members: the requested page, plus one id."""
        return list(db.scalars(page_by_id(self._members_of(scheme_id, is_default=is_default), users.c.account_id, paging)))

    def all_members(self, db: Connection, scheme_id: int, *, is_default: bool) -> list[str]:
        """The account ids of all members of a scheme."""
        return list(db.scalars(self._members_of(scheme_id, is_default=is_default).order_by(users.c.account_id)))

    def _members_of(self, scheme_id: int, *, is_default: bool) -> Select[str]:
        """The account ids of a scheme's members."""
        assigned = select(self._members.c.account_id).where(self._members.c.scheme_id == scheme_id)
        is_member: ColumnElement[bool] = users.c.account_id.in_(assigned)
        if is_default:
            is_member = is_member | ~exists().where(self._members.c.account_id == users.c.account_id)
        return select(users.c.account_id).where(is_member)

    def search(self, db: Connection, scheme_ids: Collection[int], paging: Paging) -> list[Membership]:
        """The members of several schemes, by account id: the requested page, plus one membership."""
        query = self._memberships.where(
            self.effective_scheme_id.in_(select(self._schemes.c.id).where(in_values(self._schemes.c.id, scheme_ids)))
        )
        return [Membership(*row) for row in db.execute(page_by_id(query, users.c.account_id, paging))]

    def assign(self, db: Connection, scheme_id: int, account_ids: Collection[str]) -> None:
        """Replaces the memberships of these users."""
        db.execute(delete(self._members).where(in_values(self._members.c.account_id, account_ids)))
        db.execute(insert(self._members), [{"account_id": account_id, "scheme_id": scheme_id} for account_id in account_ids])

    def remove_members(self, db: Connection, scheme_id: int) -> list[str]:
        """Deletes the memberships of a scheme, so its members then have the default scheme. Returns their account ids."""
        statement = delete(self._members).where(self._members.c.scheme_id == scheme_id).returning(self._members.c.account_id)
        return sorted(db.scalars(statement))

    def make_default(self, db: Connection, scheme_id: int) -> None:
        """Makes a scheme the default. Updates the old default first, because a unique index allows only one."""
        id = self._schemes.c.id
        db.execute(update(self._schemes).where(self._schemes.c.is_default == true(), id != scheme_id).values(is_default=false()))
        db.execute(update(self._schemes).where(id == scheme_id).values(is_default=true()))

    def load_default_id(self, db: Connection) -> int:
        id = db.scalar(select(self.default_id))
        assert id is not None, "a migration creates a default, and it can't be deleted"
        return int(id)
