"""A way to a node over HTTP that lags, lies, errs and stalls as a test wants: a real server in front of a real node."""

import json
import threading
import time
from collections.abc import Callable
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import TracebackType
from typing import Any, Self

import requests

Request = dict[str, Any]
Answer = dict[str, Any]


class NodeProxy:
    """Hands requests on to the node at `target`.

    `mood` says what it does: "good"; "down" closes the connection; "500" answers that status; "garbage" answers what is
    no JSON-RPC; "slow" answers after `delay` seconds. `answers` answers a method itself: it is given the request and
    answers the whole answer, or None to hand it on. `heard` counts the requests of each method.
    """

    def __init__(self, target: str) -> None:
        self.target = target
        self.mood = "good"
        self.delay = 0.7
        self.answers: dict[str, Callable[[Request], Answer | None]] = {}
        self.heard: dict[str, int] = {}
        self._session = threading.local()
        proxy = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers["content-length"]))
                proxy._serve(self, body)

            def log_message(self, *_: Any) -> None:
                pass

        class Server(ThreadingHTTPServer):
            daemon_threads = True

            def handle_error(self, *_: Any) -> None:
                """Who asked went away, and so may what is asked."""

        self._server = Server(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self._server.server_address[1]}"
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.05,), daemon=True)

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()

    def _serve(self, handler: BaseHTTPRequestHandler, body: bytes) -> None:
        mood = self.mood
        if mood == "down":
            handler.close_connection = True
            return
        if mood == "slow":
            time.sleep(self.delay)
        if mood in ("500", "garbage"):
            self._respond(handler, 500 if mood == "500" else 200, b"<html>an error</html>")
            return
        asked = json.loads(body)
        answers = [self._answer(each) for each in (asked if isinstance(asked, list) else [asked])]
        self._respond(handler, 200, json.dumps(answers if isinstance(asked, list) else answers[0]).encode())

    def _answer(self, request: Request) -> Answer:
        method = request["method"]
        self.heard[method] = self.heard.get(method, 0) + 1
        own = self.answers.get(method)
        answer = own(request) if own is not None else None
        if answer is not None:
            return {"jsonrpc": "2.0", "id": request["id"]} | answer
        if not hasattr(self._session, "to"):
            self._session.to = requests.Session()
        found: Answer = self._session.to.post(self.target, json=request, timeout=30).json()
        return found

    def _respond(self, handler: BaseHTTPRequestHandler, status: int, content: bytes) -> None:
        handler.send_response(status)
        handler.send_header("content-type", "application/json")
        handler.send_header("content-length", str(len(content)))
        handler.end_headers()
        handler.wfile.write(content)
