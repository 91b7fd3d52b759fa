"""andante report and andante admin plan feed"""

import httpx

from tests.cast import BASE_URL, Person
from tests.planning.plans.samples import HOUR, create_plan
from tests.shell import Shell

MARCH = ("--from", "2026-03-16", "--to", "2026-03-22")


def test_planned_and_logged_hours_are_printed(andante: Shell, alice: Person) -> None:
    create_plan(alice)
    alice.logs(HOUR // 2)

    assert andante.listed("report", "planned", *MARCH) == "2026-03-16\t2026-03-22\tAlice\t10.00\t0.50\n"
    assert (
        andante.listed("report", "planned", "--team", "Northerners", "--by-team", *MARCH)
        == "2026-03-16\t2026-03-22\tNortherners\t10.00\t0.50\n"
    )


def test_available_hours_are_printed(andante: Shell, alice: Person) -> None:
    create_plan(alice)

    assert andante.listed("report", "capacity", "--team", "1", *MARCH).splitlines() == [
        "2026-03-16\t2026-03-22\tAlice\t40.00\t10.00\t30.00",
        "2026-03-16\t2026-03-22\tEve\t40.00\t0.00\t40.00",
    ]


def test_an_unknown_team_is_reported(andante: Shell) -> None:
    andante("report", "capacity", "--team", "Nix", *MARCH, code=1)

    assert "No team is called 'Nix'" in andante.errors


def test_the_address_of_a_feed_works(andante: Shell, alice: Person) -> None:
    create_plan(alice)
    address = andante("plan", "feed", "--user", "alice@example.com").strip()

    path = address.removeprefix("http://127.0.0.1:8080")
    with httpx.Client(transport=httpx.WSGITransport(alice.app), base_url=BASE_URL) as visitor:
        assert visitor.get(path).text.count("BEGIN:VEVENT") == 5
