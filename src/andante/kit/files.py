"""Reads and writes CSV and JSON Lines, one line at a time, with line numbers for messages."""

import csv
import io
import re
from collections.abc import Generator, Iterable, Iterator, Sequence
from itertools import chain
from pathlib import PurePath
from typing import Any, BinaryIO, Literal, NamedTuple, TextIO, TypeVar, get_args

import msgspec
from msgspec import Struct

from .errors import Fault, FaultCode, Invalid
from .faults import INVALID_CHARACTERS, refuse_if_faulty, shown

Format = Literal["csv", "jsonl"]
Row = TypeVar("Row", bound=Struct)
MAX_CELL_CHARACTERS = 1_000_000
_EXTENSIONS: dict[str, Format] = {".csv": "csv", ".jsonl": "jsonl", ".ndjson": "jsonl"}
_MAP_CELL = re.compile(r"(\w+):(.+)", re.DOTALL)


_FORMULA = re.compile(r"'*[=+\-@\t\r\n＝＋－＠]")
_NEUTRALIZED = re.compile(r"'+[=+\-@\t\r\n＝＋－＠]")


class Line(NamedTuple):
    """A line of a file: values by column, or its faults."""

    number: int
    values: dict[str, Any]
    faults: Sequence[Fault] = ()


class Columns(NamedTuple):
    """The columns of a file. The `map` is a column with keys and values. In CSV, each key has its own column (`attribute:_Ticket_` for
    the map `attributes`), or one column has a JSON object. Values of `verbatim` columns are not stripped. `lists` are columns with
    several values: in CSV, separated by semicolons or as a JSON array."""

    names: Sequence[str]
    required: frozenset[str]
    map: str | None = None
    verbatim: frozenset[str] = frozenset()
    lists: frozenset[str] = frozenset()


def columns_of(
    row: type[Struct], map: str | None = None, verbatim: frozenset[str] = frozenset(), lists: frozenset[str] = frozenset()
) -> Columns:
    """The columns for the fields of a struct."""
    fields = msgspec.structs.fields(row)
    required = frozenset(field.encode_name for field in fields if field.required)
    return Columns([field.encode_name for field in fields], required, map, verbatim, lists)


def row_of(line: Line, kind: type[Row]) -> Row | list[Fault]:
    """The row of a line, or its faults. Missing values are None."""
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


def format_of(path: str, format: str | None = None) -> Format:
    """The given format; without one, the format of the file name's extension. Raises Invalid if it is unknown."""
    if format in get_args(Format):
        return format  # type: ignore[return-value]
    known = _EXTENSIONS.get(PurePath(path).suffix.lower()) if format is None else None
    if known is None:
        message = f"the format of {path} is unknown: use --format with {' or '.join(get_args(Format))}"
        raise Invalid("", FaultCode.REQUIRED, message)
    return known


def read(source: BinaryIO, format: Format, columns: Columns) -> Generator[Line, None, None]:
    """The lines of a file in UTF-8. Faults of a line are in the line. Raises Invalid if the file can't be read at all."""
    # undecodable bytes become surrogates, which are reported as a fault of their column
    text = io.TextIOWrapper(source, encoding="utf-8-sig", errors="surrogateescape", newline="" if format == "csv" else "\n")
    try:
        for line in _read_csv(text, columns) if format == "csv" else _read_json_lines(text, columns):
            invalid = [
                Fault(name, FaultCode.MALFORMED, "contains the character NUL or is not UTF-8")
                for name, value in line.values.items()
                if _has_invalid_characters(value)
            ]
            yield line._replace(faults=[*line.faults, *invalid]) if invalid else line
    finally:
        text.detach()  # otherwise closing `text` would close the source


def _has_invalid_characters(value: Any) -> bool:
    if isinstance(value, str):
        return INVALID_CHARACTERS.search(value) is not None
    if isinstance(value, dict):
        return any(map(_has_invalid_characters, value)) or any(map(_has_invalid_characters, value.values()))
    return isinstance(value, list) and any(map(_has_invalid_characters, value))


def _read_csv(text: TextIO, columns: Columns) -> Iterator[Line]:
    csv.field_size_limit(MAX_CELL_CHARACTERS)
    first = text.readline()
    delimiter = re.match(r'"?[\w ]+"?([,;\t])', first)
    reader = csv.reader(chain([first], text), delimiter=delimiter[1] if delimiter else ",", strict=True)
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


def _header(reader: Iterator[list[str]], columns: Columns) -> list[str]:
    """The column names in the header. Raises Invalid for unknown, missing and repeated names."""
    try:
        header = [_column(cell) for cell in next(reader, [])]
    except csv.Error as error:
        raise Invalid("", FaultCode.MALFORMED, f"line 1 is not CSV: {error}") from None
    faults = [Fault("", FaultCode.UNKNOWN, f"line 1: unknown column {shown(name)}") for name in header if not _is_known(name, columns)]
    faults += [Fault("", FaultCode.REQUIRED, f"line 1: the column '{name}' is missing") for name in sorted(columns.required - set(header))]
    faults += [
        Fault("", FaultCode.DUPLICATE, f"line 1: the column '{name}' appears twice")
        for name in sorted({name for name in header if header.count(name) > 1})
    ]
    if faults:
        names = f"The columns are {', '.join(columns.names)}{_map_columns(columns)}."
        raise Invalid(*faults, Fault("", FaultCode.UNKNOWN, names))
    return header


def _column(cell: str) -> str:
    """`Start time` becomes `start_time`; the key of a map is not changed."""
    return cell.strip() if ":" in cell else cell.strip().lower().replace(" ", "_")


def _is_known(name: str, columns: Columns) -> bool:
    entry = _MAP_CELL.fullmatch(name)
    return name in columns.names or bool(entry and f"{entry[1]}s" == columns.map)


def _map_columns(columns: Columns) -> str:
    return f" and {columns.map[:-1]}:KEY for each entry of {columns.map}" if columns.map else ""


def _from_cells(number: int, header: list[str], cells: list[str], columns: Columns) -> Line:
    """The line of these cells. An empty cell is a missing value."""
    values: dict[str, Any] = {}
    entries: dict[str, str] = {}
    for name, cell in zip(header, cells, strict=False):
        value = restored(cell if ":" in name or name in columns.verbatim else cell.strip())
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
            values[name] = _split_list(values[name])
        except msgspec.MsgspecError:
            message = f"must be a JSON array or values between semicolons, not {shown(values[name])}"
            return Line(number, {}, [Fault(name, FaultCode.WRONG_TYPE, message)])
    return Line(number, values | {columns.map: entries} if columns.map and entries else values)


def _split_list(cell: str) -> list[str]:
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
            message = "is not UTF-8" if isinstance(error, UnicodeError) else f"is not a JSON object: {error}"
            yield Line(number, {}, [Fault("", FaultCode.MALFORMED, message)])
            continue
        unknown = sorted(values.keys() - set(columns.names))
        faults = [
            Fault("", FaultCode.UNKNOWN, f"unknown field {shown(name)}; the fields are {', '.join(columns.names)}") for name in unknown
        ]
        yield Line(number, values, faults)


def write(target: TextIO, format: Format, header: Sequence[str], columns: Columns, rows: Iterable[dict[str, Any]]) -> int:
    """Writes rows in a format that `read` accepts, and returns their number. `header`: the columns of a CSV file."""
    return _write_csv(target, header, columns, rows) if format == "csv" else _write_json_lines(target, rows)


def _write_csv(target: TextIO, header: Sequence[str], columns: Columns, rows: Iterable[dict[str, Any]]) -> int:
    writer = csv.writer(target)
    writer.writerow(header)
    count = 0
    for row in rows:
        writer.writerow(_cells(row, header, columns))
        count += 1
    return count


def _cells(row: dict[str, Any], header: Sequence[str], columns: Columns) -> list[str]:
    """The cells of a row. Map entries with empty values go into the JSON column, because an empty cell is a missing value."""
    entries: dict[str, str] = row.get(columns.map or "") or {}
    flat = {f"{columns.map[:-1]}:{key}": value for key, value in entries.items() if value} if columns.map else {}
    empty = {key: value for key, value in entries.items() if not value}
    values = row | flat | ({columns.map: msgspec.json.encode(empty).decode() if empty else None} if columns.map else {})
    return [_cell(values.get(name)) for name in header]


def neutralized(text: str) -> str:
    """The text with a quote in front if a spreadsheet would run it as a formula, as OWASP recommends (CSV injection). Texts that would be
    taken for such a cell get a quote too, so `restored` returns every text unchanged."""
    return f"'{text}" if _FORMULA.match(text) else text


def restored(cell: str) -> str:
    """The text of a cell that `neutralized` wrote."""
    return cell[1:] if cell.startswith("'") and _NEUTRALIZED.match(cell) else cell


def _cell(value: Any) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, list):
        plain = not any(";" in item or item.startswith("[") or item != item.strip() for item in value)
        return neutralized("; ".join(value)) if plain else msgspec.json.encode(value).decode()
    return neutralized(value) if isinstance(value, str) else "" if value is None else str(value)


def _write_json_lines(target: TextIO, rows: Iterable[dict[str, Any]]) -> int:
    count = 0
    for row in rows:
        target.write(msgspec.json.encode({name: value for name, value in row.items() if value not in (None, {}, [])}).decode() + "\n")
        count += 1
    return count
