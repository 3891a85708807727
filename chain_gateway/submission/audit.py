"""The audit of acts: who asked for what, in a chain of hashes, so that a row taken out or changed is noticed."""

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, Row, insert, select, update

from chain_gateway.submission.records import AuditAct, Request
from chain_gateway.submission.tables import audit_acts, audit_head

_LAST = select(audit_head).where(audit_head.c.id == 1).with_for_update()
_START = hashlib.sha256(b"pledgebook audit of acts").digest()


@dataclass(frozen=True)
class Entry:
    """What there is to note of one request."""

    request: Request
    outcome: str
    """See AuditAct."""
    submission_id: str | None = None
    problem: str | None = None
    signer: str | None = None
    """Checksum address of the key that signs the act."""


def lock(connection: Connection) -> tuple[int, bytes]:
    """Sequence and hash of the last act; until the transaction ends nobody else appends.

    A transaction that accepts writes takes it first: so the outbox has its rows in the order in which they become
    visible, and two requests with one key do not meet half way.
    """
    last = connection.execute(_LAST).one_or_none()
    if last is not None:
        return last.sequence, bytes(last.hash)
    connection.execute(insert(audit_head).values(id=1, sequence=0, hash=_START))
    return 0, _START


def append(connection: Connection, at: str, entries: Sequence[Entry], last: tuple[int, bytes] | None = None) -> None:
    """Append acts, in the caller's transaction: they are there if and only if what they tell of is.

    `last` is what `lock` answered to this transaction, if it asked already and has not appended since.
    """
    if not entries:
        return
    sequence, previous = last if last is not None else lock(connection)
    rows: list[dict[str, Any]] = []
    for entry in entries:
        sequence += 1
        request = entry.request
        fields: dict[str, Any] = {
            "sequence": sequence,
            "at": at,
            "subject": request.subject,
            "party": request.party,
            "verb": request.verb,
            "body_hash": request.body_hash,
            "submission_id": entry.submission_id,
            "outcome": entry.outcome,
            "problem": entry.problem,
            "token_id": request.token_id,
            "certificate": request.certificate,
            "signer": entry.signer,
            "previous": previous,
        }
        previous = _hash(fields)
        rows.append(fields | {"hash": previous})
    connection.execute(insert(audit_acts), rows)
    connection.execute(update(audit_head).where(audit_head.c.id == 1).values(sequence=sequence, hash=previous))


def acts(connection: Connection, after: int = 0, limit: int = 1000) -> list[AuditAct]:
    """Up to `limit` acts after the sequence `after`, in order."""
    rows = connection.execute(
        select(audit_acts).where(audit_acts.c.sequence > after).order_by(audit_acts.c.sequence).limit(limit)
    )
    return [_act(row) for row in rows]


def head(connection: Connection) -> tuple[int, bytes]:
    """Sequence and hash of the last act; 0 and the chain's start when there is none."""
    found = connection.execute(select(audit_head).where(audit_head.c.id == 1)).one_or_none()
    return (found.sequence, bytes(found.hash)) if found is not None else (0, _START)


def first_broken(connection: Connection) -> int | None:
    """Sequence of the first act that is missing or is not as it was written; None when the whole chain holds."""
    sequence, previous = 0, _START
    while batch := acts(connection, sequence):
        for act in batch:
            fields = {name: value for name, value in vars(act).items() if name != "hash"}
            if act.sequence != sequence + 1 or act.previous != previous or _hash(fields) != act.hash:
                return sequence + 1
            sequence, previous = act.sequence, act.hash
    return None if head(connection) == (sequence, previous) else sequence + 1


_LATER = ("token_id", "certificate", "signer")
"""Fields that acts of the first schema have not: they count only where they say something."""


def _hash(fields: dict[str, Any]) -> bytes:
    said = {name: value for name, value in fields.items() if name not in _LATER or value is not None}
    plain = {name: value.hex() if isinstance(value, bytes) else value for name, value in said.items()}
    return hashlib.sha256(json.dumps(plain, sort_keys=True, ensure_ascii=True).encode("ascii")).digest()


def _act(row: Row[Any]) -> AuditAct:
    values: dict[str, Any] = {
        name: bytes(value) if isinstance(value, (bytes, memoryview)) else value for name, value in row._mapping.items()
    }
    return AuditAct(**values)
