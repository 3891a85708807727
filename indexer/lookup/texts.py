"""Texts and dates as answers show them. What the chain holds was written by others and may be hostile."""

import re
from datetime import UTC, datetime
from functools import lru_cache

from chain_gateway.documents.cid import InvalidCid, from_binary

# Control characters, lone surrogates, and what moves or hides the text around it: explicit directions, isolates, marks,
# line and paragraph separators. A pattern, because a large batch shows a hundred thousand texts.
_HARMFUL = re.compile(
    "[\\x00-\\x1f\\x7f-\\x9f\\ud800-\\udfff\\u061c\\u200e\\u200f\\u2028-\\u202e\\u2066-\\u2069\\ufeff]"
)


def shown(text: str, longest: int = 2_000) -> str:
    """A text fit to be shown: control characters and directional ones replaced, cut to `longest` characters."""
    part = text if len(text) <= longest else f"{text[:longest]}…"
    # Whatever is harmful is not printable, and asking that is far cheaper; some of what is not printable is harmless.
    return part if part.isprintable() else _HARMFUL.sub("\N{REPLACEMENT CHARACTER}", part)


@lru_cache(maxsize=16_384)
def iso_date(number: int | None) -> str | None:
    """A legal date yyyymmdd as YYYY-MM-DD; None for 0 and None."""
    if not number:
        return None
    return f"{number // 10_000:04d}-{number // 100 % 100:02d}-{number % 100:02d}"


def iso_time(seconds: int) -> str:
    """Chain time in ISO 8601, UTC."""
    return datetime.fromtimestamp(seconds, UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def document_text(hexadecimal: str) -> str | None:
    """A document's identifier out of the hexadecimal text of its binary form; None when the act names none.

    What is no content identifier of the ledger's form is shown in hexadecimal, as it is.
    """
    if hexadecimal in ("", "0x"):
        return None
    try:
        return from_binary(bytes.fromhex(hexadecimal.removeprefix("0x")))
    except InvalidCid:
        return hexadecimal
