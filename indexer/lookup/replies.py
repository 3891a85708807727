"""Answers as HTTP: JSON with an entity tag, which says as of which block and day it is, or 304."""

from collections.abc import Callable
from typing import Any

import orjson
from starlette.requests import Request
from starlette.responses import Response

from indexer.lookup.ground import Footing, Ground, Grounds

Build = Callable[[Ground], dict[str, Any]]


class Reply(Response):
    """A JSON answer."""

    media_type = "application/json"

    def render(self, content: Any) -> bytes:
        """The answer's bytes."""
        return orjson.dumps(content)


def reply(grounds: Grounds, request: Request, build: Build, known_at: int | None = None) -> Response:
    """The answer that `build` gives on a ground; 304 without building it when the client has it already."""
    with grounds.open(known_at) as ground:
        return tagged(request, ground, lambda: build(ground))


def tagged(request: Request, ground: Footing, build: Callable[[], dict[str, Any]]) -> Response:
    """The answer that `build` gives; 304 without building it when the client has the one of this ground already."""
    tag = ground.tag(f"{request.scope['path']}?{request.scope['query_string'].decode('latin-1')}")
    headers = {"ETag": tag, "Cache-Control": "public, no-cache"}
    if _has(request.headers.get("if-none-match"), tag):
        return Response(status_code=304, headers=headers)
    return Reply(build(), headers=headers)


def untagged(grounds: Grounds, build: Build, status: Callable[[dict[str, Any]], int] = lambda _: 200) -> Response:
    """An answer that the clock changes, and not only the ledger."""
    with grounds.open() as ground:
        content = build(ground)
    return Reply(content, status(content), headers={"Cache-Control": "no-store"})


def _has(known: str | None, tag: str) -> bool:
    """Whether the tags that a client knows hold this one; weak comparison (RFC 9110)."""
    if known is None:
        return False
    weak = tag.removeprefix("W/")
    return any(each.strip() == "*" or each.strip().removeprefix("W/") == weak for each in known.split(","))
