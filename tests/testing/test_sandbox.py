"""The sandbox: a running Andante for the tests of others."""

import datetime as dt
import socket
import threading

import httpx
import pytest

from andante.client import NotAllowed
from andante.kit.errors import Invalid
from andante.testing.sandbox import Sandbox, sandbox
from andante.timekeeping.worklogs.wire import WorklogFilter


def test_time_that_was_logged_in_it_is_there_over_http(andante: Sandbox) -> None:
    ada = andante.user("Ada Lovelace", time_zone="Europe/London")
    logged = andante.worklog(ada, andante.issue("LOOM-7"), 5400, dt.date(2026, 3, 17), description="Carded")

    answer = httpx.get(f"{andante.url}/4/worklogs", headers={"Authorization": f"Bearer {andante.token(ada)}"}).json()

    assert [worklog["tempoWorklogId"] for worklog in answer["results"]] == [logged.tempo_worklog_id]
    assert answer["results"][0]["author"]["accountId"] == ada.account_id
    assert answer["results"][0]["timeSpentSeconds"] == 5400
    assert answer["results"][0]["self"].startswith(andante.url)


def test_nobody_is_in_an_empty_one_but_its_administrator(andante: Sandbox) -> None:
    everybody = httpx.get(
        f"{andante.url}/rest/api/3/users/search", headers={"Authorization": f"Bearer {andante.token(andante.administrator)}"}
    )

    assert [user["accountId"] for user in everybody.json()] == [andante.administrator.account_id]
    assert andante.client.worklogs.get_worklogs().results == []
    assert andante.client.teams.get_teams().results == []


def test_everything_has_a_default(andante: Sandbox) -> None:
    made = [andante.worklog(), andante.worklog(andante.user(), andante.issue())]

    assert len({worklog.issue.id for worklog in made}) == 2
    assert [worklog.time_spent_seconds for worklog in made] == [3600, 3600]
    assert made[0].author.account_id == andante.administrator.account_id


def test_a_client_has_the_rights_of_its_user(andante: Sandbox) -> None:
    ada, joan = andante.user("Ada"), andante.user("Joan")
    andante.worklog(ada)

    assert andante.client_of(joan).worklogs.get_worklogs().results == []
    with pytest.raises(NotAllowed):
        andante.client_of(ada, ["worklogs:view"]).worklogs.delete_worklog(id=1)


def test_a_second_administrator_sees_everybody(andante: Sandbox) -> None:
    andante.worklog(andante.user("Ada"))

    assert len(andante.client_of(andante.user("Joan", administrator=True)).worklogs.get_worklogs().results) == 1


def test_what_can_not_be_is_refused_in_words(andante: Sandbox) -> None:
    andante.user("Ada", email="ada@example.com")

    with pytest.raises(Invalid, match=r"ada@example\.com"):
        andante.user("Another Ada", email="ada@example.com")


def test_the_demo_has_the_company_in_it(andante_demo: Sandbox) -> None:
    assert andante_demo.administrator.display_name == "Ingrid Sorensen"
    assert {team.name for team in andante_demo.client.teams.get_teams().results} >= {"Platform", "Mobile", "Data"}
    assert andante_demo.client.worklogs.get_worklogs(WorklogFilter(project=["API"])).results


def test_two_at_once_know_nothing_of_each_other() -> None:
    with sandbox() as one, sandbox() as other:
        one.worklog()

        assert len(one.client.worklogs.get_worklogs().results) == 1
        assert other.client.worklogs.get_worklogs().results == []


def test_it_answers_many_connections_at_once(andante: Sandbox) -> None:
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


def test_a_connection_that_says_nothing_keeps_nobody_waiting(andante: Sandbox) -> None:
    address = httpx.URL(andante.url)
    with socket.create_connection((address.host, address.port or 0)):
        assert andante.client.worklogs.get_worklogs().results == []


def test_nothing_answers_after_its_end() -> None:
    with sandbox() as andante:
        url = andante.url

    with pytest.raises(httpx.ConnectError):
        httpx.get(f"{url}/healthz")
