"""Notices as JSON: items of a feed (JSON Feed 1.1) and bodies of webhooks. Pure."""

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

from indexer.store.watches import Notice

VERSION = "https://jsonfeed.org/version/1.1"


def item(notice: Notice) -> dict[str, Any]:
    """One notice. Its id is that of its cause, with the number of its telling where it was told again."""
    content = notice.content
    text = f"Withdrawn: {content['text']}" if notice.withdrawn else content["text"]
    told = {name: value for name, value in content.items() if name != "text"}
    return {
        "id": identity(notice),
        "title": text,
        "content_text": text,
        "date_published": _time(notice.created_at),
        "tags": [notice.kind, *(["withdrawn"] if notice.withdrawn else [])],
        "_pledgebook": {
            "cause": notice.cause,
            "kind": notice.kind,
            "withdrawn": notice.withdrawn,
            "watch": notice.watch,
            "block": notice.block,
            **told,
        },
    }


def identity(notice: Notice) -> str:
    """What tells one telling from every other; a receiver that has it already may ignore it."""
    return notice.cause if notice.generation == 1 else f"{notice.cause}.{notice.generation}"


def feed(notices: Sequence[Notice], here: str, following: str | None) -> dict[str, Any]:
    """A page of a party's feed, the oldest first; `here` and `following` are addresses."""
    found: dict[str, Any] = {
        "version": VERSION,
        "title": "Pledgebook watch list",
        "feed_url": here,
        "items": [item(each) for each in notices],
    }
    return found if following is None else {**found, "next_url": following}


def webhook(notice: Notice) -> dict[str, Any]:
    """The body of a webhook (Standard Webhooks: type, timestamp, data)."""
    return {"type": "watch.notice", "timestamp": _time(notice.created_at), "data": item(notice)}


def _time(seconds: int) -> str:
    return datetime.fromtimestamp(seconds, UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
