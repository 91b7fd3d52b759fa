"""The administration pages: OAuth applications, people and projects."""

import pytest

from andante.kit.database import Database
from tests.cast import Person
from tests.identity.oauth.flow import BACK, App, is_accepted, register, tokens_for
from tests.web.browsing import Visitor, csrf_token, secret_on, signed_in, text_of


@pytest.fixture
def admin(carol: Person, database: Database) -> Visitor:
    return signed_in(carol, database)


def test_an_application_is_registered_and_its_secret_shown_once(admin: Visitor, alice: Person, database: Database) -> None:
    page = admin.post("/applications", {"name": "Reports", "redirect_uris": BACK, "client_type": "CONFIDENTIAL"})

    secret = secret_on(page)
    client_id = page.text.partition('<code class="secret">')[2].partition("<")[0]
    app = App(client_id, secret, register(alice, database, name="Other").http)
    assert is_accepted(alice, tokens_for(app, alice, database)["access_token"])
    assert secret not in admin.get("/applications").text
    assert client_id in admin.get("/applications").text


def test_an_administrator_chooses_the_largest_scope_of_an_application(admin: Visitor) -> None:
    form = {"name": "Reports", "redirect_uris": BACK, "client_type": "PUBLIC", "max_scope": "read"}
    page = admin.post("/applications", form)

    assert "Public read https://app.example.com" in text_of(page)
    refused = admin.post("/applications", form | {"name": ""})
    assert 'name="max_scope" value="read" checked' in refused.text
    assert "Must be one of" in text_of(admin.post("/applications", form | {"max_scope": "admin"}))


def test_an_administrator_creates_a_link_that_revokes_tokens(admin: Visitor, alice: Person) -> None:
    page = admin.post(f"/people/{alice.id}/password-link", {"revoke_tokens": "yes"}, form_at=f"/people/{alice.id}")
    path = secret_on(page).partition("example.com")[2]
    password = "a new and better password"

    assert is_accepted(alice, alice.token)
    form = {"token": path.partition("=")[2], "password": password, "confirmation": password}
    assert Visitor(alice.app).post("/password", form, form_at=path).status_code == 302
    assert not is_accepted(alice, alice.token)


def test_a_public_application_has_no_secret(admin: Visitor) -> None:
    page = admin.post("/applications", {"name": "Phone", "redirect_uris": "com.example.app:/back", "client_type": "PUBLIC"})

    assert "It has no secret" in text_of(page)


def test_deleting_an_application_revokes_its_tokens(admin: Visitor, alice: Person, database: Database) -> None:
    token = tokens_for(register(alice, database), alice, database)["access_token"]

    assert admin.post("/applications/1/delete", form_at="/applications").status_code == 302
    assert not is_accepted(alice, token)
    assert "No apps are registered" in text_of(admin.get("/applications"))
    assert admin.post("/applications/1/delete", form_at="/applications").status_code == 404


@pytest.mark.parametrize(
    ("form", "message"),
    [
        ({"name": ""}, "Must be text of 1 to 255"),
        ({"redirect_uris": "http://app.example.com/"}, "must use https"),
        ({"redirect_uris": ""}, "Must have 1 to 20"),
        ({"client_type": "SECRET"}, "Must be one of"),
    ],
)
def test_an_invalid_application_is_refused(admin: Visitor, form: dict[str, str], message: str) -> None:
    valid = {"name": "Reports", "redirect_uris": BACK, "client_type": "CONFIDENTIAL"}

    response = admin.post("/applications", valid | form)
    assert response.status_code == 400
    assert message in text_of(response)
    assert "No apps are registered" in text_of(admin.get("/applications"))


def test_a_person_is_added_gets_a_link_and_signs_in(admin: Visitor, alice: Person) -> None:
    form = {"display_name": "Grace", "email": "grace@example.com", "time_zone": "Europe/Berlin", "administrator": "yes"}
    added = admin.post("/people", form)
    assert "Grace" in text_of(admin.get("/people"))

    page = admin.post(f"{added.headers['location']}/password-link", form_at=added.headers["location"])
    link = secret_on(page).partition("example.com")[2]
    grace = Visitor(alice.app)
    token, password = link.partition("=")[2], "a password for grace"
    data = {"token": token, "password": password, "confirmation": password, "csrf_token": csrf_token(grace.get(link))}
    assert grace.http.post("/password", data=data).status_code == 302
    assert grace.sign_in("grace@example.com", password).status_code == 302
    assert grace.get("/people").status_code == 200


def test_a_person_is_changed(admin: Visitor, alice: Person) -> None:
    form = {"display_name": "Alicia", "email": "alicia@example.com", "time_zone": "UTC", "active": "yes"}

    assert admin.post(f"/people/{alice.id}", form).status_code == 302
    assert "Alicia alicia@example.com" in text_of(admin.get("/people"))


@pytest.mark.parametrize(
    ("form", "message"),
    [
        ({"display_name": ""}, "Must be text of 1 to 255"),
        ({"email": "nonsense"}, "Must be an email address"),
        ({"email": "bob@example.com"}, "belongs to the user"),
        ({"time_zone": "Mars/Olympus"}, "time zone"),
        ({"time_zone": "a\0b"}, "Must be text without the character NUL"),
    ],
)
def test_an_invalid_person_is_refused(admin: Visitor, alice: Person, form: dict[str, str], message: str) -> None:
    valid = {"display_name": "Grace", "email": "grace@example.com", "time_zone": "UTC", "active": "yes"}

    for path in ("/people", f"/people/{alice.id}"):
        response = admin.post(path, valid | form)
        assert response.status_code == 400, path
        assert message in text_of(response)
    assert "Grace" not in text_of(admin.get("/people"))


def test_a_fault_is_shown_next_to_its_input_which_keeps_its_value(admin: Visitor) -> None:
    page = admin.post("/people", {"display_name": "Grace", "email": "nonsense", "time_zone": "Mars/Olympus"}).text

    assert 'value="nonsense"' in page
    assert (
        'name="email" type="email" value="nonsense" autocomplete="off" aria-invalid="true" aria-describedby="email-hint email-error">'
        in page
    )
    assert page.partition('<p class="error" id="email-error">')[2].startswith("Must be an email address")
    assert 'id="display_name-error"' not in page
    assert page.count("Must be an email address") == 1


def test_a_fault_of_a_list_entry_is_shown_next_to_the_input_of_the_list(admin: Visitor) -> None:
    page = admin.post("/applications", {"name": "Reports", "redirect_uris": "http://app.example.com/", "client_type": "PUBLIC"}).text

    assert "must use https" in page.partition('id="redirect_uris-error">')[2].partition("</p>")[0]


def test_administrators_can_not_deactivate_themselves(admin: Visitor, carol: Person) -> None:
    response = admin.post(f"/people/{carol.id}", {"display_name": "Carol", "time_zone": "UTC"})

    assert response.status_code == 400
    assert "make yourself inactive" in text_of(response)


@pytest.mark.parametrize("account_id", ["nobody", "%00", "a" * 3000])
def test_an_unknown_person_is_not_found(admin: Visitor, account_id: str) -> None:
    assert admin.get(f"/people/{account_id}").status_code == 404


def test_a_project_is_added_and_renamed(admin: Visitor) -> None:
    assert admin.post("/projects", {"key": "EAST", "name": "East"}).status_code == 302
    assert admin.post("/projects/10002", {"name": "Far East"}).status_code == 302
    assert "EAST Far East 10002" in text_of(admin.get("/projects"))


@pytest.mark.parametrize("form", [{"key": "east"}, {"key": ""}, {"key": "NORTH"}, {"name": ""}, {"name": "a\0b"}, {"name": "x" * 256}])
def test_an_invalid_project_is_refused(admin: Visitor, form: dict[str, str]) -> None:
    assert admin.post("/projects", {"key": "EAST", "name": "East"} | form).status_code == 400
    assert "EAST" not in text_of(admin.get("/projects"))
    assert admin.post("/projects/10000", {"name": ""}).status_code == 400
    assert admin.post("/projects/99999", {"name": "x"}, form_at="/projects").status_code == 404
