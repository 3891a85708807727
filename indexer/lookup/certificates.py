"""Certificates of searches: the proof of each part, read from the node and put together as one file."""

from collections import OrderedDict
from threading import Lock
from typing import Annotated

from fastapi import APIRouter, Path
from fastapi.responses import Response

from chain_gateway.ledger.deployments import Deployment
from chain_gateway.ledger.searched_keys import searched_keys
from chain_gateway.ledger.solidity import MalformedData
from chain_gateway.proofs import BrokenEvidence, Certificate, EventProof, InvalidCertificate, InvalidHeader, prove_event
from chain_gateway.proofs.certificate import SearchedRight
from chain_gateway.proofs.validators import IBFT
from chain_gateway.rpc.errors import RpcError
from chain_gateway.rpc.evidence import EvidenceSource
from indexer.lookup import models, problems
from indexer.lookup.ground import Grounds
from indexer.lookup.problems import Problem
from indexer.projection.rows import EventRow, SearchRow

MEDIA_TYPE = "application/vnd.pledgebook.certificate+json"
_KEPT = 64

SearchId = Annotated[
    str,
    Path(pattern="^0x[0-9a-f]{64}$", description="The `search` of POST /v1/searches.", examples=["0x" + "07" * 32]),
]


class Certificates:
    """Puts certificates together, and keeps the last ones: what a sealed block holds does not change."""

    def __init__(self, grounds: Grounds, deployment: Deployment, source: EvidenceSource) -> None:
        self._grounds = grounds
        self._deployment = deployment
        self._source = source
        self._kept: OrderedDict[str, bytes] = OrderedDict()
        self._lock = Lock()

    def of(self, search: str) -> bytes:
        """The certificate's file. Raises Problem."""
        with self._lock:
            if search in self._kept:
                self._kept.move_to_end(search)
                return self._kept[search]
        made = self._make(search)
        with self._lock:
            self._kept[search] = made
            while len(self._kept) > _KEPT:
                self._kept.popitem(last=False)
        return made

    def _make(self, search: str) -> bytes:
        with self._grounds.open() as ground:
            found = ground.snapshot.search_parts(search)
            if not found:
                raise Problem(
                    404, "not-found", "Not found", f"No search has the id {search}.", field="search", value=search
                )
            expected = found[0][0].parts
            if len(found) < expected:
                raise Problem(
                    404, "search-unfinished", "The search is not finished",
                    f"{len(found)} of {expected} parts of the search are in a block and mirrored; ask again soon.",
                    field="search", value=search, headers={"Retry-After": "2"},
                )  # fmt: skip
        try:
            proofs: list[EventProof] = []
            keys: list[bytes] = []
            for part, event in found:
                proof, searched = self._prove(part, event)
                proofs.append(proof)
                keys.extend(searched)
            with self._grounds.open() as ground:
                names = {
                    row.asset_key: row.right for row in ground.snapshot.facts(["0x" + key.hex() for key in set(keys)])
                }
            rights = [SearchedRight(key, names.get("0x" + key.hex())) for key in keys]
            return Certificate.issue(IBFT, self._deployment, rights, proofs).to_bytes()
        except InvalidHeader:
            raise Problem(
                409, "chain-without-seals", "The chain seals no blocks",
                "This ledger runs on a chain without validators' seals, so nobody could check a certificate offline.",
            ) from None  # fmt: skip
        except (RpcError, BrokenEvidence, InvalidCertificate, MalformedData) as error:
            raise Problem(
                503, "proof-not-to-be-had", "The proof cannot be read now", f"The node gives no proof: {error}",
                headers={"Retry-After": "5"},
            ) from None  # fmt: skip

    def _prove(self, part: SearchRow, event: EventRow) -> tuple[EventProof, tuple[bytes, ...]]:
        transaction = bytes.fromhex(event.transaction_hash[2:])
        evidence = self._source.of_block(part.block)
        receipt = next((each for each in evidence.receipts if each["transactionHash"] == event.transaction_hash), None)
        if receipt is None:
            raise BrokenEvidence(f"block {part.block} does not hold {event.transaction_hash}")
        place = next(
            (place for place, log in enumerate(receipt["logs"]) if int(log["logIndex"], 16) == event.log_index), None
        )
        if place is None:
            raise BrokenEvidence(f"{event.transaction_hash} has no log {event.log_index}")
        proof = prove_event(evidence.block, evidence.receipts, transaction, place)
        return proof, searched_keys(self._source.input_of(transaction))


def router(certificates: Certificates) -> APIRouter:
    """The endpoint."""
    made = APIRouter(prefix="/v1")

    @made.get(
        "/certificates/{search}",
        response_class=Response,
        responses={
            200: {"content": {MEDIA_TYPE: {"schema": {"type": "object"}}}, "description": "The certificate's file."},
            **{
                code: {"model": models.ProblemBody, "content": {problems.MEDIA_TYPE: {}}}
                for code in (404, 409, 422, 429, 503)
            },
        },
        summary="The certificate of a search",
    )
    def certificate(search: SearchId) -> Response:
        """A file that proves what the chain found; `pledge certificate verify` checks it without a network."""
        return Response(
            certificates.of(search),
            media_type=MEDIA_TYPE,
            headers={
                "Cache-Control": "public, max-age=31536000, immutable",
                "Content-Disposition": f'attachment; filename="{search[2:14]}.pledge-cert.json"',
            },
        )

    return made
