"""Compares what was read with the log's own reading at a block: what no later event can reveal, a missing tail."""

from eth_utils.address import to_canonical_address

from chain_gateway.ledger import reads
from chain_gateway.ledger.deployments import Deployment
from chain_gateway.ledger.events import APPENDED
from chain_gateway.ledger.solidity import MalformedData
from chain_gateway.rpc import Block, CallReverted, NodeError, RpcError
from indexer.store.position import Position
from indexer.sync import bloom
from indexer.sync.completeness import Incomplete, compare_tip
from indexer.sync.fetch import ChainMoved, logs_by_receipts
from indexer.sync.source import BulkSource


def prove_tip(source: BulkSource, deployment: Deployment, position: Position, block: Block, *, must: bool) -> bool:
    """Whether the log's own reading at the block is the position.

    A node need not keep the state of old blocks: where it refuses, this is no proof and no contradiction. At the head
    (`must`) it has to answer, and the filter in the head's own header must not know the number of a further event.
    Raises Incomplete, ChainMoved, NodeUnavailable and NodeError.
    """
    log = deployment.log
    try:
        sequence = source.call(log, reads.sequence().data, block.number)
        head = source.call(log, reads.head().data, block.number)
    except (NodeError, CallReverted):
        if must:
            raise
        return False
    now = source.block(block.number)
    if now is None or now.hash != block.hash:
        raise ChainMoved(f"Block {block.number} changed while the log was read")
    if not must and not sequence:
        return False  # the log was created in a later block
    if not sequence or not head:
        raise Incomplete("log-missing", f"There is no contract at the log's address {log} at block {block.number}")
    try:
        tip = reads.sequence().decode(sequence), reads.head().decode(head)
    except MalformedData as error:
        raise Incomplete("log-missing", f"What answers at the log's address {log} is no log: {error}") from None
    compare_tip(position, *tip, block.number)
    if must:
        _nothing_further(source, deployment, position, block)
    return True


def prove_by_another(source: BulkSource, deployment: Deployment, position: Position, block: Block) -> None:
    """Asks a second node for the log's reading at the block, when it has that block and answers.

    Raises Incomplete when it knows of more events, or of others. That it knows of fewer says nothing about those that
    were read, which the rolling hash holds together.
    """
    try:
        known = source.block(block.number)
        if known is None or known.hash != block.hash:
            return
        sequence = reads.sequence().decode(source.call(deployment.log, reads.sequence().data, block.number))
        head = reads.head().decode(source.call(deployment.log, reads.head().data, block.number))
    except (RpcError, MalformedData):
        return  # it can neither confirm nor contradict
    if sequence >= position.sequence:
        compare_tip(position, sequence, head, block.number)


def _nothing_further(source: BulkSource, deployment: Deployment, position: Position, block: Block) -> None:
    following = (to_canonical_address(deployment.log), APPENDED, (position.sequence + 1).to_bytes(32))
    if block.logs_bloom is None or not bloom.may_hold(block.logs_bloom, following):
        return
    for log in logs_by_receipts(source, deployment, block):
        if log.topics[:2] == following[1:]:
            raise Incomplete(
                "missing-tail",
                f"The receipts of block {block.number} hold event {position.sequence + 1}, which was not delivered",
            )
