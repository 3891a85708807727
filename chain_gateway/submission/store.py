"""The gateway's own store: what was accepted, what became of it, and who asked."""

import contextlib
import uuid
from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import Connection, func, insert, select
from sqlalchemy.exc import IntegrityError

from chain_gateway.submission import approvals, audit, directory, moves, outbox, pledge_rights
from chain_gateway.submission.bulks import Bulks
from chain_gateway.submission.claims import Claims
from chain_gateway.submission.database import Database
from chain_gateway.submission.desk import Desk
from chain_gateway.submission.documents import Documents
from chain_gateway.submission.errors import (
    IdempotencyKeyReused,
    MovedByAnother,
    NotAwaitingApproval,
    StoreOfAnotherLedger,
    SubmissionError,
    UnknownSubmission,
)
from chain_gateway.submission.lane import first_nonce
from chain_gateway.submission.lifecycle import Happening, State
from chain_gateway.submission.quotas import Quotas
from chain_gateway.submission.records import (
    FILL,
    Accepted,
    AuditAct,
    DirectoryEntry,
    HeldAct,
    Hold,
    LaneDepth,
    Move,
    NewSubmission,
    Offer,
    Request,
    Signed,
    Submission,
    Timing,
)
from chain_gateway.submission.rows import as_text, submission_of
from chain_gateway.submission.tables import ledger, submissions
from chain_gateway.submission.webhooks import Webhooks

Clock = Callable[[], datetime]

KEY_LIFETIME = timedelta(days=30)
"""How long an Idempotency-Key stands for its request, unless the store is opened with another time."""


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
        self.quotas = Quotas(database, clock)
        self.documents = Documents(database, self._now)

    def close(self) -> None:
        """Close all connections."""
        self._database.close()

    def claims(self) -> Claims:
        """The means to have lanes for oneself, among all processes on this store."""
        return self._database.claims()

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
        with self._database.write() as connection:
            found = self._get(connection, submission_id)
            moves.move(connection, self._now(), [Move(found.id, found.state, (Happening.TAKEN_BACK,))])
            return self._get(connection, submission_id)

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

    def timings(self, ids: Sequence[str]) -> list[Timing]:
        """Times of those of the submissions that have ended."""
        with self._database.read() as connection:
            return moves.timings(connection, ids)

    def depths(self) -> list[LaneDepth]:
        """The lanes that have something to do, and how much."""
        with self._database.read() as connection:
            return moves.depths(connection)

    def busy(self) -> list[str]:
        """Signers of the lanes that have something to do."""
        with self._database.read() as connection:
            return moves.busy(connection)

    def prepared(self, signer: str, limit: int) -> list[Submission]:
        """The next submissions that a lane has to sign, in the order of acceptance."""
        with self._database.read() as connection:
            return moves.prepared(connection, signer, limit)

    def holding(self, signer: str) -> list[tuple[Submission, dict[bytes, bool]]]:
        """A lane's submissions that hold a nonce, by nonce; each with the hashes of transactions that its present one
        took the place of, and whether each of those was a no-op.
        """
        with self._database.read() as connection:
            return moves.holding(connection, signer)

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

    def pledgors_of(self, pledge: int) -> tuple[int, ...] | None:
        """Ids of the pledgors of a pledge that went through this gateway; None when it did not."""
        with self._database.read() as connection:
            return pledge_rights.pledgors_of(connection, pledge)

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

    def allot(self, signer: str, chain_nonce: int) -> tuple[int | None, int]:
        """What the lane's next nonce is as kept (None: it has none yet), and what it must be.

        `chain_nonce` is how many transactions of the key the chain has included.
        """
        with self._database.read() as connection:
            kept = moves.next_nonce(connection, signer)
            return kept, first_nonce(chain_nonce, moves.highest_nonce(connection, signer))

    def sign(self, signer: str, kept: int | None, signed: Sequence[tuple[str, int, Signed]]) -> None:
        """Keep the nonces and signed transactions of prepared submissions of one lane, all or none.

        `signed` has (submission, nonce, transaction) in the order of the nonces, which follow each other; `kept` is
        the lane's next nonce as `allot` answered it. Raises MovedByAnother when the lane gave out another nonce since
        then, or when one of the submissions is not prepared any more.
        """
        with self._database.write() as connection:
            moves.allot(connection, signer, kept, signed[-1][1] + 1)
            moves.sign(connection, self._now(), signed)

    def supersede(
        self, submission_id: str, state: State, signed: Signed, filler: bool, error: Mapping[str, Any] | None
    ) -> None:
        """Put another signed transaction with the same nonce in the place of a submission's present one.

        The present one stays known, for it may be included all the same. `filler` says that the new one is a no-op,
        `error` why. Raises MovedByAnother when the submission is not in that state.
        """
        with self._database.write() as connection:
            found = self._get(connection, submission_id)
            moves.supersede(connection, self._now(), found, state, signed, filler, error)

    def unknown_nonces(self, signer: str, nonces: Sequence[int]) -> list[int]:
        """Those of the nonces that no submission of the lane has or ever had."""
        with self._database.read() as connection:
            known = moves.nonces_known(connection, signer, nonces)
        return [nonce for nonce in nonces if nonce not in known]

    def fill(self, signer: str, party: int, gas: int, signed: Sequence[tuple[int, Signed]]) -> None:
        """Enter signed no-ops of the lane that close gaps below what waits; each is a submission of its own."""
        rows = [
            {
                "id": "sub-" + uuid.uuid4().hex,
                "verb": FILL,
                "party": party,
                "signer": signer,
                "book": "",
                "to": signer,
                "gas": gas,
                "nonce": nonce,
                "raw_transaction": each.raw,
                "transaction_hash": each.hash,
            }
            for nonce, each in signed
        ]
        with self._database.write() as connection:
            moves.fill(connection, self._now(), rows)

    def move(self, happened: Sequence[Move]) -> None:
        """Note what happened to several submissions, all or none. Raises MovedByAnother, IllegalTransition."""
        with self._database.write() as connection:
            moves.move(connection, self._now(), happened)

    # Inside a transaction

    def _decide(self, submission_id: str, request: Request, happening: Happening, reason: str) -> Submission:
        with self._database.write() as connection:
            found = self._get(connection, submission_id)
            if found.party != request.party:
                raise UnknownSubmission(submission_id)
            audit.lock(connection)
            if not approvals.decide(connection, found, request, happening, reason, self._now()):
                return found
            error = approvals.why_dropped(happening, reason) if happening is not Happening.APPROVED else None
            moves.move(connection, self._now(), [Move(found.id, found.state, (happening,), error)])
            return self._get(connection, submission_id)

    def _get(self, connection: Connection, submission_id: str) -> Submission:
        row = connection.execute(select(submissions).where(submissions.c.id == submission_id)).one_or_none()
        if row is None:
            raise UnknownSubmission(submission_id)
        return submission_of(row)

    def _now(self) -> str:
        return as_text(self._clock())


def _ledger_name(chain_id: int, log_address: str, first_block_hash: bytes) -> str:
    return f"{log_address} on chain {chain_id} (first block 0x{first_block_hash.hex()[:16]}...)"
