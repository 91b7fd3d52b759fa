"""A running Andante, with methods that create users, projects, issues, tokens and worklogs."""

import datetime as dt
import tempfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from itertools import count
from pathlib import Path
from typing import Any, TypeVar

from andante.app import application
from andante.client import Andante, SubscriptionInput, WebhookEvent, verify_webhook
from andante.client.webhook_listener import listening
from andante.demo.people import email_of_administrator
from andante.directory.issues import actions as issues
from andante.directory.issues.rules import IssueRecord
from andante.directory.issues.rules import project_key_of as project_key
from andante.directory.issues.wire import IssueInput
from andante.directory.people import actions as people
from andante.directory.people import queries as people_queries
from andante.directory.people.rules import UserRecord
from andante.directory.people.wire import UserInput
from andante.directory.projects import actions as projects
from andante.directory.projects import queries as projects_queries
from andante.directory.projects.rules import ProjectRecord
from andante.directory.projects.wire import ProjectInput
from andante.identity.tokens import actions as auth
from andante.kit import clock
from andante.kit.call import SYSTEM, Call
from andante.kit.database import Access, Database
from andante.kit.settings import Settings
from andante.kit.workers import Worker
from andante.organization.permissions import actions as permissions
from andante.timekeeping.worklogs.wire import Worklog, WorklogInput
from andante.worker import JOBS

from . import templates
from .serving import serving

T = TypeVar("T")
SETTINGS = Settings(access_log=False, webhook_allow_http=True, webhook_allowed_networks="127.0.0.0/8")
"""Webhooks may be sent to this machine."""

PROJECT = "TEST"
"""The project of issues that are created without a key."""


class Sandbox:
    """A server that runs at `url`. `client` uses the token of its administrator.

    All arguments have defaults. The server checks given values and refuses invalid ones with an exception
    (`andante.kit.errors.Refusal` or `andante.client.ApiError`).
    """

    def __init__(self, url: str, database: Database, resources: ExitStack) -> None:
        self.url = url
        self._database = database
        self._resources = resources
        self._numbers = count(1)
        self.administrator = self._find_or_create_administrator()
        self.client = self.client_of(self.administrator)

    def user(self, display_name: str | None = None, *, administrator: bool = False, **more: Any) -> UserRecord:
        """Creates a user. `more`: fields of `UserInput`, like `email` and `time_zone`."""
        given = UserInput(display_name=display_name or f"User {next(self._numbers)}", **more)

        def add(call: Call) -> UserRecord:
            user = people.add(call, given)
            if administrator:
                permissions.add_administrator(call, user.account_id)
            return user

        return self._do(add)

    def project(self, key: str = PROJECT, name: str | None = None, **more: Any) -> ProjectRecord:
        """Creates a project. `more`: fields of `ProjectInput`."""
        return self._do(lambda call: projects.add(call, ProjectInput(key=key, name=name or key.title(), **more)))

    def issue(self, key: str | None = None, summary: str | None = None, **more: Any) -> IssueRecord:
        """Creates an issue, and its project if it doesn't exist. `more`: fields of `IssueInput`."""
        key = key or f"{PROJECT}-{next(self._numbers)}"
        if not self._do(lambda call: projects_queries.by_keys(call, [project_key(key)])):
            self.project(project_key(key))
        return self._do(lambda call: issues.add(call, IssueInput(key=key, summary=summary or f"Issue {key}", **more)))

    def worklog(
        self,
        author: UserRecord | None = None,
        issue: IssueRecord | None = None,
        seconds: int = 3600,
        on: dt.date | None = None,
        **more: Any,
    ) -> Worklog:
        """Logs time and returns the worklog from the API. `on` defaults to today. `more`: fields of `WorklogInput`, like
        `start_time` and `description`."""
        given = WorklogInput(
            author_account_id=(author or self.administrator).account_id,
            issue_id=(issue or self.issue()).id,
            start_date=on or clock.today(clock.now(), "UTC"),
            time_spent_seconds=seconds,
            **more,
        )
        return self.client.worklogs.create_worklog(body=given)

    def token(self, user: UserRecord, scopes: Sequence[str] | None = None) -> str:
        """Creates a personal API token. `scopes`, like `worklogs:view`, default to full access."""
        return self._do(lambda call: auth.create_token(call, user.account_id, "sandbox", scopes=list(scopes) if scopes else None))[1]

    def client_of(self, user: UserRecord, scopes: Sequence[str] | None = None) -> Andante:
        """Creates a client with a new token of this user. The sandbox closes it."""
        return self._resources.enter_context(Andante(self.token(user, scopes), self.url))

    def record_webhooks(self, *events: str) -> list[WebhookEvent]:
        """Subscribes to events, like `worklog.created`. `run_jobs` delivers them and appends them to the returned list."""
        received: list[WebhookEvent] = []
        secrets: dict[str, str] = {}

        def receive(path: str, headers: Mapping[str, str], body: bytes) -> int:
            received.append(verify_webhook(body, headers, secrets[path.strip("/")]))
            return 204

        port = self._resources.enter_context(listening(receive))
        for event in events:
            given = SubscriptionInput(event=event, url=f"http://127.0.0.1:{port}/{event}")  # type: ignore[arg-type]
            secrets[event] = self.client.subscriptions.create_subscription(body=given).shared_secret
        self.run_jobs()  # the handshakes
        return received

    def run_jobs(self) -> int:
        """Runs the background jobs that are due, in this thread, and returns their number. The sandbox has no worker process."""
        return Worker(self._database, SETTINGS, JOBS).run_pending()

    def _find_or_create_administrator(self) -> UserRecord:
        """The administrator of the demo, or a new one in an empty database."""
        found = self._do(lambda call: people_queries.by_email(call, email_of_administrator()))
        return found or self.user("Administrator", administrator=True)

    def _do(self, action: Callable[[Call], T]) -> T:
        with self._database.call(SYSTEM, Access.WRITE) as call:
            return action(call)


@contextmanager
def sandbox(*, demo: bool = False, cache: Path | None = None) -> Iterator[Sandbox]:
    """Runs a server until the end of the block. Its only user is the administrator. With `demo`, it contains the example company of
    `andante demo`. `cache` is a folder for the template databases, which later runs use again."""
    with ExitStack() as resources:
        folder = Path(resources.enter_context(tempfile.TemporaryDirectory(prefix="andante-")))
        template = (templates.demo if demo else templates.empty)(cache or folder)
        worker = resources.enter_context(ThreadPoolExecutor(1))
        database = templates.copy(template, folder / "sandbox.db")
        resources.callback(database.close)
        resources.callback(lambda: worker.submit(database.close).result())  # the worker thread has its own connection
        url = resources.enter_context(serving(application(SETTINGS, database), worker))
        yield Sandbox(url, database, resources)
