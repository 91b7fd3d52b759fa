"""Quiet hours, the time of digests, and texts."""

import datetime as dt
from zoneinfo import ZoneInfo, available_timezones

import pytest
from hypothesis import given
from hypothesis import strategies as st

from andante.activity.notifications import rules
from andante.activity.notifications.kinds import KINDS, Kind
from andante.activity.notifications.rules import NotificationRecord, Reason, is_quiet, mail_due_at
from andante.kit import clock
from andante.kit.clock import Instant

times = st.integers(0, 15 * 366 * 86_400).map(lambda seconds: clock.later(Instant("2020-01-01T00:00:00Z"), seconds))
zones = st.sampled_from(sorted(available_timezones()))


def local(instant: Instant, zone: str) -> dt.datetime:
    return dt.datetime.fromisoformat(instant).astimezone(ZoneInfo(zone))


@pytest.mark.parametrize(("time", "quiet"), [("06:59:59", True), ("07:00", False), ("19:59:59", False), ("20:00", True), ("00:00", True)])
def test_evenings_and_nights_are_quiet(time: str, quiet: bool) -> None:
    assert is_quiet(dt.datetime.fromisoformat(f"2026-03-18 {time}")) == quiet


@given(times, zones)
def test_a_digest_is_sent_at_its_hour_within_a_day_and_never_in_quiet_hours(now: Instant, zone: str) -> None:
    due = mail_due_at("DAILY", now, zone)

    assert due is not None
    assert due > now
    assert local(due, zone).time() == rules.DIGEST_AT
    assert not is_quiet(local(due, zone))
    assert 0 < (local(due, zone).date() - local(now, zone).date()).days + (local(now, zone).time() < rules.DIGEST_AT) <= 2


@given(times, times, zones)
def test_a_day_has_at_most_one_digest(first: Instant, second: Instant, zone: str) -> None:
    dues = {mail_due_at("DAILY", first, zone), mail_due_at("DAILY", second, zone)}

    assert len({local(due, zone).date() for due in dues if due}) == len(dues)


@pytest.mark.parametrize(
    ("now", "due"),
    [
        ("2026-03-28T12:00:00Z", "2026-03-29T06:00:00Z"),  # summer time starts in the night
        ("2026-10-24T12:00:00Z", "2026-10-25T07:00:00Z"),  # and ends
    ],
)
def test_a_digest_is_at_the_same_local_hour_when_the_clocks_change(now: str, due: str) -> None:
    assert mail_due_at("DAILY", Instant(now), "Europe/Berlin") == due


def test_a_mail_at_once_is_due_now_and_never_is_never() -> None:
    now = Instant("2026-03-18T12:00:00Z")

    assert mail_due_at("AT_ONCE", now, "Europe/Berlin") == now
    assert mail_due_at("NEVER", now, "Europe/Berlin") is None


@pytest.mark.parametrize("kind", KINDS.values(), ids=lambda kind: kind.name)
def test_every_kind_has_a_title_and_a_text_in_both_languages(kind: Kind) -> None:
    first, last = dt.date(2026, 3, 2), dt.date(2026, 3, 8)
    reason = Reason(account_id="a", object="1", from_date=first, to_date=last, person_id="b", seconds=5400)
    record = NotificationRecord(id=1, kind=kind.name, reason=reason, person_name="Bob", created_at=Instant("2026-03-18T12:00:00Z"))
    texts = {language: rules.render(kind.text, record, language) for language in rules.LOCALES}

    assert set(kind.title) == set(kind.text) == set(rules.LOCALES)
    assert texts["en"] != texts["de"]
    assert all("{" not in text for text in texts.values())
    assert rules.render(kind.text, record, "fr") == texts["en"]
