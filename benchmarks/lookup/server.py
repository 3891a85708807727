"""The look-up over one store in a process of its own, with an empty endpoint beside and its own times of answering."""

import sys
import time
from typing import Any

import uvicorn
from starlette.responses import JSONResponse
from starlette.types import ASGIApp, Receive, Scope, Send

from indexer.lookup.app import create_app
from indexer.lookup.replies import Reply
from indexer.lookup.tuning import tune
from indexer.settings import LookupSettings
from indexer.store.engine import open_engine
from indexer.store.reader import Reader

EMPTY, TIMES = "/bench/empty", "/bench/times"


class Timed:
    """Keeps how long each answer took inside the application, and gives it out and forgets it at TIMES."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app
        self._seconds: list[float] = []

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one connection."""
        if scope.get("path") == TIMES:
            times, self._seconds = sorted(self._seconds), []
            await JSONResponse(times)(scope, receive, send)
            return
        began = time.perf_counter()
        await self._app(scope, receive, send)
        self._seconds.append(time.perf_counter() - began)


def main() -> None:
    """Serve the store `argv[1]` at the port `argv[2]`."""
    tune()
    reader = Reader(open_engine(sys.argv[1]), 60.0)
    app = create_app(reader, LookupSettings(lag_seconds=10**9))

    @app.get(EMPTY)
    def empty() -> Any:
        return Reply({})

    uvicorn.run(Timed(app), host="127.0.0.1", port=int(sys.argv[2]), log_level="error", access_log=False)


if __name__ == "__main__":
    main()
