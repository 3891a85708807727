"""New blocks as a node tells of them: a subscription over a websocket, so that nobody polls for what has not come."""

import json
import logging
import threading

from websockets.exceptions import WebSocketException
from websockets.sync.client import connect

_LOGGER = logging.getLogger(__name__)
_SUBSCRIBE = json.dumps({"jsonrpc": "2.0", "id": 1, "method": "eth_subscribe", "params": ["newHeads"]})
_AGAIN_SECONDS = 2.0
_LISTEN_SECONDS = 0.5


class HeadWatch:
    """Listens at a node's websocket `url` in a thread of its own, and comes back when the connection breaks.

    It only says that there is something new: what it is, the reader asks the node that it trusts. While the connection
    is broken, `wait` waits its whole time, which is polling.
    """

    def __init__(self, url: str) -> None:
        self._url = url
        self._stop = threading.Event()
        self._new = threading.Event()
        self._thread = threading.Thread(target=self._listen, name="new-heads", daemon=True)
        self._thread.start()

    def wait(self, seconds: float) -> bool:
        """Waits for the next block, `seconds` at most; whether one came."""
        came = self._new.wait(seconds)
        self._new.clear()
        return came

    def close(self) -> None:
        """Ends the thread, and whoever waits."""
        self._stop.set()
        self._new.set()
        self._thread.join()

    def _listen(self) -> None:
        while not self._stop.is_set():
            try:
                self._subscribed()
            except (WebSocketException, OSError, ValueError) as problem:
                _LOGGER.warning("No subscription to new blocks at %s (%s); polling meanwhile", self._url, problem)
            self._stop.wait(_AGAIN_SECONDS)

    def _subscribed(self) -> None:
        with connect(self._url, open_timeout=5, max_size=1 << 20) as socket:
            socket.send(_SUBSCRIBE)
            if "error" in json.loads(socket.recv(timeout=5)):
                raise ValueError("the node takes no subscriptions")
            self._new.set()  # blocks may have come before
            while not self._stop.is_set():
                try:
                    socket.recv(timeout=_LISTEN_SECONDS)
                except TimeoutError:
                    continue
                self._new.set()
