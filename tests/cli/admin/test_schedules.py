"""andante admin scheme, andante admin holidays and andante admin schedule"""

from pathlib import Path

import pytest

from tests.cast import Person
from tests.shell import tabbed

from .conftest import Run


def test_users_are_assigned_to_a_scheme_by_name(run: Run, alice: Person) -> None:
    assert run("scheme", "add", "workload", "Part time") == "2\n"
    run("scheme", "assign", "workload", "Part time", "alice@example.com", "712020:bob")

    assert tabbed(run("scheme", "list", "--csv")).splitlines() == [
        "workload\t1\tFull time\t4\tyes",
        "workload\t2\tPart time\t2\t",
        "holiday\t1\tNo holidays\t6\tyes",
    ]
    assert alice.get("/workload-schemes/users/712020:bob").json()["name"] == "Part time"


def test_a_scheme_name_must_be_unique_to_be_used(run: Run) -> None:
    run("scheme", "add", "holiday", "Berlin")
    run("scheme", "add", "holiday", "Berlin")

    assert "2 schemes are called 'Berlin'" in run("scheme", "assign", "holiday", "Berlin", "alice@example.com", code=1)
    run("scheme", "assign", "holiday", "3", "alice@example.com")
    assert "No scheme is called 'Nix'" in run("scheme", "assign", "holiday", "Nix", "alice@example.com", code=1)
    assert "Holiday scheme 9 not found" in run("scheme", "assign", "holiday", "9", "alice@example.com", code=1)


def test_the_holidays_of_a_country_are_imported_once(run: Run, alice: Person) -> None:
    import_ = ("holidays", "import", "1", "--country", "de", "--subdivision", "BY", "--year", "2026", "--hours", "8")

    assert len(tabbed(run(*import_, "--csv")).splitlines()) == 12
    assert run(*import_) == ""

    day = alice.get("/user-schedule", from_="2026-04-06", to="2026-04-06").json()["results"][0]
    assert (day["type"], day["requiredSeconds"], day["holiday"]["type"]) == ("HOLIDAY", 0, "FLOATING")
    assert alice.get("/user-schedule", from_="2030-12-25", to="2030-12-25").json()["results"][0]["type"] == "HOLIDAY"


def test_exported_holidays_can_be_imported(run: Run, tmp_path: Path) -> None:
    run("holidays", "import", "1", "--country", "DE", "--year", "2026")
    exported = run("schedule", "export", "--user", "alice@example.com", "--from", "2026-12-24", "--to", "2026-12-26")
    file = tmp_path / "file.ics"
    file.write_text(exported)

    run("scheme", "add", "holiday", "Copy")
    imported = tabbed(run("holidays", "import", "Copy", "--ics", str(file), "--csv"))

    assert [line.split("\t")[0] for line in imported.splitlines()] == ["2026-12-24", "2026-12-25", "2026-12-26"]


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ((), "Either --ics or --country is needed"),
        (("--country", "XX"), "The country 'XX' is not supported"),
        (("--country", "DE", "--year", "9999"), "--year must be from 1 to 9989"),
    ],
)
def test_an_invalid_import_is_refused(run: Run, arguments: tuple[str, ...], message: str) -> None:
    assert message in run("holidays", "import", "1", *arguments, code=1)


def test_a_feed_has_its_own_token(run: Run, alice: Person) -> None:
    address = run("schedule", "feed", "--user", "alice@example.com").strip()

    assert alice.http.get(address.removeprefix("http://127.0.0.1:8080")).status_code == 200
    assert "calendar feed" in run("token", "list", "--user", "alice@example.com")
