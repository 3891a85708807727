"""A worker in another process of the same gateway: what one process that accepts has instead of a worker of its own.

Over a pipe between the two go, as JSON: from the acceptor, that something new was accepted; from the worker, which
submissions moved, and each second how it is. What gets lost on the way costs at most a second: both look by themselves.
"""

import contextlib
import json
import queue
import threading
from collections.abc import Iterator, Mapping, Set
from multiprocessing.connection import Connection
from typing import Any

from chain_gateway.submission.submitter import Submitter
from chain_gateway.submission.work import Listener

_SILENT_SECONDS = 5.0
_STATUS_SECONDS = 1.0
_MOST_WAITING = 1_000
_IDS_AT_ONCE = 500


class DistantWorker:
    """The worker as an acceptor sees it, through its end of the pipe."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._listeners: list[Listener] = []
        self._running = False
        self._troubles: dict[str, str] = {}
        self._new = threading.Event()
        self._ended = threading.Event()

    def start(self) -> None:
        """Hear of the worker, in threads of their own, until its process ends."""
        threading.Thread(target=self._hear, name="worker-heard", daemon=True).start()
        threading.Thread(target=self._say, name="worker-told", daemon=True).start()

    def stop(self) -> None:
        """Hear no more of it; its work goes on."""
        self._ended.set()
        self._new.set()

    def notify(self) -> None:
        """Something new was accepted."""
        self._new.set()

    @contextlib.contextmanager
    def told(self, listener: Listener) -> Iterator[None]:
        """Inside, `listener` is called with the ids of submissions whenever the worker moved them; in a thread."""
        self._listeners.append(listener)
        try:
            yield
        finally:
            self._listeners.remove(listener)

    def listen(self, listener: Listener) -> None:
        """Call `listener` so from now on."""
        self._listeners.append(listener)

    def troubles(self) -> Mapping[str, str]:
        """Lanes that cannot go on at the moment, and why, as the worker last said."""
        return dict(self._troubles)

    @property
    def running(self) -> bool:
        """Whether the worker said within the last seconds that it runs."""
        return self._running and not self._ended.is_set()

    def wait(self, seconds: float) -> bool:
        """Whether the worker's process is gone, after so many seconds at most."""
        return self._ended.wait(seconds)

    def _hear(self) -> None:
        with contextlib.suppress(EOFError, OSError):
            while not self._ended.is_set():
                if not self._connection.poll(_SILENT_SECONDS):
                    self._running = False
                    continue
                said: dict[str, Any] = json.loads(self._connection.recv_bytes())
                if "running" in said:
                    self._running, self._troubles = said["running"], said["troubles"]
                for listener in tuple(self._listeners) if "moved" in said else ():
                    listener(set(said["moved"]))
        self.stop()

    def _say(self) -> None:
        with contextlib.suppress(OSError):
            while not self._ended.is_set():
                self._new.wait()
                self._new.clear()
                self._connection.send_bytes(b"{}")


class Acceptor:
    """One process that accepts, as the worker sees it: wakes the worker, and is told what it does."""

    def __init__(self, connection: Connection, worker: Submitter) -> None:
        self._connection = connection
        self._worker = worker
        self._messages: queue.Queue[bytes] = queue.Queue(_MOST_WAITING)
        self._ended = threading.Event()

    def start(self) -> None:
        """Pass on, in threads of their own, until the other end is closed."""
        threading.Thread(target=self._hear, name="acceptor-heard", daemon=True).start()
        threading.Thread(target=self._say, name="acceptor-told", daemon=True).start()

    def _hear(self) -> None:
        with contextlib.suppress(EOFError, OSError):
            while True:
                self._connection.recv_bytes()
                self._worker.notify()
        self._ended.set()

    def _say(self) -> None:
        with contextlib.suppress(OSError), self._worker.told(self._moved):
            while not self._ended.is_set():
                status = {"running": self._worker.running, "troubles": dict(self._worker.troubles())}
                self._connection.send_bytes(json.dumps(status).encode())
                with contextlib.suppress(queue.Empty):
                    self._connection.send_bytes(self._messages.get(timeout=_STATUS_SECONDS))
        self._connection.close()

    def _moved(self, ids: Set[str]) -> None:
        named = sorted(ids)
        for start in range(0, len(named), _IDS_AT_ONCE):
            message = json.dumps({"moved": named[start : start + _IDS_AT_ONCE]}).encode()
            with contextlib.suppress(queue.Full):  # it does not read: it will look by itself
                self._messages.put_nowait(message)
