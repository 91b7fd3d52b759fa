"""andante import: customers, account categories, accounts and memberships."""

import csv
from pathlib import Path
from typing import Any

import pytest

from tests.cast import Person
from tests.shell import Shell

from .rows import assert_row_is_refused

HEADER = "key,name,lead,contact,external_contact,customer_key,category_key,project_keys,default_projects,global,monthly_budget,status"


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "file.csv"


def accounts(andante: Shell) -> dict[str, dict[str, str]]:
    return {row["key"]: row for row in csv.DictReader(andante("export", "--kind", "accounts").splitlines())}


def test_customers_and_categories_are_created_and_updated(andante: Shell, path: Path, carol: Person) -> None:
    carol.post("/customers", {"key": "acme", "name": "Acme"})
    path.write_text("key,name\nacme,Acme Inc.\nzeta,Zeta\nzeta,\nacme,Acme Ltd.\n")
    assert andante("import", path, "--kind", "customers") == "1 customers imported, 2 changed, 1 already there\n"
    assert [(customer["key"], customer["name"]) for customer in carol.get("/customers").json()["results"]] == [
        ("acme", "Acme Ltd."),
        ("zeta", "Zeta"),
    ]

    path.write_text("key,name,type\nbill,Billable,BILLABLE\nother,Other,\nother,,INTERNAL\n")
    assert andante("import", path, "--kind", "categories") == "2 categories imported, 1 changed, 0 already there\n"
    assert andante("export", "--kind", "categories").splitlines()[1:] == ["bill,Billable,BILLABLE", "other,Other,INTERNAL"]


def test_accounts_are_created_with_their_links_and_updated(andante: Shell, path: Path, carol: Person) -> None:
    andante("customer", "add", "acme", "Acme")
    path.write_text(
        f"{HEADER}\n"
        'A,First,bob@example.com,,Zoë,acme,,"NORTH, SOUTH",SOUTH,,100,\n'
        "B,Second,712020:carol,alice@example.com,,,,,,true,,CLOSED\n"
    )

    assert andante("import", path, "--kind", "accounts") == "2 accounts imported, 0 already there\n"
    assert andante("import", path, "--kind", "accounts") == "0 accounts imported, 2 already there\n"
    assert list(accounts(andante)["A"].values())[:4] == ["A", "First", "OPEN", "false"]
    assert list(accounts(andante)["A"].values())[4:10] == ["acme", "", "712020:bob", "", "Zoë", "100"]
    assert list(accounts(andante)["B"].values())[2:8] == ["CLOSED", "true", "", "", "712020:carol", "712020:alice"]
    links = carol.get("/accounts/A/links").json()["results"]
    assert [(link["scope"]["id"], link["default"]) for link in links] == [(10000, False), (10001, True)]

    path.write_text("key,contact,project_keys,status,name\nA,dave@example.com,NORTH,ARCHIVED,\nB,,,,Other\n")
    assert andante("import", path, "--kind", "accounts") == "0 accounts imported, 2 changed, 0 already there\n"
    row = accounts(andante)["A"]
    assert (row["name"], row["contact"], row["external_contact"], row["status"]) == ("First", "712020:dave", "", "ARCHIVED")
    assert (row["project_keys"], row["default_projects"]) == ("NORTH", "")


def test_the_last_imported_default_account_of_a_project_counts(andante: Shell, path: Path) -> None:
    path.write_text("key,name,lead,project_keys,default_projects\nA,A,712020:bob,NORTH SOUTH,NORTH SOUTH\nB,B,712020:bob,NORTH,NORTH\n")
    andante("import", path, "--kind", "accounts")
    assert [row["default_projects"] for row in accounts(andante).values()] == ["SOUTH", "NORTH"]

    path.write_text("key,name,lead,project_keys,default_projects\nC,C,712020:bob,SOUTH,SOUTH\n")
    andante("import", path, "--kind", "accounts")
    assert [row["default_projects"] for row in accounts(andante).values()] == ["", "NORTH", "SOUTH"]


def test_an_empty_list_removes_all_links(andante: Shell, tmp_path: Path) -> None:
    file = tmp_path / "accounts.jsonl"
    file.write_text('{"key": "A", "name": "A", "lead": "712020:bob", "project_keys": ["NORTH"], "default_projects": ["NORTH"]}\n')
    andante("import", file, "--kind", "accounts")
    file.write_text('{"key": "A", "project_keys": []}\n')

    assert andante("import", file, "--kind", "accounts") == "0 accounts imported, 1 changed, 0 already there\n"
    assert accounts(andante)["A"]["project_keys"] == ""


def test_memberships_are_created_and_updated(andante: Shell, path: Path) -> None:
    path.write_text(
        "team,user,from,inclusive_to,role,commitment_percent\n"
        "Northerners,alice@example.com,2026-01-01,2026-03-31,,50\n"
        "1,alice@example.com,2026-04-01,,Member,\n"
        "Northerners,712020:dave,,2025-12-31,,\n"
        "Northerners,712020:dave,,,,20\n"
    )

    assert andante("import", path, "--kind", "memberships") == "2 memberships imported, 2 changed, 0 already there\n"
    assert andante("import", path, "--kind", "memberships") == "0 memberships imported, 4 already there\n"
    assert andante("export", "--kind", "memberships").splitlines()[1:] == [
        "Northerners,712020:alice,2026-01-01,2026-03-31,Member,50",
        "Northerners,712020:eve,2026-01-01,,Member,100",
        "Northerners,712020:alice,2026-04-01,,Member,100",
        "Northerners,712020:dave,,2025-12-31,Member,20",
    ]


def test_teams_with_the_same_name_are_identified_by_their_ids(andante: Shell, path: Path) -> None:
    andante("team", "add", "Northerners")
    path.write_text("team,user\nNortherners,712020:dave\n")
    andante("import", path, "--kind", "memberships", code=1)
    assert "line 2: 'team' 'Northerners' is the name of several teams: use an id: 1 or 2" in andante.errors

    path.write_text("team,user\n2,712020:dave\n")
    andante("import", path, "--kind", "memberships")
    assert andante("export", "--kind", "memberships").splitlines()[-1] == "2,712020:dave,,,Member,100"


@pytest.mark.parametrize(
    ("kind", "row", "message"),
    [
        ("customers", "key,name\nacme,", "'name' is required for a new customer"),
        ("categories", "key,name,type\nbill,Bill,FREE", "'type' must be one of BILLABLE, CAPITALIZED, INTERNAL, OPERATIONAL, not 'FREE'"),
        ("accounts", "key,name,lead\nA,,712020:bob", "'name' is required for a new account"),
        ("accounts", "key,name\nA,A", "'lead' is required for a new account"),
        ("accounts", "key,name,lead\nA,A,nobody", "'lead' names 'nobody', which does not exist"),
        ("accounts", "key,name,lead,customer_key\nA,A,712020:bob,no", "'customer_key' names 'no', which does not exist"),
        ("accounts", "key,name,lead,category_key\nA,A,712020:bob,no", "'category_key' names 'no', which does not exist"),
        ("accounts", "key,name,lead,project_keys\nA,A,712020:bob,WEST", "'project_keys' names 'WEST', which does not exist"),
        (
            "accounts",
            "key,name,lead,default_projects\nA,A,712020:bob,NORTH",
            "'default_projects' names the project NORTH, which the account",
        ),
        ("accounts", "key,name,lead,contact,external_contact\nA,A,712020:bob,712020:bob,Z", "'contact' and 'external_contact' can't both"),
        ("accounts", "key,name,lead,global\nA,A,712020:bob,maybe", "'global' must be true or false, not 'maybe'"),
        ("accounts", "key,name,lead\nA/B,A,712020:bob", "'key' must be 1 to 255 letters"),
        ("memberships", "team,user\nSoutherners,712020:bob", "'team' names the team 'Southerners', which does not exist"),
        ("memberships", "team,user\n1,nobody", "'user' must be the account id or email of a user, not 'nobody'"),
        ("memberships", "team,user,role\n1,712020:bob,King", "'role' names 'King', which does not exist; the roles are Member"),
        ("memberships", "team,user\n1,712020:alice", "'712020:alice' is already a member of the team 'Northerners' from 2026-01-01"),
        ("memberships", "team,user,from,inclusive_to\n1,712020:bob,2026-02-01,2026-01-01", "'inclusive_to' 2026-01-01 must be on or after"),
        ("memberships", "team,user,commitment_percent\n1,712020:bob,101", "'commitment_percent' must be a whole number from 0 to 100"),
    ],
)
def test_an_invalid_row_is_reported_and_nothing_changes(andante: Shell, path: Path, kind: str, row: str, message: str) -> None:
    assert_row_is_refused(andante, path, kind, row, message)


@pytest.mark.parametrize("kind", ["customers", "accounts", "memberships"])
def test_the_number_of_statements_does_not_depend_on_the_number_of_rows(
    andante: Shell, path: Path, record_statements: Any, kind: str
) -> None:
    def rows(first: int, count: int) -> str:
        numbers = range(first, first + count)
        return {
            "customers": "key,name\n" + "".join(f"C-{n},Customer\n" for n in numbers),
            "accounts": "key,name,lead,project_keys\n" + "".join(f"A-{n},Account,bob@example.com,NORTH\n" for n in numbers),
            "memberships": "team,user,from,inclusive_to\n" + "".join(f"1,712020:dave,{1970 + n}-01-01,{1970 + n}-12-31\n" for n in numbers),
        }[kind]

    recorded = []
    for first, count in ((0, 2), (10, 40)):
        path.write_text(rows(first, count))
        with record_statements() as statements:
            andante("import", path, "--kind", kind)
        recorded.append([statement for statement in statements if not statement.startswith("INSERT")])

    assert recorded[0] == recorded[1]
