"""Rows for the tables that the API doesn't fill, so that the test data has rows in every table.

A new table whose rows no operation creates needs rows here.
"""

import datetime as dt
from typing import Any

import msgspec
from sqlalchemy import Connection, insert

from andante.identity.preferences.rules import PreferencesRecord
from andante.kit.db import metadata
from andante.timekeeping.configuration.rules import ConfigurationRecord
from tests.activity.webhooks import samples as webhooks
from tests.cast import ACCOUNT_IDS, NORTHERNERS, NOW

WEST = 10002
ALICE, BOB = ACCOUNT_IDS["alice"], ACCOUNT_IDS["bob"]
LATER = "2026-12-31T23:59:59Z"
HARD_TEXT = "It's \"quoted\", \\n isn't a line;\r\nthis is:\t=SUM(A1) – Ωμέγα, 日本語, 👩‍💻, e\u0301 and \u2028 the end "

_catalog = {"project_id": WEST, "type_id": 10001, "status_id": 10000, "description": HARD_TEXT, "created_at": NOW, "updated_at": NOW}

ROWS: list[tuple[str, dict[str, Any]]] = [
    ("undone_changes", {"change_id": 2, "reverts_id": 1}),
    ("idempotency_keys", {"account_id": ALICE, "key": "k", "fingerprint": "f", "created_at": NOW, "status": 200, "response": "{}"}),
    ("jobs", {"kind": "k", "payload": "{}", "state": "done", "attempts": 1, "run_at": NOW, "created_at": NOW, "finished_at": NOW}),
    (
        "mails",
        {
            "account_id": ALICE,
            "recipient": "alice@example.com",
            "kind": "test",
            "language": "en",
            "subject": "Test",
            "text": "secret-text",
            "html": "secret-html",
            "message_id": "<1@example.com>",
            "state": "waiting",
            "attempts": 0,
            "created_at": NOW,
        },
    ),
    ("user_properties", {"account_id": ALICE, "key": "cost-center", "value": HARD_TEXT}),
    ("user_properties", {"account_id": ALICE, "key": "größe", "value": ""}),
    ("project_categories", {"id": 1, "name": "Surveys"}),
    ("versions", {"id": 2**53 + 1, "project_id": WEST, "name": HARD_TEXT, "sequence": 2**31 - 1, "released": True}),
    ("versions", {"id": 1, "project_id": WEST, "name": "Spring", "sequence": 1, "released": False}),
    ("components", {"id": 1, "project_id": WEST, "name": "Shore"}),
    ("issues", {"id": 20001, "key": "WEST-2", "summary": "Walk the shore", **_catalog}),
    ("issues", {"id": 20000, "key": "WEST-1", "summary": "Walk", "parent_id": 20001, "original_estimate_seconds": 0, **_catalog}),
    *(("issue_words", {"word": word, "issue_id": 20001}) for word in ("walk", "the", "shore")),
    ("issue_words", {"word": "walk", "issue_id": 20000}),
    ("issue_versions", {"issue_id": 20000, "version_id": 2**53 + 1}),
    ("issue_components", {"issue_id": 20000, "component_id": 1}),
    ("issue_accounts", {"issue_id": 20000, "account_id": 1}),
    ("permission_role_teams", {"role_id": 2, "team_id": NORTHERNERS}),
    ("preferences", {"account_id": BOB, **msgspec.structs.asdict(PreferencesRecord(language="de", week_start=7))}),
    ("notification_settings", {"account_id": ALICE, "choices": '{"MISSING_TIME":{"pages":false,"mail":"AT_ONCE"}}'}),
    (
        "notifications",
        {
            "account_id": ALICE,
            "kind": "TIMESHEET_REJECTED",
            "object": "1",
            "person_id": BOB,
            "from_date": dt.date(2026, 3, 2),
            "to_date": dt.date(2026, 3, 8),
            "comment": HARD_TEXT,
            "shown": True,
            "created_at": NOW,
        },
    ),
    ("passwords", {"account_id": ALICE, "hash": "$argon2id$v=19$secret", "changed_at": NOW}),
    ("password_links", {"digest": "secret-link", "account_id": ALICE, "expires_at": NOW, "revoke_tokens": False, "purpose": "PASSWORD"}),
    ("sessions", {"digest": "secret-session", "account_id": ALICE, "created_at": NOW, "expires_at": LATER, "device": "Firefox"}),
    ("pending_sign_ins", {"digest": "secret-pending", "account_id": ALICE, "expires_at": LATER, "challenge": "secret-challenge"}),
    ("authenticator_apps", {"account_id": ALICE, "secret": "secret-app", "created_at": NOW, "last_step": 2**62}),
    (
        "passkeys",
        {
            "account_id": ALICE,
            "name": "Phone",
            "credential_id": "secret-id",
            "public_key": "secret-key",
            "sign_count": 2**32,
            "created_at": NOW,
        },
    ),
    ("recovery_codes", {"account_id": ALICE, "digest": "secret-code"}),
    ("identities", {"issuer": "https://id.example.com", "subject": "alice", "account_id": ALICE}),
    ("signin_attempts", {"subject": "s", "failures": 1, "last_at": NOW, "blocked_until": NOW}),
    (
        "oauth_applications",
        {
            "client_id": "payroll",
            "name": "Payroll",
            "redirect_uris": "https://pay.example.com/\nhttps://test.example.com/",
            "client_type": "CONFIDENTIAL",
            "secret_digest": "secret-application",
            "created_at": NOW,
            "max_scope": "read",
        },
    ),
    ("oauth_grants", {"application_id": 1, "account_id": ALICE, "scope": "read", "created_at": NOW}),
    ("oauth_codes", {"digest": "secret-oauth-code", "grant_id": 1, "expires_at": NOW}),
    ("oauth_refresh_tokens", {"digest": "secret-refresh", "grant_id": 1, "access_token_id": 1, "expires_at": LATER}),
    ("global_configuration", {"id": 1, **msgspec.structs.asdict(ConfigurationRecord())}),
    ("plan_skipped_days", {"plan_id": 4, "day": dt.date(2026, 3, 16)}),
    ("servlet_tokens", {"digest": "secret-servlet", "created_at": NOW}),
    ("servlet_networks", {"network": "10.0.0.0/8", "added_at": NOW}),
    (
        "worklog_answers",
        {
            "worklog_id": 1,
            "external_id": "P-1",
            "external_hours": 0.1,
            "external_result": HARD_TEXT,
            "answered_at": NOW,
            "answered_hash": "h",
        },
    ),
    ("setup_links", {"id": 1, "digest": "secret-setup", "expires_at": NOW}),
    ("mirror_sources", {"url": "https://api.tempo.io"}),
    ("mirrored", {"source_id": 1, "group_name": "worklogs", "theirs": "17", "ours": "1", "fingerprint": "f"}),
    ("mirror_marks", {"source_id": 1, "group_name": "worklogs", "mark": NOW}),
]


def seed_rows(db: Connection) -> None:
    for table, values in ROWS:
        db.execute(insert(metadata.tables[table]).values(values))
    webhooks.add_failed_deliveries(db, 3)
