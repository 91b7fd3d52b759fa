"""Metrics for Prometheus."""

import os
import re
import subprocess
import sys
from pathlib import Path

import httpx
import pytest

from andante.app import application
from andante.kit.database import Database
from andante.kit.jobs import Job, NoPayload, enqueue
from andante.kit.settings import Settings
from tests.cast import Person
from tests.web.browsing import csrf_token, give_password
from tests.wsgi import WsgiTransport

TOKEN = "metrics-token-for-tests"


def client_of(database: Database, token: str | None = TOKEN) -> httpx.Client:
    app = application(Settings(metrics_token=token, access_log=False), database)
    return httpx.Client(transport=WsgiTransport(app), base_url="https://andante.test")


def test_requests_are_counted_by_operation_and_status(database: Database) -> None:
    client = client_of(database)
    before = figures(client)

    client.get("/4/worklogs")
    client.get("/signin")
    counted = figures(client)

    for series in (
        'andante_requests_total{operation="get_worklogs",status="401"}',
        'andante_request_seconds_count{operation="get_worklogs"}',
    ):
        assert counted[series] == before.get(series, 0) + 1
    assert counted['andante_requests_total{operation="page signin.sign_in_form",status="200"}'] >= 1
    assert counted["andante_database_bytes"] > 0


def test_sign_ins_are_counted(database: Database, alice: Person) -> None:
    give_password(alice, database)
    client = client_of(database)
    series = 'andante_sign_ins_total{result="attempted"}'
    before = figures(client).get(series, 0)

    form = {"email": "nobody@example.com", "password": "wrong", "csrf_token": csrf_token(client.get("/signin"))}
    client.post("/signin", data=form, headers={"Referer": "https://andante.test/signin"})

    assert figures(client)[series] == before + 1


@pytest.mark.parametrize("authorization", [None, "Bearer wrong", f"Basic {TOKEN}", "Bearer "])
def test_metrics_need_their_token(database: Database, authorization: str | None) -> None:
    headers = {"Authorization": authorization} if authorization else {}

    assert client_of(database).get("/metrics", headers=headers).status_code == 401


def test_without_the_setting_there_are_no_metrics(database: Database) -> None:
    client = client_of(database, None)

    assert client.get("/metrics", headers={"Authorization": "Bearer "}).status_code == 404


def test_each_process_returns_the_sum_of_all(tmp_path: Path) -> None:
    code = "from andante.kit.metrics import enable; enable().add_request('x', '200', 0.2); print(enable().render(list).decode())"
    environment = os.environ | {"PROMETHEUS_MULTIPROC_DIR": str(tmp_path)}

    outputs = [
        subprocess.run([sys.executable, "-c", code], env=environment, capture_output=True, text=True, check=True).stdout for _ in range(2)
    ]

    assert 'andante_requests_total{operation="x",status="200"} 2.0' in outputs[1]


def figures(client: httpx.Client) -> dict[str, float]:
    response = client.get("/metrics", headers={"Authorization": f"Bearer {TOKEN}"})
    assert response.status_code == 200
    lines = [line.rpartition(" ") for line in response.text.splitlines() if not line.startswith("#")]
    return {series: float(value) for series, _, value in lines}


def test_background_jobs_are_counted(database: Database) -> None:
    with database.write() as db:
        enqueue(db, Job("test.count", NoPayload, lambda context, payload: None), NoPayload())

    assert figures(client_of(database))['andante_jobs{kind="test.count",state="waiting"}'] == 1


def test_the_dashboard_and_the_documentation_name_only_metrics_that_exist(database: Database) -> None:
    root = Path(__file__).parents[2]
    named = set(re.findall(r"andante_[a-z_]+", (root / "deploy/grafana/andante.json").read_text()))
    named |= set(re.findall(r"`(andante_[a-z_]+)`", (root / "docs/operating.md").read_text()))
    with database.write() as db:
        enqueue(db, Job("test.name", NoPayload, lambda context, payload: None), NoPayload())
    existing = client_of(database).get("/metrics", headers={"Authorization": f"Bearer {TOKEN}"}).text
    families = re.findall(r"# TYPE (\w+)", existing)

    assert {name.removesuffix("_bucket") for name in named} <= set(families)
