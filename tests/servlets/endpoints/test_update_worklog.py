"""POST tempo-updateWorklog: what payroll answers, and the form to try it."""

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


def test_an_answer_is_stored_and_told_as_the_manual_shows_it(payroll: Machine, alice: Person, stopped_clock: StoppedClock) -> None:
    alice.logs(28_800)
    (told,) = payroll.worklogs()
    stopped_clock.set("2026-03-18T13:13:48Z")

    (result,) = payroll.answers(entry(told, external_id="SAP-ID-12345"))

    assert int(result.pop("ms")) >= 0
    assert list(result.items()) == [
        ("worklog_id", told["worklog_id"]),
        ("external_id", "SAP-ID-12345"),
        ("result_tstamp", "2026-03-18 13:13:48"),
        ("external_hours", "8.0"),
        ("external_result", "OK"),
        ("update_result", "OK"),
    ]
    (after,) = payroll.worklogs()
    assert after | {"external_id": "", "external_tstamp": ""} == told | {"external_hours": "8.0", "external_result": "OK"}
    assert (after["external_id"], after["external_tstamp"]) == ("SAP-ID-12345", "2026-03-18 13:13:48")


def test_what_was_answered_ok_is_told_again_when_it_changes(payroll: Machine, alice: Person) -> None:
    worklog = alice.logs()
    other = alice.logs()["tempoWorklogId"]
    payroll.answers_ok(payroll.worklogs()[0])
    assert payroll.ids(diffOnly="true") == [other]

    body = {"authorAccountId": alice.id, "startDate": "2026-03-17", "timeSpentSeconds": 7200}
    assert alice.put(f"/worklogs/{worklog['tempoWorklogId']}", body).status_code == 200

    assert sorted(payroll.ids(diffOnly="true")) == [worklog["tempoWorklogId"], other]
    payroll.answers_ok(*payroll.worklogs(diffOnly="true"))
    assert payroll.ids(diffOnly="true") == []


def test_an_error_stays_listed_until_it_is_answered_ok(payroll: Machine, alice: Person) -> None:
    id = alice.logs()["tempoWorklogId"]
    (told,) = payroll.worklogs()
    payroll.answers(entry(told, "Cost centre 4711 is closed"))

    assert payroll.ids(diffOnly="true") == payroll.ids(errorsOnly="true") == [id]
    assert payroll.worklogs()[0]["external_result"] == "Cost centre 4711 is closed"

    payroll.answers_ok(told)
    assert payroll.ids(diffOnly="true") == payroll.ids(errorsOnly="true") == []


def test_diff_only_can_be_combined(payroll: Machine, alice: Person, bob: Person) -> None:
    alice.logs()
    his = bob.logs()["tempoWorklogId"]
    alice.logs(on="2026-03-02")
    payroll.answers_ok(payroll.worklogs(dateFrom="2026-03-16", userName="asmith")[0])

    assert payroll.ids(diffOnly="true", dateFrom="2026-03-16", validOnly="true") == [his]
    assert payroll.ids(diffOnly="true", userName="asmith", dateFrom="2026-03-16") == []
    assert payroll.reads(diffOnly="true", headerOnly="true", dateFrom="2026-03-01").get("number_of_worklogs") == "2"


@pytest.mark.parametrize(
    ("change", "why"),
    [
        ({"hash_value": "0" * 40}, "hash_value is not the present one"),
        ({"hash_value": ""}, "hash_value must be the 40 digits that came with the worklog"),
        ({"hash_value": "nonsense"}, "hash_value must be the 40 digits that came with the worklog, not 'nonsense'"),
        ({"worklog_id": "99"}, "Worklog 99 not found"),
        ({"worklog_id": "abc"}, "worklog_id must be the id of a worklog, not 'abc'"),
        ({"worklog_id": "9" * 30}, "worklog_id must be the id of a worklog"),
        ({"worklog_id": "9223372036854775808"}, "worklog_id must be the id of a worklog"),
        ({"worklog_id": "0"}, "worklog_id must be the id of a worklog, not '0'"),
        ({"worklog_id": ""}, "worklog_id is missing"),
        ({"external_hours": "8,0"}, "external_hours must be a number like 7.5, not '8,0'"),
        ({"external_hours": "nan"}, "external_hours must be a number"),
        ({"external_hours": "-inf"}, "external_hours must be a number"),
        ({"external_hours": "1e300"}, "external_hours must be a number"),
        ({"external_hours": "1_0"}, "external_hours must be a number"),
        ({"external_hours": "٣"}, "external_hours must be a number"),
        ({"external_result": ""}, "external_result is missing: it is OK, or says what is wrong"),
        ({"external_result": "x" * 4001}, "external_result must have at most 4000 characters"),
        ({"external_id": "x" * 256}, "external_id must have at most 255 characters"),
    ],
)
def test_what_is_wrong_with_an_entry_keeps_only_that_one_out(payroll: Machine, alice: Person, change: dict[str, str], why: str) -> None:
    alice.logs()
    alice.logs()
    alice.logs(startTime="11:00:00")
    told = payroll.worklogs()

    results = payroll.answers(entry(told[0]), entry(told[2]) | change, entry(told[1]))

    assert [result["update_result"] for result in results[::2]] == ["OK", "OK"]
    assert results[1]["update_result"].startswith(f"ERROR: {why}")
    assert results[1]["worklog_id"] == change.get("worklog_id", told[2]["worklog_id"])
    assert payroll.ids(diffOnly="true") == [int(told[2]["worklog_id"])]


def test_all_that_is_wrong_with_an_entry_is_said(payroll: Machine, alice: Person) -> None:
    alice.logs()
    wrong = {"external_hours": "x", "external_result": "", "hash_value": ""}

    (result,) = payroll.answers(entry(payroll.worklogs()[0]) | wrong)

    assert [words.partition(" ")[0] for words in result["update_result"].removeprefix("ERROR: ").split("; ")] == [
        "external_result",
        "external_hours",
        "hash_value",
    ]


def test_an_entry_without_anything_fails(payroll: Machine) -> None:
    (result,) = payroll.answers({})

    assert result["update_result"] == "ERROR: worklog_id is missing"


def test_the_hash_of_another_worklog_is_not_taken(payroll: Machine, alice: Person) -> None:
    alice.logs()
    alice.logs()
    first, second = payroll.worklogs()

    results = payroll.answers(entry(first) | {"hash_value": second["hash_value"]})

    assert "not the present one" in results[0]["update_result"]


def test_hours_and_id_may_be_missing_and_blanks_around_texts_do_not_matter(payroll: Machine, alice: Person) -> None:
    alice.logs()
    (told,) = payroll.worklogs()

    (result,) = payroll.answers(
        {"hash_value": f"\n {told['hash_value'].upper()} ", "worklog_id": told["worklog_id"], "external_result": " ok "}
    )

    assert result["update_result"] == "OK"
    (after,) = payroll.worklogs()
    assert (after["external_id"], after["external_result"]) == ("", "OK")
    assert "external_hours" not in after
    assert payroll.ids(diffOnly="true") == []


def test_the_last_of_several_answers_to_a_worklog_counts(payroll: Machine, alice: Person) -> None:
    alice.logs()
    (told,) = payroll.worklogs()

    results = payroll.answers(entry(told), entry(told, "Too late"))

    assert [result["update_result"] for result in results] == ["OK", "OK"]
    assert payroll.worklogs()[0]["external_result"] == "Too late"


def test_an_answer_goes_with_its_worklog(payroll: Machine, alice: Person) -> None:
    worklog = alice.logs()
    payroll.answers_ok(payroll.worklogs()[0])

    assert alice.delete(f"/worklogs/{worklog['tempoWorklogId']}").status_code == 204
    assert payroll.worklogs() == []


def test_an_answer_leaves_a_change_record(payroll: Machine, alice: Person, database: Database) -> None:
    id = alice.logs()["tempoWorklogId"]
    (told,) = payroll.worklogs()
    payroll.answers(entry(told, "No"))
    payroll.answers_ok(told)

    with database.read() as db:
        of = changes.c.entity == "worklogexternal"
        rows = db.execute(select(changes.c.entity_id, changes.c.action, changes.c.actor, changes.c.before, changes.c.after).where(of)).all()
    assert [(row.entity_id, row.action, row.actor) for row in rows] == [(str(id), "Created", "servlet"), (str(id), "Updated", "servlet")]
    assert '"external_result":"No"' in rows[1].before
    assert '"external_result":"OK"' in rows[1].after


def test_however_many_answers_are_stored_by_the_same_statements(payroll: Machine, alice: Person, database: Database) -> None:
    def counted() -> int:
        told = payroll.worklogs()
        with statements(database) as said:
            payroll.answers_ok(*told)
        return len(said)

    alice.logs()
    counted()
    one = counted()
    for day in range(1, 16):
        alice.logs(on=f"2026-03-{day:02}")
    payroll.answers_ok(*payroll.worklogs())
    assert counted() == one


def test_answers_that_come_at_once_do_not_get_into_each_others_way(payroll: Machine, alice: Person) -> None:
    ids = [alice.logs()["tempoWorklogId"] for _ in range(10)]
    told = payroll.worklogs()

    def answers(number: int) -> list[str]:
        mixed = told if number % 2 else told[::-1]
        return [result["update_result"] for result in payroll.answers(*(entry(one, external_id=str(number)) for one in mixed))]

    with ThreadPoolExecutor(4) as threads:
        results = list(threads.map(answers, range(12)))

    assert results == [["OK"] * len(ids)] * 12
    assert len({one["external_id"] for one in payroll.worklogs()}) == 1


def test_a_worklog_that_is_deleted_meanwhile_fails_alone(payroll: Machine, alice: Person) -> None:
    for _ in range(30):
        alice.logs()
    told = payroll.worklogs()

    with ThreadPoolExecutor(2) as threads:
        deleting = threads.submit(lambda: [alice.delete(f"/worklogs/{one['worklog_id']}").status_code for one in told[::2]])
        answered = [payroll.answers(*map(entry, told)) for _ in range(6)]

    assert set(deleting.result()) == {204}
    assert {result["update_result"].partition(" ")[0] for results in answered for result in results} <= {"OK", "ERROR:"}
    assert {result["update_result"] for results in answered for result in results[1::2]} == {"OK"}


def test_the_xml_may_come_in_a_multipart_form_as_text_or_as_a_file_or_in_the_address(payroll: Machine, alice: Person) -> None:
    alice.logs(description="Zoë")
    (told,) = payroll.worklogs()
    xml = updates(entry(told, external_id="Zoë"))
    where = {"url": PATH.format("updateWorklog"), "params": {"tempoApiToken": payroll.secret}}

    for given in ({"files": {"worklogs": (None, xml)}}, {"files": {"worklogs": ("answer.xml", xml)}}):
        response = payroll.http.post(**where, **given)  # type: ignore[arg-type]
        assert "<update_result>OK</update_result>" in response.text, response.text
    response = payroll.http.post(where["url"], params={**where["params"], "worklogs": xml})  # type: ignore[arg-type, dict-item]
    assert "<external_id>Zoë</external_id>" in response.text


def test_the_token_may_be_a_field_of_the_form(payroll: Machine, alice: Person) -> None:
    alice.logs()
    form = {"worklogs": updates(entry(payroll.worklogs()[0])), "tempoApiToken": payroll.secret}

    response = payroll.http.post(PATH.format("updateWorklog"), data=form)

    assert "<update_result>OK</update_result>" in response.text


def test_the_form_that_is_opened_posts_what_is_pasted(payroll: Machine, alice: Person) -> None:
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

    assert (response.status_code, response.text) == (400, "the parameter 'worklogs' is missing: XML with the root worklog_updates\n")


def test_another_kind_of_body_is_refused(payroll: Machine) -> None:
    with httpx.Client(transport=payroll.http._transport, base_url=BASE_URL) as http:
        response = http.post(PATH.format("updateWorklog"), params={"tempoApiToken": payroll.secret}, json={})

    assert response.status_code == 400
    assert "as the parameter 'worklogs' of a form" in response.text


def test_an_update_of_nothing_changes_nothing(payroll: Machine) -> None:
    assert payroll.answers() == []
    assert texts(payroll.reads()) == {}
