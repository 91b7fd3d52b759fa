"""XML responses are well-formed for any text."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from lxml import etree

from andante.servlets.endpoints import xml_writer
from tests.cast import Person
from tests.shell import Shell

from .machines import Machine, entry

PASTED = {
    "emoji": "🧑‍💻 done",
    "the end of CDATA": "a ]]> b <![CDATA[ c",
    "markup": "<b>&amp; \"quotes\" 'too'</b>",
    "lines": "one\n\ttwo",
    "a carriage return": "one\r\ntwo\rthree",
    "right to left": "\u202eabc",
    "line separators": "a\u2028b\u0085c",
    "a byte order mark": "\ufeffa",
    "a comment": "<!-- -- -->",
    "an entity": "&nope; &#0;",
}


@pytest.mark.parametrize("name", PASTED)
def test_pasted_text_is_exported_unchanged(payroll: Machine, alice: Person, name: str) -> None:
    alice.logs(description=PASTED[name])

    assert payroll.worklogs()[0]["work_description"] == PASTED[name]


def test_characters_that_xml_does_not_allow_are_replaced(payroll: Machine, alice: Person) -> None:
    alice.logs(description="a\x01b\x0bc\x1fd\ufffee\uffff")

    assert payroll.worklogs()[0]["work_description"] == "a\ufffdb\ufffdc\ufffdd\ufffde\ufffd"
    assert payroll.ids(diffOnly="true")
    payroll.report_ok(payroll.worklogs()[0])
    assert payroll.ids(diffOnly="true") == []


def test_attributes_are_escaped(payroll: Machine, alice: Person, carol: Person, andante: Shell) -> None:
    andante("user", "change", alice.id, "--user-name", 'o\'neill&<"x">')
    body = {"key": "ACME", "name": 'Ä & "B" <\x02>', "status": "OPEN", "leadAccountId": alice.id}
    assert carol.post("/accounts", body).status_code == 200

    assert payroll.read(userName='o\'neill&<"x">').get("userName") == 'o\'neill&<"x">'
    (listed,) = payroll.read("billingKeyList")
    assert (listed.get("name"), listed.get("responsable_initials")) == ('Ä & "B" <\ufffd>', 'o\'neill&<"x">')


def test_a_reported_result_is_escaped(payroll: Machine, alice: Person) -> None:
    alice.logs()

    payroll.report(entry(payroll.worklogs()[0], "<Fehler> & ]]> 🙈", external_id='"1"'))

    (exported,) = payroll.worklogs()
    assert (exported["external_result"], exported["external_id"]) == ("<Fehler> & ]]> 🙈", '"1"')


@settings(suppress_health_check=[HealthCheck.too_slow])
@given(st.text(st.characters()), st.text(st.characters()))
def test_any_text_is_well_formed(text: str, attribute: str) -> None:
    document = xml_writer.document("root", {"a": attribute}, [xml_writer.element("worklog", {"text": text, "map": {attribute: text}})])

    root = etree.fromstring(b"".join(document))

    expected, key = (xml_writer._FORBIDDEN.sub(xml_writer.REPLACEMENT, value) for value in (text, attribute))
    assert root.get("a") == key
    assert root.findtext("worklog/text", "") == expected
    assert [(property.get("key"), property.text or "") for property in root.iterfind("worklog/map/property")] == [(key, expected)]


def test_documents_are_written_in_pieces() -> None:
    element = xml_writer.element("worklog", {"text": "x" * 1000})

    pieces = list(xml_writer.document("worklogs", {}, (element for _ in range(1000))))

    assert len(pieces) > 10
    assert all(len(piece) < 2 * xml_writer.CHUNK_BYTES for piece in pieces)
    assert len(etree.fromstring(b"".join(pieces))) == 1000
