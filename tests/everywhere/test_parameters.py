"""Forms of array parameters, unknown parameters and misspelled ones."""

from typing import Any
from urllib.parse import urlencode

from andante.kit.decode import query_values
from andante.kit.operation import Operation
from tests.cast import faults, message

from .inputs import any_url, array_parameters, kit_only, operations, query_parameters
from .seeded import SeededServer


@operations(lambda operation: bool(array_parameters(operation)))
def test_an_array_may_be_repeated_or_have_brackets_and_ids_and_keys_may_have_commas(operation: Operation[Any, Any]) -> None:
    required = any_url(operation).partition("?")[2]
    for name, (first, second), is_choice in array_parameters(operation):

        def read(*pairs: tuple[str, str], required: str = required) -> Any:
            return query_values(operation, f"{urlencode(pairs)}&{required}")

        expected = read((name, first), (name, second))
        assert expected != read((name, first))
        assert expected[1] == []
        assert read((f"{name}[]", first), (f"{name}[]", second)) == expected
        assert read((f"{name}[0]", first), (f"{name}[1]", second)) == expected
        assert read((f"{name}[0]", first), (name, second)) == expected
        if not is_choice:
            assert read((name, f"{first},{second}")) == expected
            assert read((f"{name}[]", f"{first}, {second}")) == expected


@kit_only
@operations(lambda operation: not operation.writes)
def test_an_unknown_parameter_is_ignored_and_named_in_a_warning(seeded: SeededServer, operation: Operation[Any, Any]) -> None:
    response = seeded.read(operation, "color=red&color=blue&sh%22%C3%A9[0]=1")

    assert response.status_code == 200
    assert response.headers["warning"] == '299 andante "Unknown query parameters are ignored: color, sh%22%C3%A9[0]"'
    assert "warning" not in seeded.read(operation).headers


@kit_only
def test_a_warning_lists_a_limited_number_of_parameters(seeded: SeededServer) -> None:
    warning = seeded.administrator.get("/worklogs", **{f"{n}{'x' * 100}": 1 for n in range(11)}).headers["warning"]

    assert warning.endswith(f'9{"x" * 59}, and more"')
    assert warning.count("x" * 59) == 10


@kit_only
def test_a_refused_request_also_has_the_warning(seeded: SeededServer) -> None:
    response = seeded.administrator.get("/worklogs/999999", color="red")

    assert response.status_code == 404
    assert "color" in response.headers["warning"]


@kit_only
def test_a_query_string_that_is_not_needed_need_not_be_utf8(seeded: SeededServer) -> None:
    assert seeded.administrator.http.get("/4/globalconfiguration?x=%FF").status_code == 200


@kit_only
@operations(lambda operation: bool(operation.query_groups))
def test_a_misspelled_parameter_is_refused_with_the_right_name(seeded: SeededServer, operation: Operation[Any, Any]) -> None:
    start = any_url(operation)
    for name in query_parameters(operation):
        for wrong in (f"{name}s", f"{name}_", name[:-1] + "_", f"_{name}", name[:-1], f"{name}s[0]"):
            with seeded.refused_by_the_kit():
                address = f"{start}{'&' if '?' in start else '?'}{wrong}=1"
                response = seeded.administrator.http.request(operation.method, address, json={} if operation.body else None)

            assert response.status_code == 400, wrong
            assert f"'{wrong}' is not a parameter of this operation, but '" in message(response)
            assert (wrong, "unknown") in faults(response)


@kit_only
def test_brackets_after_a_single_value_are_refused(seeded: SeededServer) -> None:
    for wrong in ("limit[]", "from[0]"):
        assert f"'{wrong}' is not a parameter" in message(seeded.administrator.get("/worklogs", **{wrong: "1"}))
