"""A sandbox records webhooks."""

from andante.testing.sandbox import Sandbox


def test_events_are_recorded_when_jobs_run(andante: Sandbox) -> None:
    received = andante.record_webhooks("worklog.created", "team.created")
    logged = andante.worklog()
    assert received == []
    andante.run_jobs()

    assert [(event.event_type, event.payload["tempoWorklogId"]) for event in received] == [("worklog.created", logged.tempo_worklog_id)]
