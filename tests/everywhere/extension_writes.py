"""The writing operations under /4-andante; see `writes`."""

from collections.abc import Iterator
from functools import partial
from typing import Any

import httpx

from andante.activity.notifications.kinds import KINDS
from andante.kit.database import Database
from tests.activity.webhooks import samples
from tests.cast import NORTH_2, Company, Person

from .organization_writes import Write


def worklog_edits(company: Company) -> Iterator[tuple[str, Write, Write]]:
    """Little: one worklog with one attribute value. Much: thirty with three."""
    alice = company.alice
    few, *many = (alice.logs(60, on="2026-03-12", attributes=_values(count))["tempoWorklogId"] for count in [1, *[3] * 30])
    yield (
        "patch_worklog",
        lambda: alice.http.patch(f"/4-andante/worklogs/{few}", json={"attributes": [], "was": {"timeSpentSeconds": 60}}),
        lambda: alice.http.patch(f"/4-andante/worklogs/{many[0]}", json={"attributes": [], "was": {"timeSpentSeconds": 60}}),
    )
    yield "delete_worklogs", lambda: _delete(alice, few), lambda: _delete(alice, *many)


def undo(company: Company) -> Iterator[tuple[str, Write, Write]]:
    """Little: the creation of a worklog without attribute values. Much: that of one with three and a long description."""
    alice = company.alice

    def log(count: int) -> int:
        alice.logs(60, on="2026-03-13", attributes=_values(count), description="m" * count**8)
        return _newest_change(alice)

    few, much = log(0), log(3)
    yield (
        "undo_change",
        lambda: alice.http.post(f"/4-andante/changes/{few}/undo", json={}),
        lambda: alice.http.post(f"/4-andante/changes/{much}/undo", json={}),
    )


def _newest_change(person: Person) -> int:
    page = person.http.get("/4-andante/changes", params={"entity": "worklog", "limit": 1000}).json()
    return int(page["changes"][-1]["sequence"])


def weeks(company: Company) -> Iterator[tuple[str, Write, Write]]:
    """Little: a cell with one worklog, and a week with two. Much: a cell with twenty, and a week with ten."""
    alice = company.alice
    for day in ["2026-03-09", *["2026-03-10"] * 20]:
        alice.logs(60, on=day, issueId=NORTH_2)

    def empty(day: str, was: int) -> httpx.Response:
        body = {"issueKey": "NORTH-2", "date": day, "timeSpentSeconds": 0, "wasSeconds": was}
        return alice.http.put("/4-andante/weeks/cells", json=body)

    def copy(day: str) -> httpx.Response:
        return alice.http.post("/4-andante/weeks/copy", json={"date": day, "source": "LAST_WEEK"})

    yield "set_week_cell", lambda: empty("2026-03-09", 60), lambda: empty("2026-03-10", 20 * 60)
    for number in (5, 6, *range(19, 24), *range(19, 24)):
        alice.logs(60, on=f"2026-01-{number:02}", attributes=_values(1))
    yield "copy_week", lambda: copy("2026-01-12"), lambda: copy("2026-01-26")


def timers(company: Company) -> Iterator[tuple[str, Write, Write]]:
    """Little: a timer with one attribute value. Much: one with three, and a long description."""
    alice, bob = company.alice.http, company.bob.http
    few, many = (
        {"issueKey": "NORTH-1", "startedAt": "2026-03-18T10:00:00Z", "attributes": _values(count), "description": "m" * count**8}
        for count in (1, 3)
    )
    path = "/4-andante/timer"
    yield "set_timer", lambda: alice.put(path, json=few), lambda: bob.put(path, json=many)
    yield "stop_timer", lambda: alice.post(f"{path}/stop", json={}), lambda: bob.post(f"{path}/stop", json={})
    for http, timer in ((alice, few), (bob, many)):
        http.put(path, json=timer)
    yield "discard_timer", lambda: alice.delete(path), lambda: bob.delete(path)


def own_settings(company: Company) -> Iterator[tuple[str, Write, Write]]:
    """Little: the first favorite. Much: one after others."""
    alice, bob = company.alice.http, company.bob.http
    for key in ("NORTH-2", "SOUTH-1"):
        bob.put(f"/4-andante/favorites/{key}")
    path = "/4-andante/favorites/NORTH-1"
    yield "add_favorite", lambda: alice.put(path), lambda: bob.put(path)
    yield "delete_favorite", lambda: alice.delete(path), lambda: bob.delete(path)
    path = "/4-andante/notifications"
    choices = [{"kind": kind, "pages": False, "mail": "DAILY"} for kind in KINDS]
    yield (
        "update_notification_settings",
        lambda: alice.put(f"{path}/settings", json={"choices": choices[:1]}),
        lambda: bob.put(f"{path}/settings", json={"choices": choices}),
    )
    yield (
        "read_notifications",
        lambda: alice.post(f"{path}/read", json={"ids": [1]}),
        lambda: bob.post(f"{path}/read", json={"ids": list(range(1, 100))}),
    )
    path = "/4-andante/preferences"
    yield (
        "update_preferences",
        lambda: alice.put(path, json={"density": "COMPACT"}),
        lambda: bob.put(path, json={"language": "de", "theme": "DARK", "density": "COMPACT", "weekStart": 7}),
    )


def webhooks(company: Company, database: Database) -> Iterator[tuple[str, Write, Write]]:
    """Little: a subscription with one delivery, when there are few. Much: one with many deliveries, when there are twenty."""
    few, many = (f"00000000-0000-4000-8000-{number:012}" for number in (1, 2))
    samples.subscribe(company, few, "https://few.example.com")
    samples.subscribe(company, many, "https://many.example.com")
    with database.write() as db:
        samples.add_failed_deliveries(db, 1, few)
        samples.add_failed_deliveries(db, 200, many)
    carol = company.carol.http

    def subscribe(name: str) -> httpx.Response:
        body = {"event": "plan.created", "url": f"https://{name}.example.com", "description": name * 99}
        return carol.post("/4/webhooks/subscriptions", json=body)

    def on(method: str, path: str, *ids: object) -> tuple[Write, Write]:
        first, second = (partial(carol.request, method, path.format(id)) for id in ids)
        return first, second

    ours, tempos = "/4-andante/webhooks/subscriptions/{}", "/4/webhooks/subscriptions/{}"
    yield ("redeliver_failed_webhooks", *on("POST", f"{ours}/redeliver", few, many))
    yield ("redeliver_webhook", *on("POST", "/4-andante/webhooks/deliveries/{}/redeliver", 3, 4))
    yield ("rotate_webhook_secret", *on("POST", f"{ours}/rotate-secret", few, many))
    yield ("refresh_subscription", *on("PATCH", f"{tempos}/refresh", few, many))
    yield "create_subscription", partial(subscribe, "new"), partial(subscribe, "newer")
    yield ("delete_subscription_by_id", *on("DELETE", tempos, few, many))


def _delete(person: Person, *ids: int) -> httpx.Response:
    return person.http.post("/4-andante/worklogs/delete", json={"ids": ids})


def _values(count: int) -> list[dict[str, Any]]:
    return [{"key": f"_{name}_", "value": "rain"} for name in "BCD"[:count]]
