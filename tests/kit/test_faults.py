"""All faults of an input are found, with our own messages."""

import datetime as dt
import json
from collections.abc import Iterator
from typing import Annotated, Any, Literal

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec import Meta

from andante.kit.decode import BodyDecoder
from andante.kit.errors import Invalid, Refusal
from andante.kit.faults import refuse_if_faulty, shown
from andante.kit.wire import ClockTime, DateOrInstant, Wire


class Wheel(Wire, kw_only=True):
    size: Annotated[int, Meta(ge=1, le=9)]
    brand: Annotated[str, Meta(max_length=5)] | None = None


class Bicycle(Wire, kw_only=True):
    """Every kind of field that a body can have."""

    name: Annotated[str, Meta(min_length=1)]
    color: Literal["RED", "BLUE"] | None = None
    bought_on: dt.date | None = None
    rides_at: ClockTime | None = None
    changed_from: DateOrInstant | None = None
    electric: bool | None = None
    weight: Annotated[float, Meta(ge=0)] | None = None
    price: int | None = None
    gears: Annotated[int, Meta(ge=1)] | None = None
    code: Annotated[str, Meta(pattern="^[a-z]+$")] | None = None
    wheels: Annotated[list[Wheel], Meta(max_length=2)] | None = None
    tags: Annotated[list[str], Meta(min_length=1)] | None = None
    extras: dict[str, str] | None = None
    either: int | str | None = None


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ({}, "'name' is required"),
        ({"name": ""}, "'name' must be text of at least 1 characters without the character NUL or lone surrogates, not ''"),
        ({"name": None}, "'name' must be text of at least 1 characters without the character NUL or lone surrogates, not null"),
        ({"name": 5}, "'name' must be text of at least 1 characters without the character NUL or lone surrogates, not 5"),
        ({"name": "a\0"}, "'name' must be text of at least 1 characters without the character NUL or lone surrogates, not 'a\\u0000'"),
        ({"color": "GREEN"}, "'color' must be one of BLUE, RED, not 'GREEN'"),
        ({"boughtOn": "2026-02-30"}, "'boughtOn' must be valid on the format: 'yyyy-MM-dd', not '2026-02-30'"),
        ({"ridesAt": "25:00"}, "'ridesAt' must be a time of day like 09:30:00, not '25:00'"),
        ({"changedFrom": "x"}, "'changedFrom' must be a date like 2026-03-31 or a UTC date-time like 2026-03-31T08:00:00Z, not 'x'"),
        ({"electric": "maybe"}, "'electric' must be true or false, not 'maybe'"),
        ({"weight": -1.5}, "'weight' must be a number of at least 0, not -1.5"),
        ({"price": "much"}, "'price' must be a whole number, not 'much'"),
        ({"price": "1e3"}, "'price' must be a whole number, not '1e3'"),
        ({"price": "null"}, "'price' must be a whole number, not 'null'"),
        ({"electric": "null"}, "'electric' must be true or false, not 'null'"),
        ({"gears": 0}, "'gears' must be a whole number of at least 1, not 0"),
        ({"code": "9"}, "'code' must be text in the form ^[a-z]+$, not '9'"),
        ({"wheels": {}}, "'wheels' must be a JSON array, not {}"),
        ({"wheels": [1]}, "'wheels[0]' must be a JSON object, not 1"),
        ({"wheels": [{"size": 0}]}, "'wheels[0].size' must be a whole number from 1 to 9, not 0"),
        ({"wheels": [{"size": 1}] * 3}, "'wheels' must have 0 to 2 entries, not 3"),
        ({"tags": []}, "'tags' must have at least 1 entries, not 0"),
        ({"extras": []}, "'extras' must be a JSON object, not []"),
        ({"either": []}, "'either' must be a whole number, not []"),
    ],
)
def test_a_fault_has_the_field_the_valid_values_and_the_value(body: dict[str, Any], expected: str) -> None:
    with pytest.raises(Invalid) as refused:
        refuse_if_faulty({"name": "Tandem"} | body if body else body, Bicycle)

    assert refused.value.messages == (expected,)


def test_all_faults_are_found_in_the_order_of_the_fields() -> None:
    with pytest.raises(Invalid) as refused:
        refuse_if_faulty({"gears": 0, "wheels": [{}, {"size": 99, "brand": "Schwalbe"}]}, Bicycle)

    assert [message.split(" ")[0] for message in refused.value.messages] == [
        "'name'",
        "'gears'",
        "'wheels[0].size'",
        "'wheels[1].size'",
        "'wheels[1].brand'",
    ]


class CountingList(list[Any]):
    """A list that counts how many of its entries were read."""

    entries = 0

    def __iter__(self) -> Iterator[Any]:
        for entry in super().__iter__():
            self.entries += 1
            yield entry


@pytest.mark.parametrize("kind", [list[Wheel], list[Wheel] | None])
def test_the_search_stops_after_twenty_faults(kind: Any) -> None:
    many = CountingList([{}] * 10_000)
    with pytest.raises(Invalid) as refused:
        refuse_if_faulty(many, kind)

    assert len(refused.value.messages) == 21
    assert refused.value.messages[-1] == "and more faults"
    assert many.entries < 30


def test_a_refusal_lists_at_most_twenty_texts() -> None:
    assert Refusal(*map(str, range(100))).messages == (*map(str, range(20)), "and more faults")


def test_null_is_an_absent_optional_field() -> None:
    assert BodyDecoder(Bicycle)(b'{"name": "Tandem", "color": null, "wheels": null}').color is None


def test_a_number_may_be_text_of_digits() -> None:
    assert BodyDecoder(Bicycle)(b'{"name": "1e3", "price": "-12"}').price == -12
    for text in ("1e3", "1.0", "null", "1_000", " 1", "\uff11"):
        with pytest.raises(Invalid, match="'price' must be a whole number"):
            BodyDecoder(Bicycle)(msgspec.json.encode({"name": "null", "price": text}))


@pytest.mark.parametrize(
    ("body", "field", "expected"),
    [
        ({"name": 5}, "name", "5"),
        ({"name": -12.5}, "name", "-12.5"),
        ({"name": 10**30}, "name", str(10**30)),
        ({"name": True}, "name", "true"),
        ({"name": False, "code": "a"}, "name", "false"),
        ({"price": 1201.4}, "price", 1201),
        ({"price": -0.9}, "price", 0),
        ({"price": 1e3}, "price", 1000),
        ({"price": "7", "name": 5}, "price", 7),
        ({"wheels": [{"size": 2.9, "brand": 7}]}, "wheels", [Wheel(size=2, brand="7")]),
        ({"tags": [1, "b", True]}, "tags", ["1", "b", "true"]),
        ({"code": True}, "code", "true"),
    ],
)
def test_scalars_of_other_types_are_converted_as_tempo_does(body: dict[str, Any], field: str, expected: Any) -> None:
    bicycle = BodyDecoder(Bicycle)(json.dumps({"name": "Tandem"} | body).encode())

    assert getattr(bicycle, field) == expected
    assert type(getattr(bicycle, field)) is type(expected)


@pytest.mark.parametrize(
    ("body", "words"),
    [
        ({"price": "1201.4"}, "'price' must be a whole number, not '1201.4'"),
        ({"price": True}, "'price' must be a whole number, not true"),
        ({"price": float("nan")}, "'price' must be a whole number, not NaN"),
        ({"name": float("inf")}, "'name' must be text of at least 1 characters without the character NUL or lone surrogates, not Infinity"),
        ({"gears": 0.9}, "'gears' must be a whole number of at least 1, not 0"),
        ({"color": 1}, "'color' must be one of BLUE, RED, not 1"),
        ({"boughtOn": 20260331}, "'boughtOn' must be valid on the format: 'yyyy-MM-dd', not 20260331"),
        ({"electric": 1.5}, "'electric' must be true or false, not 1.5"),
        ({"weight": True}, "'weight' must be a number of at least 0, not true"),
        ({"code": 9}, "'code' must be text in the form ^[a-z]+$, not '9'"),
        ({"wheels": [{"size": 2.9, "brand": 123456}]}, "'wheels[0].brand' must be text of 0 to 5 characters"),
        ({"wheels": [{"size": 2.9}] * 3}, "'wheels' must have 0 to 2 entries, not 3"),
        ({"name": 5, "bell": float("nan")}, "the body is not valid JSON"),
    ],
)
def test_nothing_else_is_converted(body: dict[str, Any], words: str) -> None:
    with pytest.raises(Invalid) as refused:
        BodyDecoder(Bicycle)(json.dumps({"name": "Tandem"} | body).encode())

    assert [message[: len(words)] for message in refused.value.messages] == [words]


def test_unknown_fields_are_ignored() -> None:
    assert BodyDecoder(Bicycle)(b'{"name": "Tandem", "bell": "\\u0000"}').name == "Tandem"


@pytest.mark.parametrize(
    ("raw", "expected"),
    [
        (b"{", "the body is not valid JSON (line 1, column 2)"),
        (b'{"name":\n nix}', "the body is not valid JSON (line 2, column 2)"),
        (b'{"name": "\xff"}', "the body must be JSON in UTF-8"),
        (b"[" * 100_000, "the body is nested too deeply"),
        (b"[]", "the body must be a JSON object, not []"),
        (b"null", "the body must be a JSON object, not null"),
        (b'{"name": "x", "price": ' + b"9" * 5000 + b"}", "the body has a number with too many digits"),
        (
            rb'{"name": "\ud800"}',
            "'name' must be text of at least 1 characters without the character NUL or lone surrogates, not '\\ud800'",
        ),
    ],
)
def test_invalid_json_is_refused_with_the_position(raw: bytes, expected: str) -> None:
    with pytest.raises(Invalid) as refused:
        BodyDecoder(Bicycle)(raw)

    assert refused.value.messages == (expected,)


def test_a_missing_body_is_an_empty_one() -> None:
    assert BodyDecoder(list[Wheel])(b"") == []
    with pytest.raises(Invalid, match="'name' is required"):
        BodyDecoder(Bicycle)(b"")


def message_of(raw: bytes) -> str:
    """The message of the refusal; empty if the bytes are a valid bicycle."""
    try:
        BodyDecoder(Bicycle)(raw)
    except Invalid as refused:
        return "; ".join(refused.messages)
    return ""


@given(st.binary(max_size=60))
def test_no_bytes_break_the_decoder(raw: bytes) -> None:
    assert all(word not in message_of(raw) for word in ("Expected", "$."))


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(max_size=8),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(["name", "gears", "wheels", "size", "tags"]), inner, max_size=3)
    ),
    max_leaves=10,
)


@given(JSON)
def test_every_refusal_has_our_own_message(value: Any) -> None:
    assert all(word not in message_of(msgspec.json.encode(value)) for word in ("Expected", "$."))


def test_a_long_value_is_cut_in_the_message() -> None:
    assert shown("x" * 1000) == "'" + "x" * 59 + "… (1002 characters)"
