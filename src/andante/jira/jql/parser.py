"""Parses JQL into a syntax tree with `parse`, and writes a tree as JQL with `to_jql`."""

import re

from msgspec import Struct

from andante.kit.errors import FaultCode, Invalid

MAX_CHARACTERS = 50_000
MAX_CLAUSES = 200
MAX_VALUES = 5_000
MAX_SORT_FIELDS = 10
MAX_DEPTH = 50


class Text(Struct, frozen=True):
    """A word, a number or a quoted text."""

    value: str


class Function(Struct, frozen=True):
    name: str
    arguments: tuple[str, ...] = ()


class Empty(Struct, frozen=True):
    """EMPTY or NULL."""


Operand = Text | Function | Empty


class Clause(Struct, frozen=True):
    """A field, an operator and its operands. Only IN and NOT IN can have several operands."""

    field: str
    operator: str
    operands: tuple[Operand, ...]


class And(Struct, frozen=True):
    parts: tuple["Node", ...]


class Or(Struct, frozen=True):
    parts: tuple["Node", ...]


class Not(Struct, frozen=True):
    part: "Node"


Node = Clause | And | Or | Not


class Order(Struct, frozen=True):
    field: str
    descending: bool = False


class Jql(Struct, frozen=True):
    where: Node | None
    order: tuple[Order, ...] = ()


class Token(Struct, frozen=True):
    kind: str
    value: str
    position: int


OPERATORS = ("=", "!=", "~", "!~", "<", "<=", ">", ">=", "in", "not in", "is", "is not")
RESERVED = frozenset({"and", "or", "not", "in", "is", "empty", "null", "order", "by", "asc", "desc", "was", "changed"})
_CHARACTERS_BY_ESCAPE = {"n": "\n", "t": "\t", "r": "\r"}
_ESCAPES_BY_CHARACTER = {"\\": r"\\", '"': r"\"", "\n": r"\n", "\t": r"\t", "\r": r"\r"}
_TOKEN = re.compile(
    r"""\s*(?:
        (?P<text>"(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*')
      | (?P<sign>!=|!~|<=|>=|&&|\|\||[=~<>(),!])
      | (?P<word>(?:[^\s"'=!<>~(),&|\\]|\\.)+)
      | (?P<end>\Z)
    )""",
    re.VERBOSE | re.DOTALL,
)
_ESCAPED = re.compile(r"\\(u[0-9a-fA-F]{4}|.)", re.DOTALL)
_FORBIDDEN = re.compile("[\0\ud800-\udfff]")
_PLAIN_FIELD = re.compile(r"[A-Za-z][A-Za-z0-9_.]*\Z")


def parse(text: str) -> Jql:
    """The syntax tree of a query. Raises Invalid, with the position of the error, if it isn't JQL."""
    if len(text) > MAX_CHARACTERS:
        raise Invalid("jql", FaultCode.WRONG_LENGTH, f"The JQL must have at most {MAX_CHARACTERS} characters, not {len(text)}")
    return _Parser(text).query()


def to_jql(part: Node | Operand) -> str:
    """The JQL of a node or an operand."""
    match part:
        case And(parts):
            return " AND ".join(map(_parenthesized, parts))
        case Or(parts):
            return " OR ".join(map(_parenthesized, parts))
        case Not(negated):
            return f"NOT {_parenthesized(negated)}"
        case Clause(field, operator, operands):
            listed = ", ".join(map(to_jql, operands))
            return f"{_field(field)} {operator.upper()} {f'({listed})' if _needs_parentheses(operator, operands) else listed}"
        case Function(name, arguments):
            return f"{_field(name)}({', '.join(map(_quoted, arguments))})"
        case Text(value):
            return _quoted(value)
    return "EMPTY"


def query_to_jql(query: Jql) -> str:
    """The JQL of a whole query."""
    order = ", ".join(f"{_field(sort.field)} {'DESC' if sort.descending else 'ASC'}" for sort in query.order)
    return " ".join([*([to_jql(query.where)] if query.where else []), *([f"ORDER BY {order}"] if order else [])])


def _parenthesized(node: Node) -> str:
    return f"({to_jql(node)})" if isinstance(node, And | Or) else to_jql(node)


def _needs_parentheses(operator: str, operands: tuple[Operand, ...]) -> bool:
    return operator in ("in", "not in") and not (len(operands) == 1 and isinstance(operands[0], Function))


def _field(name: str) -> str:
    return name if _PLAIN_FIELD.match(name) and name.lower() not in RESERVED else _quoted(name)


def _quoted(text: str) -> str:
    return '"' + "".join(_ESCAPES_BY_CHARACTER.get(letter, letter) for letter in text) + '"'


def _unescaped(text: str) -> str:
    def letter(escape: re.Match[str]) -> str:
        name = escape[1]
        return chr(int(name[1:], 16)) if len(name) == 5 else _CHARACTERS_BY_ESCAPE.get(name, name)

    return _ESCAPED.sub(letter, text)


class _Parser:
    """A recursive descent parser. Each method consumes the part of the query that it is named after."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.position = 0
        self.clauses = 0
        self.values = 0
        self.token = self._read()

    def query(self) -> Jql:
        where = None if self._is_end() or self._is_word("order") else self._or(0)
        order = self._order() if self._is_word("order") else ()
        if not self._is_end():
            raise self._unexpected("AND, OR, ORDER BY or the end")
        return Jql(where, order)

    def _or(self, depth: int) -> Node:
        parts = [self._and(depth)]
        while self._accept("or", "||"):
            parts.append(self._and(depth))
        return Or(tuple(parts)) if len(parts) > 1 else parts[0]

    def _and(self, depth: int) -> Node:
        parts = [self._not(depth)]
        while self._accept("and", "&&"):
            parts.append(self._not(depth))
        return And(tuple(parts)) if len(parts) > 1 else parts[0]

    def _not(self, depth: int) -> Node:
        if depth > MAX_DEPTH:
            raise self._error(f"the query is nested more than {MAX_DEPTH} levels deep")
        if self._accept("not", "!"):
            return Not(self._not(depth + 1))
        if self._accept_sign("("):
            inner = self._or(depth + 1)
            self._expect_sign(")")
            return inner
        return self._clause()

    def _clause(self) -> Clause:
        self.clauses += 1
        if self.clauses > MAX_CLAUSES:
            raise self._error(f"the query has more than {MAX_CLAUSES} clauses")
        field = self._name("the name of a field")
        operator = self._operator(field)
        if operator in ("in", "not in"):
            return Clause(field, operator, self._list())
        operand = self._operand()
        if operator in ("is", "is not") and not isinstance(operand, Empty):
            raise self._error(f"{operator.upper()} must be followed by EMPTY or NULL, in the clause on '{field}'")
        return Clause(field, operator, (operand,))

    def _operator(self, field: str) -> str:
        if self.token.kind == "sign" and self.token.value in OPERATORS:
            return self._next().value
        if self._accept("in"):
            return "in"
        if self._accept("is"):
            return "is not" if self._accept("not") else "is"
        if self._accept("not"):
            if self._accept("in"):
                return "not in"
            raise self._unexpected("IN after NOT")
        if self._is_word("was") or self._is_word("changed"):
            raise self._error(f"the operator {self.token.value.upper()} is not supported, in the clause on '{field}'")
        raise self._unexpected(f"an operator ({', '.join(OPERATORS).upper()}) after '{field}'")

    def _list(self) -> tuple[Operand, ...]:
        if not self._accept_sign("("):
            operand = self._operand()
            if isinstance(operand, Function):
                return (operand,)
            raise self._error("IN must be followed by a list in parentheses or a function")
        operands = [self._operand()]
        while self._accept_sign(","):
            operands.append(self._operand())
        self._expect_sign(")")
        return tuple(operands)

    def _operand(self) -> Operand:
        if self._accept("empty", "null"):
            return Empty()
        name = self._value("a value")
        return Function(name, self._arguments()) if self._accept_sign("(") else Text(name)

    def _arguments(self) -> tuple[str, ...]:
        if self._accept_sign(")"):
            return ()
        arguments = [self._value("an argument")]
        while self._accept_sign(","):
            arguments.append(self._value("an argument"))
        self._expect_sign(")")
        return tuple(arguments)

    def _order(self) -> tuple[Order, ...]:
        self._next()
        if not self._accept("by"):
            raise self._unexpected("BY after ORDER")
        order = [self._sort()]
        while self._accept_sign(","):
            order.append(self._sort())
        if len(order) > MAX_SORT_FIELDS:
            raise self._error(f"the query sorts by more than {MAX_SORT_FIELDS} fields")
        return tuple(order)

    def _sort(self) -> Order:
        field = self._name("the name of a field")
        if self._accept("desc"):
            return Order(field, descending=True)
        self._accept("asc")
        return Order(field)

    def _value(self, expected: str) -> str:
        self.values += 1
        if self.values > MAX_VALUES:
            raise self._error(f"the query has more than {MAX_VALUES} values")
        return self._name(expected)

    def _name(self, expected: str) -> str:
        """A quoted text, or a word that is not reserved."""
        if self.token.kind == "text":
            name = _unescaped(self.token.value[1:-1])
        elif self.token.kind == "word" and self.token.value.lower() not in RESERVED:
            name = _unescaped(self.token.value)
        else:
            raise self._unexpected(expected)
        if _FORBIDDEN.search(name):
            raise self._error("a text can't contain the character NUL or a lone surrogate")
        self._next()
        return name

    def _is_end(self) -> bool:
        return self.token.kind == "end"

    def _is_word(self, word: str) -> bool:
        return self.token.kind == "word" and self.token.value.lower() == word

    def _accept(self, word: str, sign: str = "") -> bool:
        """Consumes the next token if it is this word or sign."""
        matches = self.token.kind in ("word", "sign") and self.token.value.lower() in (word, sign)
        if matches:
            self._next()
        return matches

    def _accept_sign(self, sign: str) -> bool:
        matches = self.token.kind == "sign" and self.token.value == sign
        if matches:
            self._next()
        return matches

    def _expect_sign(self, sign: str) -> None:
        if not self._accept_sign(sign):
            raise self._unexpected(f"'{sign}'")

    def _next(self) -> Token:
        token, self.token = self.token, self._read()
        return token

    def _read(self) -> Token:
        found = _TOKEN.match(self.text, self.position)
        if found is None or found.lastgroup is None:
            start = self.position + len(self.text[self.position :]) - len(self.text[self.position :].lstrip())
            raise Invalid(
                "jql",
                FaultCode.MALFORMED,
                f"Error in the JQL query at character {start + 1}: a quoted text is not closed, or a '\\' is not followed by a character",
            )
        self.position = found.end()
        return Token(found.lastgroup, found[found.lastgroup], found.start(found.lastgroup))

    def _unexpected(self, expected: str) -> Invalid:
        found = "the end of the query" if self._is_end() else f"'{self.token.value[:50]}'"
        return self._error(f"expected {expected}, found {found}")

    def _error(self, problem: str) -> Invalid:
        return Invalid("jql", FaultCode.MALFORMED, f"Error in the JQL query at character {self.token.position + 1}: {problem}")
