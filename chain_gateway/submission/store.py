"""The gateway's own store: what was accepted, what became of it, and who asked."""

import contextlib
import json
from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import Connection, func, insert, select, update
from sqlalchemy.exc import IntegrityError

from chain_gateway.submission import approvals, audit, directory, outbox, pledge_rights
from chain_gateway.submission.bulks import Bulks
from chain_gateway.submission.database import Database
from chain_gateway.submission.desk import Desk
from chain_gateway.submission.errors import (
    IdempotencyKeyReused,
    MovedByAnother,
    NotAwaitingApproval,
    StoreOfAnotherLedger,
    SubmissionError,
    UnknownSubmission,
)
from chain_gateway.submission.lane import Waiting
from chain_gateway.submission.lifecycle import DUE, TERMINAL, Happening, State, advance
from chain_gateway.submission.records import (
    Accepted,
    AuditAct,
    DirectoryEntry,
    HeldAct,
    Hold,
    NewSubmission,
    Offer,
    Request,
    Submission,
)
from chain_gateway.submission.rows import as_text, submission_of
from chain_gateway.submission.tables import document_holders, lanes, ledger, submissions
from chain_gateway.submission.webhooks import Webhooks

Clock = Callable[[], datetime]

KEY_LIFETIME = timedelta(days=30)
"""How long an Idempotency-Key stands for its request, unless the store is opened with another time."""

_DUE = [state.value for state in DUE]


def utc_now() -> datetime:
    """The time of this machine, in UTC."""
    return datetime.now(UTC)


def open_store(url: str, clock: Clock = utc_now, key_lifetime: timedelta = KEY_LIFETIME) -> "Store":
    """The store at a SQLAlchemy `url` (SQLite or PostgreSQL), made or migrated when needed.

    An Idempotency-Key stands for its request for `key_lifetime`, and in any case until the submission has ended.
    """
    return Store(Database.open(url), clock, key_lifetime)


class Store:
    """Each method is one transaction. Several threads may use a store at once."""

    def __init__(self, database: Database, clock: Clock = utc_now, key_lifetime: timedelta = KEY_LIFETIME) -> None:
        self._database = database
        self._clock = clock
        self._key_lifetime = key_lifetime
        self._desk = Desk(self.accept_many)
        self.bulks = Bulks(database, clock)
        self.webhooks = Webhooks(database, clock)

    def close(self) -> None:
        """Close all connections."""
        self._database.close()

    def bind(self, chain_id: int, log_address: str, first_block_hash: bytes) -> None:
        """Tie a new store to its ledger, or check that it is this one's. Raises StoreOfAnotherLedger."""
        with self._database.write() as connection:
            found = connection.execute(select(ledger).where(ledger.c.id == 1)).one_or_none()
            if found is None:
                connection.execute(
                    insert(ledger).values(
                        id=1, chain_id=str(chain_id), log_address=log_address, first_block_hash=first_block_hash
                    )
                )
                return
            known = (int(found.chain_id), found.log_address, bytes(found.first_block_hash))
            if known != (chain_id, log_address, first_block_hash):
                raise StoreOfAnotherLedger(_ledger_name(*known), _ledger_name(chain_id, log_address, first_block_hash))

    # Accepting

    def accept(
        self,
        new: NewSubmission,
        request: Request,
        entries: Sequence[DirectoryEntry] = (),
        hold: Hold | None = None,
    ) -> tuple[Submission, bool]:
        """Persist a write, and say whether it repeats an earlier one: then it is that one that is answered.

        The submission, its idempotency key, its directory entries and the audited act are there together or not at
        all. With `hold` it waits for a second person, and nothing is signed before `approve`. Raises
        IdempotencyKeyReused, NamePending, NameKnown. Writes that arrive at the same time share a transaction; each is
        answered when that is on disk.
        """
        answer = self._desk.accept(Offer(new, request, tuple(entries), hold))
        return answer.submission, answer.replayed

    def accept_many(self, offers: Sequence[Offer]) -> list[Accepted | SubmissionError]:
        """Persist several writes in one transaction; one answer for each, in their order.

        Each has its idempotency key, directory entries and audited act with it, as with `accept`. An answer may be the
        IdempotencyKeyReused, NamePending or NameKnown that this one would raise alone: nothing of it is kept, while the
        others are. The order of acceptance is the order given. Keep a call to some thousands: it holds the store.
        """
        if not offers:
            return []
        try:
            with self._database.write() as connection:
                return outbox.accept(connection, offers, self._clock(), self._key_lifetime)
        except IntegrityError:
            # Another process wrote the very first act of the store at the same moment: it is there now.
            with self._database.write() as connection:
                return outbox.accept(connection, offers, self._clock(), self._key_lifetime)

    def replay(self, request: Request) -> Submission | None:
        """The submission that the request's key stands for already, or None. Raises IdempotencyKeyReused."""
        if request.idempotency_key is None:
            return None
        with self._database.read() as connection:
            found = outbox.keys_of(connection, [request], self._clock(), self._key_lifetime)
            if not found:
                return None
            ((body_hash, submission_id),) = found.values()
            if body_hash != request.body_hash:
                raise IdempotencyKeyReused(request.idempotency_key, submission_id)
            earlier = self._get(connection, submission_id)
        with self._database.write() as connection:
            audit.append(connection, self._now(), [audit.Entry(request, "replayed", submission_id)])
        return earlier

    def refused(self, request: Request, problem: str) -> None:
        """Note in the audit of acts that a request was refused, with the problem's code."""
        self.refused_many([(request, problem)])

    def refused_many(self, refusals: Sequence[tuple[Request, str]]) -> None:
        """Note several refused requests, each with its problem's code, in one transaction."""
        with self._database.write() as connection:
            entries = [audit.Entry(request, "refused", problem=problem) for request, problem in refusals]
            audit.append(connection, self._now(), entries)

    def forget_keys(self, limit: int = 1_000) -> int:
        """Delete up to `limit` idempotency keys whose time is over; answers how many went."""
        with self._database.write() as connection:
            return outbox.forget_keys(connection, self._clock() - self._key_lifetime, limit)

    def drop(self, submission_id: str) -> Submission:
        """Take back a submission that is not signed yet. Raises UnknownSubmission, IllegalTransition."""
        return self.record(submission_id, Happening.TAKEN_BACK)

    # Two persons for one act

    def approve(self, submission_id: str, request: Request) -> Submission:
        """Let a held act go its way. Repeated by the same person it answers the same.

        Raises UnknownSubmission, SecondPersonNeeded, NotAwaitingApproval.
        """
        return self._decide(submission_id, request, Happening.APPROVED, "")

    def reject(self, submission_id: str, request: Request, reason: str) -> Submission:
        """Drop a held act, for a reason. Repeated by the same person it answers the same.

        Raises UnknownSubmission, SecondPersonNeeded, NotAwaitingApproval.
        """
        return self._decide(submission_id, request, Happening.APPROVAL_REFUSED, reason)

    def held(self, party: int, limit: int = 100) -> list[HeldAct]:
        """The party's acts that wait for a second person, oldest first; those whose time is over are not among them."""
        with self._database.read() as connection:
            return approvals.waiting(connection, party, self._now(), limit)

    def expire_held(self) -> int:
        """Drop the held acts whose time is over; answers how many."""
        with self._database.read() as connection:
            over = approvals.expired(connection, self._now())
        for held in over:
            request = Request(approvals.MACHINE, held.party, held.verb, b"")
            with contextlib.suppress(NotAwaitingApproval, MovedByAnother):  # somebody decided meanwhile
                self._decide(held.submission_id, request, Happening.APPROVAL_EXPIRED, "its time is over")
        return len(over)

    # Reading

    def get(self, submission_id: str) -> Submission:
        """Raises UnknownSubmission."""
        with self._database.read() as connection:
            return self._get(connection, submission_id)

    def waiting(self) -> list[Waiting]:
        """All submissions that the worker has to do with, in order of acceptance, without their contents."""
        with self._database.read() as connection:
            rows = connection.execute(
                select(submissions.c.id, submissions.c.signer, submissions.c.state)
                .where(submissions.c.state.in_(_DUE))
                .order_by(submissions.c.position)
            )
            return [Waiting(row.id, row.signer, State(row.state)) for row in rows]

    def state(self, submission_id: str) -> State:
        """State of a submission. Raises UnknownSubmission."""
        with self._database.read() as connection:
            found = connection.execute(
                select(submissions.c.state).where(submissions.c.id == submission_id)
            ).scalar_one_or_none()
        if found is None:
            raise UnknownSubmission(submission_id)
        return State(found)

    def counts(self) -> dict[str, int]:
        """How many submissions are in each state that occurs."""
        with self._database.read() as connection:
            rows = connection.execute(select(submissions.c.state, func.count()).group_by(submissions.c.state))
            return {row[0]: row[1] for row in rows}

    def next_nonce(self, signer: str) -> int | None:
        """The nonce after the last that the lane gave out; None when it never gave one."""
        with self._database.read() as connection:
            return connection.execute(select(lanes.c.next_nonce).where(lanes.c.signer == signer)).scalar_one_or_none()

    def resolve(self, names: Sequence[str]) -> dict[str, int | None]:
        """Party id of each name that the directory holds. Raises AmbiguousName."""
        with self._database.read() as connection:
            return directory.resolve(connection, names)

    def directory_entries(self, parties: Sequence[int]) -> dict[int, DirectoryEntry]:
        """What the directory holds of these parties, by id."""
        with self._database.read() as connection:
            return directory.entries(connection, parties)

    def rights_of(self, pledge: int) -> tuple[bytes, ...] | None:
        """Asset keys of a pledge that went through this gateway, as last heard; None when it did not."""
        with self._database.read() as connection:
            return pledge_rights.of(connection, pledge)

    def hold_document(self, party: int, cid: str) -> None:
        """Note that the party stored the document."""
        with self._database.write() as connection:
            if not self._holds(connection, party, cid):
                connection.execute(insert(document_holders).values(cid=cid, party=party))

    def holds_document(self, party: int, cid: str) -> bool:
        """Whether the party stored the document."""
        with self._database.read() as connection:
            return self._holds(connection, party, cid)

    def audit_acts(self, after: int = 0, limit: int = 1000) -> list[AuditAct]:
        """Up to `limit` audited acts after the sequence `after`."""
        with self._database.read() as connection:
            return audit.acts(connection, after, limit)

    def audit_head(self) -> tuple[int, bytes]:
        """Sequence and hash of the last audited act, to be noted elsewhere and compared later."""
        with self._database.read() as connection:
            return audit.head(connection)

    def first_broken_act(self) -> int | None:
        """Sequence of the first audited act that is missing or changed; None when the chain of hashes holds."""
        with self._database.read() as connection:
            return audit.first_broken(connection)

    # What becomes of a submission

    def sign(self, submission_id: str, chain_nonce: int, make: Callable[[int], tuple[bytes, bytes]]) -> Submission:
        """Give a prepared submission its nonce and keep its signed transaction, in one transaction.

        `chain_nonce` is how many transactions of the key the chain has included; `make(nonce)` answers the raw
        transaction and its hash. Raises UnknownSubmission, IllegalTransition.
        """
        with self._database.write() as connection:
            found = self._get(connection, submission_id)
            state = advance(found.state, Happening.SIGNED)
            kept = connection.execute(
                select(lanes.c.next_nonce).where(lanes.c.signer == found.signer).with_for_update()
            ).scalar_one_or_none()
            nonce = max(kept or 0, chain_nonce)
            raw, transaction_hash = make(nonce)
            if kept is None:
                connection.execute(insert(lanes).values(signer=found.signer, next_nonce=nonce + 1))
            else:
                connection.execute(update(lanes).where(lanes.c.signer == found.signer).values(next_nonce=nonce + 1))
            return self._move(
                connection,
                found,
                state,
                {"nonce": nonce, "raw_transaction": raw, "transaction_hash": transaction_hash},
            )

    def record(self, submission_id: str, happening: Happening, error: Mapping[str, Any] | None = None) -> Submission:
        """Note what happened to a submission; `error` says why it ended without effect.

        Raises UnknownSubmission, IllegalTransition.
        """
        with self._database.write() as connection:
            found = self._get(connection, submission_id)
            state = advance(found.state, happening)
            changes: dict[str, Any] = {}
            if error is not None:
                changes["error"] = json.dumps(error, ensure_ascii=False)
            if happening is Happening.BLOCK_REPLACED:
                changes |= {"block_number": None, "block_hash": None, "block_time": None, "events": None}
            if state in TERMINAL and state is not State.FINAL:
                directory.give_up(connection, submission_id)
            return self._move(connection, found, state, changes)

    def seen(
        self,
        submission_id: str,
        block: tuple[int, bytes, int],
        events: Sequence[Mapping[str, Any]],
    ) -> Submission:
        """Note the block (number, hash, time) that holds the submission, and the ledger events it caused."""
        with self._database.write() as connection:
            found = self._get(connection, submission_id)
            state = advance(found.state, Happening.SEEN_IN_BLOCK)
            number, block_hash, time = block
            changes = {
                "block_number": number,
                "block_hash": block_hash,
                "block_time": time,
                "events": json.dumps(list(events), ensure_ascii=False),
            }
            return self._move(connection, found, state, changes)

    def finish(
        self,
        submission_id: str,
        parties: Sequence[int],
        pledged: Mapping[int, Sequence[bytes]],
        freed: Mapping[int, Sequence[bytes]],
        added: Mapping[int, Sequence[bytes]] | None = None,
    ) -> Submission:
        """Note that an included submission is final, with what the gateway remembers of it.

        `parties` are the ids of the parties it entered, in order; `pledged` the rights of pledges it filed or carried
        over, `freed` those it took off a pledge, `added` those it added to one, by pledge id.
        """
        with self._database.write() as connection:
            found = self._get(connection, submission_id)
            state = advance(found.state, Happening.FINAL_SUCCESS)
            directory.settle(connection, submission_id, parties)
            for pledge, rights in pledged.items():
                pledge_rights.put(connection, pledge, rights)
            for pledge, rights in freed.items():
                pledge_rights.release(connection, pledge, rights)
            for pledge, rights in (added or {}).items():
                pledge_rights.extend(connection, pledge, rights)
            return self._move(connection, found, state, {})

    # Inside a transaction

    def _decide(self, submission_id: str, request: Request, happening: Happening, reason: str) -> Submission:
        with self._database.write() as connection:
            found = self._get(connection, submission_id)
            if found.party != request.party:
                raise UnknownSubmission(submission_id)
            audit.lock(connection)
            if not approvals.decide(connection, found, request, happening, reason, self._now()):
                return found
            state = advance(found.state, happening)
            if state not in TERMINAL:
                return self._move(connection, found, state, {})
            directory.give_up(connection, submission_id)
            error = approvals.why_dropped(happening, reason)
            return self._move(connection, found, state, {"error": json.dumps(error, ensure_ascii=False)})

    def _get(self, connection: Connection, submission_id: str) -> Submission:
        row = connection.execute(select(submissions).where(submissions.c.id == submission_id)).one_or_none()
        if row is None:
            raise UnknownSubmission(submission_id)
        return submission_of(row)

    def _move(self, connection: Connection, found: Submission, state: State, changes: Mapping[str, Any]) -> Submission:
        moved = connection.execute(
            update(submissions)
            .where(submissions.c.id == found.id, submissions.c.state == found.state.value)
            .values(state=state.value, updated_at=self._now(), **changes)
        )
        if moved.rowcount != 1:  # another worker moved it since it was read
            raise MovedByAnother(found.id, found.state.value)
        return self._get(connection, found.id)

    def _holds(self, connection: Connection, party: int, cid: str) -> bool:
        query = select(document_holders.c.cid).where(document_holders.c.cid == cid, document_holders.c.party == party)
        return connection.execute(query).one_or_none() is not None

    def _now(self) -> str:
        return as_text(self._clock())


def _ledger_name(chain_id: int, log_address: str, first_block_hash: bytes) -> str:
    return f"{log_address} on chain {chain_id} (first block 0x{first_block_hash.hex()[:16]}...)"
