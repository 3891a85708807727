"""Watches over HTTP: a party's own, told by its bearer token."""

import base64
import secrets
import uuid
from collections.abc import Callable
from dataclasses import dataclass
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Body, Depends, Path, Query, Request
from fastapi.responses import Response
from pydantic import BaseModel, ConfigDict, Field

from indexer.lookup import problems
from indexer.lookup.ground import Grounds
from indexer.lookup.identity import Identify, party_of
from indexer.lookup.problems import Problem
from indexer.lookup.questions import plain_text, required_number
from indexer.lookup.replies import Reply
from indexer.projection.parties import search_name
from indexer.projection.subjects import hexadecimal
from indexer.store.watches import KeptWatch, WatchStore
from indexer.watch.delivery import Courier, UnusableWebhook
from indexer.watch.feed import feed

MOST_WATCHES = 1_000
"""Watches of one party."""
_LARGEST_ID = 2**63 - 1
_SECRET_BYTES = 32


@dataclass(frozen=True)
class Watching:
    """What the routes need."""

    store: WatchStore
    courier: Courier
    identify: Identify


class WatchAsked(BaseModel):
    """A new watch: of a right, of a pledge or of a name, exactly one of them."""

    model_config = ConfigDict(extra="forbid", json_schema_extra={"examples": [{"right": "ZL201710601862.3"}]})

    right: str | None = Field(default=None, max_length=1_000, description="A number, in any usual spelling.")
    pledge: int | None = Field(default=None, ge=1, le=_LARGEST_ID)
    name: str | None = Field(default=None, max_length=512, description="The whole name of an institution.")
    certificate_block: int | None = Field(
        default=None, ge=0, le=_LARGEST_ID, description="Of a right: the block of a certificate that you rely on."
    )
    webhook: str | None = Field(default=None, max_length=2_000, description="Where notices are sent; HTTPS, public.")


class WatchBody(BaseModel):
    """A watch."""

    id: str
    kind: Literal["right", "pledge", "name"]
    watched: str
    certificate_block: int | None
    webhook: str | None
    since_block: int


class NewWatchBody(WatchBody):
    """A watch that was just made."""

    secret: str | None = Field(description="Verifies the webhooks' signatures. It is shown this once.")


class WatchesBody(BaseModel):
    """The party's watches."""

    watches: list[WatchBody]


class FeedBody(BaseModel):
    """A page of the party's feed (JSON Feed 1.1), the oldest first."""

    version: str
    title: str
    feed_url: str
    next_url: str | None = None
    items: list[dict[str, Any]]


def watch_router(watching: Watching, grounds: Grounds, clock: Callable[[], float]) -> APIRouter:
    """The routes of /v1/watches."""
    refused: dict[int | str, dict[str, Any]] = {
        code: {"model": None, "description": "A problem document.", "content": {problems.MEDIA_TYPE: {}}}
        for code in (401, 404, 409, 422, 429, 503)
    }
    router = APIRouter(prefix="/v1/watches", responses=refused)

    party = party_of(watching.identify)
    Party = Annotated[int, Depends(party)]  # noqa: N806 - a type

    @router.post("", status_code=201, response_model=NewWatchBody)
    def watch(caller: Party, asked: Annotated[WatchAsked, Body()]) -> Response:
        """Watch a right, a pledge or a name from now on."""
        kind, target, label = _target(asked)
        if len(watching.store.of(caller)) >= MOST_WATCHES:
            raise Problem(409, "too-many-watches", "Too many watches", f"A party has at most {MOST_WATCHES}; end some.")
        if asked.webhook is not None:
            _check_webhook(watching.courier, asked.webhook)
        with grounds.open() as ground:
            if kind == "pledge" and not ground.snapshot.pledges([int(target)]):
                raise ground.not_found("pledge", int(target))
            since = ground.upto
        secret = None
        if asked.webhook is not None:
            secret = "whsec_" + base64.b64encode(secrets.token_bytes(_SECRET_BYTES)).decode("ascii")
        kept = KeptWatch(
            id=str(uuid.uuid4()),
            party=caller,
            kind=kind,
            target=target,
            label=label,
            certificate_block=asked.certificate_block,
            webhook=asked.webhook,
            secret=secret,
            since_block=since,
            created_at=int(clock()),
        )
        watching.store.add(kept)
        return Reply({**_watch_json(kept), "secret": secret}, 201)

    @router.get("", response_model=WatchesBody)
    def watches(caller: Party) -> Response:
        """The party's watches."""
        return Reply({"watches": [_watch_json(each) for each in watching.store.of(caller)]}, headers=_PRIVATE)

    @router.get("/feed.json", response_model=FeedBody)
    def notices(
        request: Request,
        caller: Party,
        after: Annotated[int, Query(ge=0, le=_LARGEST_ID, description="Resume after this notice.")] = 0,
        limit: Annotated[int, Query(ge=1, le=1_000)] = 100,
    ) -> Response:
        """What the party was told, the oldest first. `next_url` goes on, also later, where this page ends."""
        found = watching.store.notices(caller, after, limit)
        page = str(request.url.include_query_params(limit=limit))
        last = found[-1].number if found else after
        following = str(request.url.include_query_params(after=last, limit=limit))
        return Reply(feed(found, page, following), headers={**_PRIVATE, "Content-Type": "application/feed+json"})

    @router.delete("/{watch}", status_code=204)
    def end(caller: Party, watch: Annotated[str, Path(max_length=64)]) -> Response:
        """End a watch. What it told stays in the feed."""
        if not watching.store.remove(watch, caller):
            raise Problem(404, "unknown-watch", "No such watch", "The party has no watch of that id.", field="watch")
        return Response(status_code=204)

    return router


_PRIVATE = {"Cache-Control": "private, no-store"}


def _target(asked: WatchAsked) -> tuple[str, str, str]:
    given = [name for name in ("right", "pledge", "name") if getattr(asked, name) is not None]
    if len(given) != 1:
        raise Problem(
            422,
            "invalid-request",
            "The watch is not clear",
            "Give exactly one of right, pledge and name.",
            field="right",
        )
    if asked.certificate_block is not None and asked.right is None:
        raise Problem(
            422,
            "invalid-request",
            "The watch is not clear",
            "Only a watch of a right takes the block of a certificate.",
            field="certificate_block",
        )
    if asked.right is not None:
        right = required_number(asked.right)
        return "right", hexadecimal(right.key), right.text
    if asked.pledge is not None:
        return "pledge", str(asked.pledge), str(asked.pledge)
    name = plain_text(asked.name or "", "name")
    return "name", search_name(name), name


def _check_webhook(courier: Courier, url: str) -> None:
    try:
        courier.check(url)
    except UnusableWebhook as why:
        detail = f"The address cannot be a webhook: {why}."
        raise Problem(422, "unusable-webhook", "The webhook cannot be used", detail, field="webhook") from None


def _watch_json(kept: KeptWatch) -> dict[str, Any]:
    return {
        "id": kept.id,
        "kind": kept.kind,
        "watched": kept.label,
        "certificate_block": kept.certificate_block,
        "webhook": kept.webhook,
        "since_block": kept.since_block,
    }
