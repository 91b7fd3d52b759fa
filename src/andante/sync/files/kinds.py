"""What can be in a file: one description for each kind, and the way that all kinds take."""

import datetime as dt
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass, field
from itertools import islice
from typing import Any, BinaryIO, Generic, Protocol, TextIO, TypeVar

from msgspec import Struct

from andante.kit import files
from andante.kit.call import Call
from andante.kit.changes import Action
from andante.kit.errors import Fault, FaultCode, Invalid
from andante.kit.files import Columns, Format, Line
from andante.kit.upserts import Outcome

BATCH = 1000
Row = TypeVar("Row", bound=Struct)
RowIn = TypeVar("RowIn", bound=Struct, contravariant=True)


class Options(Struct, frozen=True):
    """How an import goes. `keep_estimates`: what remains of the issues stays as it is, for time that is in it already."""

    keep_estimates: bool = False


class Filter(Struct, frozen=True, kw_only=True):
    """What an export is limited to. Users are account ids, emails or user names, projects and issues keys or ids."""

    from_: dt.date | None = None
    to: dt.date | None = None
    users: Sequence[str] = ()
    projects: Sequence[str] = ()
    issues: Sequence[str] = ()


class Importer(Protocol[RowIn]):
    """Takes the sound rows of one file, some at a time."""

    def take(self, rows: Sequence[RowIn]) -> list[Outcome]:
        """Writes those that can be, and tells what became of each."""

    def close(self) -> None: ...


@dataclass(frozen=True)
class Kind(Generic[Row]):
    """One kind of thing. The fields of `row` are its columns; what is absent in a line is None there."""

    row: type[Row]
    importer: Callable[[Call, Options], Importer[Row]]
    export: Callable[[Call, Filter], Iterable[dict[str, Any]]]
    filters: frozenset[str] = frozenset()
    map: str | None = None
    verbatim: frozenset[str] = frozenset()
    lists: frozenset[str] = frozenset()
    header: Callable[[Call], Sequence[str]] | None = None
    """The columns of a CSV, where they are not simply the fields."""

    @property
    def columns(self) -> Columns:
        return files.columns_of(self.row, self.map, self.verbatim, self.lists)


@dataclass
class ByAction(Generic[Row]):
    """The importer of kinds that have one action for many rows, which needs to know nothing of the rows before."""

    call: Call
    put: Callable[[Call, Sequence[Row]], list[Outcome]]

    def take(self, rows: Sequence[Row]) -> list[Outcome]:
        return self.put(self.call, rows)

    def close(self) -> None:
        pass


def by(put: Callable[[Call, Sequence[Row]], list[Outcome]]) -> Callable[[Call, Options], Importer[Row]]:
    """The importer that puts rows by this action."""
    return lambda call, _: ByAction(call, put)


def rows_of(records: Iterable[Struct], kind: type[Struct]) -> Iterator[dict[str, Any]]:
    """What the columns of the kind say of each record."""
    return ({name: getattr(record, name) for name in kind.__struct_fields__} for record in records)


@dataclass
class Report:
    """What became of a file. `faults` is called for each bad line with its number and what is wrong with it."""

    faults: Callable[[int, Sequence[Fault]], None]
    counts: Counter[Action | None] = field(default_factory=Counter)
    bad: int = 0

    def add(self, line: int, outcome: Outcome) -> None:
        if outcome.faults:
            self.bad += 1
            self.faults(line, outcome.faults)
        else:
            self.counts[outcome.action] += 1


def import_file(call: Call, kind: Kind[Row], source: BinaryIO, format: Format, options: Options, report: Report) -> None:
    """Takes a whole file into the transaction of the call: all good lines. Whether that counts while there are bad ones,
    the caller decides, who can still roll back."""
    with closing(kind.importer(call, options)) as importer, closing(files.read(source, format, kind.columns)) as lines:
        while batch := list(islice(lines, BATCH)):
            for line, outcome in zip(batch, _take(importer, kind.row, batch), strict=True):
                report.add(line.number, outcome)


def _take(importer: Importer[Row], kind: type[Row], batch: Sequence[Line]) -> list[Outcome]:
    read = [files.row_of(line, kind) for line in batch]
    outcomes = iter(importer.take([row for row in read if not isinstance(row, list)]))
    return [Outcome(faults=row) if isinstance(row, list) else next(outcomes) for row in read]


def export_file(call: Call, kind: Kind[Any], target: TextIO, format: Format, filter: Filter) -> int:
    """Writes all of a kind that the filter lets through, and gives how many."""
    given = {name for name in filter.__struct_fields__ if getattr(filter, name)}
    if given - kind.filters:
        raise Invalid(
            "", FaultCode.INCONSISTENT, f"these can't be limited by {', '.join(sorted(name.strip('_') for name in given - kind.filters))}"
        )
    header = kind.header(call) if kind.header else kind.columns.names
    return files.write(target, format, header, kind.columns, kind.export(call, filter))
