"""Lists the differences between our OpenAPI document and the two contracts, as lines of text for the table in `differences`."""

from typing import Any, Literal

from .documents import VERSIONS, Described, Document, by_shape, contract, of_contracts, path_parameters, referred

Direction = Literal["accepts", "returns"]
Schema = dict[str, Any]

GLOBAL_CODES = {"400", "401", "403", "404"}
"""Documented for every operation by the contract of 2023."""

TIGHTER = {"minimum": 1, "minLength": 1, "minItems": 1, "maximum": -1, "maxLength": -1, "maxItems": -1}
"""Bounds, and the direction in which they are stricter."""


def all_differences(document: Document) -> set[str]:
    """All differences that a client of either contract could notice."""
    comparisons = [Comparison(document, version) for version in VERSIONS]
    offered = set[str]().union(*(comparison.offered for comparison in comparisons))
    known = set[str]().union(*(comparison.known for comparison in comparisons))
    found = set[str]().union(*(comparison.found for comparison in comparisons))
    ours = {operation.id for shape, operation in by_shape(document).items() if shape not in of_contracts()}
    return found | {f"{place}: only ours" for place in ours | (offered - known)}


class Comparison:
    """Compares our document with a contract. Responses may be stricter than the contract, and input may be more lenient."""

    def __init__(self, document: Document, version: int) -> None:
        self.ours = document
        self.theirs = contract(version)
        self.version = version
        self.found: set[str] = set()
        self.offered: set[str] = set()
        """The places in our document."""
        self.known: set[str] = set()
        """The places in our document that the contract also has."""
        self._compared: set[tuple[str | None, str | None, Direction]] = set()
        their_operations = by_shape(self.theirs)
        for shape, our in by_shape(document).items():
            if shape in their_operations:
                self._operation(our, their_operations[shape])

    def _operation(self, our: Described, their: Described) -> None:
        if our.id != their.id:
            self.found.add(f"{our.id}: called {their.id} in {self.version}")
        self._parameters(our, their)
        self._body(our, their)
        self._responses(our, their)

    def _parameters(self, our: Described, their: Described) -> None:
        given, wanted = _parameters_of(our, our.id), _parameters_of(their, our.id)
        self.offered |= given.keys()
        self.known |= given.keys() & wanted.keys()
        for place, parameter in wanted.items():
            if place not in given:
                self.found.add(f"{place}: missing")
                continue
            mine = given[place]
            if mine["in"] == "query" and mine["required"] and not parameter.get("required"):
                self.found.add(f"{place}: required")
            if parameter["schema"].get("default", mine["schema"].get("default")) != mine["schema"].get("default"):
                self.found.add(f"{place}: another default")
            self._schema(mine["schema"], parameter["schema"], place, "accepts")

    def _body(self, our: Described, their: Described) -> None:
        wanted, given = (_json(operation.entry.get("requestBody", {})) for operation in (their, our))
        if (wanted is None) != (given is None):
            self.found.add(f"{our.id} body: {'missing' if given is None else 'only ours'}")
        if wanted is not None and given is not None:
            self._schema(given, wanted, f"{our.id} body", "accepts")

    def _responses(self, our: Described, their: Described) -> None:
        given, wanted = our.entry["responses"], their.entry["responses"]
        success = next(code for code in given if code.startswith("2"))
        if success not in wanted and self.version == VERSIONS[-1]:
            self.found.add(f"{our.id} {success}: not a code of {self.version}")
        for code in wanted.keys() - given.keys():
            if not code.startswith("2") and (self.version != VERSIONS[0] or code not in GLOBAL_CODES):
                self.found.add(f"{our.id} {code}: missing")
        places = {f"{our.id} {code}" for code in given if code not in GLOBAL_CODES and not code.startswith("2")}
        self.offered |= places
        self.known |= {place for place in places if place.rpartition(" ")[2] in wanted}
        described = _json(wanted.get(success, {}))
        if described is not None:
            self._schema(_json(given[success]) or {}, described, f"{our.id} response", "returns")

    def _schema(self, our: Schema, their: Schema, place: str, direction: Direction) -> None:
        our_name, our = referred(self.ours, our)
        their_name, their = referred(self.theirs, their)
        if our_name and (our_name, their_name, direction) in self._compared:
            return
        self._compared.add((our_name, their_name, direction))
        choices = [choice for choice in our.get("anyOf", [our]) if choice.get("type") != "null"]
        if len(choices) > 1:
            self._choices(choices, their, place, direction)
        elif choices[0] is not our:
            self._schema(choices[0], their, place, direction)
        else:
            self._resolved(our, their, our_name or place, direction)

    def _choices(self, choices: list[Schema], their: Schema, place: str, direction: Direction) -> None:
        """For input, one of our choices must fit. For responses, all must."""
        fitting = [choice for choice in choices if _kind(referred(self.ours, choice)[1]) == _kind(their)]
        for choice in fitting if direction == "accepts" and fitting else choices:
            self._schema(choice, their, place, direction)

    def _resolved(self, our: Schema, their: Schema, place: str, direction: Direction) -> None:
        our_kind, their_kind = _kind(our), _kind(their)
        if our_kind == their_kind == "object":
            self._object(our, their, place, direction)
        elif our_kind == their_kind == "array":
            self._bounds(our, their, place, direction)
            self._schema(our["items"], their["items"], place, direction)
        elif not _fits(our_kind, their_kind, direction):
            self.found.add(f"{place}: {direction} {our_kind}, not {their_kind}")
        else:
            self._bounds(our, their, place, direction)
            self._values(our, their, place, direction)

    def _object(self, our: Schema, their: Schema, place: str, direction: Direction) -> None:
        given, wanted = our.get("properties", {}), their.get("properties", {})
        if not wanted:
            return
        self.offered |= {f"{place}.{name}" for name in given}
        self.known |= {f"{place}.{name}" for name in given.keys() & wanted.keys()}
        needed = (their if direction == "returns" else our).get("required", [])
        promised = (our if direction == "returns" else their).get("required", [])
        for name in wanted.keys() - given.keys():
            self.found.add(f"{place}.{name}: missing")
        for name in wanted.keys() & given.keys():
            if name in needed and name not in promised:
                self.found.add(f"{place}.{name}: {'may be absent' if direction == 'returns' else 'required'}")
            self._schema(given[name], wanted[name], f"{place}.{name}", direction)
        for name in set(needed) - wanted.keys() if direction == "accepts" else ():
            self.found.add(f"{place}.{name}: required")

    def _bounds(self, our: Schema, their: Schema, place: str, direction: Direction) -> None:
        """Our bounds may be wider than those of the contract. If it has none, we may choose them."""
        if direction == "returns":
            return
        for bound, sign in TIGHTER.items():
            if bound in their and bound in our and (our[bound] - their[bound]) * sign > 0 and their[bound] < 2**31 - 1:
                self.found.add(f"{place}: {bound} {our[bound]}, not {their[bound]}")

    def _values(self, our: Schema, their: Schema, place: str, direction: Direction) -> None:
        mine, theirs = (set(schema["enum"]) if "enum" in schema else None for schema in (our, their))
        narrow, wide = (mine, theirs) if direction == "returns" else (theirs, mine)
        if wide is not None and (narrow is None or narrow - wide):
            others = ", ".join(sorted(narrow - wide)) if narrow else "any text"
            self.found.add(f"{place}: {'returns' if direction == 'returns' else 'refuses'} {others}")
        if direction == "returns" and _is_date(their) and not _is_date(our):
            self.found.add(f"{place}: not always a date")


def _parameters_of(operation: Described, name: str) -> dict[str, dict[str, Any]]:
    """Parameters by place. The place of a path parameter is its position."""
    others = [given for given in operation.entry.get("parameters", []) if given["in"] != "path"]
    return {
        **{f"{name} path {position}": given for position, given in enumerate(path_parameters(operation), 1)},
        **{f"{name} {given['in']} {given['name']}": given for given in others},
    }


def _kind(schema: Schema) -> str:
    """The type of a schema. According to the text of the contract, some strings contain an integer. An enum needs no type.
    A text that can be null has two."""
    if schema.get("type") == ["string", "null"]:
        return "string"
    return str(schema.get("x-value-kind") or schema.get("type") or ("string" if "enum" in schema else "object"))


def _fits(our_kind: str, their_kind: str, direction: Direction) -> bool:
    narrow, wide = (our_kind, their_kind) if direction == "returns" else (their_kind, our_kind)
    return narrow == wide or (narrow, wide) == ("integer", "number") or (direction == "accepts" and wide == "string")


def _is_date(schema: Schema) -> bool:
    return "date" in (schema.get("format"), schema.get("x-value-format"))


def _json(part: dict[str, Any]) -> Schema | None:
    schema: Schema | None = part.get("content", {}).get("application/json", {}).get("schema")
    return schema
