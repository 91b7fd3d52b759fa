"""Malicious XML is refused and changes nothing."""

from pathlib import Path

import pytest

from andante.app import application
from andante.kit.database import Database
from andante.kit.settings import Settings
from andante.servlets.endpoints.xml_reader import MAX_ENTRIES
from tests.cast import Person
from tests.databases import sqlite_only

from .machines import Machine, entry, updates

BOMB = """<?xml version="1.0"?><!DOCTYPE worklog_updates [<!ENTITY a "ha">{}]>
<worklog_updates><worklog_update><external_id>&j;</external_id></worklog_update></worklog_updates>"""
LAUGHS = "".join(f'<!ENTITY {name} "{f"&{before};" * 100}">' for before, name in zip("abcdefghi", "bcdefghij", strict=True))
FILE = '<!DOCTYPE worklog_updates [<!ENTITY x SYSTEM "file://{}">]>'
ONE = "<worklog_updates><worklog_update><external_id>&x;</external_id></worklog_update></worklog_updates>"

HOSTILE: dict[str, tuple[str | bytes, str]] = {
    "entities within entities": (BOMB.format(LAUGHS), "not have a document type definition"),
    "one huge entity": (BOMB.format(f'<!ENTITY j "{"x" * 100_000}">'), "not have a document type definition"),
    "an entity that reads a file": (FILE.format("/etc/passwd") + ONE, "not have a document type definition"),
    "an entity that reads a URL": ('<!DOCTYPE a [<!ENTITY x SYSTEM "http://127.0.0.1:1/">]>' + ONE, "not have a document type definition"),
    "parameter entities": (
        '<!DOCTYPE a [<!ENTITY % p SYSTEM "http://127.0.0.1:1/"> %p;]>' + ONE,
        "not have a document type definition",
    ),
    "an external definition": (
        '<!DOCTYPE worklog_updates SYSTEM "http://127.0.0.1:1/x.dtd">' + ONE,
        "not have a document type definition",
    ),
    "an empty definition": ("<!DOCTYPE worklog_updates><worklog_updates/>", "not have a document type definition"),
    "an undefined entity": (ONE, "must be well-formed XML"),
    "deep nesting": ("<worklog_updates>" + "<a>" * 100_000, "must have worklog_update instead of 'a'"),
    "deep nesting of valid elements": ("<worklog_updates><worklog_update>" + "<external_id>" * 100_000, "nested too deeply"),
    "another root": ("<worklogs/>", "must have worklog_updates instead of 'worklogs'"),
    "another namespace": ('<worklog_updates xmlns="urn:x"/>', "must have worklog_updates instead of"),
    "another element": ("<worklog_updates><worklog/></worklog_updates>", "must have worklog_update instead of 'worklog'"),
    "an unclosed element": ("<worklog_updates><worklog_update>", "must be well-formed XML"),
    "two roots": ("<worklog_updates/><worklog_updates/>", "must be well-formed XML"),
    "not XML": ("OK", "must be well-formed XML"),
    "JSON": ('{"a": 1}', "must be well-formed XML"),
    "a control character": ("<worklog_updates>\x01</worklog_updates>", "must be well-formed XML"),
    "NUL": ("<worklog_updates>\0</worklog_updates>", "must be well-formed XML"),
    "an escaped NUL": ("<worklog_updates>&#0;</worklog_updates>", "must be well-formed XML"),
    "an escaped surrogate": ("<worklog_updates>&#xd800;</worklog_updates>", "must be well-formed XML"),
    "Latin-1 declared as UTF-8": (
        '<?xml version="1.0" encoding="UTF-8"?><worklog_updates>é</worklog_updates>'.encode("latin-1"),
        "well-formed",
    ),
    "UTF-8 declared as UTF-16": ('<?xml version="1.0" encoding="UTF-16"?><worklog_updates/>', "must be"),
    "an unknown encoding": ('<?xml version="1.0" encoding="klingon"?><worklog_updates/>', "must be"),
    "UTF-16 cut in half": ("<worklog_updates/>".encode("utf-16")[:-1], "must be well-formed XML"),
    "random bytes": (bytes(range(256)), "must be well-formed XML"),
    "a huge text": (f"<worklog_updates><worklog_update><external_id>{'x' * 1_000_000}", "more than 10000 characters"),
    "a huge name": (f"<{'x' * 1_000_000}/>", "must"),
    "a huge attribute": (
        f'<worklog_updates a="{"x" * 11_000_000}"/>',
        "must not have a tag, comment or instruction of more than 131072 bytes",
    ),
    "a huge comment": (
        f"<worklog_updates><!--{'x' * 1_000_000}--></worklog_updates>",
        "tag, comment or instruction of more than 131072 bytes",
    ),
    "many names": (
        f"<worklog_updates><worklog_update>{''.join(f'<n{number}/>' for number in range(99))}",
        "at most 100 different names of elements and attributes",
    ),
    "many names of attributes": (
        "<worklog_updates " + " ".join(f"a{number}=''" for number in range(100)) + "/>",
        "at most 100 different names",
    ),
    "too many entries": (f"<worklog_updates>{'<worklog_update/>' * (MAX_ENTRIES + 1)}</worklog_updates>", "at most 100000 entries"),
}


@sqlite_only
@pytest.mark.parametrize("name", HOSTILE)
def test_malicious_xml_is_refused(payroll: Machine, alice: Person, name: str) -> None:
    alice.logs()
    content, message = HOSTILE[name]

    response = payroll.post(content)

    assert (response.status_code, response.headers["content-type"]) == (400, "text/plain; charset=utf-8"), response.text
    assert message in response.text
    assert len(response.text) < 500
    assert "root:" not in response.text
    assert payroll.worklogs()[0]["external_id"] == ""


def test_a_valid_entry_next_to_an_attack_is_not_stored(payroll: Machine, alice: Person, tmp_path: Path) -> None:
    alice.logs()
    secret = tmp_path / "secret"
    secret.write_text("TOP SECRET")
    (exported,) = payroll.worklogs()
    attack = FILE.format(secret) + updates(entry(exported, external_id="PLACE")).partition("?>")[2].replace("PLACE", "&x;")

    response = payroll.post(attack)

    assert response.status_code == 400
    assert "TOP SECRET" not in response.text
    assert payroll.worklogs()[0] == exported


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "iso-8859-1"])
def test_declared_encodings_are_read(payroll: Machine, alice: Person, encoding: str) -> None:
    alice.logs()
    (exported,) = payroll.worklogs()
    name = "utf-8" if encoding == "utf-8-sig" else encoding
    xml = updates(entry(exported, external_id="Zoë")).replace("UTF-8", name).encode(encoding)

    assert "<update_result>OK</update_result>" in payroll.post(xml).text
    assert payroll.worklogs()[0]["external_id"] == "Zoë"


def test_comments_instructions_cdata_and_unknown_fields_are_accepted(payroll: Machine, alice: Person) -> None:
    alice.logs()
    (exported,) = payroll.worklogs()
    xml = updates(entry(exported, external_id="ID"))
    xml = xml.replace("ID", "<!-- a --><![CDATA[I&D]]><?php x ?>").replace("<worklog_id>", "<system>SAP</system><worklog_id>")

    assert "<update_result>OK</update_result>" in payroll.post(xml).text
    assert payroll.worklogs()[0]["external_id"] == "I&D"


@sqlite_only
def test_a_body_of_fifty_megabytes_is_refused(payroll: Machine) -> None:
    response = payroll.post("<worklog_updates>" + " " * 50_000_000)

    assert response.status_code == 413
    assert "the body must have at most 33554432 bytes" in response.text


def test_the_size_limit_of_request_bodies_applies(payroll: Machine, database: Database) -> None:
    small = Machine(application(Settings(access_log=False, max_body_bytes=1000), database), payroll.secret)

    assert small.post("<worklog_updates/>").status_code == 200
    assert small.post("<worklog_updates/>" + " " * 1000).status_code == 413


@pytest.mark.parametrize("body", [b"--x\r\n\r\n", b"--x", b"", b"--x\r\nContent-Disposition: form-data; name=worklogs\r\n\r\n<a"])
def test_a_malformed_multipart_form_is_refused(payroll: Machine, body: bytes) -> None:
    headers = {"Content-Type": "multipart/form-data; boundary=x"}

    response = payroll.http.post(
        "/plugins/servlet/tempo-updateWorklog", params={"tempoApiToken": payroll.secret}, content=body, headers=headers
    )

    assert response.status_code == 400
    assert response.text


def test_a_form_with_too_many_fields_is_refused(payroll: Machine) -> None:
    headers = {"Content-Type": "application/x-www-form-urlencoded"}

    response = payroll.http.post(
        "/plugins/servlet/tempo-updateWorklog", params={"tempoApiToken": payroll.secret}, content=b"a=1&" * 10_001, headers=headers
    )

    assert response.status_code == 400
    assert "at most 10000 fields" in response.text
