"""POST tempo-updateWorklog: the results that payroll reports, and the form for trying it."""

from concurrent.futures import ThreadPoolExecutor

import httpx
import pytest
from sqlalchemy import select

from andante.kit.changes import changes
from andante.kit.database import Database
from tests.cast import BASE_URL, Person
from tests.conftest import StoppedClock
from tests.statements import statements

from .machines import PATH, Machine, entry, texts, updates

pytestmark = pytest.mark.usefixtures("directory")


def test_a_result_is_stored_and_exported_as_in_the_manual(payroll: Machine, alice: Person, stopped_clock: StoppedClock) -> None:
    alice.logs(28_800)
    (exported,) = payroll.worklogs()
    stopped_clock.set("2026-03-18T13:13:48Z")

    (result,) = payroll.report(entry(exported, external_id="SAP-ID-12345"))

    assert int(result.pop("ms")) >= 0
    assert list(result.items()) == [
        ("worklog_id", exported["worklog_id"]),
        ("external_id", "SAP-ID-12345"),
        ("result_tstamp", "2026-03-18 13:13:48"),
        ("external_hours", "8.0"),
        ("external_result", "OK"),
        ("update_result", "OK"),
    ]
    (after,) = payroll.worklogs()
    assert after | {"external_id": "", "external_tstamp": ""} == exported | {"external_hours": "8.0", "external_result": "OK"}
    assert (after["external_id"], after["external_tstamp"]) == ("SAP-ID-12345", "2026-03-18 13:13:48")


def test_a_booked_worklog_is_due_again_when_it_changes(payroll: Machine, alice: Person) -> None:
    worklog = alice.logs()
    other = alice.logs()["tempoWorklogId"]
    payroll.report_ok(payroll.worklogs()[0])
    assert payroll.ids(diffOnly="true") == [other]

    body = {"authorAccountId": alice.id, "startDate": "2026-03-17", "timeSpentSeconds": 7200}
    assert alice.put(f"/worklogs/{worklog['tempoWorklogId']}", body).status_code == 200

    assert sorted(payroll.ids(diffOnly="true")) == [worklog["tempoWorklogId"], other]
    payroll.report_ok(*payroll.worklogs(diffOnly="true"))
    assert payroll.ids(diffOnly="true") == []


def test_a_worklog_with_an_error_is_due_until_its_result_is_ok(payroll: Machine, alice: Person) -> None:
    id = alice.logs()["tempoWorklogId"]
    (exported,) = payroll.worklogs()
    payroll.report(entry(exported, "Cost center 4711 is closed"))

    assert payroll.ids(diffOnly="true") == payroll.ids(errorsOnly="true") == [id]
    assert payroll.worklogs()[0]["external_result"] == "Cost center 4711 is closed"

    payroll.report_ok(exported)
    assert payroll.ids(diffOnly="true") == payroll.ids(errorsOnly="true") == []


def test_diff_only_can_be_combined(payroll: Machine, alice: Person, bob: Person) -> None:
    alice.logs()
    his = bob.logs()["tempoWorklogId"]
    alice.logs(on="2026-03-02")
    payroll.report_ok(payroll.worklogs(dateFrom="2026-03-16", userName="asmith")[0])

    assert payroll.ids(diffOnly="true", dateFrom="2026-03-16", validOnly="true") == [his]
    assert payroll.ids(diffOnly="true", userName="asmith", dateFrom="2026-03-16") == []
    assert payroll.read(diffOnly="true", headerOnly="true", dateFrom="2026-03-01").get("number_of_worklogs") == "2"


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"hash_value": "0" * 40}, "hash_value is outdated"),
        ({"hash_value": ""}, "hash_value must be the 40 digits that were exported with the worklog"),
        ({"hash_value": "nonsense"}, "hash_value must be the 40 digits that were exported with the worklog, not 'nonsense'"),
        ({"worklog_id": "99"}, "Worklog 99 not found"),
        ({"worklog_id": "abc"}, "worklog_id must be the id of a worklog, not 'abc'"),
        ({"worklog_id": "9" * 30}, "worklog_id must be the id of a worklog"),
        ({"worklog_id": "9223372036854775808"}, "worklog_id must be the id of a worklog"),
        ({"worklog_id": "0"}, "worklog_id must be the id of a worklog, not '0'"),
        ({"worklog_id": ""}, "worklog_id is required"),
        ({"external_hours": "8,0"}, "external_hours must be a number like 7.5, not '8,0'"),
        ({"external_hours": "nan"}, "external_hours must be a number"),
        ({"external_hours": "-inf"}, "external_hours must be a number"),
        ({"external_hours": "1e300"}, "external_hours must be a number"),
        ({"external_hours": "1_0"}, "external_hours must be a number"),
        ({"external_hours": "٣"}, "external_hours must be a number"),
        ({"external_result": ""}, "external_result is required: OK, or an error message"),
        ({"external_result": "x" * 4001}, "external_result must have at most 4000 characters"),
        ({"external_id": "x" * 256}, "external_id must have at most 255 characters"),
    ],
)
def test_an_invalid_entry_does_not_affect_the_others(payroll: Machine, alice: Person, change: dict[str, str], message: str) -> None:
    alice.logs()
    alice.logs()
    alice.logs(startTime="11:00:00")
    exported = payroll.worklogs()

    results = payroll.report(entry(exported[0]), entry(exported[2]) | change, entry(exported[1]))

    assert [result["update_result"] for result in results[::2]] == ["OK", "OK"]
    assert results[1]["update_result"].startswith(f"ERROR: {message}")
    assert results[1]["worklog_id"] == change.get("worklog_id", exported[2]["worklog_id"])
    assert payroll.ids(diffOnly="true") == [int(exported[2]["worklog_id"])]


def test_all_faults_of_an_entry_are_reported(payroll: Machine, alice: Person) -> None:
    alice.logs()
    wrong = {"external_hours": "x", "external_result": "", "hash_value": ""}

    (result,) = payroll.report(entry(payroll.worklogs()[0]) | wrong)

    assert [fault.partition(" ")[0] for fault in result["update_result"].removeprefix("ERROR: ").split("; ")] == [
        "external_result",
        "external_hours",
        "hash_value",
    ]


def test_an_empty_entry_is_refused(payroll: Machine) -> None:
    (result,) = payroll.report({})

    assert result["update_result"] == "ERROR: worklog_id is required"


def test_the_hash_of_another_worklog_is_refused(payroll: Machine, alice: Person) -> None:
    alice.logs()
    alice.logs()
    first, second = payroll.worklogs()

    results = payroll.report(entry(first) | {"hash_value": second["hash_value"]})

    assert "hash_value is outdated" in results[0]["update_result"]


def test_hours_and_id_are_optional_and_surrounding_spaces_are_ignored(payroll: Machine, alice: Person) -> None:
    alice.logs()
    (exported,) = payroll.worklogs()

    (result,) = payroll.report(
        {"hash_value": f"\n {exported['hash_value'].upper()} ", "worklog_id": exported["worklog_id"], "external_result": " ok "}
    )

    assert result["update_result"] == "OK"
    (after,) = payroll.worklogs()
    assert (after["external_id"], after["external_result"]) == ("", "OK")
    assert "external_hours" not in after
    assert payroll.ids(diffOnly="true") == []


def test_the_last_of_several_results_for_a_worklog_counts(payroll: Machine, alice: Person) -> None:
    alice.logs()
    (exported,) = payroll.worklogs()

    results = payroll.report(entry(exported), entry(exported, "Too late"))

    assert [result["update_result"] for result in results] == ["OK", "OK"]
    assert payroll.worklogs()[0]["external_result"] == "Too late"


def test_a_result_is_deleted_with_its_worklog(payroll: Machine, alice: Person) -> None:
    worklog = alice.logs()
    payroll.report_ok(payroll.worklogs()[0])

    assert alice.delete(f"/worklogs/{worklog['tempoWorklogId']}").status_code == 204
    assert payroll.worklogs() == []


def test_a_result_is_recorded_in_the_change_log(payroll: Machine, alice: Person, database: Database) -> None:
    id = alice.logs()["tempoWorklogId"]
    (exported,) = payroll.worklogs()
    payroll.report(entry(exported, "No"))
    payroll.report_ok(exported)

    with database.read() as db:
        is_result = changes.c.entity == "worklogexternal"
        rows = db.execute(
            select(changes.c.entity_id, changes.c.action, changes.c.actor, changes.c.before, changes.c.after)
            .where(is_result)
            .order_by(changes.c.id)
        ).all()
    assert [(row.entity_id, row.action, row.actor) for row in rows] == [(str(id), "Created", "servlet"), (str(id), "Updated", "servlet")]
    assert '"external_result":"No"' in rows[1].before
    assert '"external_result":"OK"' in rows[1].after


def test_the_number_of_statements_does_not_depend_on_the_number_of_results(payroll: Machine, alice: Person, database: Database) -> None:
    def counted() -> int:
        exported = payroll.worklogs()
        with statements(database) as executed:
            payroll.report_ok(*exported)
        return len(executed)

    alice.logs()
    counted()
    for_one = counted()
    for day in range(1, 16):
        alice.logs(on=f"2026-03-{day:02}")
    payroll.report_ok(*payroll.worklogs())
    assert counted() == for_one


def test_concurrent_updates_do_not_conflict(payroll: Machine, alice: Person) -> None:
    ids = [alice.logs()["tempoWorklogId"] for _ in range(10)]
    exported = payroll.worklogs()

    def report(number: int) -> list[str]:
        mixed = exported if number % 2 else exported[::-1]
        return [result["update_result"] for result in payroll.report(*(entry(worklog, external_id=str(number)) for worklog in mixed))]

    with ThreadPoolExecutor(4) as threads:
        results = list(threads.map(report, range(12)))

    assert results == [["OK"] * len(ids)] * 12
    assert len({worklog["external_id"] for worklog in payroll.worklogs()}) == 1


def test_concurrently_deleted_worklogs_do_not_affect_the_others(payroll: Machine, alice: Person) -> None:
    for _ in range(30):
        alice.logs(600)
    exported = payroll.worklogs()

    with ThreadPoolExecutor(2) as threads:
        deleting = threads.submit(lambda: [alice.delete(f"/worklogs/{worklog['worklog_id']}").status_code for worklog in exported[::2]])
        reported = [payroll.report(*map(entry, exported)) for _ in range(6)]

    assert set(deleting.result()) == {204}
    assert {result["update_result"].partition(" ")[0] for results in reported for result in results} <= {"OK", "ERROR:"}
    assert {result["update_result"] for results in reported for result in results[1::2]} == {"OK"}


def test_the_xml_may_be_a_field_or_file_of_a_multipart_form_or_a_query_parameter(payroll: Machine, alice: Person) -> None:
    alice.logs(description="Zoë")
    (exported,) = payroll.worklogs()
    xml = updates(entry(exported, external_id="Zoë"))
    target = {"url": PATH.format("updateWorklog"), "params": {"tempoApiToken": payroll.secret}}

    for content in ({"files": {"worklogs": (None, xml)}}, {"files": {"worklogs": ("results.xml", xml)}}):
        response = payroll.http.post(**target, **content)  # type: ignore[arg-type]
        assert "<update_result>OK</update_result>" in response.text, response.text
    response = payroll.http.post(target["url"], params={**target["params"], "worklogs": xml})  # type: ignore[arg-type, dict-item]
    assert "<external_id>Zoë</external_id>" in response.text


def test_the_token_may_be_a_field_of_the_form(payroll: Machine, alice: Person) -> None:
    alice.logs()
    form = {"worklogs": updates(entry(payroll.worklogs()[0])), "tempoApiToken": payroll.secret}

    response = payroll.http.post(PATH.format("updateWorklog"), data=form)

    assert "<update_result>OK</update_result>" in response.text


def test_the_form_posts_to_the_servlet(payroll: Machine, alice: Person) -> None:
    alice.logs()

    page = payroll.get("updateWorklog")

    assert (page.status_code, page.headers["content-type"]) == (200, "text/html; charset=utf-8")
    assert 'method="post"' in page.text
    assert 'name="worklogs"' in page.text
    assert f'name="tempoApiToken" value="{payroll.secret}"' in page.text
    assert page.headers["cache-control"] == "no-store"
    assert page.headers["referrer-policy"] == "no-referrer"


@pytest.mark.parametrize("content", ["", " \n"])
def test_an_update_without_xml_is_refused(payroll: Machine, content: str) -> None:
    response = payroll.post(content)

    assert (response.status_code, response.text) == (
        400,
        "The parameter 'worklogs' is missing. It must be XML with the root worklog_updates.\n",
    )


def test_other_media_types_are_refused(payroll: Machine) -> None:
    with httpx.Client(transport=payroll.http._transport, base_url=BASE_URL) as http:
        response = http.post(PATH.format("updateWorklog"), params={"tempoApiToken": payroll.secret}, json={})

    assert response.status_code == 400
    assert "as the parameter 'worklogs' of a form" in response.text


def test_an_update_without_entries_changes_nothing(payroll: Machine) -> None:
    assert payroll.report() == []
    assert texts(payroll.read()) == {}
