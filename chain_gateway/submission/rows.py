"""Rows of the outbox as values, and times as they are written."""

import json
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import Row

from chain_gateway.submission.lifecycle import State
from chain_gateway.submission.records import Submission


def submission_of(row: Row[Any]) -> Submission:
    """The submission of a row of all columns."""
    return Submission(
        id=row.id,
        state=State(row.state),
        verb=row.verb,
        party=row.party,
        signer=row.signer,
        book=row.book,
        to=row.to,
        data=bytes(row.data),
        gas=row.gas,
        nonce=row.nonce,
        raw_transaction=_bytes(row.raw_transaction),
        transaction_hash=_bytes(row.transaction_hash),
        filler=row.filler,
        broadcast_at=row.broadcast_at,
        block_number=row.block_number,
        block_hash=_bytes(row.block_hash),
        block_time=row.block_time,
        error=json.loads(row.error) if row.error is not None else None,
        events=tuple(json.loads(row.events)) if row.events is not None else None,
        created_at=row.created_at,
        updated_at=row.updated_at,
    )


def as_text(time: datetime) -> str:
    """A time as the store keeps it: ISO 8601, UTC, milliseconds; such texts sort by time."""
    return time.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def _bytes(value: Any) -> bytes | None:
    return bytes(value) if value is not None else None
