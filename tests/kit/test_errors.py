"""Faults as text, and refusals with faults."""

import re

import pytest

from andante.kit.errors import Fault, FaultCode, Invalid, NotFound, Refusal


@pytest.mark.parametrize(
    ("field", "text", "written"),
    [
        ("startDate", "is required", "'startDate' is required"),
        ("from", "2026-03-02 must not be later than 'to' 2026-03-01", "'from' 2026-03-02 must not be later than 'to' 2026-03-01"),
        ("attributes[2].key", "is required", "'attributes[2].key' is required"),
        ("[3].startDate", "is required", "'[3].startDate' is required"),
        ("issueId", "Issue not found", "Issue not found"),
        ("[3].issueId", "Issue not found", "[3] Issue not found"),
        ("[3]", "The period is closed", "[3] The period is closed"),
        ("", "the body is not valid JSON", "the body is not valid JSON"),
        ("", "Worklog 7 not found", "Worklog 7 not found"),
    ],
)
def test_a_predicate_follows_its_field_and_a_sentence_is_unchanged(field: str, text: str, written: str) -> None:
    assert str(Fault(field, FaultCode.INVALID, text)) == written


def test_a_sentence_begins_with_a_capital_letter() -> None:
    assert Fault("startDate", FaultCode.REQUIRED, "is required").sentence == "Is required"
    assert Fault("", FaultCode.NOT_FOUND, "Worklog 7 not found").sentence == "Worklog 7 not found"


@pytest.mark.parametrize(
    ("field", "under"),
    [("startDate", "[3].startDate"), ("attributes[2].key", "[3].attributes[2].key"), ("", "[3]"), ("[0].day", "[3][0].day")],
)
def test_under_puts_a_path_before_the_field(field: str, under: str) -> None:
    assert Fault(field, FaultCode.REQUIRED, "is required").under("[3]") == Fault(under, FaultCode.REQUIRED, "is required")


def test_a_refusal_is_created_from_the_parts_of_a_fault_or_from_faults() -> None:
    missing, late = Fault("from", FaultCode.REQUIRED, "is required"), Fault("to", FaultCode.OUT_OF_RANGE, "must not be 9999-12-31")

    assert Invalid("from", FaultCode.REQUIRED, "is required").faults == (missing,)
    assert Invalid(missing, late).faults == (missing, late)
    assert str(Invalid(missing, late)) == "'from' is required; 'to' must not be 9999-12-31"


def test_a_text_becomes_a_fault_with_the_code_of_the_status() -> None:
    assert NotFound("Worklog 7 not found").faults == (Fault("", FaultCode.NOT_FOUND, "Worklog 7 not found"),)


def test_a_refusal_keeps_twenty_faults_and_reports_that_there_are_more() -> None:
    refusal = Refusal(*(Fault(f"[{index}]", FaultCode.REQUIRED, "is required") for index in range(1000)))

    assert len(refusal.faults) == 21
    assert refusal.faults[-1] == Fault("", FaultCode.MORE, "and more faults")


def test_every_code_has_a_meaning() -> None:
    assert all(re.fullmatch("[a-z]+(_[a-z]+)*", code) and re.fullmatch(r"[A-Z].*\.", code.meaning) for code in FaultCode)
    assert [code.name.lower() for code in FaultCode] == list(FaultCode)
