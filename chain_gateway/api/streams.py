"""Server-sent events: the state of a thing, told again whenever it changed, until it ends.

Each event is the whole state and its id names that state. So a reader who comes back with Last-Event-ID is told the
present state if it is another one, and never of steps that are over.
"""

import asyncio
import contextlib
import json
import threading
from collections.abc import AsyncIterator, Callable, Iterator, Set
from dataclasses import dataclass
from typing import Annotated, Any

from fastapi import Depends, Header, Request, Response
from fastapi.concurrency import run_in_threadpool
from starlette.responses import StreamingResponse
from starlette.types import Receive, Scope, Send

from chain_gateway.api.problems import ApiProblem
from chain_gateway.api.services import GatewayServices
from chain_gateway.api.waiting import Waits

MEDIA_TYPE = "text/event-stream"
_EXAMPLE = 'id: 2026-11-24T08:00:01.000Z/final\nevent: ended\ndata: {"state":"final"}\n\n'
MAX_STREAMS = 16
"""Streams of one party that are open at the same time."""
HEARTBEAT_SECONDS = 15.0
RETRY_MILLISECONDS = 2_000

STREAM: dict[int | str, dict[str, Any]] = {
    200: {"description": "The stream.", "content": {MEDIA_TYPE: {"schema": {"type": "string"}, "example": _EXAMPLE}}},
    204: {"description": "It has ended, and the reader knows how."},
}
"""OpenAPI's description of a stream."""

_POLL_SECONDS = 1.0  # a worker in another process cannot tell this one
LastEventId = Annotated[
    str | None, Header(alias="Last-Event-ID", max_length=200, description="The last event that was read.")
]


@dataclass(frozen=True)
class Snapshot:
    """A thing at a moment."""

    id: str
    """Names this state: two states of one thing differ in it."""
    data: dict[str, Any]
    ended: bool


class Streams:
    """The open streams of one application, so that they are bounded and can be closed together."""

    def __init__(self) -> None:
        self.waits = Waits(MAX_STREAMS)
        self._closing = threading.Event()
        self._wakers: set[Callable[[], None]] = set()

    @property
    def closing(self) -> bool:
        """Whether the process is about to end."""
        return self._closing.is_set()

    @property
    def count(self) -> int:
        """How many streams are open."""
        return len(self._wakers)

    def close(self) -> None:
        """End every stream; a new one is refused from now on. From any thread."""
        self._closing.set()
        for wake in tuple(self._wakers):
            wake()

    @contextlib.contextmanager
    def opened(self, wake: Callable[[], None]) -> Iterator[None]:
        """Inside, a stream is open; `wake` is called when it is to end."""
        self._wakers.add(wake)
        try:
            yield
        finally:
            self._wakers.discard(wake)


def streams_of(request: Request) -> Streams:
    """The streams of the app."""
    streams: Streams = request.app.state.streams
    return streams


OpenStreams = Annotated[Streams, Depends(streams_of)]


async def answer(
    services: GatewayServices,
    streams: Streams,
    party: int,
    read: Callable[[], Snapshot],
    concerns: Callable[[Set[str]], bool],
    last_id: str | None,
) -> Response:
    """The stream of what `read` gives; `concerns` says whether moved submissions have to do with it.

    204 when the thing has ended and the reader knows how, which ends a browser's attempts (problem 429 when the party
    has too many streams open, 503 when the process is about to end).
    """
    if streams.closing:
        raise ApiProblem(
            503, "shutting-down", "The gateway is about to end; connect again.", headers={"Retry-After": "5"}
        )
    first = await run_in_threadpool(read)
    if first.ended and first.id == last_id:
        return Response(status_code=204)
    place = contextlib.ExitStack()
    if not place.enter_context(streams.waits.place(party)):
        place.close()
        raise ApiProblem(
            429,
            "too-many-streams",
            f"A party has {MAX_STREAMS} streams open at most. Close one, or ask with ?wait= instead.",
            headers={"Retry-After": "10"},
        )
    return _Stream(_events(services, streams, first, read, concerns, last_id), place)


class _Stream(StreamingResponse):
    """Holds its place among the party's streams until it is over, also when it never begins."""

    def __init__(self, events: AsyncIterator[bytes], place: contextlib.ExitStack) -> None:
        headers = {"cache-control": "no-store", "x-accel-buffering": "no"}
        super().__init__(events, media_type=MEDIA_TYPE, headers=headers)
        self._place = place

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve the stream."""
        with self._place:
            await super().__call__(scope, receive, send)


async def _events(
    services: GatewayServices,
    streams: Streams,
    found: Snapshot,
    read: Callable[[], Snapshot],
    concerns: Callable[[Set[str]], bool],
    last_id: str | None,
) -> AsyncIterator[bytes]:
    loop = asyncio.get_running_loop()
    moved = asyncio.Event()

    def wake() -> None:
        with contextlib.suppress(RuntimeError):  # the loop was closed while this stream waited
            loop.call_soon_threadsafe(moved.set)

    def tell(ids: Set[str]) -> None:
        if concerns(ids):
            wake()

    with streams.opened(wake), services.submitter.told(tell):
        yield f"retry: {RETRY_MILLISECONDS}\n\n".encode()
        spoke = loop.time()
        while True:
            if found.id != last_id:
                yield _event(found)
                last_id, spoke = found.id, loop.time()
            if found.ended or streams.closing:
                return
            if loop.time() - spoke >= HEARTBEAT_SECONDS:
                yield b": still here\n\n"
                spoke = loop.time()
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(_POLL_SECONDS):
                    await moved.wait()
            moved.clear()
            found = await run_in_threadpool(read)


def _event(found: Snapshot) -> bytes:
    data = json.dumps(found.data, ensure_ascii=True, separators=(",", ":"))
    return f"id: {found.id}\nevent: {'ended' if found.ended else 'state'}\ndata: {data}\n\n".encode("ascii")
