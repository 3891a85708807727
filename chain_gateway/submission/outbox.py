"""Accepting writes: submissions, their idempotency keys, their directory entries and their audited acts, together."""

import uuid
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection, bindparam, delete, insert, select

from chain_gateway.submission import approvals, audit, directory
from chain_gateway.submission.errors import IdempotencyKeyReused, NameKnown, NamePending, SubmissionError
from chain_gateway.submission.lifecycle import TERMINAL, State
from chain_gateway.submission.records import Accepted, Offer, Request, Submission
from chain_gateway.submission.rows import as_text, submission_of
from chain_gateway.submission.tables import idempotency, submissions

_CHUNK = 500  # below the number of parameters that any database takes in one statement
_KEPT = select(idempotency).where(
    idempotency.c.party == bindparam("of_party"), idempotency.c.key.in_(bindparam("names", expanding=True))
)


def accept(
    connection: Connection, offers: Sequence[Offer], now: datetime, key_lifetime: timedelta
) -> list[Accepted | SubmissionError]:
    """Put the offers into the outbox in their order, each wholly or not at all; one answer for each.

    A refused one is answered by IdempotencyKeyReused, NamePending or NameKnown and leaves nothing; one that repeats an
    earlier request, of this call too, by that one's submission.
    """
    last = audit.lock(connection)
    at = as_text(now)
    known: dict[tuple[int, str | None], tuple[bytes, str]] = {}
    for name, (kept, over) in _keys(connection, [offer.request for offer in offers], now, key_lifetime).items():
        if over:
            _free(connection, *name)
        else:
            known[name] = kept
    answers: list[Accepted | SubmissionError | None] = []
    fresh: dict[str, Submission] = {}
    keys: list[dict[str, Any]] = []
    repeated: dict[int, str] = {}
    entries: list[audit.Entry] = []
    names = directory.Reservations(connection, (entry for offer in offers for entry in offer.entries))
    for place, offer in enumerate(offers):
        request = offer.request
        name = (request.party, request.idempotency_key)
        earlier = known.get(name) if request.idempotency_key is not None else None
        if earlier is not None:
            body_hash, submission_id = earlier
            if body_hash != request.body_hash:
                assert request.idempotency_key is not None
                answers.append(IdempotencyKeyReused(request.idempotency_key, submission_id))
                continue
            entries.append(audit.Entry(request, "replayed", submission_id))
            if submission_id in fresh:
                answers.append(Accepted(fresh[submission_id], True))
            else:
                repeated[place] = submission_id
                answers.append(None)
            continue
        submission_id = "sub-" + uuid.uuid4().hex
        if offer.entries:
            try:
                names.reserve(submission_id, offer.entries)
            except (NameKnown, NamePending) as refused:
                answers.append(refused)
                continue
        fresh[submission_id] = _new(submission_id, offer, at)
        if request.idempotency_key is not None:
            known[name] = (request.body_hash, submission_id)
            keys.append(
                {
                    "party": request.party,
                    "key": request.idempotency_key,
                    "body_hash": request.body_hash,
                    "submission_id": submission_id,
                    "created_at": at,
                }
            )
        if offer.hold is not None:
            approvals.hold(connection, submission_id, request, offer.hold, at)
        outcome = "accepted" if offer.hold is None else "held"
        entries.append(audit.Entry(request, outcome, submission_id, signer=offer.new.signer))
        answers.append(Accepted(fresh[submission_id], False))
    if fresh:
        connection.execute(insert(submissions), [_row(each) for each in fresh.values()])
    names.keep()
    if keys:
        connection.execute(insert(idempotency), keys)
    audit.append(connection, at, entries, last)
    found = read(connection, list(repeated.values()))
    for place, submission_id in repeated.items():
        answers[place] = Accepted(found[submission_id], True)
    return [answer for answer in answers if answer is not None]


def keys_of(
    connection: Connection, requests: Sequence[Request], now: datetime, key_lifetime: timedelta
) -> dict[tuple[int, str | None], tuple[bytes, str]]:
    """What the requests' keys stand for already: body hash and submission, by party and key.

    A key that is older than `key_lifetime`, and whose submission has ended, stands for nothing any more.
    """
    return {name: kept for name, (kept, over) in _keys(connection, requests, now, key_lifetime).items() if not over}


def _keys(
    connection: Connection, requests: Sequence[Request], now: datetime, key_lifetime: timedelta
) -> dict[tuple[int, str | None], tuple[tuple[bytes, str], bool]]:
    """Body hash and submission of each key that is kept, and whether its time is over."""
    by_party: dict[int, set[str]] = {}
    for request in requests:
        if request.idempotency_key is not None:
            by_party.setdefault(request.party, set()).add(request.idempotency_key)
    oldest = as_text(now - key_lifetime)
    found: dict[tuple[int, str | None], tuple[tuple[bytes, str], bool]] = {}
    for party, wanted in by_party.items():
        for chunk in _chunks(sorted(wanted)):
            for row in connection.execute(_KEPT, {"of_party": party, "names": chunk}):
                over = row.created_at < oldest and _ended(connection, row.submission_id)
                found[party, row.key] = ((bytes(row.body_hash), row.submission_id), over)
    return found


def forget_keys(connection: Connection, oldest: datetime, limit: int) -> int:
    """Delete up to `limit` keys that are older and whose submissions have ended; answers how many went."""
    rows = connection.execute(
        select(idempotency.c.party, idempotency.c.key)
        .join(submissions, submissions.c.id == idempotency.c.submission_id)
        .where(idempotency.c.created_at < as_text(oldest), submissions.c.state.in_([each.value for each in TERMINAL]))
        .limit(limit)
    ).all()
    for row in rows:
        _free(connection, row.party, row.key)
    return len(rows)


def read(connection: Connection, ids: Sequence[str]) -> dict[str, Submission]:
    """The submissions with these ids, by id; an unknown id is left out."""
    found: dict[str, Submission] = {}
    for chunk in _chunks(list(dict.fromkeys(ids))):
        for row in connection.execute(select(submissions).where(submissions.c.id.in_(chunk))):
            found[row.id] = submission_of(row)
    return found


def _free(connection: Connection, party: int, key: str | None) -> None:
    connection.execute(delete(idempotency).where(idempotency.c.party == party, idempotency.c.key == key))


def _ended(connection: Connection, submission_id: str) -> bool:
    state = connection.execute(
        select(submissions.c.state).where(submissions.c.id == submission_id)
    ).scalar_one_or_none()
    return state is None or State(state) in TERMINAL


def _new(submission_id: str, offer: Offer, at: str) -> Submission:
    new = offer.new
    return Submission(
        id=submission_id,
        state=State.PREPARED if offer.hold is None else State.AWAITING_APPROVAL,
        verb=new.verb,
        party=new.party,
        signer=new.signer,
        book=new.book,
        to=new.to,
        data=new.data,
        gas=new.gas,
        nonce=None,
        raw_transaction=None,
        transaction_hash=None,
        filler=False,
        broadcast_at=None,
        block_number=None,
        block_hash=None,
        block_time=None,
        error=None,
        events=None,
        created_at=at,
        updated_at=at,
    )


def _row(new: Submission) -> dict[str, Any]:
    """What of a new submission is not null."""
    return {
        "id": new.id,
        "state": new.state.value,
        "verb": new.verb,
        "party": new.party,
        "signer": new.signer,
        "book": new.book,
        "to": new.to,
        "data": new.data,
        "gas": new.gas,
        "created_at": new.created_at,
        "updated_at": new.updated_at,
    }


def _chunks(values: list[str]) -> list[list[str]]:
    return [values[start : start + _CHUNK] for start in range(0, len(values), _CHUNK)]
