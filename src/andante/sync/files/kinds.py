"""Imports and exports files: describes what each kind of file contains, and converts between lines and records."""

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

BATCH_SIZE = 1000
Row = TypeVar("Row", bound=Struct)
Row_contra = TypeVar("Row_contra", bound=Struct, contravariant=True)


class Options(Struct, frozen=True):
    """Options of an import. `keep_estimates`: don't change the remaining estimates of issues, because they already include the
    imported time."""

    keep_estimates: bool = False


class Filter(Struct, frozen=True, kw_only=True):
    """Limits an export. Users are account ids, emails or user names; projects and issues are keys or ids."""

    from_: dt.date | None = None
    to: dt.date | None = None
    users: Sequence[str] = ()
    projects: Sequence[str] = ()
    issues: Sequence[str] = ()


class Importer(Protocol[Row_contra]):
    """Imports the rows of one file, in batches. The rows have the right types."""

    def import_rows(self, rows: Sequence[Row_contra]) -> list[Outcome]:
        """Imports all rows that have no faults, and returns the outcome of each row."""

    def finish(self) -> None:
        """Does what is done once for the whole file, after its last row."""

    def close(self) -> None: ...


@dataclass(frozen=True)
class Kind(Generic[Row]):
    """A kind of record. The fields of `row` are the columns of the file; columns that a line lacks are None.

    `importer` starts the import of a file. `export` returns the rows to write. `filters` are the fields of Filter that the kind
    supports. `map`, `verbatim` and `lists` describe the columns (see kit.files).
    """

    row: type[Row]
    importer: Callable[[Call, Options], Importer[Row]]
    export: Callable[[Call, Filter], Iterable[dict[str, Any]]]
    filters: frozenset[str] = frozenset()
    map: str | None = None
    verbatim: frozenset[str] = frozenset()
    lists: frozenset[str] = frozenset()
    header: Callable[[Call], Sequence[str]] | None = None
    """The columns of a CSV file, if they differ from the fields."""

    @property
    def columns(self) -> Columns:
        return files.columns_of(self.row, self.map, self.verbatim, self.lists)


@dataclass
class UpsertImporter(Generic[Row]):
    """Imports with an action that creates or updates many records at once."""

    call: Call
    upsert: Callable[[Call, Sequence[Row]], list[Outcome]]

    def import_rows(self, rows: Sequence[Row]) -> list[Outcome]:
        return self.upsert(self.call, rows)

    def finish(self) -> None:
        pass

    def close(self) -> None:
        pass


def upsert_with(upsert: Callable[[Call, Sequence[Row]], list[Outcome]]) -> Callable[[Call, Options], Importer[Row]]:
    return lambda call, _: UpsertImporter(call, upsert)


def to_rows(records: Iterable[Struct], kind: type[Struct]) -> Iterator[dict[str, Any]]:
    """The columns of the kind for each record, from the fields of the same names."""
    return ({name: getattr(record, name) for name in kind.__struct_fields__} for record in records)


@dataclass
class Report:
    """The result of an import. `on_faults` is called for each invalid line, with its number and its faults."""

    on_faults: Callable[[int, Sequence[Fault]], None]
    counts: Counter[Action | None] = field(default_factory=Counter)
    invalid: int = 0

    def add(self, line: int, outcome: Outcome) -> None:
        if outcome.faults:
            self.invalid += 1
            self.on_faults(line, outcome.faults)
        else:
            self.counts[outcome.action] += 1


def import_file(call: Call, kind: Kind[Row], source: BinaryIO, format: Format, options: Options, report: Report) -> None:
    """Imports all valid lines of a file in the transaction of the call. If there are invalid lines, the caller decides whether
    to commit or to roll back."""
    with closing(kind.importer(call, options)) as importer, closing(files.read(source, format, kind.columns)) as lines:
        while batch := list(islice(lines, BATCH_SIZE)):
            for line, outcome in zip(batch, _import_batch(importer, kind.row, batch), strict=True):
                report.add(line.number, outcome)
        importer.finish()


def _import_batch(importer: Importer[Row], kind: type[Row], batch: Sequence[Line]) -> list[Outcome]:
    rows = [files.row_of(line, kind) for line in batch]
    outcomes = iter(importer.import_rows([row for row in rows if not isinstance(row, list)]))
    return [Outcome(faults=row) if isinstance(row, list) else next(outcomes) for row in rows]


def export_file(call: Call, kind: Kind[Any], target: TextIO, format: Format, filter: Filter) -> int:
    """Writes the records of a kind that match the filter, and returns their number."""
    unsupported = {name for name in filter.__struct_fields__ if getattr(filter, name)} - kind.filters
    if unsupported:
        names = ", ".join(sorted(name.strip("_") for name in unsupported))
        raise Invalid("", FaultCode.INCONSISTENT, f"This kind of record can't be filtered by {names}")
    header = kind.header(call) if kind.header else kind.columns.names
    return files.write(target, format, header, kind.columns, kind.export(call, filter))
