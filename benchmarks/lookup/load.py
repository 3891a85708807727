"""Asks a server as fast as a few connections can, with as little work of its own as possible."""

import asyncio
import time
from collections.abc import Callable
from dataclasses import dataclass

CONNECTIONS = 8


@dataclass(frozen=True)
class Load:
    """What a run found."""

    requests: int
    seconds: float
    failed: int

    @property
    def per_second(self) -> float:
        """Answers in a second."""
        return self.requests / self.seconds


def load(port: int, path: Callable[[int], str], seconds: float) -> Load:
    """Asks for `path(n)`, n counting up, over CONNECTIONS connections; each asks again once it has its answer."""
    return asyncio.run(_load(port, path, seconds))


async def _load(port: int, path: Callable[[int], str], seconds: float) -> Load:
    counts = [0, 0]
    began = time.perf_counter()
    ends = began + seconds
    places = iter(range(10**9))

    async def one() -> None:
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        while time.perf_counter() < ends:
            writer.write(f"GET {path(next(places))} HTTP/1.1\r\nHost: lookup\r\n\r\n".encode())
            head = await reader.readuntil(b"\r\n\r\n")
            at = head.lower().index(b"content-length:") + 15
            await reader.readexactly(int(head[at : head.index(b"\r", at)]))
            counts[0 if head.startswith(b"HTTP/1.1 200") else 1] += 1
        writer.close()

    await asyncio.gather(*(one() for _ in range(CONNECTIONS)))
    return Load(counts[0], time.perf_counter() - began, counts[1])
