"""Lines of CSV and JSON Lines, each with its number in the file, read and written one after the other."""

import csv
import io
import re
from collections.abc import Generator, Iterable, Iterator, Sequence
from pathlib import PurePath
from typing import Any, BinaryIO, Literal, NamedTuple, TextIO, TypeVar, get_args

import msgspec
from msgspec import Struct

from .errors import Fault, FaultCode, Invalid
from .faults import refuse_if_faulty, shown

Format = Literal["csv", "jsonl"]
Row = TypeVar("Row", bound=Struct)
MAX_CELL_CHARACTERS = 1_000_000
_EXTENSIONS: dict[str, Format] = {".csv": "csv", ".jsonl": "jsonl", ".ndjson": "jsonl"}
_MAP_CELL = re.compile(r"(\w+):(.+)", re.DOTALL)
_UNSOUND = re.compile("[\0\ud800-\udfff]")
"""NUL, and what stands for bytes that are no UTF-8."""


class Line(NamedTuple):
    """What stands at one place of a file: values by the names of columns, or what is wrong with it."""

    number: int
    values: dict[str, Any]
    faults: Sequence[Fault] = ()


class Columns(NamedTuple):
    """What a line may have. A `map` has entries of its own: in CSV one column `map:key` each (the name of the map in the
    singular), or all of them as a JSON object in one column. The values of `verbatim` columns keep their blanks. `lists`
    have several values: in CSV between semicolons, or as a JSON array."""

    names: Sequence[str]
    required: frozenset[str]
    map: str | None = None
    verbatim: frozenset[str] = frozenset()
    lists: frozenset[str] = frozenset()


def columns_of(
    row: type[Struct], map: str | None = None, verbatim: frozenset[str] = frozenset(), lists: frozenset[str] = frozenset()
) -> Columns:
    """The fields of a row are its columns."""
    fields = msgspec.structs.fields(row)
    required = frozenset(each.encode_name for each in fields if each.required)
    return Columns([each.encode_name for each in fields], required, map, verbatim, lists)


def row_of(line: Line, kind: type[Row]) -> Row | list[Fault]:
    """The row that stands in the line, or what is wrong with it. What is absent in the line is None."""
    if line.faults:
        return list(line.faults)
    try:
        return msgspec.convert(line.values, kind, strict=False)
    except msgspec.ValidationError as error:
        return _faults(line.values, kind) or [Fault("", FaultCode.INVALID, str(error))]


def _faults(values: dict[str, Any], kind: type[Struct]) -> list[Fault]:
    try:
        refuse_if_faulty(values, kind)
    except Invalid as refusal:
        return list(refusal.faults)
    return []


def format_of(path: str, given: str | None = None) -> Format:
    """The format that is given, else the one that the name of the file ends on."""
    if given in get_args(Format):
        return given  # type: ignore[return-value]
    known = _EXTENSIONS.get(PurePath(path).suffix.lower()) if given is None else None
    if known is None:
        words = f"the format of {path} is not known: give --format, one of {', '.join(get_args(Format))}"
        raise Invalid("", FaultCode.REQUIRED, words)
    return known


def read(source: BinaryIO, format: Format, columns: Columns) -> Generator[Line, None, None]:
    """The lines of a file in UTF-8. Invalid where nothing can be read at all; what is wrong with one line is in it."""
    text = io.TextIOWrapper(source, encoding="utf-8-sig", errors="surrogateescape", newline="" if format == "csv" else "\n")
    try:
        for line in _read_csv(text, columns) if format == "csv" else _read_json_lines(text, columns):
            unsound = [
                Fault(name, FaultCode.MALFORMED, "has the character NUL or is no UTF-8")
                for name, value in line.values.items()
                if _is_unsound(value)
            ]
            yield line._replace(faults=[*line.faults, *unsound]) if unsound else line
    finally:
        text.detach()  # who opened the source closes it


def _is_unsound(value: Any) -> bool:
    if isinstance(value, dict):
        return any(map(_is_unsound, value)) or any(map(_is_unsound, value.values()))
    if isinstance(value, list):
        return any(map(_is_unsound, value))
    return isinstance(value, str) and bool(_UNSOUND.search(value))


def _read_csv(text: TextIO, columns: Columns) -> Iterator[Line]:
    csv.field_size_limit(MAX_CELL_CHARACTERS)
    first = text.readline()
    delimiter = re.match(r'"?[\w ]+"?([,;\t])', first)
    reader = csv.reader(_after(first, text), delimiter=delimiter[1] if delimiter else ",", strict=True)
    header = _header(reader, columns)
    while True:
        number = reader.line_num + 1
        try:
            cells = next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            yield Line(number, {}, [Fault("", FaultCode.MALFORMED, f"is not CSV: {error}")])
            continue
        if len(cells) > len(header):
            yield Line(number, {}, [Fault("", FaultCode.WRONG_COUNT, f"has {len(cells)} cells, but there are {len(header)} columns")])
        elif any(cells):
            yield _from_cells(number, header, cells, columns)


def _after(first: str, rest: TextIO) -> Iterator[str]:
    yield first
    yield from rest


def _header(reader: Iterator[list[str]], columns: Columns) -> list[str]:
    """The names of the columns, as they are known here; Invalid where they are not."""
    try:
        header = [_column(cell) for cell in next(reader, [])]
    except csv.Error as error:
        raise Invalid("", FaultCode.MALFORMED, f"line 1 is not CSV: {error}") from None
    faults = [Fault("", FaultCode.UNKNOWN, f"line 1: there is no column {shown(name)}") for name in header if not _known(name, columns)]
    faults += [Fault("", FaultCode.REQUIRED, f"line 1: the column '{name}' is missing") for name in sorted(columns.required - set(header))]
    faults += [
        Fault("", FaultCode.DUPLICATE, f"line 1: the column '{name}' is there twice")
        for name in sorted({name for name in header if header.count(name) > 1})
    ]
    if faults:
        known = f"The columns are {', '.join(columns.names)}{_map_words(columns)}."
        raise Invalid(*faults, Fault("", FaultCode.UNKNOWN, known))
    return header


def _column(cell: str) -> str:
    """`Start time` is `start_time`; the key of a map's entry stays as it is."""
    return cell.strip() if ":" in cell else cell.strip().lower().replace(" ", "_")


def _known(name: str, columns: Columns) -> bool:
    entry = _MAP_CELL.fullmatch(name)
    return name in columns.names or bool(entry and f"{entry[1]}s" == columns.map)


def _map_words(columns: Columns) -> str:
    return f" and {columns.map[:-1]}:KEY for each entry of {columns.map}" if columns.map else ""


def _from_cells(number: int, header: list[str], cells: list[str], columns: Columns) -> Line:
    """An empty cell is an absent value."""
    values: dict[str, Any] = {}
    entries: dict[str, str] = {}
    for name, cell in zip(header, cells, strict=False):
        value = cell if ":" in name or name in columns.verbatim else cell.strip()
        if value and ":" in name:
            entries[name.partition(":")[2]] = value
        elif value:
            values[name] = value
    if columns.map and columns.map in values:
        try:
            entries |= msgspec.json.decode(values[columns.map], type=dict[str, Any])
        except msgspec.MsgspecError:
            return Line(number, {}, [Fault(columns.map, FaultCode.WRONG_TYPE, f"must be a JSON object, not {shown(values[columns.map])}")])
    for name in columns.lists & values.keys():
        try:
            values[name] = _listed(values[name])
        except msgspec.MsgspecError:
            must = f"must be a JSON array or values between semicolons, not {shown(values[name])}"
            return Line(number, {}, [Fault(name, FaultCode.WRONG_TYPE, must)])
    return Line(number, values | {columns.map: entries} if columns.map and entries else values)


def _listed(cell: str) -> list[str]:
    if cell.startswith("["):
        return msgspec.json.decode(cell, type=list[str])
    return [value.strip() for value in cell.split(";") if value.strip()]


def _read_json_lines(text: TextIO, columns: Columns) -> Iterator[Line]:
    decode = msgspec.json.Decoder(dict[str, Any]).decode
    for number, content in enumerate(text, 1):
        if not content.strip():
            continue
        try:
            values = {name: value for name, value in decode(content.encode("utf-8", "surrogateescape")).items() if value is not None}
        except (msgspec.MsgspecError, UnicodeError, RecursionError) as error:
            words = "is not UTF-8" if isinstance(error, UnicodeError) else f"is not a JSON object: {error}"
            yield Line(number, {}, [Fault("", FaultCode.MALFORMED, words)])
            continue
        unknown = sorted(values.keys() - set(columns.names))
        faults = [
            Fault("", FaultCode.UNKNOWN, f"there is no field {shown(name)}; there are {', '.join(columns.names)}") for name in unknown
        ]
        yield Line(number, values, faults)


def write(target: TextIO, format: Format, header: Sequence[str], columns: Columns, rows: Iterable[dict[str, Any]]) -> int:
    """Writes rows in the form that `read` takes, and gives how many. `header` are the columns of a CSV."""
    return _write_csv(target, header, columns, rows) if format == "csv" else _write_json_lines(target, rows)


def _write_csv(target: TextIO, header: Sequence[str], columns: Columns, rows: Iterable[dict[str, Any]]) -> int:
    writer = csv.writer(target)
    writer.writerow(header)
    written = 0
    for row in rows:
        writer.writerow(_cells(row, header, columns))
        written += 1
    return written


def _cells(row: dict[str, Any], header: Sequence[str], columns: Columns) -> list[str]:
    """An entry of a map without text has no cell to be seen in, so that it goes into the JSON column."""
    entries: dict[str, str] = row.get(columns.map or "") or {}
    flat = {f"{columns.map[:-1]}:{key}": value for key, value in entries.items() if value} if columns.map else {}
    unseen = {key: value for key, value in entries.items() if not value}
    values = row | flat | ({columns.map: msgspec.json.encode(unseen).decode() if unseen else None} if columns.map else {})
    return [_cell(values.get(name)) for name in header]


def _cell(value: Any) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, list):
        plain = not any(";" in each or each.startswith("[") or each != each.strip() for each in value)
        return "; ".join(value) if plain else msgspec.json.encode(value).decode()
    return "" if value is None else str(value)


def _write_json_lines(target: TextIO, rows: Iterable[dict[str, Any]]) -> int:
    written = 0
    for row in rows:
        target.write(msgspec.json.encode({name: value for name, value in row.items() if value not in (None, {}, [])}).decode() + "\n")
        written += 1
    return written
