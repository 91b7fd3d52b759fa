"""The SQL statements on programs. The table is in `teams`, whose records contain their program."""

from sqlalchemy import Connection, delete, select, update
from sqlalchemy.sql.elements import ColumnElement

from andante.kit.changes import Entity
from andante.kit.db import insert_row
from andante.organization.teams.rules import TeamName
from andante.organization.teams.store import programs as programs  # used by actions for `refuse_if_used`
from andante.organization.teams.store import teams

from .rules import ProgramRecord

_p, _t = programs.c, teams.c

_program = select(_p.id, _p.name, _p.manager_id)


def all_programs(db: Connection, *where: ColumnElement[bool]) -> list[ProgramRecord]:
    """All programs, oldest first, each with its teams that meet the conditions."""
    rows = db.execute(_program.order_by(_p.id)).all()
    teams_of = _teams_by_program(db, *where)
    return [ProgramRecord(*row, teams_of.get(row.id, [])) for row in rows]


def by_id(db: Connection, id: int, *where: ColumnElement[bool]) -> ProgramRecord | None:
    """The program with its teams that meet the conditions."""
    row = db.execute(_program.where(_p.id == id)).one_or_none()
    return ProgramRecord(*row, _teams_by_program(db, _t.program_id == id, *where).get(id, [])) if row else None


def _teams_by_program(db: Connection, *where: ColumnElement[bool]) -> dict[int, list[TeamName]]:
    by_program: dict[int, list[TeamName]] = {}
    for program_id, id, name in db.execute(select(_p.id, _t.id, _t.name).join(teams, _t.program_id == _p.id).where(*where).order_by(_t.id)):
        by_program.setdefault(program_id, []).append(TeamName(id, name))
    return by_program


def add(db: Connection, name: str, manager_id: str | None) -> int:
    return insert_row(db, programs, {"name": name, "manager_id": manager_id})


def change(db: Connection, id: int, name: str, manager_id: str | None) -> None:
    db.execute(update(programs).where(_p.id == id).values(name=name, manager_id=manager_id))


def remove(db: Connection, id: int) -> None:
    db.execute(delete(programs).where(_p.id == id))


PROGRAM = Entity("program", "Program", ProgramRecord)
