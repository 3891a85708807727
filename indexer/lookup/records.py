"""Certificates of pledges' records: for the parties of the pledge alone, told by their bearer tokens (law.md 16)."""

from typing import Annotated, Any

from fastapi import APIRouter, Depends, Path, Request
from fastapi.responses import Response

from chain_gateway.ledger.enums import CommitmentState
from chain_gateway.proofs import RecordCertificate
from chain_gateway.proofs.record import BOOKS, MOST_EVENTS, parties_of
from chain_gateway.proofs.validators import IBFT
from indexer.lookup import models, problems
from indexer.lookup.certificates import MEDIA_TYPE, PDF, Printing, file_response, proving, wants_pdf
from indexer.lookup.evidence import Prover
from indexer.lookup.ground import Ground, Grounds
from indexer.lookup.identity import Identify, party_of
from indexer.lookup.problems import Problem
from indexer.projection.rows import EventRow
from indexer.store.reader import Snapshot

_LARGEST_ID = 2**63 - 1
_BINDING = (CommitmentState.Accepted, CommitmentState.Exercised)
"""Commitments whose fund is a party to the pledge's record; an offer makes nobody one, or anybody could."""
PledgeId = Annotated[int, Path(ge=1, le=_LARGEST_ID, examples=[12])]


class Records:
    """Puts the certificate of a pledge's record together, as far as the mirror is proven to be complete."""

    def __init__(self, grounds: Grounds, prover: Prover, printing: Printing) -> None:
        self._grounds = grounds
        self._prover = prover
        self._printing = printing

    def of(self, pledge: int, party: int) -> bytes:
        """The certificate's file for one of the pledge's parties. Raises Problem."""
        with self._grounds.open() as ground:
            if not ground.snapshot.pledges([pledge]):
                raise ground.not_found("pledge", pledge)
            if party not in entitled(ground.snapshot, pledge):
                raise Problem(
                    403, "not-your-pledge", "The record is its parties' own",
                    f"Only the pledgees, pledgors and office of pledge {pledge} and the guarantors bound on it get its "
                    f"record; party {party} is none of them. Anyone may have a search of its rights certified.",
                    field="pledge", value=str(pledge),
                )  # fmt: skip
            through, acts = _acts(ground, pledge)
        with proving():
            parts = [self._prover.prove(act) for act in acts]
            header = self._prover.header(through)
            bare = RecordCertificate.issue(IBFT, self._prover.deployment, {}, (), header, parts)
            named = parties_of(bare.acts(self._prover.deployment))
            with self._grounds.open() as ground:
                keys = ["0x" + right.key.hex() for right in bare.rights]
                names = {bytes.fromhex(row.asset_key[2:]): row.right for row in ground.snapshot.facts(keys)}
                entries = ground.snapshot.name_events(named, through)
            parties = [self._prover.prove(each) for each in entries]
            return RecordCertificate.issue(IBFT, self._prover.deployment, names, parties, header, parts).to_bytes()

    def printed(self, pledge: int, party: int) -> bytes:
        """The certificate as a signed PDF. Raises Problem."""
        return self._printing.of(self.of(pledge, party))


def entitled(snapshot: Snapshot, pledge: int) -> set[int]:
    """The parties that may have the record: pledgees, pledgors, the office, and funds bound on the pledge."""
    found = {row.office for row in snapshot.pledges([pledge])}
    holders = snapshot.holders([pledge])
    until = [row.until_sequence for row in holders if row.until_sequence is not None]
    # Of a pledge that has ended, those who held it at its end: one who assigned it before is a stranger to it.
    last = None if any(row.until_sequence is None for row in holders) else max(until, default=None)
    found |= {row.party for row in holders if row.until_sequence == last}
    found |= {row.party for row in snapshot.pledgors([pledge])}
    offered = {row.commitment: row.fund for row in snapshot.commitments_of_pledges([pledge])}
    states = snapshot.commitment_states(offered)
    funds = {offered[row.commitment] for row in states if row.until_sequence is None and row.state in _BINDING}
    found |= {row.owner for row in snapshot.funds(funds)}
    found |= {row.manager for row in snapshot.fund_managers(funds) if row.until_sequence is None}
    return found - {0}


def _acts(ground: Ground, pledge: int) -> tuple[int, list[EventRow]]:
    """The newest block up to which the mirror is proven complete, and every act on the pledge up to it."""
    here = ground.proof.checkpoint
    if here is None or ground.proof.reason is not None:
        raise Problem(
            503, "mirror-incomplete", "The mirror of the ledger is not complete",
            f"Whether these are all acts cannot be told ({ground.proof.detail}); ask again later.",
            headers={"Retry-After": "5"},
        )  # fmt: skip
    page = ground.snapshot.lists(here.proven_block, MOST_EVENTS).events_about(BOOKS, [str(pledge)], 0)
    if page.last_block is not None:
        raise Problem(
            422, "record-too-long", "The record is too long",
            f"Pledge {pledge} has more than {MOST_EVENTS} acts; a certificate holds no more.",
            field="pledge", value=str(pledge),
        )  # fmt: skip
    return here.proven_block, page.rows


def router(records: Records, identify: Identify) -> APIRouter:
    """The endpoints."""
    refused: dict[int | str, dict[str, Any]] = {
        code: {"model": models.ProblemBody, "content": {problems.MEDIA_TYPE: {}}}
        for code in (401, 403, 404, 409, 422, 429, 503)
    }
    as_pdf = {PDF: {"schema": {"type": "string", "format": "binary"}}}
    Party = Annotated[int, Depends(party_of(identify))]  # noqa: N806 - a type
    made = APIRouter(prefix="/v1/pledges")
    private = "private, no-store"

    @made.get(
        "/{pledge}/certificate",
        response_class=Response,
        responses={
            200: {
                "content": {MEDIA_TYPE: {"schema": {"type": "object"}}, **as_pdf},
                "description": "The certificate's file; the signed document where Accept asks for application/pdf.",
            },
            **refused,
        },
        summary="The certificate of a pledge's record",
    )
    def certificate(request: Request, pledge: PledgeId, caller: Party) -> Response:
        """The filing and every later act, with amounts, each proven: for the pledge's parties alone."""
        if wants_pdf(request):
            return file_response(records.printed(pledge, caller), f"pledge-{pledge}", PDF, private)
        return file_response(records.of(pledge, caller), f"pledge-{pledge}", MEDIA_TYPE, private)

    @made.get(
        "/{pledge}/certificate.pdf",
        response_class=Response,
        responses={200: {"content": as_pdf, "description": "The signed document, the file inside."}, **refused},
        summary="The certificate of a pledge's record, printed",
    )
    def printed(pledge: PledgeId, caller: Party) -> Response:
        """The same as a PDF in Chinese and English, signed by the registry."""
        return file_response(records.printed(pledge, caller), f"pledge-{pledge}", PDF, private)

    return made
