"""The job that sends due deliveries: to all receivers at the same time, and to each receiver one after the other."""

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from typing import TYPE_CHECKING, TypeVar

from andante.kit.jobs import JobContext, NoPayload

from . import actions, queries
from .rules import DueDelivery, Outcome

if TYPE_CHECKING:
    from .sender import Sender

T = TypeVar("T")
CHECK_SECONDS = 0.5
"""How often to look for new deliveries while receivers don't answer."""

COLLECT_SECONDS = 0.1
"""After a result, how long to wait for others, to store them together: otherwise the worker would compete with requests for the write
lock of SQLite."""


def deliver(context: JobContext, _: NoPayload) -> None:
    """Sends deliveries until none is due. An attempt that is interrupted is repeated by the next run."""
    asyncio.run(_Round(context).run())


class _Round:
    """One run of the job. The database is used in a thread of its own, so that it doesn't delay the receivers."""

    def __init__(self, context: JobContext) -> None:
        self._context = context
        self._sending: dict[asyncio.Task[Outcome], DueDelivery] = {}
        self._thread = ThreadPoolExecutor(1)

    async def run(self) -> None:
        from .sender import Sender  # in the worker only: its HTTP client would make the server start later, and needs memory

        try:
            async with Sender(self._context.settings, await self._in_thread(self._instance_id)) as sender:
                while await self._start(sender):
                    await asyncio.wait(self._sending, timeout=CHECK_SECONDS, return_when=asyncio.FIRST_COMPLETED)
                    await asyncio.sleep(COLLECT_SECONDS)
                    done = [task for task in self._sending if task.done()]
                    finished = [(self._sending.pop(task), task.result()) for task in done]
                    await self._in_thread(partial(self._store, finished))
        finally:
            for task in self._sending:
                task.cancel()
            self._thread.shutdown()

    async def _start(self, sender: "Sender") -> bool:
        """Starts to send what is due. False if there is nothing to wait for, or if the worker is stopping."""
        if self._context.stopping.is_set():
            return False
        busy = {due.subscription.id for due in self._sending.values()}
        for due in await self._in_thread(partial(self._due, busy)):
            self._sending[asyncio.create_task(sender.send(due))] = due
        return bool(self._sending)

    async def _in_thread(self, function: Callable[[], T]) -> T:
        return await asyncio.get_running_loop().run_in_executor(self._thread, function)

    def _instance_id(self) -> str:
        with self._context.read() as call:
            return queries.instance_id(call)

    def _due(self, busy: set[str]) -> list[DueDelivery]:
        with self._context.read() as call:
            return queries.due_deliveries(call, busy)

    def _store(self, finished: list[tuple[DueDelivery, Outcome]]) -> None:
        if finished:
            with self._context.write() as call:
                actions.store_outcomes(call, finished)
