"""The sandbox: a running Andante for tests of other programs."""

import datetime as dt
import socket
import threading

import httpx
import pytest

from andante.client import NotAllowed
from andante.kit.errors import Invalid
from andante.testing.sandbox import Sandbox, sandbox
from andante.timekeeping.worklog_search.wire import WorklogFilter


def test_a_worklog_is_available_over_http(andante: Sandbox) -> None:
    ada = andante.user("Ada Lovelace", time_zone="Europe/London")
    logged = andante.worklog(ada, andante.issue("LOOM-7"), 5400, dt.date(2026, 3, 17), description="Carded")

    page = httpx.get(f"{andante.url}/4/worklogs", headers={"Authorization": f"Bearer {andante.token(ada)}"}).json()

    assert [worklog["tempoWorklogId"] for worklog in page["results"]] == [logged.tempo_worklog_id]
    assert page["results"][0]["author"]["accountId"] == ada.account_id
    assert page["results"][0]["timeSpentSeconds"] == 5400
    assert page["results"][0]["self"].startswith(andante.url)


def test_the_only_user_of_an_empty_sandbox_is_its_administrator(andante: Sandbox) -> None:
    users = httpx.get(f"{andante.url}/rest/api/3/users/search", headers={"Authorization": f"Bearer {andante.token(andante.administrator)}"})

    assert [user["accountId"] for user in users.json()] == [andante.administrator.account_id]
    assert andante.client.worklogs.get_worklogs().results == []
    assert andante.client.teams.get_teams().results == []


def test_everything_has_a_default(andante: Sandbox) -> None:
    logged = [andante.worklog(), andante.worklog(andante.user(), andante.issue())]

    assert len({worklog.issue.id for worklog in logged}) == 2
    assert [worklog.time_spent_seconds for worklog in logged] == [3600, 3600]
    assert logged[0].author.account_id == andante.administrator.account_id


def test_a_client_has_the_rights_of_its_user(andante: Sandbox) -> None:
    ada, joan = andante.user("Ada"), andante.user("Joan")
    andante.worklog(ada)

    assert andante.client_of(joan).worklogs.get_worklogs().results == []
    with pytest.raises(NotAllowed):
        andante.client_of(ada, ["worklogs:view"]).worklogs.delete_worklog(id=1)


def test_a_second_administrator_sees_all_worklogs(andante: Sandbox) -> None:
    andante.worklog(andante.user("Ada"))

    assert len(andante.client_of(andante.user("Joan", administrator=True)).worklogs.get_worklogs().results) == 1


def test_invalid_input_is_refused(andante: Sandbox) -> None:
    andante.user("Ada", email="ada@example.com")

    with pytest.raises(Invalid, match=r"ada@example\.com"):
        andante.user("Another Ada", email="ada@example.com")


def test_the_demo_sandbox_contains_the_example_company(andante_demo: Sandbox) -> None:
    assert andante_demo.administrator.display_name == "Ingrid Sorensen"
    assert {team.name for team in andante_demo.client.teams.get_teams().results} >= {"Platform", "Mobile", "Data"}
    assert andante_demo.client.worklogs.get_worklogs(WorklogFilter(project=["API"])).results


def test_two_sandboxes_are_independent() -> None:
    with sandbox() as one, sandbox() as other:
        one.worklog()

        assert len(one.client.worklogs.get_worklogs().results) == 1
        assert other.client.worklogs.get_worklogs().results == []


def test_it_serves_many_connections_concurrently(andante: Sandbox) -> None:
    issue, people = andante.issue(), [andante.user() for _ in range(5)]
    clients = [andante.client_of(user) for user in people]

    def work(user_and_client: int) -> None:
        for _ in range(5):
            andante.worklog(people[user_and_client], issue)
            clients[user_and_client].worklogs.get_worklogs()

    threads = [threading.Thread(target=work, args=[number]) for number in range(5)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert [len(client.worklogs.get_worklogs().results) for client in clients] == [5] * 5


def test_an_idle_connection_does_not_block_others(andante: Sandbox) -> None:
    address = httpx.URL(andante.url)
    with socket.create_connection((address.host, address.port or 0)):
        assert andante.client.worklogs.get_worklogs().results == []


def test_the_server_stops_at_the_end_of_the_block() -> None:
    with sandbox() as andante:
        url = andante.url

    with pytest.raises(httpx.ConnectError):
        httpx.get(f"{url}/healthz")
