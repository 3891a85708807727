"""Proofs of mirrored events: what the node says of their blocks, packed so that it proves them."""

from threading import Lock

from chain_gateway.ledger.deployments import Deployment
from chain_gateway.proofs import BrokenEvidence, EventProof, SealedHeader, prove_event
from chain_gateway.rpc.evidence import BlockEvidence, EvidenceSource
from indexer.projection.rows import EventRow

_KEPT_BLOCKS = 16


class Prover:
    """Proves events of a deployment by a node. For several threads; one of them asks the node at a time."""

    def __init__(self, deployment: Deployment, source: EvidenceSource) -> None:
        self.deployment = deployment
        self._source = source
        self._lock = Lock()
        self._blocks: dict[int, BlockEvidence] = {}

    def prove(self, event: EventRow) -> EventProof:
        """The proof of an event. Raises RpcError, BrokenEvidence, InvalidHeader."""
        evidence = self._block(event.block)
        receipt = next((each for each in evidence.receipts if each["transactionHash"] == event.transaction_hash), None)
        if receipt is None:
            raise BrokenEvidence(f"block {event.block} does not hold {event.transaction_hash}")
        place = next(
            (place for place, log in enumerate(receipt["logs"]) if int(log["logIndex"], 16) == event.log_index), None
        )
        if place is None:
            raise BrokenEvidence(f"{event.transaction_hash} has no log {event.log_index}")
        return prove_event(evidence.block, evidence.receipts, bytes.fromhex(event.transaction_hash[2:]), place)

    def header(self, number: int) -> SealedHeader:
        """The sealed header of a block. Raises RpcError, InvalidHeader."""
        with self._lock:
            return SealedHeader.from_rpc(self._source.block(number))

    def input_of(self, event: EventRow) -> bytes:
        """Calldata of the transaction of an event. Raises RpcError."""
        with self._lock:
            return self._source.input_of(bytes.fromhex(event.transaction_hash[2:]))

    def _block(self, number: int) -> BlockEvidence:
        """A block with its receipts; a few are kept, since several acts are often of one block."""
        with self._lock:
            found = self._blocks.pop(number, None)
            if found is None:
                found = self._source.of_block(number)
            self._blocks[number] = found
            while len(self._blocks) > _KEPT_BLOCKS:
                del self._blocks[next(iter(self._blocks))]
            return found
