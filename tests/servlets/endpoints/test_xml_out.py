"""The XML that is written is well-formed, whatever people paste."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from lxml import etree

from andante.servlets.endpoints import xml_out
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


@pytest.mark.parametrize("what", PASTED)
def test_what_people_paste_comes_out_as_it_was(payroll: Machine, alice: Person, what: str) -> None:
    alice.logs(description=PASTED[what])

    assert payroll.worklogs()[0]["work_description"] == PASTED[what]


def test_what_xml_can_not_hold_is_replaced(payroll: Machine, alice: Person) -> None:
    alice.logs(description="a\x01b\x0bc\x1fd\ufffee\uffff")

    assert payroll.worklogs()[0]["work_description"] == "a\ufffdb\ufffdc\ufffdd\ufffde\ufffd"
    assert payroll.ids(diffOnly="true")
    payroll.answers_ok(payroll.worklogs()[0])
    assert payroll.ids(diffOnly="true") == []


def test_what_stands_in_attributes_is_escaped_too(payroll: Machine, alice: Person, carol: Person, andante: Shell) -> None:
    andante("user", "change", alice.id, "--user-name", 'o\'neill&<"x">')
    body = {"key": "ACME", "name": 'Ä & "B" <\x02>', "status": "OPEN", "leadAccountId": alice.id}
    assert carol.post("/accounts", body).status_code == 200

    assert payroll.reads(userName='o\'neill&<"x">').get("userName") == 'o\'neill&<"x">'
    (listed,) = payroll.reads("billingKeyList")
    assert (listed.get("name"), listed.get("responsable_initials")) == ('Ä & "B" <\ufffd>', 'o\'neill&<"x">')


def test_an_answer_comes_out_too(payroll: Machine, alice: Person) -> None:
    alice.logs()

    payroll.answers(entry(payroll.worklogs()[0], "<Fehler> & ]]> 🙈", external_id='"1"'))

    (told,) = payroll.worklogs()
    assert (told["external_result"], told["external_id"]) == ("<Fehler> & ]]> 🙈", '"1"')


@settings(suppress_health_check=[HealthCheck.too_slow])
@given(st.text(st.characters()), st.text(st.characters()))
def test_any_text_at_all_is_well_formed(text: str, attribute: str) -> None:
    written = xml_out.document("root", {"a": attribute}, [xml_out.filled("worklog", {"text": text, "map": {attribute: text}})])

    root = etree.fromstring(b"".join(written))

    wanted, key = (xml_out._NO_CHARACTERS.sub(xml_out.REPLACEMENT, given) for given in (text, attribute))
    assert root.get("a") == key
    assert root.findtext("worklog/text", "") == wanted
    assert [(each.get("key"), each.text or "") for each in root.iterfind("worklog/map/property")] == [(key, wanted)]


def test_it_is_written_in_pieces() -> None:
    element = xml_out.filled("worklog", {"text": "x" * 1000})

    pieces = list(xml_out.document("worklogs", {}, (element for _ in range(1000))))

    assert len(pieces) > 10
    assert all(len(piece) < 2 * xml_out.BYTES_AT_ONCE for piece in pieces)
    assert len(etree.fromstring(b"".join(pieces))) == 1000
