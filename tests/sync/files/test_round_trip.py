"""andante export and import: an export can be imported without loss."""

import datetime as dt
from io import BytesIO, StringIO
from pathlib import Path
from typing import Any, get_args

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from andante.directory.issues import actions as issues
from andante.directory.issues import queries as issues_queries
from andante.directory.issues.wire import IssueChange, IssueInput, StatusInput
from andante.directory.people import actions as people
from andante.directory.people.wire import UserChange, UserProperty
from andante.directory.projects import actions as projects
from andante.directory.projects.wire import ComponentInput, ProjectChange, VersionInput
from andante.kit import clock
from andante.kit.call import SYSTEM, Call
from andante.kit.database import Database
from andante.kit.files import Format
from andante.sync.files.kinds import Filter, Options, Report, export_file, import_file
from andante.sync.files.worklogs import WORKLOGS
from andante.timekeeping.configuration import actions as configuration
from andante.timekeeping.work_attributes import actions as attributes
from andante.timekeeping.work_attributes.wire import CreateWorkAttributeInput
from andante.timekeeping.worklog_search import actions as worklog_search
from andante.timekeeping.worklog_search.rules import Search
from andante.timekeeping.worklogs import actions as worklogs
from andante.timekeeping.worklogs.wire import NewWorklog, WorkAttributeValueInput
from tests.cast import ACCOUNT_IDS, Person
from tests.shell import Shell

TEXT = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=40)
UNUSUAL = st.sampled_from(
    [
        "",
        " ",
        "=1+1",
        "'=1+1",
        "''@A1",
        "-1",
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
    values = draw(st.fixed_dictionaries({}, optional={"_Ticket_": TEXT | UNUSUAL, "_Activity_": st.sampled_from(["0", "1", "2"])}))
    return draw(st.sampled_from(["NORTH-1", "NORTH-2", "SOUTH-1"])), NewWorklog(
        author_account_id=draw(st.sampled_from(sorted(ACCOUNT_IDS.values()))),
        start_date=draw(st.dates(dt.date(1970, 1, 1), dt.date(2027, 3, 17))),
        start_time=time.replace(microsecond=0).isoformat(),
        time_spent_seconds=seconds,
        billable_seconds=draw(st.none() | st.integers(0, 86_400)),
        description=draw(TEXT | UNUSUAL),
        attributes=[WorkAttributeValueInput(key, value) for key, value in values.items()],
    )


@pytest.fixture
def choices(call: Call) -> list[str]:
    """The values of a STATIC_LIST attribute with unusual labels. Also creates a text attribute, and allows any time per day."""
    configuration.change(call, {"max_hours_per_day_per_user": None})
    attributes.create(call, CreateWorkAttributeInput(key="_Ticket_", name="Ticket", type="INPUT_FIELD"))
    labels = ["Development", 'Review, "thorough"', " padded "]
    listed = attributes.create(call, CreateWorkAttributeInput(key="_Activity_", name="Activity", type="STATIC_LIST", values=labels))
    return [option.value for option in listed.options]


def contents(call: Call) -> list[Any]:
    """The fields of all worklogs, except for ids and timestamps."""
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
        for w in worklog_search.iterate(call, Search())
    )


def imported(call: Call, file: str, format: Format) -> Report:
    report = Report(lambda line, faults: pytest.fail(f"line {line}: {faults}"))
    import_file(call, WORKLOGS, BytesIO(file.encode()), format, Options(), report)
    return report


@pytest.mark.parametrize("format", get_args(Format))
@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
@given(logged=st.lists(entries(), max_size=8))
def test_exported_worklogs_are_imported_unchanged(
    call: Call, choices: list[str], format: Format, logged: list[tuple[str, NewWorklog]]
) -> None:
    for _, worklog in logged:
        for pair in worklog.attributes or []:
            pair.value = choices[int(pair.value)] if pair.key == "_Activity_" else pair.value
    with call.db.begin_nested() as attempt:
        worklogs.log_all(call, [(issues_queries.find(call, key), worklog) for key, worklog in logged])
        before = contents(call)
        target = StringIO(newline="")
        assert export_file(call, WORKLOGS, target, format, Filter()) == len(logged)

        assert imported(call, target.getvalue(), format).counts.total() == len(logged)
        assert contents(call) == before
        for record in list(worklog_search.iterate(call, Search())):
            worklogs.remove_all(call, [record.id])
        imported(call, target.getvalue(), format)
        assert contents(call) == before
        imported(call, target.getvalue(), format)
        assert contents(call) == before
        attempt.rollback()


def _create_organization(andante: Shell) -> None:
    """Creates all kinds of accounts, and consecutive memberships."""
    andante("customer", "add", "acme", "Acme, Inc.")
    andante("import", "-", "--kind", "categories", "--format", "csv", given="key,name,type\nbill,Billable,BILLABLE\nother,Other,\n")
    andante("account", "add", "A-1", "First", "--lead", "bob@example.com", "--customer", "acme", "--category", "bill", "--contact", "Zoë")
    andante("account", "add", "A-2", 'The "second"', "--lead", "bob@example.com", "--global", "--monthly-budget", "0")
    for key, project, *default in (("A-1", "NORTH"), ("A-1", "SOUTH", "--default"), ("A-2", "NORTH", "--default")):
        andante("account", "link", key, project, *default)
    andante("account", "archive", "A-1")
    andante("role", "add", "Scribe")
    andante("member", "add", "Northerners", "dave@example.com", "--to", "2025-12-31", "--commitment", "0")
    andante("member", "add", "Northerners", "dave@example.com", "--from", "2026-01-01", "--role", "Scribe")


def _fill_every_field(call: Call) -> None:
    """Among others, a child has a lower id than its parent."""
    people.change(call, ACCOUNT_IDS["alice"], UserChange(name="asmith", staff_id="4711"))
    for key, value in (("cost-center", " R&D; \n7 "), ("grade", "7")):
        people.set_property(call, ACCOUNT_IDS["alice"], UserProperty(key, value))
    projects.change(call, "NORTH", ProjectChange(category="Clients", lead="asmith"))
    for version in ("1.0", "2; final", "[3]"):
        projects.add_version(call, VersionInput(project="NORTH", name=version, released=version == "1.0"))
    projects.add_version(call, VersionInput(project="NORTH", name="0.9", sequence=0))
    projects.add_component(call, ComponentInput(id=5, project="NORTH", name="Import"))
    issues.add_status(call, StatusInput(name="Cancelled", category="done"))
    parent = IssueInput(key="SOUTH-9", summary="All", type="Theme", status="Cancelled", priority="Blocker", description=" a\n b ")
    issues.add(call, parent)
    linked = IssueChange(parent="SOUTH-9", reporter="asmith", versions=["2; final", "0.9"], components=["Import"])
    issues.change(call, "NORTH-1", linked)
    issues.change(call, "NORTH-2", IssueChange(assignee="asmith", versions=["[3]"]))


@pytest.mark.parametrize("extension", ["csv", "jsonl"])
def test_all_data_can_be_moved_to_an_empty_database(
    andante: Shell, elsewhere: Shell, tmp_path: Path, alice: Person, database: Database, extension: str
) -> None:
    with database.write() as db:
        _fill_every_field(Call(db, SYSTEM, clock.now()))
    alice.logs(5400, description="Trace,\nfind")
    alice.logs(60, on="2026-03-01", issueId=10002)
    _create_organization(andante)
    elsewhere("migrate")
    for kind in (
        "users",
        "properties",
        "projects",
        "versions",
        "components",
        "issues",
        "customers",
        "categories",
        "accounts",
        "memberships",
        "worklogs",
    ):
        if kind == "memberships":
            elsewhere("team", "add", "Northerners")
            elsewhere("role", "add", "Scribe")
        file = tmp_path / f"{kind}.{extension}"
        andante("export", file, "--kind", kind)
        elsewhere("import", file, "--kind", kind, *(["--keep-estimates"] if kind == "worklogs" else []))

        assert elsewhere("export", "--kind", kind, "--format", extension) == file.read_bytes().decode()
        assert " 0 already there" not in elsewhere("import", file, "--kind", kind)
