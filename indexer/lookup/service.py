"""The answers to all questions of the public look-up: one snapshot of the store for each."""

import unicodedata
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import Any

from chain_gateway.ledger.enums import PartyKind
from chain_gateway.ledger.identifiers import InvalidIdentifier, RightId
from indexer.lookup.acts import PARTIES_ONLY, PLEDGE_BOOKS, WITHHELD, act_json, parties_named, rights_named
from indexer.lookup.answers import invalid_json, pledge_json, status_json
from indexer.lookup.buybacks import commitments_json, fund_json, gather_commitments, parties_behind
from indexer.lookup.dossier import Dossier, gather, gather_records, parties_of
from indexer.lookup.names import name_of
from indexer.lookup.problems import Problem
from indexer.lookup.proof import Proof, prove
from indexer.lookup.questions import BatchQuestion, legal_date, plain_text, read_number, required_number
from indexer.lookup.statistics import statistics_json
from indexer.lookup.texts import iso_date, shown
from indexer.lookup.wording import NOTICE
from indexer.projection.dates import day_of
from indexer.projection.parties import search_name
from indexer.projection.rows import EventRow
from indexer.settings import LookupSettings
from indexer.store.reader import Reader, Snapshot

_MOST_ACTS = 1_000
_MOST_PARTIES = 50


class Lookup:
    """Answers as JSON objects. `clock` gives seconds since 1970. Methods raise Problem, and StoreError."""

    def __init__(self, reader: Reader, settings: LookupSettings, clock: Callable[[], float]) -> None:
        self._reader = reader
        self._settings = settings
        self._clock = clock

    def status(self, number: str, as_of: str | None) -> dict[str, Any]:
        """The status of one right."""
        right = required_number(number)
        with self._proven() as (snapshot, proof):
            today = self._today(proof)
            on = legal_date(as_of, today)
            dossier = gather(snapshot, [right])
        return {
            **status_json(number, right, dossier, proof, on, today),
            "as_of": iso_date(on),
            **_block_and_head(proof),
            "notice": NOTICE,
        }

    def batch(self, question: BatchQuestion) -> dict[str, Any]:
        """The statuses of many rights, in order, each text in its place."""
        read = [read_number(each) for each in question.numbers]
        with self._proven() as (snapshot, proof):
            today = self._today(proof)
            on = legal_date(question.as_of, today)
            dossier = gather(snapshot, [each for each in read if isinstance(each, RightId)])
        results: list[dict[str, Any]] = []
        answered: dict[RightId, dict[str, Any]] = {}
        for given, found in zip(question.numbers, read, strict=True):
            query = given if isinstance(given, str) else found.value if isinstance(found, InvalidIdentifier) else ""
            if isinstance(found, InvalidIdentifier):
                results.append(invalid_json(query, found))
                continue
            if found not in answered:
                answered[found] = status_json(query, found, dossier, proof, on, today)
            results.append({**answered[found], "query": shown(query, 200)})
        return {
            "as_of": iso_date(on),
            **_block_and_head(proof),
            "notice": NOTICE,
            "results": results,
        }

    def right_history(self, number: str) -> dict[str, Any]:
        """All acts on any pledge of a right."""
        right = required_number(number)
        with self._proven() as (snapshot, proof):
            file = gather(snapshot, [right]).rights[right]
            pledges = {str(row.pledge) for row in file.memberships}
            acts = self._acts(snapshot, snapshot.events_about(PLEDGE_BOOKS, pledges))
        return {"right": right.text, "acts": acts, **_rested(proof)}

    def pledge(self, pledge: int) -> dict[str, Any]:
        """One pledge with its rights, as of today."""
        with self._proven() as (snapshot, proof):
            records = gather_records(snapshot, [pledge])
            if pledge not in records:
                raise _not_found("pledge", pledge, proof)
            memberships = snapshot.rights_of_pledges([pledge])
            facts = snapshot.facts({row.asset_key for row in memberships})
            dossier = Dossier(
                rights={},
                records=records,
                coverages={},
                parties=snapshot.parties(parties_of(records.values())),
                texts={row.asset_key: row.right for row in facts},
            )
            commitments = gather_commitments(snapshot, snapshot.commitments_of_pledges([pledge]))
            guarantors = snapshot.parties(parties_behind(commitments))
        on = self._today(proof)
        return {
            **pledge_json(records[pledge], memberships, dossier, on),
            "commitments": commitments_json(commitments, guarantors),
            "as_of": iso_date(on),
            **_rested(proof),
            "notice": NOTICE,
        }

    def fund(self, fund: int) -> dict[str, Any]:
        """A fund behind buyback commitments. Its figures are its parties' own, and are not told."""
        with self._proven() as (snapshot, proof):
            rows = snapshot.funds([fund])
            if not rows:
                raise _not_found("fund", fund, proof)
            commitments = gather_commitments(snapshot, snapshot.commitments_of_funds([fund]))
            managers = snapshot.fund_managers([fund])
            states = snapshot.states({each.commitment.pledge for each in commitments})
            parties = snapshot.parties({rows[0].owner, *(row.manager for row in managers)})
        now = max([self._clock()] + ([] if proof.block is None else [float(proof.block.time)]))
        return {**fund_json(rows[0], managers, commitments, states, parties, now), **_rested(proof)}

    def pledge_history(self, pledge: int) -> dict[str, Any]:
        """The ordered acts on a pledge."""
        with self._proven() as (snapshot, proof):
            events = snapshot.events_about(PLEDGE_BOOKS, [str(pledge)])
            if not events:
                raise _not_found("pledge", pledge, proof)
            acts = self._acts(snapshot, events)
        return {"pledge": pledge, "acts": acts, **_rested(proof)}

    def acts(self, office: int, number: str) -> dict[str, Any]:
        """Acts of an office under an official number; registration numbers count as such."""
        wanted = plain_text(number, "number")
        # As given, and in the form that gateways write: another member may have written another.
        spellings = dict.fromkeys((wanted, " ".join(unicodedata.normalize("NFKC", wanted).split())))
        with self._proven() as (snapshot, proof):
            by_sequence = {
                event.sequence: event
                for each in spellings
                for event in snapshot.events_numbered(office, each, _MOST_ACTS)
            }
            found = [event for _, event in sorted(by_sequence.items())]
            acts = self._acts(snapshot, [event for event in found if event.book not in PARTIES_ONLY])
        return {"acts": acts, **_rested(proof)}

    def party(self, party: int) -> dict[str, Any]:
        """One party."""
        with self._proven() as (snapshot, proof):
            row = snapshot.parties([party]).get(party)
            if row is None:
                raise _not_found("party", party, proof)
            suspended = snapshot.is_suspended(party)
        return {
            "id": party,
            "name": name_of(party, row),
            "kind": PartyKind(row.kind).name,
            "identifier": shown(row.identifier) or None,
            "active": not suspended,
            **_rested(proof),
        }

    def parties(self, name: str) -> dict[str, Any]:
        """Institutions of exactly that name, whatever its case, width and blanks. Natural persons are never found."""
        wanted = search_name(plain_text(name, "name"))
        with self._proven() as (snapshot, proof):
            found = snapshot.parties_named(wanted, _MOST_PARTIES) if wanted else []
        return {
            "parties": [
                {"id": row.party, "name": name_of(row.party, row), "kind": PartyKind(row.kind).name} for row in found
            ],
            **_rested(proof),
        }

    def statistics(self) -> dict[str, Any]:
        """Counts over the whole ledger."""
        with self._proven() as (snapshot, proof):
            return statistics_json(snapshot, proof)

    def completeness(self) -> dict[str, Any]:
        """Whether the mirror holds the whole ledger."""
        with self._proven() as (_, proof):
            here = proof.checkpoint
        return {
            "complete": proof.complete,
            "reason": "never-read" if here is None else here.reason,
            "detail": "The ledger was never read." if here is None else here.detail,
            "sequence": 0 if here is None else here.sequence,
            "head": None if here is None else f"0x{here.head.hex()}",
            "block": proof.block_json(),
            "proven_block": None if here is None else here.proven_block,
            "known_head": proof.known_head,
            "halted": here is not None and here.halted,
        }

    def health(self) -> dict[str, Any]:
        """Whether statuses are being told, and how far the mirror is behind."""
        with self._proven() as (_, proof):
            here = proof.checkpoint
        polled = None if here is None else here.polled_at
        return {
            "status": "ok" if proof.reason is None else "failing",
            "reason": proof.reason,
            "detail": proof.detail,
            "block": None if here is None else here.block,
            "known_head": proof.known_head,
            "lag_blocks": None if here is None else max(0, here.known_head - here.block),
            "seconds_since_poll": None if polled is None else max(0, int(self._clock() - polled)),
        }

    @contextmanager
    def _proven(self) -> Iterator[tuple[Snapshot, Proof]]:
        with self._reader.snapshot() as snapshot:
            here = snapshot.checkpoint()
            block = None if here is None else snapshot.block(here.block)
            yield snapshot, prove(here, block, self._clock(), self._settings)

    def _today(self, proof: Proof) -> int:
        """Today in the offices' zone; the day of the newest block where its clock is ahead."""
        moments = [self._clock()] + ([] if proof.block is None else [float(proof.block.time)])
        return max(day_of(datetime.fromtimestamp(moment, UTC)) for moment in moments)

    def _acts(self, snapshot: Snapshot, events: list[EventRow]) -> list[dict[str, Any]]:
        events = [event for event in events if event.name not in WITHHELD]
        parties = snapshot.parties(parties_named(events))
        texts = {row.asset_key: row.right for row in snapshot.facts(rights_named(events))}
        times = snapshot.block_times({event.block for event in events})
        return [act_json(event, times.get(event.block), parties, texts) for event in events]


def _rested(proof: Proof) -> dict[str, Any]:
    return {**_block_and_head(proof), "reason": proof.reason}


def _block_and_head(proof: Proof) -> dict[str, Any]:
    return {"block": proof.block_json(), "known_head": proof.known_head, "complete": proof.complete}


def _not_found(what: str, number: int, proof: Proof) -> Problem:
    if proof.reason is not None:
        detail = f"Whether there is a {what} {number} cannot be told ({proof.reason}: {proof.detail}); ask again later."
        return Problem(503, "mirror-incomplete", "The mirror of the ledger is not complete", detail)
    return Problem(404, f"unknown-{what}", f"No such {what}", f"No {what} has the id {number}.")
