"""What JQL means here: a tree of JQL becomes a condition on issues, its names found in the directory."""

import datetime as dt
import re
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from typing import Literal, NamedTuple, cast

from andante.directory.issues.rules import IssueRecord
from andante.jira.search.rules import (
    EVERYTHING,
    All,
    Any,
    Compares,
    Comparison,
    Condition,
    Contains,
    Has,
    HasNone,
    KeyIs,
    LinkField,
    Sort,
    SortField,
    TextField,
    WorkedBy,
    WorkedOn,
)
from andante.jira.search.rules import Not as NotSo
from andante.kit.call import Call
from andante.kit.errors import Fault, FaultCode, Invalid
from andante.timekeeping.configuration import queries as configuration

from . import dates as moments
from .names import Names
from .parser import And, Clause, Empty, Function, Jql, Node, Not, Operand, Or, Text, written

MOST_PHRASES = 20

NAMED = ("=", "!=", "in", "not in")
EMPTIABLE = (*NAMED, "is", "is not")
NUMBERED = (*NAMED, "<", "<=", ">", ">=")
COMPARED = ("=", "!=", "<", "<=", ">", ">=")
TEXTUAL = ("~", "!~")
NEGATED = frozenset({"!=", "not in", "!~", "is not"})
CATEGORIES = {"new": ("new", "to do"), "indeterminate": ("indeterminate", "in progress"), "done": ("done", "complete")}


class Field(NamedTuple):
    """What JQL calls a field, its operators, what becomes of a clause on it (a method below), what it holds, and what
    sorts by it."""

    names: tuple[str, ...]
    operators: tuple[str, ...]
    meaning: str
    holds: str = ""
    sort: SortField | None = None


FIELDS = (
    Field(("key", "issuekey", "issue"), NUMBERED, "key", "key", "key"),
    Field(("id",), NUMBERED, "key", "key", "id"),
    Field(("project",), NAMED, "link", "project", "project"),
    Field(("assignee",), EMPTIABLE, "link", "assignee", "assignee"),
    Field(("reporter",), EMPTIABLE, "link", "reporter", "reporter"),
    Field(("status",), NAMED, "link", "status", "status"),
    Field(("statusCategory",), NAMED, "status_category"),
    Field(("type", "issuetype"), NAMED, "link", "type", "type"),
    Field(("priority",), EMPTIABLE, "link", "priority", "priority"),
    Field(("parent",), EMPTIABLE, "link", "parent"),
    Field(("fixVersion",), EMPTIABLE, "link", "version"),
    Field(("component",), EMPTIABLE, "link", "component"),
    Field(("summary",), TEXTUAL, "text", sort="summary"),
    Field(("description",), (*TEXTUAL, "is", "is not"), "text"),
    Field(("text",), TEXTUAL, "text"),
    Field(("created", "createdDate"), COMPARED, "moment", sort="created"),
    Field(("updated", "updatedDate"), COMPARED, "moment", sort="updated"),
    Field(("worklogAuthor",), NAMED, "worklog_author", "worklog_author"),
    Field(("worklogDate",), COMPARED, "worklog_date"),
)
_BY_NAME = {name.lower(): field for field in FIELDS for name in field.names}
_SORTED = [field.names[0] for field in FIELDS if field.sort]


def condition_of(call: Call, query: Jql) -> tuple[Condition, list[Sort]]:
    """What the query asks for, in which order: Invalid, naming every clause that can't be understood."""
    clauses = list(_clauses(query.where)) if query.where else []
    faults = [*_clause_faults(clauses), *_order_faults(query)]
    if faults:
        raise Invalid(*faults)
    order = [Sort(cast("SortField", _BY_NAME[one.field.lower()].sort), one.descending) for one in query.order]
    return (_Meaning(call, clauses).of(query.where) if query.where else EVERYTHING), order


def clause_names(field: str) -> list[str]:
    """What JQL calls a field of issues."""
    known = _BY_NAME.get({"components": "component", "fixVersions": "fixversion"}.get(field, field).lower())
    return list(known.names) if known else []


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
            names = ", ".join(name for known in FIELDS for name in known.names)
            there = f"in the clause {_shown(clause)}. There are: {names}."
            yield Fault("jql", FaultCode.UNKNOWN, f"Field '{clause.field[:100]}' does not exist or is not supported, {there}")
        elif clause.operator not in field.operators:
            operators = ", ".join(field.operators).upper()
            there = f"in the clause {_shown(clause)}. There are: {operators}."
            yield Fault(
                "jql",
                FaultCode.INVALID_CHOICE,
                f"The operator {clause.operator.upper()} is not supported by the field '{clause.field}', {there}",
            )
        elif "is" not in field.operators and any(isinstance(operand, Empty) for operand in clause.operands):
            yield Fault("jql", FaultCode.INVALID, f"The field '{clause.field}' can't be EMPTY, in the clause {_shown(clause)}")


def _order_faults(query: Jql) -> Iterator[Fault]:
    for one in query.order:
        field = _BY_NAME.get(one.field.lower())
        if field is None or field.sort is None:
            yield Fault("jql", FaultCode.UNKNOWN, f"ORDER BY '{one.field[:100]}' is not supported. There are: {', '.join(_SORTED)}.")


def _shown(clause: Clause) -> str:
    text = written(clause)
    return text if len(text) <= 200 else text[:200] + "…"


class _Meaning:
    """Gives clauses their meaning."""

    def __init__(self, call: Call, clauses: Sequence[Clause]) -> None:
        self.call = call
        self.names = Names(call, _names(clauses))

    def of(self, node: Node) -> Condition:
        match node:
            case And(parts):
                return All(tuple(self.of(part) for part in parts))
            case Or(parts):
                return Any(tuple(self.of(part) for part in parts))
            case Not(part):
                return NotSo(self.of(part))
        field = _field(node)
        meaning: Callable[[Field, Clause], Condition] = getattr(self, f"_{field.meaning}")
        return meaning(field, node)

    def _link(self, field: Field, clause: Clause) -> Condition:
        """A field that holds something which has an id. Of one that holds several, `!=` asks that something stands there too,
        as it does of the others."""
        link = cast("LinkField", field.holds)
        given = [operand for operand in clause.operands if operand != Empty()]
        parts: list[Condition] = []
        if given:
            ids = [id for operand in given for id in self._ids(link, clause, operand)]
            parts.append(Has(link, cast("tuple[int, ...]", tuple(ids))))
        if len(given) < len(clause.operands):
            parts.append(HasNone(link))
        found = parts[0] if len(parts) == 1 else Any(tuple(parts))
        if clause.operator not in NEGATED:
            return found
        return All((NotSo(found), NotSo(HasNone(link)))) if link in ("version", "component") else NotSo(found)

    def _ids(self, link: LinkField, clause: Clause, operand: Operand) -> Sequence[int | str]:
        """The ids of what an operand names."""
        if link in ("assignee", "reporter"):
            return self._user_ids(clause, operand)
        if link == "parent":
            return [self._issue(clause, operand).id]
        found = self.names.ids(link, _word(clause, operand))
        if not found:
            raise _unknown(clause, operand)
        return found

    def _user_ids(self, clause: Clause, operand: Operand) -> Sequence[str]:
        if isinstance(operand, Function) and operand.name.lower() == "currentuser" and not operand.arguments:
            return [self.call.me]
        found = self.names.users(_word(clause, operand))
        if not found:
            raise _unknown(clause, operand)
        return found

    def _issue(self, clause: Clause, operand: Operand) -> IssueRecord:
        issue = self.names.issue(_word(clause, operand))
        if issue is None:
            raise _unknown(clause, operand)
        return issue

    def _status_category(self, field: Field, clause: Clause) -> Condition:
        wanted = {_category(clause, operand) for operand in clause.operands}
        statuses = self.names.catalogue.statuses.values()
        found = Has("status", tuple(status.id for status in statuses if status.category in wanted))
        return _negated_by(clause, found)

    def _key(self, field: Field, clause: Clause) -> Condition:
        """Issues, each by id or key."""
        if clause.operator in ("<", "<=", ">", ">="):
            issue, comparison = self._issue(clause, clause.operands[0]), cast("Comparison", clause.operator)
            return Compares("id", comparison, issue.id) if field.sort == "id" else KeyIs(comparison, issue.key)
        return _negated_by(clause, Has("id", tuple(self._issue(clause, operand).id for operand in clause.operands)))

    def _text(self, field: Field, clause: Clause) -> Condition:
        columns: list[TextField] = [name for name in ("summary", "description") if field.names[0] in (name, "text")]
        if clause.operator in ("is", "is not"):
            return _negated_by(clause, HasNone(columns[0]))
        phrases = _phrases(clause)
        found = All(tuple(Any(tuple(Contains(column, (phrase,)) for column in columns)) for phrase in phrases))
        return _negated_by(clause, found)

    def _moment(self, field: Field, clause: Clause) -> Condition:
        column = cast("Literal['created', 'updated']", field.sort)
        return Compares(column, cast("Comparison", clause.operator), moments.to_utc(self._local(clause), self.call.caller.time_zone))

    def _worklog_author(self, field: Field, clause: Clause) -> Condition:
        return _negated_by(clause, WorkedBy(tuple(id for operand in clause.operands for id in self._user_ids(clause, operand))))

    def _worklog_date(self, field: Field, clause: Clause) -> Condition:
        return WorkedOn(cast("Comparison", clause.operator), self._local(clause).date())

    def _local(self, clause: Clause) -> dt.datetime:
        """The date and time that the clause names, on the caller's clock."""
        operand = clause.operands[0]
        here = moments.here(self.call.now, self.call.caller.time_zone)
        if isinstance(operand, Function):
            found = moments.of_function(operand.name, operand.arguments, here, configuration.current(self.call).week_start)
        else:
            found = moments.of_text(_word(clause, operand), here)
        if found is None:
            forms = f"yyyy-MM-dd, 'yyyy-MM-dd HH:mm', -7d (with y, M, w, d, h or m), {', '.join(moments.FUNCTIONS)}"
            raise Invalid(
                "jql",
                FaultCode.INVALID,
                f"{written(operand)} is no date that is understood, in the clause {_shown(clause)}. There are: {forms}.",
            )
        return found


def _field(clause: Clause) -> Field:
    return _BY_NAME[clause.field.lower()]


def _names(clauses: Sequence[Clause]) -> dict[str, list[str]]:
    """The names in these clauses, by what they are names of."""
    found: dict[str, list[str]] = defaultdict(list)
    for clause in clauses:
        found[_field(clause).holds] += [operand.value for operand in clause.operands if isinstance(operand, Text)]
    return found


def _negated_by(clause: Clause, condition: Condition) -> Condition:
    return NotSo(condition) if clause.operator in NEGATED else condition


def _word(clause: Clause, operand: Operand) -> str:
    if isinstance(operand, Text):
        return operand.value
    raise Invalid(
        "jql", FaultCode.INVALID, f"{written(operand)} is not supported by the field '{clause.field}', in the clause {_shown(clause)}"
    )


def _category(clause: Clause, operand: Operand) -> str:
    name = _word(clause, operand).lower()
    for category, names in CATEGORIES.items():
        if name in names:
            return category
    raise _unknown(clause, operand)


def _phrases(clause: Clause) -> list[str]:
    """The words that must be there, each anywhere; in quotes within the quotes, a phrase. A `*` at the end of a word says
    no more than that it may go on, which it may here anyway."""
    given = _word(clause, clause.operands[0])
    found = [phrase or word.rstrip("*") for phrase, word in re.findall(r'"([^"]+)"|([^\s"]+)', given)]
    phrases = [phrase for phrase in found if phrase]
    if not 1 <= len(phrases) <= MOST_PHRASES:
        raise Invalid(
            "jql", FaultCode.WRONG_COUNT, f"The text to look for must have 1 to {MOST_PHRASES} words, in the clause {_shown(clause)}"
        )
    return phrases


def _unknown(clause: Clause, operand: Operand) -> Invalid:
    return Invalid(
        "jql",
        FaultCode.NOT_FOUND,
        f"The value {written(operand)[:200]} does not exist for the field '{clause.field}', in the clause {_shown(clause)}",
    )
