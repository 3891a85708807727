"""What happens to submissions, many in one transaction: nonces and signatures, sending, blocks, ends."""

import json
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from sqlalchemy import Connection, bindparam, delete, func, insert, select, update

from chain_gateway.submission import directory, pledge_rights, webhooks
from chain_gateway.submission.errors import MovedByAnother
from chain_gateway.submission.lifecycle import DUE, IN_FLIGHT, TERMINAL, Happening, State, advance
from chain_gateway.submission.records import FILL, LaneDepth, Move, Signed, Submission, Timing
from chain_gateway.submission.rows import submission_of
from chain_gateway.submission.tables import lanes, submissions, superseded

_CHUNK = 500  # below the number of parameters that any database takes in one statement
_ENDED = [state.value for state in TERMINAL]
_UNDER_WAY = [state.value for state in DUE]
_HOLDING = [*(state.value for state in IN_FLIGHT), State.INCLUDED.value]


def depths(connection: Connection) -> list[LaneDepth]:
    """The lanes that have something to do."""
    rows = connection.execute(
        select(
            submissions.c.signer, submissions.c.state, func.count().label("submissions"),
            func.min(submissions.c.created_at).label("oldest"),
        )
        .where(submissions.c.state.in_(_UNDER_WAY))
        .group_by(submissions.c.signer, submissions.c.state)
    )  # fmt: skip
    counts: dict[str, dict[State, int]] = {}
    oldest: dict[str, str] = {}
    for row in rows:
        counts.setdefault(row.signer, {})[State(row.state)] = row.submissions
        oldest[row.signer] = min(oldest.get(row.signer, row.oldest), row.oldest)
    return [
        LaneDepth(
            signer,
            found.get(State.PREPARED, 0),
            sum(found.get(state, 0) for state in IN_FLIGHT),
            found.get(State.INCLUDED, 0),
            oldest[signer],
        )
        for signer, found in sorted(counts.items())
    ]


def timings(connection: Connection, ids: Sequence[str]) -> list[Timing]:
    """Times of those of the submissions that have ended, no-ops left out."""
    found: list[Timing] = []
    for chunk in _chunks(ids):
        query = select(
            submissions.c.id, submissions.c.created_at, submissions.c.broadcast_at, submissions.c.updated_at
        ).where(submissions.c.id.in_(chunk), submissions.c.state.in_(_ENDED), submissions.c.verb != FILL)
        found += [Timing(*row) for row in connection.execute(query)]
    return found


def busy(connection: Connection) -> list[str]:
    """Signers of the lanes that have something to do; it looks at no more than one row of each."""
    known = select(submissions.c.signer).where(submissions.c.state.in_(_UNDER_WAY)).distinct()
    return sorted(row.signer for row in connection.execute(known))


def prepared(connection: Connection, signer: str, limit: int) -> list[Submission]:
    """The next that the lane has to sign, in the order of acceptance."""
    query = (
        select(submissions)
        .where(submissions.c.state == State.PREPARED.value, submissions.c.signer == signer)
        .order_by(submissions.c.position)
        .limit(limit)
    )
    return [submission_of(row) for row in connection.execute(query)]


def holding(connection: Connection, signer: str) -> list[tuple[Submission, dict[bytes, bool]]]:
    """The lane's submissions that hold a nonce, by nonce, each with its earlier transactions (and which are no-ops)."""
    query = (
        select(submissions)
        .where(submissions.c.state.in_(_HOLDING), submissions.c.signer == signer)
        .order_by(submissions.c.nonce)
    )
    found = [submission_of(row) for row in connection.execute(query)]
    earlier: dict[str, dict[bytes, bool]] = {}
    for chunk in _chunks([each.id for each in found]):
        for row in connection.execute(select(superseded).where(superseded.c.submission_id.in_(chunk))):
            earlier.setdefault(row.submission_id, {})[bytes(row.transaction_hash)] = row.filler
    return [(each, earlier.get(each.id, {})) for each in found]


def next_nonce(connection: Connection, signer: str) -> int | None:
    """The nonce after the last that the lane gave out; None when it never gave one."""
    return connection.execute(select(lanes.c.next_nonce).where(lanes.c.signer == signer)).scalar_one_or_none()


def highest_nonce(connection: Connection, signer: str) -> int | None:
    """The highest nonce of any submission of the lane."""
    return connection.execute(select(func.max(submissions.c.nonce)).where(submissions.c.signer == signer)).scalar()


def nonces_known(connection: Connection, signer: str, nonces: Sequence[int]) -> set[int]:
    """Those of the nonces that some submission of the lane has or had."""
    query = select(submissions.c.nonce).where(submissions.c.signer == signer, submissions.c.nonce.in_(list(nonces)))
    return {row.nonce for row in connection.execute(query)}


def allot(connection: Connection, signer: str, expected: int | None, following: int) -> None:
    """Set the lane's next nonce, if nobody else did since it was read as `expected`. Raises MovedByAnother."""
    if expected is None:
        taken = connection.execute(select(lanes.c.signer).where(lanes.c.signer == signer)).one_or_none() is not None
        if not taken:
            connection.execute(insert(lanes).values(signer=signer, next_nonce=following))
            return
    else:
        moved = connection.execute(
            update(lanes).where(lanes.c.signer == signer, lanes.c.next_nonce == expected).values(next_nonce=following)
        )
        taken = moved.rowcount != 1
    if taken:
        raise MovedByAnother(f"lane of {signer}", f"at nonce {expected}")


def sign(connection: Connection, now: str, signed: Sequence[tuple[str, int, Signed]]) -> None:
    """Keep nonce and signed transaction of prepared submissions. Raises MovedByAnother."""
    _lock(connection, {submission_id: State.PREPARED for submission_id, _, _ in signed})
    state = advance(State.PREPARED, Happening.SIGNED)
    connection.execute(
        update(submissions)
        .where(submissions.c.id == bindparam("row"))
        .values(
            state=state.value,
            nonce=bindparam("new_nonce"),
            raw_transaction=bindparam("new_raw"),
            transaction_hash=bindparam("new_hash"),
            updated_at=now,
        ),
        [
            {"row": submission_id, "new_nonce": nonce, "new_raw": each.raw, "new_hash": each.hash}
            for submission_id, nonce, each in signed
        ],
    )


def supersede(
    connection: Connection,
    now: str,
    found: Submission,
    state: State,
    signed: Signed,
    filler: bool,
    error: Mapping[str, Any] | None,
) -> None:
    """Put another signed transaction with the same nonce in the place of the present one, which stays known."""
    _lock(connection, {found.id: state})
    connection.execute(
        insert(superseded).values(
            transaction_hash=found.transaction_hash,
            submission_id=found.id,
            raw_transaction=found.raw_transaction,
            filler=found.filler,
            superseded_at=now,
        )
    )
    if error is not None:
        connection.execute(
            update(submissions).where(submissions.c.id == found.id).values(error=json.dumps(error, ensure_ascii=False))
        )
    connection.execute(
        update(submissions)
        .where(submissions.c.id == found.id)
        .values(
            raw_transaction=signed.raw,
            transaction_hash=signed.hash,
            filler=filler,
            updated_at=now,
        )
    )


def fill(connection: Connection, now: str, rows: Sequence[Mapping[str, Any]]) -> None:
    """Enter no-ops that close gaps, signed already."""
    connection.execute(
        insert(submissions),
        [
            {**row, "state": State.SIGNED.value, "filler": True, "data": b"", "created_at": now, "updated_at": now}
            for row in rows
        ],
    )


def move(connection: Connection, now: str, moves: Sequence[Move]) -> None:
    """Note what happened to submissions. Raises MovedByAnother, IllegalTransition; then nothing is noted."""
    if not moves:
        return
    _lock(connection, {each.id: each.state for each in moves})
    groups: dict[frozenset[str], list[dict[str, Any]]] = {}
    for each in moves:
        end = each.end
        values: dict[str, Any] = {"state": end.value}
        if Happening.TAKEN_BY_NODE in each.happenings:
            values["broadcast_at"] = now
        if each.included is not None and not each.included[1]:
            values["error"] = None  # of a no-op that was not the one to be included
        if each.error is not None:
            values["error"] = json.dumps(each.error, ensure_ascii=False)
        if Happening.BLOCK_REPLACED in each.happenings:
            values |= {"block_number": None, "block_hash": None, "block_time": None, "events": None}
        if each.block is not None:
            values |= dict(zip(("block_number", "block_hash", "block_time"), each.block, strict=True))
            values["events"] = json.dumps(list(each.events), ensure_ascii=False)
        if each.included is not None:
            values["transaction_hash"], values["filler"] = each.included
        groups.setdefault(frozenset(values), []).append({"row": each.id} | values)
        if end in TERMINAL and end is not State.FINAL:
            directory.give_up(connection, each.id)
    for names, rows in groups.items():
        connection.execute(
            update(submissions)
            .where(submissions.c.id == bindparam("row"))
            .values({name: bindparam("new_" + name) for name in names} | {"updated_at": now}),
            [{name if name == "row" else "new_" + name: value for name, value in row.items()} for row in rows],
        )
    _remember(connection, [each for each in moves if each.end is State.FINAL])
    webhooks.ended(connection, [each.id for each in moves if each.end in TERMINAL], now)
    ended = [each.id for each in moves if each.end in TERMINAL and each.included is not None]
    for chunk in _chunks(ended):
        connection.execute(delete(superseded).where(superseded.c.submission_id.in_(chunk)))


def _remember(connection: Connection, ended: Sequence[Move]) -> None:
    """Take over what acts did that are final, in their order: a pledge is filed before anything else happens to it."""
    directory.settle(connection, {each.id: each.remembered.parties for each in ended})
    pledge_rights.put(connection, {pledge: it for each in ended for pledge, it in each.remembered.pledged.items()})
    for each in ended:
        for pledge, rights in each.remembered.freed.items():
            pledge_rights.release(connection, pledge, rights)
        for pledge, rights in each.remembered.added.items():
            pledge_rights.extend(connection, pledge, rights)


def _lock(connection: Connection, expected: Mapping[str, State]) -> None:
    """Hold the rows to the end of the transaction, and check that each is in its state."""
    found: dict[str, State] = {}
    for chunk in _chunks(sorted(expected)):
        query = select(submissions.c.id, submissions.c.state).where(submissions.c.id.in_(chunk)).with_for_update()
        found |= {row.id: State(row.state) for row in connection.execute(query)}
    for submission_id, state in expected.items():
        if found.get(submission_id) is not state:
            raise MovedByAnother(submission_id, state.value)


def _chunks(values: Sequence[str]) -> Iterable[Sequence[str]]:
    return (values[start : start + _CHUNK] for start in range(0, len(values), _CHUNK))
