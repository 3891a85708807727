"""What no request may exceed: size, depth and kind of its body. Checked before anything reads it."""

import json
import re
from typing import Any

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from chain_gateway.api.problems import ApiProblem, respond

MAX_JSON_BYTES = 1024 * 1024
MAX_DEPTH = 16
STREAMED_PATHS = frozenset({"/v1/pledges:bulk", "/v1/documents"})
"""Bodies that are read as they arrive, within limits of their own (`bulk`, `uploads`)."""

_STRING = re.compile(rb'"(?:[^"\\]|\\.)*"?', re.DOTALL)
_BRACKET = re.compile(rb"[\[{\]}]")


class BodyLimits:
    """ASGI middleware: reads the whole body within its limit, judges it, and hands it on."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one connection."""
        whole = scope["type"] == "http" and scope["method"] in ("POST", "PUT", "PATCH")
        if not whole or scope["path"] in STREAMED_PATHS:
            await self._app(scope, receive, send)
            return
        try:
            body = await _checked_body(scope, receive)
        except ApiProblem as problem:
            await respond(problem.status, problem.body())(scope, receive, send)
            return

        handed = False

        async def replay() -> Message:
            nonlocal handed
            if handed:
                return await receive()
            handed = True
            return {"type": "http.request", "body": body, "more_body": False}

        await self._app(scope, replay, send)


def strict_json(content: bytes) -> Any:
    """What the text says; problem 400 for what is no JSON in UTF-8, 422 for an object that names a field twice."""
    try:
        text = content.decode("utf-8")
        return json.loads(text, object_pairs_hook=_no_twins, parse_constant=_no_constant)
    except (ValueError, RecursionError):
        raise ApiProblem(400, "not-json", "The body is not JSON in UTF-8.") from None


def depth_of(body: bytes) -> int:
    """How deeply arrays and objects are nested in a JSON text in UTF-8, without parsing it."""
    depth = deepest = 0
    for bracket in _BRACKET.finditer(_STRING.sub(b"", body)):
        depth += 1 if bracket[0] in b"[{" else -1
        deepest = max(deepest, depth)
    return deepest


async def _checked_body(scope: Scope, receive: Receive) -> bytes:
    headers = {name.lower(): value for name, value in scope["headers"]}
    kind = headers.get(b"content-type", b"").decode("latin-1").split(";")[0].strip().lower()
    body = await _read(receive, headers.get(b"content-length", b"0"))
    if body and kind != "application/json":
        raise ApiProblem(
            415, "unsupported-media-type", f"Send application/json, not {kind or 'a body without content type'}."
        )
    _check_encoding(body)
    if depth_of(body) > MAX_DEPTH:
        raise ApiProblem(422, "too-deep", f"No body here is nested more than {MAX_DEPTH} levels deep.")
    if body:
        strict_json(body)
    return body


def _check_encoding(body: bytes) -> None:
    """Only UTF-8 without NUL: `json.loads` would read UTF-16 and UTF-32 too, and `depth_of` cannot."""
    try:
        body.decode("utf-8")
    except UnicodeDecodeError:
        pass
    else:
        if b"\0" not in body:
            return
    raise ApiProblem(400, "not-json", "The body is not JSON in UTF-8.")


async def _read(receive: Receive, announced: bytes) -> bytes:
    too_large = ApiProblem(413, "body-too-large", f"The body may have {MAX_JSON_BYTES} bytes at most.")
    if not announced.isdigit() or int(announced[:20]) > MAX_JSON_BYTES:
        raise too_large
    chunks: list[bytes] = []
    size = 0
    while True:
        message: Any = await receive()
        if message["type"] != "http.request":
            return b"".join(chunks)
        chunk = message.get("body", b"")
        size += len(chunk)
        if size > MAX_JSON_BYTES:
            raise too_large
        chunks.append(chunk)
        if not message.get("more_body", False):
            return b"".join(chunks)


def _no_twins(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """A JSON object whose names differ (problem 422 `duplicate`)."""
    found: dict[str, Any] = {}
    for name, value in pairs:
        if name in found:
            raise ApiProblem(422, "duplicate", "A JSON object names each field once.", field=name, value=value)
        found[name] = value
    return found


def _no_constant(name: str) -> Any:
    """Refuse NaN and Infinity, which Python reads and JSON has not (problem 400)."""
    raise ApiProblem(400, "not-json", f"{name} is not JSON.")
