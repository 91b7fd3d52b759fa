"""The page for the company."""

from andante.kit.database import Database
from tests.cast import Person
from tests.web.browsing import chosen, signed_in, text_of

FORM = {"company_name": " Analytical Engines ", "company_language": "de", "week_start": "7", "approval_week_start": "6"}


def test_an_administrator_changes_the_company(carol: Person, database: Database) -> None:
    admin = signed_in(carol, database)

    assert admin.post("/admin/company", FORM).status_code == 302
    page = admin.get("/admin/company").text
    assert 'value="Analytical Engines"' in page
    selects = ("company_language", "week_start", "approval_week_start")
    assert [chosen(page, name) for name in selects] == ["de", "7", "6"]
    configured = carol.http.get("/4/globalconfiguration").json()
    assert (configured["weekStart"], configured["approvalWeekStart"]) == (7, 6)


def test_a_company_without_a_name_keeps_its_other_settings(carol: Person, database: Database) -> None:
    admin = signed_in(carol, database)
    before = carol.http.get("/4/globalconfiguration").json()
    unchanged = {"company_language": "en", "week_start": before["weekStart"], "approval_week_start": before["approvalWeekStart"]}

    admin.post("/admin/company", FORM | {"week_start": "1", "approval_week_start": "1"})
    admin.post("/admin/company", {"company_name": "", **{name: str(value) for name, value in unchanged.items()}})

    assert 'name="company_name" type="text" value=""' in admin.get("/admin/company").text
    assert carol.http.get("/4/globalconfiguration").json() == before


def test_faults_are_shown_next_to_the_fields_and_nothing_is_changed(carol: Person, database: Database) -> None:
    admin = signed_in(carol, database)
    before = carol.http.get("/4/globalconfiguration").json()

    refused = admin.post(
        "/admin/company", {"company_name": "x" * 256, "company_language": "fr", "week_start": "8", "approval_week_start": "²"}
    )

    assert refused.status_code == 400
    for name in FORM:
        assert f'id="{name}-error"' in refused.text, text_of(refused)
    assert carol.http.get("/4/globalconfiguration").json() == before
