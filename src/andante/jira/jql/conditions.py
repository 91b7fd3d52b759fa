"""Compiles a parsed JQL query into a condition and a sort order of issue search."""

import datetime as dt
import re
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from typing import Literal, NamedTuple, cast

from andante.directory.issues.rules import IssueRecord
from andante.jira.search.rules import (
    ALL_ISSUES,
    All,
    Any,
    Compares,
    ComparesEmpty,
    Comparison,
    Condition,
    Contains,
    Has,
    IsEmpty,
    KeyCompares,
    LinkField,
    LoggedBy,
    LoggedOn,
    Sort,
    SortField,
    TextField,
    leaves,
    normalize,
)
from andante.jira.search.rules import Not as Negation
from andante.kit.call import Call
from andante.kit.errors import Fault, FaultCode, Invalid
from andante.timekeeping.configuration import queries as configuration

from . import dates
from .names import Names
from .parser import And, Clause, Empty, Function, Jql, Node, Not, Operand, Or, Text, to_jql
from .stems import stem

MAX_PHRASES = 20
MAX_TEXT_CONDITIONS = 2 * MAX_PHRASES
"""A query searches for at most this many words in one of the two texts, because each of them is searched for in all issues."""

EQUALITY = ("=", "!=", "in", "not in")
EQUALITY_OR_EMPTY = (*EQUALITY, "is", "is not")
EQUALITY_OR_ORDER = (*EQUALITY, "<", "<=", ">", ">=")
COMPARISONS = ("=", "!=", "<", "<=", ">", ">=")
TEXT_SEARCH = ("~", "!~")
NEGATIVE = frozenset({"!=", "not in", "!~", "is not"})

SPRINT_FUNCTIONS = ("opensprints", "closedsprints", "futuresprints")
FUNCTIONS = ("currentUser", "openSprints", "closedSprints", "futureSprints")
"""The functions that JQL supports, besides those for dates."""

STATUS_CATEGORY_NAMES = {"new": ("new", "to do"), "indeterminate": ("indeterminate", "in progress"), "done": ("done", "complete")}
"""The names of each status category in JQL, by key."""


class Field(NamedTuple):
    """A field of JQL: its names and operators, the method of `_Compiler` that compiles its clauses, the kind of object that
    it refers to, and the field of the search that ORDER BY uses."""

    names: tuple[str, ...]
    operators: tuple[str, ...]
    method: str
    target: str = ""
    sort: SortField | None = None


FIELDS = (
    Field(("key", "issuekey", "issue"), EQUALITY_OR_ORDER, "key", "key", "key"),
    Field(("id",), EQUALITY_OR_ORDER, "key", "key", "id"),
    Field(("project",), EQUALITY, "link", "project", "project"),
    Field(("assignee",), EQUALITY_OR_EMPTY, "link", "assignee", "assignee"),
    Field(("reporter",), EQUALITY_OR_EMPTY, "link", "reporter", "reporter"),
    Field(("status",), EQUALITY, "link", "status", "status"),
    Field(("statusCategory",), EQUALITY, "status_category"),
    Field(("type", "issuetype"), EQUALITY, "link", "type", "type"),
    Field(("priority",), EQUALITY_OR_EMPTY, "link", "priority", "priority"),
    Field(("parent",), EQUALITY_OR_EMPTY, "link", "parent"),
    Field(("fixVersion",), EQUALITY_OR_EMPTY, "link", "version"),
    Field(("component",), EQUALITY_OR_EMPTY, "link", "component"),
    Field(("summary",), TEXT_SEARCH, "text", sort="summary"),
    Field(("description",), (*TEXT_SEARCH, "is", "is not"), "text"),
    Field(("text",), TEXT_SEARCH, "text"),
    Field(("created", "createdDate"), COMPARISONS, "timestamp", sort="created"),
    Field(("updated", "updatedDate"), COMPARISONS, "timestamp", sort="updated"),
    Field(("watcher",), EQUALITY_OR_EMPTY, "watcher", "worklog_author"),
    Field(("sprint",), EQUALITY_OR_EMPTY, "sprint"),
    Field(("worklogAuthor",), EQUALITY, "worklog_author", "worklog_author"),
    Field(("worklogDate",), COMPARISONS, "worklog_date"),
)
_BY_NAME = {name.lower(): field for field in FIELDS for name in field.names}
_SORTABLE = [field.names[0] for field in FIELDS if field.sort]


def compile_query(call: Call, query: Jql) -> tuple[Condition, list[Sort]]:
    """The condition and sort order of a query. Raises Invalid, which lists all clauses that aren't supported."""
    clauses = list(_clauses(query.where)) if query.where else []
    faults = [*_clause_faults(clauses), *_order_faults(query)]
    if faults:
        raise Invalid(*faults)
    order = [Sort(cast("SortField", _BY_NAME[sort.field.lower()].sort), sort.descending) for sort in query.order]
    condition = normalize(_Compiler(call, clauses).compile(query.where)) if query.where else ALL_ISSUES
    _check_text_conditions(condition)
    return condition, order


def _check_text_conditions(condition: Condition) -> None:
    if sum(isinstance(leaf, Contains) for leaf in leaves(condition)) > MAX_TEXT_CONDITIONS:
        message = f"The query must search for at most {MAX_PHRASES} words in texts, or for {MAX_TEXT_CONDITIONS} if it doesn't use 'text'"
        raise Invalid("jql", FaultCode.WRONG_COUNT, message)


def clause_names(field: str) -> list[str]:
    """The JQL names of a field of issues; empty if JQL doesn't support it."""
    found = _BY_NAME.get({"components": "component", "fixVersions": "fixversion"}.get(field, field).lower())
    return list(found.names) if found else []


def _clauses(node: Node) -> Iterator[Clause]:
    match node:
        case And(parts) | Or(parts):
            for part in parts:
                yield from _clauses(part)
        case Not(part):
            yield from _clauses(part)
        case Clause():
            yield node


def _clause_faults(clauses: Sequence[Clause]) -> Iterator[Fault]:
    for clause in clauses:
        field = _BY_NAME.get(clause.field.lower())
        if field is None:
            names = ", ".join(name for supported in FIELDS for name in supported.names)
            context = f"in the clause {_excerpt(clause)}. Supported fields: {names}."
            yield Fault("jql", FaultCode.UNKNOWN, f"Field '{clause.field[:100]}' does not exist or is not supported, {context}")
        elif clause.operator not in field.operators:
            operators = ", ".join(field.operators).upper()
            context = f"in the clause {_excerpt(clause)}. Supported operators: {operators}."
            yield Fault(
                "jql",
                FaultCode.INVALID_CHOICE,
                f"The operator {clause.operator.upper()} is not supported by the field '{clause.field}', {context}",
            )
        elif "is" not in field.operators and any(isinstance(operand, Empty) for operand in clause.operands):
            yield Fault("jql", FaultCode.INVALID, f"The field '{clause.field}' can't be EMPTY, in the clause {_excerpt(clause)}")


def _order_faults(query: Jql) -> Iterator[Fault]:
    for sort in query.order:
        field = _BY_NAME.get(sort.field.lower())
        if field is None or field.sort is None:
            yield Fault(
                "jql", FaultCode.UNKNOWN, f"ORDER BY '{sort.field[:100]}' is not supported. Supported fields: {', '.join(_SORTABLE)}."
            )


def _excerpt(clause: Clause) -> str:
    text = to_jql(clause)
    return text if len(text) <= 200 else text[:200] + "…"


class _Compiler:
    """Compiles nodes of the syntax tree into conditions."""

    def __init__(self, call: Call, clauses: Sequence[Clause]) -> None:
        self.call = call
        self.names = Names(call, _names(clauses))

    def compile(self, node: Node) -> Condition:
        match node:
            case And(parts):
                return All(tuple(self.compile(part) for part in parts))
            case Or(parts):
                return Any(tuple(self.compile(part) for part in parts))
            case Not(part):
                return Negation(self.compile(part))
        field = _field(node)
        compile_clause: Callable[[Field, Clause], Condition] = getattr(self, f"_{field.method}")
        return compile_clause(field, node)

    def _link(self, field: Field, clause: Clause) -> Condition:
        """Compiles a clause on a field that refers to objects with ids. `!=` doesn't match an issue whose field is empty."""
        link = cast("LinkField", field.target)
        values = [operand for operand in clause.operands if operand != Empty()]
        parts: list[Condition] = []
        if values:
            ids = [id for operand in values for id in self._ids(link, clause, operand)]
            parts.append(Has(link, cast("tuple[int, ...]", tuple(ids))))
        if len(values) < len(clause.operands):
            parts.append(IsEmpty(link))
        condition = parts[0] if len(parts) == 1 else Any(tuple(parts))
        if clause.operator not in NEGATIVE:
            return condition
        return All((Negation(condition), Negation(IsEmpty(link)))) if link in ("version", "component") else Negation(condition)

    def _ids(self, link: LinkField, clause: Clause, operand: Operand) -> Sequence[int | str]:
        """The ids of the objects that an operand names."""
        if link in ("assignee", "reporter"):
            return self._user_ids(clause, operand)
        if link == "parent":
            return [self._issue(clause, operand).id]
        ids = self.names.ids(link, _value(clause, operand))
        if not ids:
            raise _unknown_value(clause, operand)
        return ids

    def _user_ids(self, clause: Clause, operand: Operand) -> Sequence[str]:
        if isinstance(operand, Function) and operand.name.lower() == "currentuser" and not operand.arguments:
            return [self.call.me]
        ids = self.names.users(_value(clause, operand))
        if not ids:
            raise _unknown_value(clause, operand)
        return ids

    def _issue(self, clause: Clause, operand: Operand) -> IssueRecord:
        issue = self.names.issue(_value(clause, operand))
        if issue is None:
            raise _unknown_value(clause, operand)
        return issue

    def _status_category(self, field: Field, clause: Clause) -> Condition:
        categories = {_category(clause, operand) for operand in clause.operands}
        statuses = self.names.catalog.statuses.values()
        ids = tuple(status.id for status in statuses if status.category in categories)
        return _apply_negation(clause, Has("status", ids))

    def _key(self, field: Field, clause: Clause) -> Condition:
        """Compiles a comparison with issues that the clause names by id or key."""
        if clause.operator in ("<", "<=", ">", ">="):
            issue, comparison = self._issue(clause, clause.operands[0]), cast("Comparison", clause.operator)
            return Compares("id", comparison, issue.id) if field.sort == "id" else KeyCompares(comparison, issue.key)
        return _apply_negation(clause, Has("id", tuple(self._issue(clause, operand).id for operand in clause.operands)))

    def _text(self, field: Field, clause: Clause) -> Condition:
        columns: list[TextField] = [name for name in ("summary", "description") if field.names[0] in (name, "text")]
        if clause.operator in ("is", "is not"):
            return _apply_negation(clause, IsEmpty(columns[0]))
        phrases = _phrases(clause)
        return _apply_negation(clause, All(tuple(Any(tuple(Contains(column, (phrase,)) for column in columns)) for phrase in phrases)))

    def _timestamp(self, field: Field, clause: Clause) -> Condition:
        column = cast("Literal['created', 'updated']", field.sort)
        return Compares(column, cast("Comparison", clause.operator), dates.to_utc(self._local_time(clause), self.call.caller.time_zone))

    def _watcher(self, field: Field, clause: Clause) -> Condition:
        """Andante has no watchers, but the users that the clause names must exist."""
        for operand in clause.operands:
            if operand != Empty():
                self._user_ids(clause, operand)
        return _compare_empty(clause)

    def _sprint(self, field: Field, clause: Clause) -> Condition:
        """Andante has no sprints, so only functions can stand for some."""
        for operand in clause.operands:
            if isinstance(operand, Text):
                raise _unknown_value(clause, operand)
            if isinstance(operand, Function) and operand.name.lower() not in SPRINT_FUNCTIONS:
                raise _unsupported_function(clause, operand)
        return _compare_empty(clause)

    def _worklog_author(self, field: Field, clause: Clause) -> Condition:
        return _apply_negation(clause, LoggedBy(tuple(id for operand in clause.operands for id in self._user_ids(clause, operand))))

    def _worklog_date(self, field: Field, clause: Clause) -> Condition:
        return LoggedOn(cast("Comparison", clause.operator), self._local_time(clause).date())

    def _local_time(self, clause: Clause) -> dt.datetime:
        """The date and time that the clause names, in the caller's time zone."""
        operand = clause.operands[0]
        now = dates.to_local(self.call.now, self.call.caller.time_zone)
        if isinstance(operand, Function):
            found = dates.evaluate(operand.name, operand.arguments, now, configuration.current(self.call).week_start)
        else:
            found = dates.parse_date(_value(clause, operand), now)
        if found is None:
            supported = f"yyyy-MM-dd, 'yyyy-MM-dd HH:mm', -7d (with y, M, w, d, h or m), {', '.join(dates.FUNCTIONS)}"
            raise Invalid(
                "jql",
                FaultCode.INVALID,
                f"{to_jql(operand)} is not a supported date, in the clause {_excerpt(clause)}. Supported dates: {supported}.",
            )
        return found


def _field(clause: Clause) -> Field:
    return _BY_NAME[clause.field.lower()]


def _names(clauses: Sequence[Clause]) -> dict[str, list[str]]:
    """The names that these clauses contain, by the kind of object that they refer to."""
    names: dict[str, list[str]] = defaultdict(list)
    for clause in clauses:
        names[_field(clause).target] += [operand.value for operand in clause.operands if isinstance(operand, Text)]
    return names


def _apply_negation(clause: Clause, condition: Condition) -> Condition:
    return Negation(condition) if clause.operator in NEGATIVE else condition


def _compare_empty(clause: Clause) -> Condition:
    """The condition of a clause on a field that no issue has a value of."""
    finds_empty = any(operand == Empty() for operand in clause.operands)
    if finds_empty and clause.operator not in NEGATIVE:
        return ALL_ISSUES
    return Negation(ALL_ISSUES) if finds_empty else ComparesEmpty()


def _unsupported_function(clause: Clause, function: Function) -> Invalid:
    supported = ", ".join([*(f"{name}()" for name in FUNCTIONS), *dates.FUNCTIONS])
    return Invalid(
        "jql",
        FaultCode.UNKNOWN,
        f"The function {to_jql(function)[:200]} is not supported by the field '{clause.field}', in the clause {_excerpt(clause)}. "
        f"Supported functions: {supported}.",
    )


def _value(clause: Clause, operand: Operand) -> str:
    if isinstance(operand, Text):
        return operand.value
    if isinstance(operand, Function):
        raise _unsupported_function(clause, operand)
    raise Invalid(
        "jql", FaultCode.INVALID, f"{to_jql(operand)} is not supported by the field '{clause.field}', in the clause {_excerpt(clause)}"
    )


def _category(clause: Clause, operand: Operand) -> str:
    name = _value(clause, operand).lower()
    for category, names in STATUS_CATEGORY_NAMES.items():
        if name in names:
            return category
    raise _unknown_value(clause, operand)


def _phrases(clause: Clause) -> list[str]:
    """The stems of the words, and the quoted phrases, that the text must contain. Stems also match within words, so the beginning
    of a word is enough, with or without a `*`."""
    text = _value(clause, clause.operands[0])
    found = [phrase or stem(word) for phrase, word in re.findall(r'"([^"]+)"|([^\s"]+)', text)]
    phrases = [phrase for phrase in found if phrase]
    if not 1 <= len(phrases) <= MAX_PHRASES:
        raise Invalid("jql", FaultCode.WRONG_COUNT, f"The search text must have 1 to {MAX_PHRASES} words, in the clause {_excerpt(clause)}")
    return phrases


def _unknown_value(clause: Clause, operand: Operand) -> Invalid:
    return Invalid(
        "jql",
        FaultCode.NOT_FOUND,
        f"The value {to_jql(operand)[:200]} does not exist for the field '{clause.field}', in the clause {_excerpt(clause)}",
    )
