"""andante export and import: what went out comes back in the same."""

import datetime as dt
from io import BytesIO, StringIO
from pathlib import Path
from typing import Any, get_args

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from andante.attributes import actions as attributes
from andante.attributes.wire import CreateWorkAttributeInput
from andante.issues import actions as issues
from andante.kit.call import Call
from andante.transfer.files import Format
from andante.transfer.kinds import Filter, Options, Report, export_file, import_file
from andante.transfer.worklogs import WORKLOGS
from andante.worklogs import actions as worklogs
from andante.worklogs.rules import Search
from andante.worklogs.wire import NewWorklog, WorkAttributeValueInput

from ..cast import ACCOUNT_IDS, Person
from ..shell import Shell

TEXT = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=40)
AWKWARD = st.sampled_from(
    [
        "",
        " ",
        "=1+1",
        '"',
        '""',
        ",",
        ";",
        "\n",
        "\r",
        "\r\n",
        "\ta ",
        "a\nb\r\nc",
        "'",
        "#",
        "null",
        "true",
        "1h",
        "naïve 🧑‍💻",
        "\u2028",
        "\ufeff",
        "{}",
    ]
)


@st.composite
def entries(draw: st.DrawFn) -> tuple[str, NewWorklog]:
    time = draw(st.times())
    seconds = draw(st.integers(1, 86_400))
    values = draw(st.fixed_dictionaries({}, optional={"_Ticket_": TEXT | AWKWARD, "_Activity_": st.sampled_from(["0", "1", "2"])}))
    return draw(st.sampled_from(["NORTH-1", "NORTH-2", "SOUTH-1"])), NewWorklog(
        author_account_id=draw(st.sampled_from(sorted(ACCOUNT_IDS.values()))),
        start_date=draw(st.dates(dt.date(1970, 1, 1), dt.date(2027, 3, 17))),
        start_time=time.replace(microsecond=0).isoformat(),
        time_spent_seconds=seconds,
        billable_seconds=draw(st.none() | st.integers(0, 86_400)),
        description=draw(TEXT | AWKWARD),
        attributes=[WorkAttributeValueInput(key, value) for key, value in values.items()],
    )


@pytest.fixture
def choices(call: Call) -> list[str]:
    """The values of a STATIC_LIST, with labels that are awkward; there is a text attribute too."""
    attributes.create(call, CreateWorkAttributeInput(key="_Ticket_", name="Ticket", type="INPUT_FIELD"))
    labels = ["Development", 'Review, "thorough"', " padded "]
    listed = attributes.create(call, CreateWorkAttributeInput(key="_Activity_", name="Activity", type="STATIC_LIST", values=labels))
    return [option.value for option in listed.options]


def contents(call: Call) -> list[Any]:
    """All that worklogs say, apart from when they were written."""
    return sorted(
        (
            w.author_id,
            w.issue_key,
            w.start_date,
            w.start_time,
            w.time_spent_seconds,
            w.billable_seconds,
            w.description,
            sorted(w.attributes.items()),
        )
        for w in worklogs.every(call, Search())
    )


def imported(call: Call, file: str, format: Format) -> Report:
    report = Report(lambda line, faults: pytest.fail(f"line {line}: {faults}"))
    import_file(call, WORKLOGS, BytesIO(file.encode()), format, Options(), report)
    return report


@pytest.mark.parametrize("format", get_args(Format))
@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
@given(logged=st.lists(entries(), max_size=8))
def test_what_was_exported_is_imported_the_same(
    call: Call, choices: list[str], format: Format, logged: list[tuple[str, NewWorklog]]
) -> None:
    for _, worklog in logged:
        for pair in worklog.attributes or []:
            pair.value = choices[int(pair.value)] if pair.key == "_Activity_" else pair.value
    with call.db.begin_nested() as attempt:
        worklogs.log_all(call, [(issues.find_issue(call, key), worklog) for key, worklog in logged])
        before = contents(call)
        target = StringIO(newline="")
        assert export_file(call, WORKLOGS, target, format, Filter()) == len(logged)

        assert imported(call, target.getvalue(), format).counts.total() == len(logged)
        assert contents(call) == before
        for written in list(worklogs.every(call, Search())):
            worklogs.remove(call, written.id)
        imported(call, target.getvalue(), format)
        assert contents(call) == before
        imported(call, target.getvalue(), format)
        assert contents(call) == before
        attempt.rollback()


@pytest.mark.parametrize("extension", ["csv", "jsonl"])
def test_a_house_moves_to_an_empty_database(andante: Shell, elsewhere: Shell, tmp_path: Path, alice: Person, extension: str) -> None:
    alice.logs(5400, description="Trace,\nfind")
    alice.logs(60, on="2026-03-01", issueId=10002)
    elsewhere("migrate")
    for kind in ("users", "projects", "issues", "worklogs"):
        file = tmp_path / f"{kind}.{extension}"
        andante("export", file, "--kind", kind)
        elsewhere("import", file, "--kind", kind, *(["--keep-estimates"] if kind == "worklogs" else []))

        assert elsewhere("export", "--kind", kind, "--format", extension) == file.read_bytes().decode()
        assert " 0 already there" not in elsewhere("import", file, "--kind", kind)
