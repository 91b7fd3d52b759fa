"""`andante webhook listen`: receives webhooks on this machine and prints them, for developers of receivers."""

import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from typing import Annotated

import msgspec
import typer

from andante.activity.webhooks.wire import SubscriptionInput
from andante.cli.failures import ExitCode, Failure
from andante.cli.lazy_group import LazyGroup
from andante.client import Andante, ApiError, InvalidSignature, verify_webhook
from andante.client.webhook_listener import Receive, listening

from .command import Profile
from .profiles import DEFAULT
from .refusals import report_failures
from .session import open_session

webhook = typer.Typer(cls=LazyGroup, no_args_is_help=True, help="Develop receivers of webhooks.")


@webhook.callback()
def webhooks() -> None:
    """Develop receivers of webhooks."""


@webhook.command("listen")
def listen(
    profile: Profile = DEFAULT,
    event: Annotated[list[str] | None, typer.Option(help="Subscribe to this event until you stop. Repeat for several.")] = None,
    url: Annotated[str | None, typer.Option(help="Address at which the server reaches this command. Default: its own.")] = None,
    secret: Annotated[str | None, typer.Option(envvar="ANDANTE_WEBHOOK_SECRET", help="Secret of an existing subscription.")] = None,
    host: Annotated[str, typer.Option(help="Address to listen on.")] = "127.0.0.1",
    port: Annotated[int, typer.Option(help="Port to listen on; 0 for a free one.")] = 8765,
    count: Annotated[int | None, typer.Option(min=1, help="Stop after this many deliveries.")] = None,
) -> None:
    """Receive webhooks, verify their signatures and print them. With --event, you must be an administrator."""
    secrets, printed = {"": secret} if secret else {}, _Printed(count)

    def receive(path: str, headers: Mapping[str, str], body: bytes) -> int:
        return printed.add(secrets.get(path.strip("/"), secrets.get("")), headers, body)

    with report_failures(), _listening(receive, host, port) as used:
        typer.echo(f"Listening on http://{host}:{used}. Press Ctrl-C to stop.", err=True)
        with suppress(KeyboardInterrupt), _subscribed(profile, event or [], url or f"http://{host}:{used}", secrets):
            printed.wait()


class _Printed:
    """Prints deliveries, and counts them."""

    def __init__(self, count: int | None) -> None:
        self._left = count
        self._done = threading.Event()
        self._lock = threading.Lock()

    def add(self, secret: str | None, headers: Mapping[str, str], body: bytes) -> int:
        """Prints a delivery. Returns the status of the response."""
        problem = _problem(secret, headers, body)
        with self._lock:
            typer.echo(f"{_event_type(body)}: {problem}", err=True)
            typer.echo(_readable(body))
            if self._left is not None:
                self._left -= 1
                if self._left <= 0:
                    self._done.set()
        return 401 if secret and problem != "valid signature" else 200

    def wait(self) -> None:
        while not self._done.wait(0.2):  # a wait without a timeout would delay Ctrl-C on some systems
            pass


def _problem(secret: str | None, headers: Mapping[str, str], body: bytes) -> str:
    if secret is None:
        return "signature not checked; use --secret"
    try:
        verify_webhook(body, headers, secret)
    except InvalidSignature as error:
        return f"INVALID SIGNATURE: {error}"
    except msgspec.MsgspecError as error:
        return f"INVALID BODY: {error}"
    return "valid signature"


def _event_type(body: bytes) -> str:
    with suppress(msgspec.MsgspecError, TypeError, KeyError):
        return str(msgspec.json.decode(body)["eventType"])
    return "unknown event"


def _readable(body: bytes) -> str:
    try:
        return msgspec.json.format(body, indent=2).decode()
    except (msgspec.MsgspecError, UnicodeDecodeError):
        return repr(body)


@contextmanager
def _listening(receive: Receive, host: str, port: int) -> Iterator[int]:
    try:
        with listening(receive, host, port) as used:
            yield used
    except OSError as error:
        raise Failure(ExitCode.REFUSED, f"Can't listen on {host}:{port}: {error.strerror}. Use another --port.") from None


@contextmanager
def _subscribed(profile: str, events: list[str], url: str, secrets: dict[str, str]) -> Iterator[None]:
    """Subscribes to events during the block. Adds their secrets, by event, which is the path of the URL."""
    if not events:
        yield
        return
    with open_session(profile) as session:
        ids: list[str] = []
        try:
            for event in events:
                given = SubscriptionInput(event=event, url=f"{url.rstrip('/')}/{event}")  # type: ignore[arg-type]
                created = session.client.subscriptions.create_subscription(body=given)
                ids.append(created.id)
                secrets[event] = created.shared_secret
            yield
        finally:
            _unsubscribe(session.client, ids)


def _unsubscribe(client: Andante, ids: list[str]) -> None:
    for id in ids:
        with suppress(ApiError):
            client.subscriptions.delete_subscription_by_id(id=id)
