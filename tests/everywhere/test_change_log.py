"""All changes are recorded, including those by foreign keys, and secrets are not."""

import typing
from collections.abc import Iterator
from typing import Any

import msgspec

from andante.identity.oauth import actions as oauth
from andante.identity.oauth.wire import ApplicationInput
from andante.identity.signin import actions as signin
from andante.kit import clock
from andante.kit.call import SYSTEM, Call, Caller
from andante.kit.changes import ENTITIES
from andante.kit.database import Database
from andante.kit.grants import Grants
from andante.schema import TABLES
from andante.servlets.access import actions as access_control
from andante.servlets.exports import actions as exports
from andante.servlets.exports.rules import Entry, Selection, hash_value
from tests.accounts.accounts.bookkeeping import create_account
from tests.cast import ACCOUNT_IDS, NORTH, NORTHERNERS, SOUTH, Company
from tests.change_log import NO_SECRETS, PARTS, ROWS, SECRET, UNRECORDED, recorded, records, secrets_in
from tests.shell import Shell, andante  # noqa: F401

from .seed import make
from .writes import writes


def test_every_table_is_recorded_or_listed_as_unrecorded() -> None:
    assert sorted([*ROWS, *PARTS, *UNRECORDED]) == sorted(table.name for table in TABLES)


def test_every_foreign_key_that_deletes_or_changes_rows_is_recorded() -> None:
    """Except foreign keys within a record and those of unrecorded tables."""
    exempt = {
        "issue_accounts.issue_id": "issues are never deleted",
        "user_properties.account_id": "users are never deleted",
        "oauth_grants.application_id": "grants are revoked first",
    }
    declared = {(entity.name, column) for entity in ENTITIES.values() for column in entity.cascades}
    expected = set()
    entities = {name: named(_AnyRow())[0] for name, named in (ROWS | PARTS).items()}
    for table in TABLES:
        for key in table.foreign_keys:
            entity = entities.get(table.name)
            if key.ondelete and entity and entity != entities.get(key.column.table.name) and str(key.parent) not in exempt:
                expected.add((entity, str(key.column)))

    assert expected - {("worklog", "work_attributes.id")} == declared  # written in batches: worklogs.actions.remove_attribute


class _AnyRow:
    """A row with every column."""

    def __getattr__(self, name: str) -> str:
        return name


def test_every_operation_records_what_it_changes(company: Company, database: Database) -> None:
    for person in company.people.values():
        person.get("/globalconfiguration")
    for name, little, much in writes(company, database):
        for write in (little, much):
            with recorded(database, name):
                assert write().status_code in (200, 204)


def test_the_deletion_of_a_team_records_everything_that_belongs_to_it(company: Company, database: Database) -> None:
    carol = company.carol
    for project in (NORTH, SOUTH):
        make(company, "/team-links", {"teamId": NORTHERNERS, "scopeId": project, "scopeType": "PROJECT"})
    for name in ("Van", "Room"):
        resource = make(company, "/generic-resources", {"name": name})["id"]
        make(company, f"/teams/{NORTHERNERS}/generic-resources", {"genericResourceId": resource})
    plan = make(company, "/flex-plans", {"title": "Later", "teamId": NORTHERNERS})["id"]
    other = make(company, "/teams", {"name": "Others"})["id"]
    role: dict[str, Any] = {"name": "Two teams", "accessType": "TEAM", "permissionKeys": ["permissions.worklog.view"]}
    role |= {"permittedAccountIds": [carol.id], "accessEntityIds": [NORTHERNERS, other]}
    role_id = make(company, "/permission-roles", role)["id"]
    before = records(database)[-1].id

    with recorded(database, "delete_team"):
        assert carol.delete(f"/teams/{NORTHERNERS}").status_code == 204

    by_object = {(change.entity, change.entity_id, change.action): change for change in records(database, before)}
    assert sorted(by_object) == sorted(
        [
            *(("teammembership", id, "Deleted") for id in ("1", "2")),
            *(("teamlink", id, "Deleted") for id in ("1", "2")),
            *(("genericresourceteammember", f"{NORTHERNERS}/{id}", "Deleted") for id in ("1", "2")),
            ("flexplan", str(plan), "Updated"),
            ("permissiongroup", str(role_id), "Updated"),
            ("team", str(NORTHERNERS), "Deleted"),
        ]
    )
    of_role = by_object["permissiongroup", str(role_id), "Updated"]
    assert [msgspec.json.decode(text or "")["team_ids"] for text in (of_role.before, of_role.after)] == [[NORTHERNERS, other], [other]]


def test_the_deletion_of_a_resource_records_its_skills_and_teams(company: Company, database: Database) -> None:
    resource = make(company, "/generic-resources", {"name": "Van"})["id"]
    skills = [make(company, "/skills", {"name": name})["id"] for name in ("Carry", "Drive")]
    make(company, f"/teams/{NORTHERNERS}/generic-resources", {"genericResourceId": resource})
    for assignee, kind in ((str(resource), "GENERIC"), (company.alice.id, "USER")):
        company.carol.post("/skill-assignments", {"assigneeId": assignee, "assigneeType": kind, "skillIds": skills})

    with recorded(database, "delete_skill"):
        company.carol.delete(f"/skills/{skills[0]}")
    with recorded(database, "delete_generic_resource"):
        company.carol.delete(f"/generic-resources/{resource}")

    assignments = [(change.entity_id, change.action) for change in records(database) if change.entity == "skillassignment"]
    assert sorted(assignments[2:]) == sorted(
        [(f"GENERIC/{resource}", "Updated"), (f"USER/{company.alice.id}", "Updated"), (f"GENERIC/{resource}", "Deleted")]
    )


def test_the_deletion_of_a_worklog_records_the_result_of_an_external_system(company: Company, database: Database) -> None:
    id = company.alice.logs()["tempoWorklogId"]
    _report(database)
    last = records(database)[-1].id

    with recorded(database, "delete_worklog"):
        company.alice.delete(f"/worklogs/{id}")

    assert [(change.entity, change.entity_id, change.action) for change in records(database, last)] == [
        ("worklogexternal", str(id), "Deleted"),
        ("worklog", str(id), "Deleted"),
    ]


def test_the_worklogs_of_a_deleted_attribute_are_recorded_without_their_values(company: Company, database: Database) -> None:
    for name in ("A", "B"):
        company.carol.post("/work-attributes", {"key": f"_{name}_", "name": name, "type": "INPUT_FIELD"})
    both = [{"key": f"_{name}_", "value": name} for name in "AB"]
    ids = [company.alice.logs(attributes=both)["tempoWorklogId"], company.alice.logs(attributes=both[:1])["tempoWorklogId"]]
    company.alice.logs(attributes=both[1:])
    last = records(database)[-1].id

    with recorded(database, "delete_work_attribute_by_key"):
        company.carol.delete("/work-attributes/_A_")

    worklogs = [change for change in records(database, last) if change.entity == "worklog"]
    assert [int(change.entity_id) for change in worklogs] == ids
    attributes = [[msgspec.json.decode(text or "")["attributes"] for text in (change.before, change.after)] for change in worklogs]
    assert attributes == [[{"_A_": "A", "_B_": "B"}, {"_B_": "B"}], [{"_A_": "A"}, {}]]


def test_the_command_line_records_what_it_deletes(andante: Shell, company: Company, database: Database) -> None:  # noqa: F811
    """Including the changes that are needed before the deletion."""
    alice = company.alice.id
    create_account(company.carol, "X")
    for arguments in (
        ["user", "property", alice, "grade", "senior"],
        ["user", "property", alice, "grade", "lead"],
        ["user", "property", alice, "grade"],
        ["user", "change", alice, "--admin"],
        ["user", "change", alice, "--no-admin"],
        ["account", "link", "X", "NORTH"],
        ["account", "unlink", "X", "NORTH"],
        ["servlet", "allow", "10.0.0.0/8"],
        ["servlet", "deny", "10.0.0.0/8"],
        ["servlet", "token", "create"],
        ["servlet", "token", "rotate"],
        ["servlet", "token", "revoke"],
        ["token", "create", "--user", alice],
        ["token", "revoke", "7"],
        ["app", "add", "Widget", "--redirect", "https://widget.example.com/back"],
        ["app", "remove", "1"],
    ):
        with recorded(database, " ".join(arguments)):
            andante(*arguments)

    deleted = {(change.entity, change.entity_id) for change in records(database) if change.action == "Deleted"}
    assert deleted >= {("userproperty", f"{alice}/grade"), ("accountlink", "1"), ("servletnetwork", "10.0.0.0/8"), ("oauthapp", "1")}


def test_tokens_of_an_application_are_recorded_without_secrets(database: Database) -> None:
    with recorded(database, "oauth"), database.write() as db:
        call = Call(db, Caller(ACCOUNT_IDS["alice"], grants=Grants(administrator=True)), clock.now())
        application, _ = oauth.register(call, ApplicationInput(name="Widget", redirect_uris=["https://widget.example.com/back"]))
        code = oauth.usable_code(call, application, oauth.authorize(call, application, "read", None, None))
        assert code is not None
        issued = oauth.exchange_code(call, application, code)
        assert issued is not None
        refresh = oauth.usable_refresh_token(call, application, issued.refresh_token)
        assert refresh is not None
        renewed = oauth.exchange_refresh_token(call, application, refresh, "read")
        assert renewed is not None
        signin.choose_password(call, signin.create_password_link(call, call.me), "correct horse battery")
        signin.create_password_link(call, call.me)
        signin.end_session(call, signin.create_session(call, call.me))
        signin.user_of_identity(call, "https://id.example.com", "someone", "alice@example.com")
        access_control.create_token(call)
    with recorded(database, "remove the application"), database.write() as db:
        oauth.remove(Call(db, SYSTEM, clock.now()), application.id)

    changes = records(database)
    deleted = [change.entity for change in changes if change.action == "Deleted"]
    assert deleted == ["applicationtoken", "passwordlink", "session", "applicationtoken", "oauthgrant", "oauthapp"]
    stored = secrets_in(database)
    assert len(stored) > len(ACCOUNT_IDS)
    issued_secrets = {issued.access_token, issued.refresh_token, renewed.access_token, "correct horse battery"}
    log_text = "\n".join(text for change in changes for text in (change.entity_id, change.before, change.after) if text)
    assert [secret for secret in stored | issued_secrets if secret in log_text] == []


def test_no_record_has_a_field_with_a_secret() -> None:
    fields = {(entity.name, name) for entity in ENTITIES.values() for name in _names(entity.record)}

    assert sorted((entity, name) for entity, name in fields if SECRET.search(name) and name not in NO_SECRETS) == []
    assert ("oauthapp", "client_id") in fields
    assert ("teamlink", "lead_id") in fields


def _names(kind: Any) -> Iterator[str]:
    """The fields of a record and of its nested records."""
    if isinstance(kind, type) and issubclass(kind, msgspec.Struct):
        for name, inner in typing.get_type_hints(kind).items():
            yield name
            yield from _names(inner)
    for inner in typing.get_args(kind):
        yield from _names(inner)


def _report(database: Database) -> None:
    """An external system reports that it accepted all worklogs."""
    with recorded(database, "answer"), database.write() as db:
        call = Call(db, SYSTEM, clock.now())
        exported = list(exports.export(call, Selection()))
        given = (
            {"worklog_id": str(one.worklog_id), "external_id": "x", "external_result": "OK", "hash_value": hash_value(one)}
            for one in exported
        )
        assert [outcome.faults for outcome in exports.record_results(call, [Entry(one) for one in given])] == [[] for _ in exported]
