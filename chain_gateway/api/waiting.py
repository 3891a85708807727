"""Requests that wait for a submission to end: they hold no thread, and a party has only so many of them at once."""

import asyncio
import contextlib
from collections import Counter
from collections.abc import Iterator, Set

from fastapi.concurrency import run_in_threadpool

from chain_gateway.api.services import GatewayServices
from chain_gateway.submission import TERMINAL

MAX_WAITS = 32
"""Requests of one party that wait at the same time."""
_OTHER_PROCESS_SECONDS = 1.0  # a worker in another process cannot tell this one


class Waits:
    """Counts the waiting requests of each party. To be used from the event loop alone."""

    def __init__(self, limit: int = MAX_WAITS) -> None:
        self._limit = limit
        self._waiting: Counter[int] = Counter()

    @contextlib.contextmanager
    def place(self, party: int) -> Iterator[bool]:
        """Take a place among the party's waiting requests; whether there was one left."""
        free = self._waiting[party] < self._limit
        self._waiting[party] += free
        try:
            yield free
        finally:
            self._waiting[party] -= free
            if not self._waiting[party]:
                del self._waiting[party]


async def until_ended(services: GatewayServices, submission_id: str, seconds: float) -> None:
    """Return when the submission has ended, or after so many seconds. Raises UnknownSubmission."""
    loop = asyncio.get_running_loop()
    deadline = loop.time() + seconds
    moved = asyncio.Event()

    def tell(moved_ids: Set[str]) -> None:
        if submission_id in moved_ids:
            with contextlib.suppress(RuntimeError):  # the loop was closed while this request waited
                loop.call_soon_threadsafe(moved.set)

    with services.submitter.told(tell):
        while True:
            moved.clear()
            state = await run_in_threadpool(services.store.state, submission_id)
            remaining = deadline - loop.time()
            if state in TERMINAL or remaining <= 0:
                return
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(min(remaining, _OTHER_PROCESS_SECONDS)):
                    await moved.wait()
