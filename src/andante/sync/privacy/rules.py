"""Decides what happens to the data of a person, and removes names from records. docs/privacy.md explains it for people."""

import re
import uuid
from collections.abc import Callable, Iterable, Mapping
from enum import StrEnum
from typing import Any

from msgspec import Struct

from andante.directory.people.rules import UserRecord


class Role(StrEnum):
    """What a row is to the person that one of its columns refers to."""

    OWN = "own"
    """It is about the person, and has figures that others need. It is exported, and kept under an anonymous account."""
    PRIVATE = "private"
    """It is about the person and of no use to others. It is exported, and deleted."""
    MENTION = "mention"
    """It is about something else. Only its key and the mention are exported. It is kept and mentions the anonymous account."""


OWN, PRIVATE, MENTION = Role.OWN, Role.PRIVATE, Role.MENTION

PERSON_COLUMNS: dict[str, Role] = {
    "accounts.contact_id": MENTION,
    "accounts.lead_id": MENTION,
    "authenticator_apps.account_id": PRIVATE,
    "changes.actor": MENTION,
    "changes.person": MENTION,
    "favorite_issues.account_id": PRIVATE,
    "generic_resources.created_by": MENTION,
    "generic_resources.updated_by": MENTION,
    "holiday_scheme_members.account_id": OWN,
    "idempotency_keys.account_id": PRIVATE,
    "identities.account_id": PRIVATE,
    "issues.assignee_id": MENTION,
    "issues.reporter_id": MENTION,
    "mails.account_id": PRIVATE,
    "mirrored.ours": PRIVATE,
    "notification_settings.account_id": PRIVATE,
    "notifications.account_id": PRIVATE,
    "notifications.person_id": MENTION,
    "oauth_grants.account_id": PRIVATE,
    "passkeys.account_id": PRIVATE,
    "password_links.account_id": PRIVATE,
    "passwords.account_id": PRIVATE,
    "pending_sign_ins.account_id": PRIVATE,
    "period_locks.account_id": OWN,
    "permission_role_members.account_id": PRIVATE,
    "plans.account_id": OWN,
    "plans.approval_actor_id": MENTION,
    "plans.creator_id": MENTION,
    "plans.requester_id": MENTION,
    "plans.reviewer_id": MENTION,
    "preferences.account_id": PRIVATE,
    "programs.manager_id": MENTION,
    "projects.lead_id": MENTION,
    "recovery_codes.account_id": PRIVATE,
    "sessions.account_id": PRIVATE,
    "skill_assignments.account_id": PRIVATE,
    "team_memberships.account_id": OWN,
    "team_resources.assigned_by": MENTION,
    "teams.lead_id": MENTION,
    "timers.account_id": PRIVATE,
    "timesheet_logs.actor": MENTION,
    "timesheet_logs.reviewer_id": MENTION,
    "timesheets.account_id": OWN,
    "timesheets.actor": MENTION,
    "timesheets.reviewer_id": MENTION,
    "tokens.account_id": PRIVATE,
    "user_properties.account_id": PRIVATE,
    "workload_scheme_members.account_id": OWN,
    "worklogs.author_id": OWN,
}
"""All columns with account ids. A table with a new one belongs here, and so does a table whose rows are about a person in another way."""

EMAIL_COLUMNS = frozenset({"mails.recipient"})
"""Columns with emails of people, who need not have an account yet. Their rows are private."""

WRITTEN_TEXTS: dict[str, tuple[str, str]] = {
    "notifications": ("person_id", "comment"),
    "plans": ("creator_id", "description"),
    "timesheet_logs": ("actor", "comment"),
    "timesheets": ("actor", "comment"),
    "worklogs": ("author_id", "description"),
}
"""Texts that people write about their work: the column of the person, and that of the text. They are deleted only on request."""

TEXTS_IN_RECORDS: dict[str, tuple[str, str]] = {
    "allocation": WRITTEN_TEXTS["plans"],
    "timesheetapproval": WRITTEN_TEXTS["timesheets"],
    "worklog": WRITTEN_TEXTS["worklogs"],
}
"""The same texts in the records of the change log, by entity."""

MENTION_DETAILS = {"changes": ("entity", "entity_id", "action", "at")}
"""Further columns that are exported with a mention, by table: what the person changed, and when."""

PRIVATE_ENTITIES = frozenset(
    {
        "apitoken",
        "applicationtoken",
        "notificationsettings",
        "oauthgrant",
        "passkey",
        "preferences",
        "skillassignment",
        "timer",
        "userproperty",
    }
)
"""Entities of private rows. Their records are removed from the change log. What remains is that something was changed, when and by whom."""

USER_ENTITY = "user"


class Person(Struct, frozen=True):
    """A person with all names that the person has had: display names, user names and emails."""

    account_id: str
    names: frozenset[str]

    @property
    def emails(self) -> list[str]:
        """In lower case."""
        return sorted(name.lower() for name in self.names if "@" in name)


class Anonymous(Struct, frozen=True):
    """The account that replaces the person's."""

    account_id: str
    name: str


def new_anonymous() -> Anonymous:
    """An account id and a name that are not derived from the person."""
    code = uuid.uuid4().hex[:12]
    return Anonymous(f"anonymous:{code}", f"Anonymous {code}")


def anonymous_user(user: UserRecord, anonymous: Anonymous) -> UserRecord:
    """The user without anything that identifies the person. The time zone stays, because times were logged in it."""
    return UserRecord(anonymous.account_id, anonymous.name, None, user.time_zone, active=False)


def names_in(records: Iterable[Mapping[str, Any]]) -> frozenset[str]:
    """The names and emails in records of users."""
    return frozenset(record[field] for record in records for field in ("display_name", "email", "name") if record.get(field))


def text_scrubber(person: Person, anonymous: Anonymous) -> Callable[[str], str]:
    """Replaces the person's account id, names and emails where they are whole words of a text. The case of emails doesn't matter, but
    that of names does: they may be words like May."""
    known = sorted(person.names | {person.account_id}, key=len, reverse=True)
    alternatives = "|".join(f"(?i:{re.escape(name)})" if "@" in name else re.escape(name) for name in known)
    pattern = re.compile(rf"(?<!\w)(?:{alternatives})(?!\w)")
    return lambda text: pattern.sub(lambda found: anonymous.account_id if found[0] == person.account_id else anonymous.name, text)


def scrub(value: Any, scrub_text: Callable[[str], str]) -> Any:
    """A value of JSON with all its texts scrubbed."""
    if isinstance(value, str):
        return scrub_text(value)
    if isinstance(value, list):
        return [scrub(item, scrub_text) for item in value]
    if isinstance(value, dict):
        return {scrub_text(key): scrub(item, scrub_text) for key, item in value.items()}
    return value


def scrub_record(
    entity: str, record: dict[str, Any], person: Person, anonymous: Anonymous, scrub_text: Callable[[str], str], *, texts: bool
) -> dict[str, Any] | None:
    """A record of the change log without what identifies the person. None if it was only about the person. With `texts`, without what
    the person wrote."""
    owner = record.get("account_id", record.get("assignee_id"))
    if entity in PRIVATE_ENTITIES and owner == person.account_id:
        return None
    if entity == USER_ENTITY and owner == person.account_id:
        record = record | {"email": None, "name": None, "staff_id": None, "display_name": anonymous.name}
    writer, text = TEXTS_IN_RECORDS.get(entity, ("", ""))
    if texts and record.get(writer) == person.account_id:
        record = record | {text: ""}
    scrubbed: dict[str, Any] = scrub(record, scrub_text)
    return scrubbed


def is_about(entity_id: str, account_id: str) -> bool:
    """Whether an entity id names the person: `ID`, `ID/key`, `ID:day` or `USER/ID`."""
    return re.search(_as_entity_id(account_id), entity_id) is not None


def scrub_entity_id(entity_id: str, person: Person, anonymous: Anonymous) -> str:
    return re.sub(_as_entity_id(person.account_id), anonymous.account_id, entity_id)


def _as_entity_id(account_id: str) -> str:
    return rf"(?:^|(?<=^USER/)){re.escape(account_id)}(?=$|[/:])"
