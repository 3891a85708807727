"""The rolling hash: the same by an ABI encoder, and the same as the contract's over a real history."""

import pytest
from eth_abi.abi import encode
from eth_utils.crypto import keccak

from chain_gateway.ledger import calls, events, reads
from chain_gateway.ledger.events import Appended, LedgerEvent
from chain_gateway.ledger.rolling_hash import advance, genesis
from chain_gateway.ledger.structs import Act

from .conftest import RealLedger, raw_log

BOOK = "0x52908400098527886E0F7030069857D2E4169EE7"
WORDS = [bytes([number]) * 32 for number in range(1, 6)]


def test_the_genesis_binds_chain_and_log() -> None:
    assert genesis(131277322940537, BOOK) == keccak(encode(["uint256", "address"], [131277322940537, BOOK]))


def test_an_event_is_packed_as_an_abi_encoder_does() -> None:
    head, topic0, topic2, topic3, data_hash = WORDS
    types = ["bytes32", "uint64", "address", "bytes32", "bytes32", "bytes32", "bytes32"]
    expected = keccak(encode(types, [head, 9, BOOK, topic0, topic2, topic3, data_hash]))
    assert advance(head, 9, BOOK, topic0, topic2, topic3, data_hash) == expected


@pytest.mark.parametrize("place", range(5))
def test_a_hash_of_another_length_is_refused(place: int) -> None:
    words = [word[:-1] if index == place else word for index, word in enumerate(WORDS)]
    with pytest.raises(ValueError, match="32 bytes"):
        advance(words[0], 1, BOOK, *words[1:])


def test_every_head_of_a_real_history_is_recomputed(ledger: RealLedger) -> None:
    ledger.do(calls.suspend(ledger.other_bank.party, Act()), ledger.governance)
    ledger.do(calls.reinstate(ledger.other_bank.party, Act()), ledger.governance)
    node, deployment = ledger.chain.node, ledger.deployment
    head, heads, count = genesis(deployment.chain_id, deployment.log), {}, 0
    for number in range(deployment.first_block, node.head().number + 1):
        for log in node.logs(number, number, deployment.books()):
            event = events.decode(raw_log(log), deployment)
            if isinstance(event, Appended):
                heads[event.sequence] = event.head
            elif isinstance(event, LedgerEvent):
                count += 1
                topics = event.log.topics
                head = advance(head, event.sequence, log.address, topics[0], topics[2], topics[3], keccak(log.data))
                assert event.sequence == count
                assert head == heads[event.sequence]
    assert (count, head) == (ledger.ask(reads.sequence()), ledger.ask(reads.head()))
    assert count > 40
