"""Inviting people on the page and in the shell, and accepting invitations."""

import json
from pathlib import Path

import httpx
import pytest

from andante.directory.people import actions as people
from andante.directory.people import queries as people_queries
from andante.directory.people.wire import UserChange
from andante.kit.call import SYSTEM
from andante.kit.database import Access, Database
from andante.kit.settings import Settings
from andante.organization.memberships import actions as memberships
from andante.organization.roles import actions as roles
from andante.web.site import create_site
from tests.cast import NORTHERNERS, Person
from tests.conftest import StoppedClock
from tests.databases import sqlite_only
from tests.identity.oauth.flow import is_accepted
from tests.shell import Shell, andante
from tests.web.browsing import PASSWORD, Visitor, give_password, secret_on, signed_in, text_of

__all__ = ["andante"]

DAY = 86_400


def invite(person: Person, database: Database, *lines: str, team: str = "") -> httpx.Response:
    return signed_in(person, database).post("/people/invite", {"people": "\n".join(lines), "team": team})


def accept(visitor: Visitor, link: str, password: str = PASSWORD) -> int:
    page = visitor.get(link)
    if page.status_code != 200:
        return page.status_code
    data = {"token": link.partition("=")[2], "password": password, "confirmation": password}
    return visitor.post("/password", data, form_at=link).status_code


def path_of(link: str) -> str:
    return link.removeprefix("https://time.example.com")


def names(database: Database) -> list[str]:
    with database.call(SYSTEM) as call:
        return [user.display_name for user in people_queries.list_all(call)]


def test_an_invited_person_chooses_a_password_and_is_signed_in(carol: Person, database: Database) -> None:
    response = invite(carol, database, "Grace Hopper, grace@example.com")
    link = secret_on(response)
    visitor = Visitor(carol.app)

    assert link.startswith("https://time.example.com/password?token=andante_link_")
    assert "Welcome, Grace Hopper" in text_of(visitor.get(path_of(link)))
    assert accept(visitor, path_of(link)) == 302
    assert "Grace Hopper" in visitor.get("/week").text
    assert Visitor(carol.app).sign_in("grace@example.com").status_code == 302
    with database.call(SYSTEM) as call:
        assert people_queries.look_up(call, "grace@example.com").time_zone == "Europe/Berlin", "as that of the administrator"


def test_people_join_the_team_of_their_line_or_that_of_the_form(carol: Person, database: Database, andante: Shell) -> None:
    andante("admin", "team", "add", "Southerners")
    andante("admin", "role", "add", "Tester")
    invite(carol, database, "Ada, ada@example.com, Southerners, Tester", "Bea, bea@example.com", team=str(NORTHERNERS))

    with database.call(SYSTEM, Access.SNAPSHOT) as call:
        joined = {
            people_queries.find(call, each.account_id).display_name: (each.team_name, each.role_id == roles.look_up(call, "Tester").id)
            for each in memberships.list_all(call)
        }
    assert joined["Ada"] == ("Southerners", True)
    assert joined["Bea"] == ("Northerners", False)


def test_all_or_nobody_is_invited_and_each_line_is_explained(carol: Person, database: Database) -> None:
    before = names(database)
    lines = [
        "Good, good@example.com",
        "Nonsense, nonsense",
        "Twice, good@example.com",
        "Lost, lost@example.com, Nowhere",
        "Roleless, roleless@example.com, , Lead",
        "Odd, odd@example.com, Northerners, Emperor",
    ]
    response = invite(carol, database, *lines)

    page = text_of(response)
    assert response.status_code == 400
    assert "Nobody was invited." in page
    assert "Line 2: Email must be an email address, not 'nonsense'" in page
    assert "Line 3: The email 'good@example.com' is in several lines" in page
    assert "Line 4: Team" in page
    assert "Line 5: Role needs a team" in page
    assert "Line 6: Role" in page
    assert "Line 1" not in page
    assert lines[0] in response.text.replace("&#39;", "'")
    assert "Not accepted yet" not in page, "nobody is listed as invited"
    assert names(database) == before


def test_only_people_who_can_not_sign_in_yet_are_invited_again(carol: Person, alice: Person, database: Database) -> None:
    older = secret_on(invite(carol, database, "Someone else, alice@example.com"))
    newer = secret_on(invite(carol, database, "Alice, alice@example.com"))

    assert accept(Visitor(carol.app), path_of(older)) == 404
    assert accept(Visitor(carol.app), path_of(newer)) == 302
    assert "Alice (alice@example.com) can already sign in" in text_of(invite(carol, database, "Alice, alice@example.com"))
    assert names(database).count("Alice") == 1
    assert is_accepted(alice, alice.token), "tokens that an administrator created keep working"


@sqlite_only
def test_inactive_people_are_not_invited(carol: Person, database: Database) -> None:
    with database.call(SYSTEM, Access.WRITE) as call:
        people.change(call, "712020:dave", UserChange(active=False))

    assert "Dave (dave@example.com) is inactive" in text_of(invite(carol, database, "Dave, dave@example.com"))


def test_an_invitation_works_for_seven_days(carol: Person, database: Database, stopped_clock: StoppedClock) -> None:
    link = path_of(secret_on(invite(carol, database, "Grace, grace@example.com")))

    stopped_clock.advance(7 * DAY - 1)
    assert Visitor(carol.app).get(link).status_code == 200
    stopped_clock.advance(1)
    assert accept(Visitor(carol.app), link) == 404
    assert "Expired" in text_of(signed_in(carol, database).get("/people/invite"))


def test_an_invitation_works_once(carol: Person, database: Database) -> None:
    link = path_of(secret_on(invite(carol, database, "Grace, grace@example.com")))
    accept(Visitor(carol.app), link)

    assert accept(Visitor(carol.app), link, "a password of a thief") == 404
    assert Visitor(carol.app).sign_in("grace@example.com").status_code == 302


def test_an_invitation_can_be_revoked_and_sent_again(carol: Person, database: Database) -> None:
    visitor = signed_in(carol, database)
    older = path_of(secret_on(invite(carol, database, "Grace, grace@example.com")))
    account_id = next(
        id for id in _ids(database) if id not in {f"712020:{name}" for name in ("alice", "bob", "carol", "dave", "eve", "frank")}
    )

    newer = path_of(secret_on(visitor.post(f"/people/{account_id}/invite-again", form_at="/people/invite")))
    assert Visitor(carol.app).get(older).status_code == 404
    assert Visitor(carol.app).get(newer).status_code == 200
    assert visitor.post(f"/people/{account_id}/revoke-invitation", form_at="/people/invite").status_code == 302
    assert accept(Visitor(carol.app), newer) == 404
    assert "grace@example.com" not in text_of(visitor.get("/people/invite"))


def _ids(database: Database) -> list[str]:
    with database.call(SYSTEM) as call:
        return [user.account_id for user in people_queries.list_all(call)]


def test_an_accepted_invitation_can_not_be_sent_again(carol: Person, alice: Person, database: Database) -> None:
    give_password(alice, database)
    response = signed_in(carol, database).post(f"/people/{alice.id}/invite-again", form_at="/people/invite")

    assert response.status_code == 400
    assert "Alice has already accepted the invitation" in text_of(response)


@sqlite_only
@pytest.mark.parametrize("path", ["/people/invite", "/people/712020:dave/invite-again", "/people/712020:dave/revoke-invitation"])
def test_only_administrators_invite(alice: Person, bob: Person, database: Database, path: str) -> None:
    for person in (alice, bob):
        response = signed_in(person, database).post(path, {"people": "Eve, e@example.com"}, form_at="/settings")
        assert response.status_code == 403


@sqlite_only
def test_an_empty_form_and_too_many_lines_are_refused(carol: Person, database: Database) -> None:
    assert "Enter at least one person" in text_of(invite(carol, database, "  ", ""))
    many = (f"P, p{number}@example.com" for number in range(501))
    assert "at most 500 people" in text_of(invite(carol, database, *many))


@sqlite_only
def test_an_invited_person_sets_up_a_required_second_factor_first(carol: Person, database: Database) -> None:
    link = path_of(secret_on(invite(carol, database, "Grace, grace@example.com")))
    visitor = Visitor(create_site(database, Settings(public_url="https://time.example.com", require_second_factor=True)))
    data = {"token": link.partition("=")[2], "password": PASSWORD, "confirmation": PASSWORD}

    assert visitor.post("/password", data, form_at=link).headers["location"] == "/signin/second-step"
    assert visitor.get("/week").status_code == 302


def test_the_shell_invites_one_person(andante: Shell, carol: Person) -> None:
    link = andante("admin", "user", "invite", "Grace", "grace@example.com", "--team", "Northerners", "--url", "https://time.example.com")

    assert "Send this link to Grace" in andante.errors
    assert accept(Visitor(carol.app), path_of(link.strip())) == 302


def test_the_shell_invites_everyone_in_a_file(andante: Shell, carol: Person, tmp_path: Path) -> None:
    file = tmp_path / "people.csv"
    file.write_text("Name;Email;Team;Role\nAda;ada@example.com;Northerners;\nBea;bea@example.com;;\n")
    links = json.loads(andante("admin", "user", "invite", "--csv", file, "--json", "--url", "https://time.example.com/"))

    assert [(each["name"], each["email"], each["sent"]) for each in links] == [
        ("Ada", "ada@example.com", False),
        ("Bea", "bea@example.com", False),
    ]
    assert all(accept(Visitor(carol.app), path_of(each["link"])) == 302 for each in links)
    assert andante("admin", "user", "invitations", "--json").strip() == "[]"


def test_the_shell_explains_each_wrong_line_and_invites_nobody(andante: Shell, database: Database, tmp_path: Path) -> None:
    before = names(database)
    file = tmp_path / "people.csv"
    file.write_text("name,email,team\nAda,ada@example.com,\nBea,nonsense,\nCid,cid@example.com,Nowhere\n")
    andante("admin", "user", "invite", "--csv", file, code=1)

    assert "line 3: 'email' must be an email address" in andante.errors
    assert "line 4: 'team'" in andante.errors
    assert "Nobody was invited." in andante.errors
    assert names(database) == before


def test_the_shell_lists_and_revokes_invitations(andante: Shell, carol: Person) -> None:
    link = andante("admin", "user", "invite", "Grace", "grace@example.com", "--url", "https://time.example.com").strip()
    assert "grace@example.com" in andante("admin", "user", "invitations")

    assert "invitation of Grace is revoked" in andante("admin", "user", "revoke-invitation", "grace@example.com")
    assert accept(Visitor(carol.app), path_of(link)) == 404


@sqlite_only
@pytest.mark.parametrize("arguments", [[], ["Grace"], ["Grace", "grace@example.com", "--csv", "x.csv"]])
def test_the_shell_needs_a_person_or_a_file(andante: Shell, arguments: list[str]) -> None:
    andante("admin", "user", "invite", *arguments, code=2)

    assert "Enter the name and email of a person, or a file with --csv." in andante.errors
