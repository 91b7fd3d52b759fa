"""Parsing JQL into a syntax tree and writing it back."""

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from andante.jira.jql.parser import (
    MAX_CHARACTERS,
    MAX_CLAUSES,
    MAX_DEPTH,
    OPERATORS,
    And,
    Clause,
    Empty,
    Function,
    Jql,
    Node,
    Not,
    Or,
    Order,
    Text,
    parse,
    query_to_jql,
    to_jql,
)
from andante.kit.errors import Invalid


def test_a_query_is_parsed_into_a_tree() -> None:
    query = parse('project = NORTH AND (status in ("To Do", Done) OR NOT assignee = currentUser()) order by created DESC, key')

    assert query == Jql(
        And(
            (
                Clause("project", "=", (Text("NORTH"),)),
                Or(
                    (
                        Clause("status", "in", (Text("To Do"), Text("Done"))),
                        Not(Clause("assignee", "=", (Function("currentUser"),))),
                    )
                ),
            )
        ),
        (Order("created", descending=True), Order("key")),
    )


@pytest.mark.parametrize(
    ("text", "clause"),
    [
        ("a=b", Clause("a", "=", (Text("b"),))),
        ("a!=b", Clause("a", "!=", (Text("b"),))),
        ("a ~ 'x y'", Clause("a", "~", (Text("x y"),))),
        ("a !~ b", Clause("a", "!~", (Text("b"),))),
        ("a>=-7d", Clause("a", ">=", (Text("-7d"),))),
        ("a <= startOfDay(-1d)", Clause("a", "<=", (Function("startOfDay", ("-1d",)),))),
        ("a IN (b)", Clause("a", "in", (Text("b"),))),
        ("a not in (b, EMPTY)", Clause("a", "not in", (Text("b"), Empty()))),
        ("a in membersOf('x')", Clause("a", "in", (Function("membersOf", ("x",)),))),
        ("a is empty", Clause("a", "is", (Empty(),))),
        ("a IS NOT null", Clause("a", "is not", (Empty(),))),
        ("a = EMPTY", Clause("a", "=", (Empty(),))),
        ("a = 'EMPTY'", Clause("a", "=", (Text("EMPTY"),))),
        ('"Fix Version" = x', Clause("Fix Version", "=", (Text("x"),))),
        ("cf[10010] = x", Clause("cf[10010]", "=", (Text("x"),))),
        (r'a = "\"q\" \\ \u00e9 \n"', Clause("a", "=", (Text('"q" \\ é \n'),))),
        (r"a = b\ c", Clause("a", "=", (Text("b c"),))),
        ("a = alice@example.com", Clause("a", "=", (Text("alice@example.com"),))),
        ("a = 712020:alice", Clause("a", "=", (Text("712020:alice"),))),
    ],
)
def test_a_clause_is_parsed(text: str, clause: Clause) -> None:
    assert parse(text) == Jql(clause)


def test_and_takes_precedence_over_or_and_symbols_mean_the_same_as_words() -> None:
    a, b, c = (Clause(name, "=", (Text("1"),)) for name in "abc")

    assert parse("a=1 or b=1 and c=1").where == Or((a, And((b, c))))
    assert parse("a=1 || b=1 && !c=1").where == Or((a, And((b, Not(c)))))


def test_an_empty_query_has_no_condition() -> None:
    assert parse("  \n") == Jql(None)
    assert parse("order by key") == Jql(None, (Order("key"),))


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("project", "at character 8: expected an operator (=, !=, ~, !~, <, <=, >, >=, IN, NOT IN, IS, IS NOT) after 'project'"),
        ("project =", "at character 10: expected a value, found the end of the query"),
        ("project = NORTH foo", "at character 17: expected AND, OR, ORDER BY or the end, found 'foo'"),
        ("project = NORTH AND", "expected the name of a field, found the end of the query"),
        ("(project = NORTH", "expected ')', found the end of the query"),
        ("project = NORTH)", "found ')'"),
        ("project in NORTH", "IN must be followed by a list in parentheses or a function"),
        ("project in ()", "expected a value, found ')'"),
        ("project not NORTH", "expected IN after NOT"),
        ("assignee is alice", "IS must be followed by EMPTY or NULL, in the clause on 'assignee'"),
        ("status was Done", "the operator WAS is not supported, in the clause on 'status'"),
        ("status CHANGED", "the operator CHANGED is not supported, in the clause on 'status'"),
        ("order key", "expected BY after ORDER"),
        ("order by", "expected the name of a field, found the end of the query"),
        ("a = 'b", "at character 5: a quoted text is not closed"),
        ("a = b\\", "a quoted text is not closed, or a '\\' is not followed by a character"),
        (r'a = "\u0000"', "can't contain the character NUL"),
        (r'a = "\ud800"', "a lone surrogate"),
        ("a = and", "expected a value, found 'and'"),
    ],
)
def test_invalid_jql_is_refused_with_the_position(text: str, message: str) -> None:
    with pytest.raises(Invalid) as refusal:
        parse(text)

    assert message in str(refusal.value)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("(" * 100_000, f"at most {MAX_CHARACTERS} characters"),
        ("(" * 40_000, f"more than {MAX_DEPTH} levels"),
        ("not " * 10_000 + "a = 1", f"more than {MAX_DEPTH} levels"),
        (" and ".join(["a=1"] * 5_000), f"more than {MAX_CLAUSES} clauses"),
        ("a in (" + ",".join(["1"] * 20_000) + ")", "more than 5000 values"),
        ("a = f(" + "1," * 20_000, "more than 5000 values"),
        ('a = "' + "\\" * 49_000, "not closed"),
        ("order by " + ",".join(["key"] * 11), "more than 10 fields"),
        (" " * 49_000 + "'", "not closed"),
        ("a" * 49_000, "expected an operator"),
    ],
)
def test_huge_queries_are_refused_quickly(text: str, message: str) -> None:
    started = time.perf_counter()

    with pytest.raises(Invalid) as refusal:
        parse(text)

    assert message in str(refusal.value)
    assert time.perf_counter() - started < 2


letters = st.characters(exclude_categories=["Cs"], exclude_characters="\0")
texts = st.text(letters, max_size=12)
operands = st.one_of(
    st.builds(Text, texts),
    st.builds(Function, texts, st.lists(texts, max_size=3).map(tuple)),
    st.just(Empty()),
)
single = st.tuples(texts, st.sampled_from([operator for operator in OPERATORS if not {"in", "is"} & set(operator.split())]), operands)
listed = st.tuples(texts, st.sampled_from(["in", "not in"]), st.lists(operands, min_size=1, max_size=3))
emptied = st.tuples(texts, st.sampled_from(["is", "is not"]))
clauses: st.SearchStrategy[Node] = st.one_of(
    single.map(lambda parts: Clause(parts[0], parts[1], (parts[2],))),
    listed.map(lambda parts: Clause(parts[0], parts[1], tuple(parts[2]))),
    emptied.map(lambda parts: Clause(parts[0], parts[1], (Empty(),))),
)


def _several(nodes: st.SearchStrategy[Node]) -> st.SearchStrategy[Node]:
    parts = st.lists(nodes, min_size=2, max_size=3).map(tuple)
    return st.one_of(parts.map(And), parts.map(Or), nodes.map(Not))


trees = st.recursive(clauses, _several, max_leaves=12)
orders = st.lists(st.builds(Order, texts, st.booleans()), max_size=3).map(tuple)


@given(st.one_of(st.none(), trees), orders)
@settings(deadline=None, max_examples=300)
def test_a_written_query_is_parsed_into_the_same_tree(where: Node | None, order: tuple[Order, ...]) -> None:
    query = Jql(where, order)

    assert parse(query_to_jql(query)) == query


jql_like = st.lists(
    st.sampled_from(
        [
            "project",
            "status",
            "=",
            "!=",
            "~",
            "in",
            "(",
            ")",
            "and",
            "OR",
            "not",
            "is",
            "EMPTY",
            "order",
            "by",
            "'",
            '"',
            "\\",
            ",",
            "x",
            " ",
            "<",
        ]
    )
).map(" ".join)


@given(st.one_of(st.text(max_size=200), jql_like))
@settings(deadline=None, max_examples=500)
def test_any_text_is_parsed_or_refused(text: str) -> None:
    try:
        query = parse(text)
    except Invalid:
        return
    assert parse(query_to_jql(query)) == query


def test_only_necessary_parentheses_are_written() -> None:
    where = parse("(a = 1 or (b = 2)) and not (c = 3)").where

    assert where is not None
    assert to_jql(where) == '(a = "1" OR b = "2") AND NOT c = "3"'
