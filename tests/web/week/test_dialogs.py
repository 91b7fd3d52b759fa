"""The worklogs behind a cell, copies, and submission, in Chromium."""

import re

import pytest
from playwright.sync_api import Locator, Page, Route, expect
from sqlalchemy import select

from andante.kit.changes import changes
from tests.cast import SOUTH_1
from tests.planning.plans.samples import create_plan
from tests.planning.weeks.weeks import HOUR, create_phase, set_cell, submit, worklogs_on

from .browser import Desk, cell, needs_chromium, saving

pytestmark = needs_chromium


def open_worklogs(page: Page, issue: str = "NORTH-1", day: str = "Tue 17") -> Locator:
    cell(page, issue, day).focus()
    page.keyboard.press("F2")
    dialog = page.get_by_role("dialog")
    expect(dialog.locator(".new form")).to_have_count(1)
    return dialog


def close(page: Page) -> None:
    page.keyboard.press("Escape")
    expect(page.get_by_role("dialog")).to_have_count(0)


def test_the_worklogs_of_a_cell_are_changed(desk: Desk) -> None:
    alice = desk.company.alice
    alice.logs(HOUR, description="Fix the import")
    alice.logs(HOUR, startTime="14:00:00", description="Review")
    page = desk.open()
    dialog = open_worklogs(page)
    expect(dialog.get_by_role("heading")).to_have_text("NORTH-1, Tue, March 17")
    second = dialog.locator(".list form").nth(1)
    expect(dialog.locator(".list form").first.get_by_label("Time spent")).to_be_focused()

    second.get_by_label("Time spent").fill("1:30")
    second.get_by_label("Description").fill("Review with Bob")
    page.keyboard.press("Tab")
    expect(second).to_have_attribute("data-state", "saved")
    second.get_by_label("Start").fill("15:00")
    page.keyboard.press("Tab")
    expect(second.get_by_label("Billable")).to_be_hidden()
    page.wait_for_load_state("networkidle")
    close(page)

    expect(cell(page, "NORTH-1", "Tue 17")).to_have_value("2:30")
    expect(cell(page, "NORTH-1", "Tue 17")).to_be_focused()
    assert worklogs_on(alice) == [("09:00", 1), ("15:00", 1.5)]
    found = alice.get(f"/worklogs/user/{alice.id}").json()["results"]
    assert {log["description"] for log in found} == {"Fix the import", "Review with Bob"}


def test_done_saves_what_was_typed_and_returns_to_the_cell(desk: Desk) -> None:
    alice = desk.company.alice
    alice.logs(HOUR)
    page = desk.open()
    dialog = open_worklogs(page)
    expect(dialog).to_contain_text("Each field saves itself.")
    dialog.locator(".list").get_by_label("Time spent").fill("2")
    dialog.get_by_text("Add a worklog").click()
    dialog.locator(".new").get_by_label("Time spent").fill("0:30")
    dialog.get_by_role("button", name="Done").click()

    expect(dialog).to_have_count(0)
    expect(cell(page, "NORTH-1", "Tue 17")).to_have_value("2:30")
    expect(cell(page, "NORTH-1", "Tue 17")).to_be_focused()
    assert worklogs_on(alice) == [("09:00", 2), ("10:00", 0.5)]


def test_done_keeps_the_dialog_open_if_something_is_refused(desk: Desk) -> None:
    desk.company.alice.logs(HOUR)
    page = desk.open()
    dialog = open_worklogs(page)
    dialog.locator(".list").get_by_label("Time spent").fill("25h")
    dialog.get_by_role("button", name="Done").click()

    expect(dialog.locator(".list .error")).to_contain_text("“25h” isn't a duration")
    expect(dialog.locator(".list").get_by_label("Time spent")).to_be_focused()


def test_administrators_override_a_lock(desk: Desk) -> None:
    alice, carol = desk.company.alice, desk.company.carol
    alice.logs(HOUR, description="Fix the import")
    submit(alice)
    desk.company.configure(desk.database, override_mode=True)
    page = desk.open(f"/week?person={alice.id}", name="carol")
    expect(page.locator("tbody input")).to_have_count(0)

    page.get_by_role("switch", name="Override").click()
    field = cell(page, "NORTH-1", "Tue 17")
    field.fill("2")
    with page.expect_response(saving) as saved:
        field.press("Enter")
    assert saved.value.status == 200
    dialog = open_worklogs(page)
    dialog.locator(".list").get_by_label("Description").fill("Review")
    page.keyboard.press("Tab")
    expect(dialog.locator(".list form")).to_have_attribute("data-state", "saved")
    dialog.get_by_role("button", name="Delete worklog").click()
    dialog.get_by_role("button", name="Undo").click()
    expect(dialog.locator(".list").get_by_label("Description")).to_have_value("Review")
    close(page)
    expect(cell(page, "NORTH-1", "Tue 17")).to_have_value("2:00")

    assert worklogs_on(alice) == [("09:00", 2)]
    assert "override=on" in page.url
    page.get_by_role("switch", name="Override").click()
    expect(page.locator("tbody input")).to_have_count(0)
    with desk.database.read() as db:
        actors = db.execute(select(changes.c.actor).where(changes.c.entity == "periodbypass")).scalars().all()
    assert actors == [carol.id] * 4


def test_a_worklog_is_deleted_and_restored(desk: Desk) -> None:
    alice = desk.company.alice
    alice.logs(HOUR, description="Fix the import")
    page = desk.open()
    dialog = open_worklogs(page)
    dialog.get_by_role("button", name="Delete worklog").click()
    undo = dialog.get_by_role("button", name="Undo")
    expect(undo).to_be_focused()
    assert worklogs_on(alice) == []
    undo.click()
    expect(dialog.locator(".list").get_by_label("Description")).to_have_value("Fix the import")
    close(page)

    expect(cell(page, "NORTH-1", "Tue 17")).to_have_value("1:00")
    assert worklogs_on(alice) == [("09:00", 1)]


def test_a_worklog_is_added_after_the_last_one_of_the_day(desk: Desk) -> None:
    alice = desk.company.alice
    alice.logs(2 * HOUR, issueId=SOUTH_1)
    alice.logs(HOUR, on="2026-03-16")
    page = desk.open()
    dialog = open_worklogs(page)
    expect(dialog.get_by_label("Start")).to_have_value("11:00")
    dialog.get_by_label("Time spent").fill("45m")
    dialog.get_by_label("Description").fill("Call")
    page.keyboard.press("Enter")

    expect(cell(page, "NORTH-1", "Tue 17")).to_have_value("0:45")
    assert ("11:00", 0.75) in worklogs_on(alice)


def test_attributes_are_changed_and_a_required_one_is_marked(desk: Desk) -> None:
    (build, _), carol = (create_phase(desk.company.carol, "build", "run"), desk.company.carol)
    carol.post("/work-attributes", {"key": "_Note_", "name": "Note", "type": "INPUT_FIELD", "required": True})
    set_cell(desk.company.alice, 1)
    desk.company.alice.http.put("/4-andante/favorites/NORTH-1")
    page = desk.open()
    field = cell(page, "NORTH-1", "Wed 18")
    field.focus()
    page.keyboard.type("1:30")
    page.keyboard.press("Enter")
    dialog = page.get_by_role("dialog")
    expect(dialog.get_by_label("Note")).to_be_focused()
    expect(dialog.get_by_role("alert")).to_contain_text("Work attribute 'Note' (_Note_) is required")
    page.keyboard.type("N7")
    dialog.get_by_label("Phase").select_option(label="build")
    page.get_by_role("button", name="Log time").click()

    expect(dialog).to_have_count(0)
    expect(page.get_by_role("row", name=re.compile("NORTH-1 build")).get_by_role("textbox").nth(2)).to_have_value("1:30")
    logged = desk.company.alice.get(f"/worklogs/user/{desk.company.alice.id}").json()["results"]
    assert build[0] in logged[0]["attributes"]["values"]


@pytest.mark.parametrize(("choice", "kept"), [("Keep the other change", "Import"), ("Save mine", "Fix the import of rows")])
def test_someone_else_changed_the_same_worklog(desk: Desk, choice: str, kept: str) -> None:
    alice = desk.company.alice
    worklog = alice.logs(HOUR, description="Fix the import")
    page = desk.open()
    dialog = open_worklogs(page)
    path = f"/4-andante/worklogs/{worklog['tempoWorklogId']}"
    assert desk.company.bob.http.patch(path, json={"description": "Import"}).status_code == 200
    description = dialog.locator(".list").get_by_label("Description")
    description.fill("Fix the import of rows")
    page.keyboard.press("Tab")

    expect(dialog.locator(".list").get_by_role("alert")).to_have_text("Someone else changed this worklog in the meantime: 1:00, “Import”.")
    expect(description).to_have_value("Fix the import of rows")
    dialog.get_by_role("button", name=choice).click()
    expect(description).to_have_value(kept)
    expect(dialog.locator(".list .error")).to_be_empty()
    page.wait_for_load_state("networkidle")
    assert alice.get(f"/worklogs/{worklog['tempoWorklogId']}").json()["description"] == kept


def test_a_worklog_keeps_what_is_typed_while_another_field_is_saved(desk: Desk) -> None:
    worklog = desk.company.alice.logs(HOUR)
    page = desk.open()
    dialog = open_worklogs(page)
    waiting: list[Route] = []
    page.route("**/4-andante/worklogs/*", lambda route: waiting.append(route))
    dialog.locator(".list").get_by_label("Time spent").fill("2")
    dialog.locator(".list").get_by_label("Description").fill("Import")
    page.keyboard.press("Tab")
    waiting[0].continue_()
    page.unroute("**/4-andante/worklogs/*")

    expect(dialog.locator(".list").get_by_label("Description")).to_have_value("Import")
    page.wait_for_load_state("networkidle")
    close(page)
    expect(cell(page, "NORTH-1", "Tue 17")).to_have_value("2:00")
    assert desk.company.alice.get(f"/worklogs/{worklog['tempoWorklogId']}").json()["description"] == "Import"


def test_last_week_is_copied_and_the_copy_undone(desk: Desk) -> None:
    alice = desk.company.alice
    alice.logs(HOUR, on="2026-03-09")
    alice.logs(2 * HOUR, on="2026-03-10", issueId=SOUTH_1)
    page = desk.open()
    page.get_by_role("button", name="Copy last week").click()

    expect(page.get_by_text("Copied 2 of 2 entries.")).to_be_visible()
    expect(cell(page, "SOUTH-1", "Tue 17")).to_have_value("2:00")
    page.get_by_role("button", name="Undo").click()
    expect(page.get_by_text("Nothing logged yet.")).to_be_visible()
    assert worklogs_on(alice, "2026-03-16") == []


def test_a_copy_reports_what_it_skipped(desk: Desk) -> None:
    alice = desk.company.alice
    alice.logs(HOUR, on="2026-03-09")
    alice.logs(HOUR, on="2026-03-10")
    set_cell(alice, 3, on="2026-03-16")
    page = desk.open()
    page.get_by_role("button", name="Copy", exact=True).click()
    page.get_by_role("button", name="Last week with its time").click()

    report = page.locator(".report")
    expect(report).to_contain_text("Copied 1 of 2 entries.")
    expect(report).to_contain_text("NORTH-1, Mon, March 16: This issue has time on this day already")
    report.get_by_role("button", name="Undo").click()
    expect(cell(page, "NORTH-1", "Tue 17")).to_have_value("")
    assert worklogs_on(alice, "2026-03-16") == [("09:00", 3)]


def test_planned_time_is_copied(desk: Desk) -> None:
    create_plan(desk.company.alice)
    page = desk.open()
    page.get_by_role("button", name="Copy", exact=True).click()
    page.get_by_role("button", name="Planned time").click()

    expect(cell(page, "NORTH-1", "Fri 20")).to_have_value("2:00")
    expect(page.locator("[data-total]")).to_have_text("10:00")


def test_only_the_rows_of_last_week_are_copied(desk: Desk) -> None:
    desk.company.alice.logs(HOUR, on="2026-03-10", issueId=SOUTH_1)
    page = desk.open()
    page.get_by_role("button", name="Copy", exact=True).click()
    page.get_by_role("button", name="Only the rows of last week").click()

    expect(cell(page, "SOUTH-1", "Mon 16")).to_have_value("")
    page.reload()
    expect(cell(page, "SOUTH-1", "Mon 16")).to_have_value("")


def test_a_week_is_submitted_with_its_gaps_and_recalled(desk: Desk) -> None:
    desk.company.alice.logs(8 * HOUR, on="2026-03-16")
    page = desk.open()
    page.get_by_role("button", name="Submit").click()
    page.get_by_role("link", name="March 16").click()
    dialog = page.get_by_role("dialog", name=re.compile("Submit"))
    expect(dialog.get_by_role("listitem")).to_have_count(4)
    expect(dialog.get_by_role("listitem").first).to_contain_text("Tue, March 17 −8:00")
    dialog.get_by_label("Reviewer").select_option(label="Bob")
    dialog.get_by_label("Comment").fill("On holiday")
    dialog.get_by_role("button", name="Submit").click()

    expect(page.locator(".lock")).to_contain_text("Submitted by Alice")
    expect(page.locator(".lock")).to_contain_text("On holiday")
    expect(page.locator("tbody input")).to_have_count(0)
    page.get_by_role("button", name="Recall").click()
    expect(page.get_by_text("Recalled. You can change the week again.")).to_be_visible()
    expect(page.locator("tbody input")).to_have_count(7)


def test_a_refused_submission_keeps_the_comment(desk: Desk) -> None:
    page = desk.open()
    page.get_by_role("button", name="Submit").click()
    page.get_by_role("link", name="March 16").click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_label("Comment").fill("Done")
    submit(desk.company.alice)
    dialog.get_by_role("button", name="Submit").click()

    expect(dialog.get_by_role("alert")).to_contain_text("its status is IN_REVIEW")
    expect(dialog.get_by_label("Comment")).to_have_value("Done")


def test_a_lead_changes_the_week_of_a_member(desk: Desk) -> None:
    alice = desk.company.alice
    alice.logs(HOUR)
    page = desk.open(f"/week?person={alice.id}", name="bob")
    expect(page.locator(".whose")).to_contain_text("This is the week of Alice.")
    cell(page, "NORTH-1", "Tue 17").focus()
    page.keyboard.type("2")
    page.keyboard.press("Enter")

    expect(page.locator("td[data-state=saved]")).to_have_count(1)
    assert worklogs_on(alice) == [("09:00", 2)]
    page.get_by_role("link", name="Next week").click()
    expect(page.locator(".whose")).to_contain_text("This is the week of Alice.")


def test_billable_time_follows_the_time_spent(desk: Desk) -> None:
    """Only users with the permission see it."""
    alice = desk.company.alice
    worklog = alice.logs(HOUR)
    page = desk.open(f"/week?person={alice.id}", name="frank")
    dialog = open_worklogs(page)
    form = dialog.locator(".list form")
    form.get_by_label("Time spent").fill("2")
    expect(form.get_by_label("Billable")).to_have_value("2")
    form.get_by_label("Billable").fill("1:30")
    page.keyboard.press("Tab")
    expect(form).to_have_attribute("data-state", "saved")
    page.wait_for_load_state("networkidle")

    saved = alice.get(f"/worklogs/{worklog['tempoWorklogId']}").json()
    assert (saved["timeSpentSeconds"], saved["billableSeconds"]) == (2 * HOUR, int(1.5 * HOUR))


def test_a_dialog_with_something_unsaved_does_not_close_at_once(desk: Desk) -> None:
    desk.company.alice.logs(HOUR)
    page = desk.open()
    dialog = open_worklogs(page)
    page.route("**/4-andante/worklogs/*", lambda route: route.abort("connectionrefused"))
    description = dialog.locator(".list").get_by_label("Description")
    description.fill("Import of rows")
    page.keyboard.press("Tab")
    alert = dialog.locator(".list .error")
    expect(alert).to_contain_text("The server can't be reached.")
    page.keyboard.press("Escape")

    expect(alert).to_contain_text("This is not saved. Close again to discard it.")
    expect(description).to_have_value("Import of rows")
    page.unroute("**/4-andante/worklogs/*")
    description.fill("Import of all rows")
    page.keyboard.press("Tab")
    expect(dialog.locator(".list form")).to_have_attribute("data-state", "saved")
    close(page)
