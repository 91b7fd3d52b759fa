"""Access control of the servlets: token, addresses and proxies."""

import json

import pytest

from andante.app import application
from andante.kit import clock
from andante.kit.call import SYSTEM, Call
from andante.kit.database import Database
from andante.kit.errors import Invalid
from andante.kit.settings import Settings
from andante.servlets.access import actions as access
from tests.cast import Company, Person

from .machines import LOOPBACK, PATH, Machine, entry, updates

SERVLETS = ("getWorklog", "updateWorklog", "getWorklogReport", "billingKeyList", "holidayList")
OUTSIDE = "203.0.113.9"
PROXY = "10.0.0.1"


def run(database: Database, action: str, *arguments: str) -> None:
    """Calls an action of access control as the system."""
    with database.write() as db:
        getattr(access, action)(Call(db, SYSTEM, clock.now()), *arguments)


def at(machine: Machine, address: str | None) -> Machine:
    """The same machine at another address."""
    return Machine(machine.app, machine.secret, address)


@pytest.fixture
def proxied(payroll: Machine, database: Database) -> Machine:
    """A machine behind a trusted proxy; its own address is allowed."""
    run(database, "allow", OUTSIDE)
    app = application(Settings(access_log=False, trusted_proxies=f"{PROXY}, 10.9.0.0/16 ,2001:db8::/32"), database)
    return Machine(app, payroll.secret, PROXY)


@pytest.mark.parametrize("servlet", SERVLETS)
def test_every_servlet_requires_the_token(payroll: Machine, servlet: str) -> None:
    missing = Machine(payroll.app, None).get(servlet)
    wrong = Machine(payroll.app, "andante_servlet_nix").get(servlet)

    assert payroll.get(servlet).status_code == 200
    assert (missing.status_code, missing.text) == (401, "The parameter tempoApiToken is missing.\n")
    assert (wrong.status_code, wrong.text) == (401, "The token in tempoApiToken is unknown.\n")
    for refused in (missing, wrong):
        assert refused.headers["content-type"] == "text/plain; charset=utf-8"
        assert refused.headers["www-authenticate"] == 'Token parameter="tempoApiToken"'


def test_without_a_token_the_servlets_are_closed(company: Company) -> None:
    response = Machine(company.alice.app, "anything").get("getWorklog")

    assert response.status_code == 403
    assert "they have no token (andante admin servlet token create)" in response.text


def test_a_rotated_token_is_refused(payroll: Machine, database: Database) -> None:
    with database.write() as db:
        new = access.rotate_token(Call(db, SYSTEM, clock.now()))

    assert Machine(payroll.app, new).get("getWorklog").status_code == 200
    old = payroll.get("getWorklog")
    assert (old.status_code, old.text) == (401, "The token in tempoApiToken was revoked at 2026-03-18T12:00:00Z.\n")


def test_a_revoked_token_closes_the_servlets(payroll: Machine, database: Database) -> None:
    run(database, "revoke_token")

    assert payroll.get("getWorklog").status_code == 403


@pytest.mark.parametrize("name", ["alice", "carol"])
def test_an_api_token_is_refused_by_servlets(payroll: Machine, company: Company, name: str) -> None:
    person: Person = company.people[name]

    assert Machine(payroll.app, person.token).get("getWorklog").status_code == 401
    with_header = Machine(payroll.app, None).get("getWorklog", headers={"Authorization": f"Bearer {person.token}"})
    assert with_header.status_code == 401


def test_the_servlet_token_is_refused_by_operations(payroll: Machine, alice: Person) -> None:
    response = alice.http.get("/4/worklogs", headers={"Authorization": f"Bearer {payroll.secret}"})

    assert response.status_code == 401


def test_only_a_digest_of_the_token_is_stored(payroll: Machine, database: Database) -> None:
    assert payroll.secret is not None
    with database.read() as db:
        for table in ("servlet_tokens", "changes"):
            rows = db.exec_driver_sql(f"SELECT * FROM {table}").all()
            assert rows
            assert payroll.secret not in str(rows)


@pytest.mark.parametrize("address", [LOOPBACK, "127.8.9.10", "::1", "::ffff:127.0.0.1"])
def test_the_local_machine_is_allowed_if_no_address_is_allowed(payroll: Machine, address: str) -> None:
    assert at(payroll, address).get("getWorklog").status_code == 200


@pytest.mark.parametrize("address", [OUTSIDE, "10.0.0.1", "192.168.1.1", "::ffff:203.0.113.9", "2001:db8::1", "0.0.0.0", "128.0.0.1"])
def test_other_machines_are_refused_if_no_address_is_allowed(payroll: Machine, address: str) -> None:
    response = at(payroll, address).get("getWorklog")

    assert response.status_code == 403
    assert "no address is allowed yet except those of this machine" in response.text


@pytest.mark.parametrize("address", [None, "", "unknown", "203.0.113.9:8080"])
def test_a_request_without_a_valid_address_is_refused(payroll: Machine, address: str | None) -> None:
    response = at(payroll, address).get("getWorklog")

    assert response.status_code == 403
    assert "The client address of this request is unknown" in response.text


@pytest.mark.parametrize(
    ("allowed", "address", "status"),
    [
        (OUTSIDE, OUTSIDE, 200),
        ("203.0.113.0/24", OUTSIDE, 200),
        ("203.0.113.0/30", OUTSIDE, 403),
        ("2001:db8::/32", "2001:db8:1::5", 200),
        ("2001:db8::/32", "2001:db9::5", 403),
        ("203.0.113.0/24", "::ffff:203.0.113.9", 200),
        (OUTSIDE, LOOPBACK, 403),
        ("0.0.0.0/0", "::1", 403),
    ],
)
def test_only_allowed_addresses_may_connect(payroll: Machine, database: Database, allowed: str, address: str, status: int) -> None:
    run(database, "allow", allowed)

    response = at(payroll, address).get("getWorklog")

    assert response.status_code == status
    assert status == 200 or f"(andante admin servlet allow {address.removeprefix('::ffff:')})" in response.text


def test_a_removed_address_is_refused(payroll: Machine, database: Database) -> None:
    run(database, "allow", OUTSIDE)
    run(database, "allow", LOOPBACK)
    run(database, "deny", OUTSIDE)

    assert at(payroll, OUTSIDE).get("getWorklog").status_code == 403
    assert payroll.get("getWorklog").status_code == 200


def test_a_refusal_of_an_address_reveals_nothing_about_the_token(payroll: Machine) -> None:
    refused = [Machine(payroll.app, secret, OUTSIDE).get("getWorklog") for secret in (payroll.secret, "wrong", None)]

    assert len({(response.status_code, response.text) for response in refused}) == 1


def test_a_forwarded_address_is_refused_unless_a_trusted_proxy_sends_it(payroll: Machine, database: Database) -> None:
    for peer in (OUTSIDE, LOOPBACK):
        response = at(payroll, peer).get("getWorklog", headers={"X-Forwarded-For": LOOPBACK})
        assert response.status_code == 403
        assert f"comes from {peer}, which is not a proxy in ANDANTE_TRUSTED_PROXIES" in response.text
    run(database, "allow", OUTSIDE)
    assert at(payroll, "198.51.100.1").get("getWorklog", headers={"X-Forwarded-For": OUTSIDE}).status_code == 403


@pytest.mark.parametrize(
    ("forwarded", "status"),
    [
        (OUTSIDE, 200),
        (f"{OUTSIDE}, {PROXY}", 200),
        (f"{OUTSIDE}, 10.9.8.7,2001:db8::7", 200),
        (f"nonsense, {OUTSIDE}", 200),
        ("198.51.100.1", 403),
        (f"{OUTSIDE}, 198.51.100.1", 403),
        (f"{LOOPBACK}, 198.51.100.1", 403),
        (f"{OUTSIDE}, nonsense", 403),
        (OUTSIDE + ":1234", 403),
        ("", 403),
        (PROXY, 403),
        (None, 403),
    ],
)
def test_only_the_last_address_before_the_proxies_counts(proxied: Machine, forwarded: str | None, status: int) -> None:
    headers = {} if forwarded is None else {"X-Forwarded-For": forwarded}

    assert proxied.get("getWorklog", headers=headers).status_code == status


def test_a_machine_that_bypasses_the_proxy_is_identified_by_its_own_address(proxied: Machine) -> None:
    assert Machine(proxied.app, proxied.secret, OUTSIDE).get("getWorklog").status_code == 200
    assert Machine(proxied.app, proxied.secret, OUTSIDE).get("getWorklog", headers={"X-Forwarded-For": OUTSIDE}).status_code == 403


def test_an_invalid_proxy_setting_is_refused_at_startup(database: Database) -> None:
    with pytest.raises(Invalid, match=r"ANDANTE_TRUSTED_PROXIES can't be used: '10\.0\.0' must be an address or a network"):
        application(Settings(trusted_proxies="127.0.0.1,10.0.0"), database)


def test_a_refused_update_changes_nothing(payroll: Machine, alice: Person) -> None:
    alice.logs()
    (exported,) = payroll.worklogs()

    for machine in (Machine(payroll.app, "wrong"), Machine(payroll.app, None), at(payroll, OUTSIDE)):
        assert machine.post(updates(entry(exported))).status_code in (401, 403)
    assert payroll.worklogs() == [exported]


def test_the_token_is_never_in_the_log(payroll: Machine, database: Database, capsys: pytest.CaptureFixture[str]) -> None:
    logged = Machine(application(Settings(), database), payroll.secret)
    logged.get("getWorklog")
    logged.get("nix")
    logged.post("<wrong/>")
    logged.http.get(PATH.format("billingKeyList") + f"&tempoApiToken={payroll.secret}")
    logged.http.get(PATH.format(f"nix&tempoApiToken={payroll.secret}"))

    lines = capsys.readouterr().err
    assert str(payroll.secret) not in lines
    assert [(line["path"].rpartition("-")[2], line["status"]) for line in map(json.loads, lines.splitlines())] == [
        ("getWorklog", 200),
        ("nix", 404),
        ("updateWorklog", 400),
        ("billingKeyList", 200),
        ("nix", 404),
    ]


def test_a_bug_is_reported_without_details(payroll: Machine, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture) -> None:
    def breaks(*_: object) -> None:
        raise RuntimeError("the secret inside")

    monkeypatch.setattr("andante.servlets.endpoints.lists.accounts.list_linked", breaks)

    response = payroll.get("billingKeyList")

    assert (response.status_code, response.text) == (500, "Something went wrong on the server. It has been logged.\n")
    assert "the secret inside" in caplog.text
    assert str(payroll.secret) not in caplog.text
