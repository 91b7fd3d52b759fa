"""The pages on which administrators manage permission roles, accounts and customers."""

import pytest

from andante.kit.database import Database
from tests.cast import NORTHERNERS, Company, Person
from tests.databases import sqlite_only
from tests.web.browsing import Visitor, signed_in, text_of

from .test_team_pages import shown_after

NEW = "/admin/roles/new"
ROLE = {"name": "Auditors", "permission_keys": ["permissions.worklog.view"], "permitted_account_ids": "dave@example.com\nalice@example.com"}


@pytest.fixture
def administrator(carol: Person, database: Database) -> Visitor:
    return signed_in(carol, database)


def test_a_role_over_a_team_is_added_changed_and_deleted(company: Company, administrator: Visitor) -> None:
    text = shown_after(administrator, administrator.post("/admin/roles", ROLE | {"access_entity_ids": str(NORTHERNERS)}, form_at=NEW))
    assert "Auditors See time members of 1 team 2" in text
    assert "Lead of Northerners" in text
    assert "Payroll Set billable time, Change time, See time everyone 1" in text
    assert company.dave.get(f"/worklogs/user/{company.alice.id}").status_code == 200

    id = next(role["id"] for role in company.carol.get("/permission-roles").json()["results"] if role["name"] == "Auditors")
    page = administrator.get(f"/admin/roles/{id}")
    assert "alice@example.com\ndave@example.com</textarea>" in page.text
    changed = ROLE | {"permission_keys": ["permissions.plan.view"], "permitted_account_ids": "dave@example.com"}
    text = shown_after(administrator, administrator.post(f"/admin/roles/{id}", changed))
    assert "Auditors See plans everyone 1" in text

    assert "Role Auditors deleted" in shown_after(
        administrator, administrator.post(f"/admin/roles/{id}/delete", form_at=f"/admin/roles/{id}")
    )


@sqlite_only
def test_a_role_for_unknown_people_is_refused(administrator: Visitor) -> None:
    page = administrator.post("/admin/roles", ROLE | {"permitted_account_ids": "dave@example.com, nobody"}, form_at=NEW)

    assert page.status_code == 400
    assert "user 'nobody'" in text_of(page)
    assert 'value="Auditors"' in page.text
    assert 'value="permissions.worklog.view" checked' in page.text


def test_an_account_with_a_customer_is_added_changed_and_deleted(company: Company, administrator: Visitor) -> None:
    customer = {"customer_key": "ACME", "customer_name": "Acme"}
    text = shown_after(administrator, administrator.post("/admin/customers", customer, form_at="/admin/accounts"))
    assert "Customer Acme added" in text

    data = {"key": "A1", "name": "Support", "lead_account_id": "bob@example.com", "customer": "ACME", "global": "yes"}
    assert "Support A1 Acme Bob Open" in shown_after(administrator, administrator.post("/admin/accounts", data))
    account = company.carol.get("/accounts").json()["results"][0]
    assert (account["global"], account["lead"]["accountId"], account["customer"]["key"]) == (True, company.bob.id, "ACME")

    path = f"/admin/accounts/{account['id']}"
    changed = {"name": "Support 2", "lead_account_id": company.bob.id, "customer": "", "status": "CLOSED"}
    assert "Support 2 A1 Bob Closed" in shown_after(administrator, administrator.post(path, changed))
    assert "Account Support 2 deleted" in shown_after(administrator, administrator.post(f"{path}/delete", form_at=path))


@sqlite_only
def test_an_account_without_a_known_lead_is_refused(administrator: Visitor) -> None:
    page = administrator.post("/admin/accounts", {"key": "A1", "name": "Support", "lead_account_id": "nobody"})

    assert page.status_code == 400
    assert 'aria-describedby="lead_account_id-hint lead_account_id-error"' in page.text
