"""JQL, as text and as a tree: `parse` turns the one into the other, `written` the other into the one."""

import re

from msgspec import Struct

from andante.kit.errors import FaultCode, Invalid

MOST_CHARACTERS = 50_000
MOST_CLAUSES = 200
MOST_VALUES = 5_000
MOST_SORTS = 10
DEEPEST = 50


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
    """One field, one operator, and its operands: one, or those of a list."""

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
_ESCAPES = {"n": "\n", "t": "\t", "r": "\r"}
_WRITTEN = {"\\": r"\\", '"': r"\"", "\n": r"\n", "\t": r"\t", "\r": r"\r"}
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
_UNFIT = re.compile("[\0\ud800-\udfff]")
_PLAIN_FIELD = re.compile(r"[A-Za-z][A-Za-z0-9_.]*\Z")


def parse(text: str) -> Jql:
    """The tree of a query: Invalid, with the place, where it is none."""
    if len(text) > MOST_CHARACTERS:
        raise Invalid("jql", FaultCode.WRONG_LENGTH, f"The JQL must have at most {MOST_CHARACTERS} characters, not {len(text)}")
    return _Parser(text).query()


def written(part: Node | Operand) -> str:
    """The text of a part of the tree."""
    match part:
        case And(parts):
            return " AND ".join(_in_parentheses(one) for one in parts)
        case Or(parts):
            return " OR ".join(_in_parentheses(one) for one in parts)
        case Not(one):
            return f"NOT {_in_parentheses(one)}"
        case Clause(field, operator, operands):
            listed = ", ".join(map(written, operands))
            return f"{_field(field)} {operator.upper()} {f'({listed})' if _takes_list(operator, operands) else listed}"
        case Function(name, arguments):
            return f"{_field(name)}({', '.join(map(_quoted, arguments))})"
        case Text(value):
            return _quoted(value)
    return "EMPTY"


def written_query(query: Jql) -> str:
    """The text of a whole query."""
    order = ", ".join(f"{_field(one.field)} {'DESC' if one.descending else 'ASC'}" for one in query.order)
    return " ".join([*([written(query.where)] if query.where else []), *([f"ORDER BY {order}"] if order else [])])


def _in_parentheses(node: Node) -> str:
    return f"({written(node)})" if isinstance(node, And | Or) else written(node)


def _takes_list(operator: str, operands: tuple[Operand, ...]) -> bool:
    return operator in ("in", "not in") and not (len(operands) == 1 and isinstance(operands[0], Function))


def _field(name: str) -> str:
    return name if _PLAIN_FIELD.match(name) and name.lower() not in RESERVED else _quoted(name)


def _quoted(text: str) -> str:
    return '"' + "".join(_WRITTEN.get(letter, letter) for letter in text) + '"'


def _unescaped(text: str) -> str:
    def letter(escape: re.Match[str]) -> str:
        name = escape[1]
        return chr(int(name[1:], 16)) if len(name) == 5 else _ESCAPES.get(name, name)

    return _ESCAPED.sub(letter, text)


class _Parser:
    """Reads from left to right; each method takes what its name says."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.at = 0
        self.clauses = 0
        self.values = 0
        self.token = self._read()

    def query(self) -> Jql:
        where = None if self._is_end() or self._is_word("order") else self._or(0)
        order = self._order() if self._is_word("order") else ()
        if not self._is_end():
            raise self._expected("AND, OR, ORDER BY or the end")
        return Jql(where, order)

    def _or(self, depth: int) -> Node:
        parts = [self._and(depth)]
        while self._takes("or", "||"):
            parts.append(self._and(depth))
        return Or(tuple(parts)) if len(parts) > 1 else parts[0]

    def _and(self, depth: int) -> Node:
        parts = [self._not(depth)]
        while self._takes("and", "&&"):
            parts.append(self._not(depth))
        return And(tuple(parts)) if len(parts) > 1 else parts[0]

    def _not(self, depth: int) -> Node:
        if depth > DEEPEST:
            raise self._wrong(f"it is nested more than {DEEPEST} levels deep")
        if self._takes("not", "!"):
            return Not(self._not(depth + 1))
        if self._takes_sign("("):
            inner = self._or(depth + 1)
            self._must_take(")")
            return inner
        return self._clause()

    def _clause(self) -> Clause:
        self.clauses += 1
        if self.clauses > MOST_CLAUSES:
            raise self._wrong(f"it has more than {MOST_CLAUSES} clauses")
        field = self._name("the name of a field")
        operator = self._operator(field)
        if operator in ("in", "not in"):
            return Clause(field, operator, self._list())
        operand = self._operand()
        if operator in ("is", "is not") and not isinstance(operand, Empty):
            raise self._wrong(f"{operator.upper()} goes with EMPTY or NULL only, in the clause on '{field}'")
        return Clause(field, operator, (operand,))

    def _operator(self, field: str) -> str:
        if self.token.kind == "sign" and self.token.value in OPERATORS:
            return self._next().value
        if self._takes("in"):
            return "in"
        if self._takes("is"):
            return "is not" if self._takes("not") else "is"
        if self._takes("not"):
            if self._takes("in"):
                return "not in"
            raise self._expected("IN after NOT")
        if self._is_word("was") or self._is_word("changed"):
            raise self._wrong(f"the operator {self.token.value.upper()} is not supported, in the clause on '{field}'")
        raise self._expected(f"an operator ({', '.join(OPERATORS).upper()}) after '{field}'")

    def _list(self) -> tuple[Operand, ...]:
        if not self._takes_sign("("):
            operand = self._operand()
            if isinstance(operand, Function):
                return (operand,)
            raise self._wrong("IN goes with a list in parentheses or a function")
        operands = [self._operand()]
        while self._takes_sign(","):
            operands.append(self._operand())
        self._must_take(")")
        return tuple(operands)

    def _operand(self) -> Operand:
        if self._takes("empty", "null"):
            return Empty()
        name = self._value("a value")
        return Function(name, self._arguments()) if self._takes_sign("(") else Text(name)

    def _arguments(self) -> tuple[str, ...]:
        if self._takes_sign(")"):
            return ()
        arguments = [self._value("an argument")]
        while self._takes_sign(","):
            arguments.append(self._value("an argument"))
        self._must_take(")")
        return tuple(arguments)

    def _order(self) -> tuple[Order, ...]:
        self._next()
        if not self._takes("by"):
            raise self._expected("BY after ORDER")
        order = [self._sort()]
        while self._takes_sign(","):
            order.append(self._sort())
        if len(order) > MOST_SORTS:
            raise self._wrong(f"it sorts by more than {MOST_SORTS} fields")
        return tuple(order)

    def _sort(self) -> Order:
        field = self._name("the name of a field")
        if self._takes("desc"):
            return Order(field, descending=True)
        self._takes("asc")
        return Order(field)

    def _value(self, what: str) -> str:
        self.values += 1
        if self.values > MOST_VALUES:
            raise self._wrong(f"it has more than {MOST_VALUES} values")
        return self._name(what)

    def _name(self, what: str) -> str:
        """A quoted text, or a word that is not reserved."""
        if self.token.kind == "text":
            name = _unescaped(self.token.value[1:-1])
        elif self.token.kind == "word" and self.token.value.lower() not in RESERVED:
            name = _unescaped(self.token.value)
        else:
            raise self._expected(what)
        if _UNFIT.search(name):
            raise self._wrong("a text can't contain the character NUL or half a surrogate pair")
        self._next()
        return name

    def _is_end(self) -> bool:
        return self.token.kind == "end"

    def _is_word(self, word: str) -> bool:
        return self.token.kind == "word" and self.token.value.lower() == word

    def _takes(self, word: str, sign: str = "") -> bool:
        """Goes on where this word stands, or this sign (or other word)."""
        here = self.token.kind in ("word", "sign") and self.token.value.lower() in (word, sign)
        if here:
            self._next()
        return here

    def _takes_sign(self, sign: str) -> bool:
        here = self.token.kind == "sign" and self.token.value == sign
        if here:
            self._next()
        return here

    def _must_take(self, sign: str) -> None:
        if not self._takes_sign(sign):
            raise self._expected(f"'{sign}'")

    def _next(self) -> Token:
        token, self.token = self.token, self._read()
        return token

    def _read(self) -> Token:
        found = _TOKEN.match(self.text, self.at)
        if found is None or found.lastgroup is None:
            start = self.at + len(self.text[self.at :]) - len(self.text[self.at :].lstrip())
            raise Invalid(
                "jql",
                FaultCode.MALFORMED,
                f"Error in the JQL query at character {start + 1}: a quoted text is not closed, or '\\' stands alone",
            )
        self.at = found.end()
        return Token(found.lastgroup, found[found.lastgroup], found.start(found.lastgroup))

    def _expected(self, what: str) -> Invalid:
        there = "the query ends" if self._is_end() else f"there is '{self.token.value[:50]}'"
        return self._wrong(f"expected {what}, but {there}")

    def _wrong(self, what: str) -> Invalid:
        return Invalid("jql", FaultCode.MALFORMED, f"Error in the JQL query at character {self.token.position + 1}: {what}")
