"""A chain made of typed events, for what a real engine cannot be made to do: reorganise, omit, alter, fall silent.

It numbers events and keeps the rolling hash as LedgerLog does; the indexer's tests compare it with the real contracts.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from eth_abi.abi import encode
from eth_utils.address import to_canonical_address
from eth_utils.crypto import keccak

from chain_gateway.ledger import reads, rolling_hash
from chain_gateway.ledger.deployments import Deployment
from chain_gateway.ledger.events import Payload
from chain_gateway.ledger.solidity import fields
from chain_gateway.rpc import Block, Log, NodeError, NodeUnavailable, TrieReceipt
from indexer.sync import bloom
from indexer.sync.receipts_root import receipts_root

LEDGER = Deployment(
    chain_id=1337,
    first_block=1,
    log="0x" + "11" * 20,
    access_manager="0x" + "22" * 20,
    parties="0x" + "33" * 20,
    assets="0x" + "44" * 20,
    pledges="0x" + "55" * 20,
    consents="0x" + "66" * 20,
    changes="0x" + "77" * 20,
    enforcement="0x" + "88" * 20,
    searches="0x" + "99" * 20,
    buybacks="0x" + "aa" * 20,
    refinancings="0x" + "ab" * 20,
    disposals="0x" + "d1" * 20,
    valuations="0x" + "ac" * 20,
    risks="0x" + "ad" * 20,
    losses="0x" + "ae" * 20,
    subsidies="0x" + "b1" * 20,
    directory="0x" + "b2" * 20,
    rule_set=1,
)
FIRST_TIME = 1_767_225_600
"""2026-01-01 00:00 UTC, 08:00 in Shanghai; each block is an hour later."""
HOUR = 3_600

_ADDRESSES = {name: address for address, name in LEDGER.books().items()}
_APPENDED = keccak(text="Appended(uint64,address,bytes32)")


@dataclass(frozen=True)
class Said:
    """An event to be mined: what is said, about what, by whom."""

    payload: Payload
    subject: int | bytes | str
    actor: int = 0


@dataclass(frozen=True)
class _Mined:
    block: Block
    logs: tuple[Log, ...]
    sequence: int
    head: bytes


def said(payload: Payload, subject: int | bytes | str, actor: int = 0) -> Said:
    """An event to be mined."""
    return Said(payload, subject, actor)


class MadeChain:
    """A chain that answers like a node. Its faults are set by the tests."""

    def __init__(self, deployment: Deployment = LEDGER, *, sealed: bool = False) -> None:
        self.deployment = deployment
        self.sealed = sealed
        """Whether headers have a filter of the logs and a root of the receipts, and receipts are given."""
        genesis = Block(0, keccak(text="genesis"), bytes(32), FIRST_TIME, 100_000_000)
        self._mined = [_Mined(genesis, (), 0, rolling_hash.genesis(deployment.chain_id, deployment.log))]
        self._forks = 0
        self.silent = False
        self.omitted: set[int] = set()
        """Numbers of events whose logs the node leaves out, with their announcements."""
        self.forgotten: set[int] = set()
        """Numbers of events whose own log alone is left out."""
        self.altered: set[int] = set()
        """Numbers of events whose data the node alters."""
        self.doubled = False
        self.reversed = False
        self.reads = 0

    @property
    def sequence(self) -> int:
        """Number of the newest event."""
        return self._mined[-1].sequence

    def position(self, number: int) -> tuple[int, bytes]:
        """Number of the newest event up to a block, and the rolling hash there."""
        return self._mined[number].sequence, self._mined[number].head

    def mine(self, *events: Said) -> int:
        """A block with the events; answers its number."""
        parent = self._mined[-1]
        number = parent.block.number + 1
        identity = keccak(text=f"{number}/{self._forks}/{parent.block.hash.hex()}")
        block = Block(number, identity, parent.block.hash, FIRST_TIME + number * HOUR, 100_000_000)
        sequence, head, logs = parent.sequence, parent.head, list[Log]()
        for event in events:
            sequence += 1
            own = _log(event, sequence, block, len(logs) + 1)
            head = rolling_hash.advance(
                head, sequence, own.address, own.topics[0], own.topics[2], own.topics[3], keccak(own.data)
            )
            logs += [_announcement(own, sequence, head, block, len(logs), self.deployment.log), own]
        if self.sealed:
            receipts = _receipts(logs)
            filtered = bloom.of(value for log in logs for value in (to_canonical_address(log.address), *log.topics))
            block = replace(block, logs_bloom=filtered, receipts_root=receipts_root(receipts))
        self._mined.append(_Mined(block, tuple(logs), sequence, head))
        return number

    def fork(self, number: int) -> None:
        """Takes back every block after `number`; what is mined next has other hashes."""
        del self._mined[number + 1 :]
        self._forks += 1

    def all_logs(self) -> list[tuple[Log, int]]:
        """Every log with the time of its block."""
        return [(log, mined.block.timestamp) for mined in self._mined for log in mined.logs]

    # What a node answers.

    def chain_id(self) -> int:
        """Chain id."""
        self._speak()
        return self.deployment.chain_id

    def head(self) -> Block:
        """Newest block."""
        self._speak()
        return self._mined[-1].block

    def block(self, number: int) -> Block | None:
        """A block."""
        self._speak()
        return self._mined[number].block if number < len(self._mined) else None

    def blocks(self, numbers: Sequence[int]) -> list[Block | None]:
        """Several blocks."""
        return [self.block(number) for number in numbers]

    def receipts(self, number: int) -> list[TrieReceipt]:
        """The receipts of a block, always true."""
        self._speak()
        if not self.sealed:
            raise NodeError(-32601, "no receipts here")
        return _receipts(self._mined[number].logs)

    def close(self) -> None:
        """Nothing to close."""

    def logs(self, from_block: int, to_block: int, addresses: Iterable[str]) -> list[Log]:
        """Logs, with the faults that are set."""
        self._speak()
        del addresses
        found = [log for mined in self._mined[from_block : to_block + 1] for log in mined.logs]
        found = [self._faulty(log) for log in found if not self._left_out(log)]
        if self.doubled:
            found = [log for log in found for _ in range(2)]
        return list(reversed(found)) if self.reversed else found

    def call(self, to: str, data: bytes, block: int | str = "latest") -> bytes:
        """The log's own reading at a block, always true."""
        self._speak()
        assert to == self.deployment.log
        mined = self._mined[block] if isinstance(block, int) else self._mined[-1]
        if data == reads.sequence().data:
            return encode(["uint64"], [mined.sequence])
        assert data == reads.head().data
        return encode(["bytes32"], [mined.head])

    def _speak(self) -> None:
        self.reads += 1
        if self.silent:
            raise NodeUnavailable("made", "it is silent")

    def _left_out(self, log: Log) -> bool:
        number = int.from_bytes(log.topics[1])
        return number in self.omitted or (number in self.forgotten and log.topics[0] != _APPENDED)

    def _faulty(self, log: Log) -> Log:
        number = int.from_bytes(log.topics[1])
        if number in self.altered and log.topics[0] != _APPENDED:
            return replace(log, topics=(*log.topics[:3], _word(int.from_bytes(log.topics[3]) + 1)))
        return log


def _receipts(logs: Sequence[Log]) -> list[TrieReceipt]:
    """A transaction for each event: its announcement and the event itself."""
    return [
        TrieReceipt(2, True, 50_000 * (place + 1), bytes(256), tuple(logs[2 * place : 2 * place + 2]))
        for place in range(len(logs) // 2)
    ]


def _log(event: Said, sequence: int, block: Block, index: int) -> Log:
    payload = event.payload
    codecs = fields(type(payload))
    data = encode(
        [codec.type for codec in codecs.values()],
        [codec.encode(getattr(payload, name), name) for name, codec in codecs.items()],
    )
    types = ",".join(["uint64", payload.subject_type, "uint64", *(codec.type for codec in codecs.values())])
    signature = keccak(text=f"{type(payload).__name__}({types})")
    topics = (signature, _word(sequence), _subject(event.subject), _word(event.actor))
    return Log(_ADDRESSES[payload.book], topics, data, block.number, block.hash, _transaction(block, index), index)


def _announcement(own: Log, sequence: int, head: bytes, block: Block, index: int, log: str) -> Log:
    topics = (_APPENDED, _word(sequence), _subject(own.address))
    return Log(log, topics, head, block.number, block.hash, own.transaction_hash, index)


def _transaction(block: Block, index: int) -> bytes:
    return keccak(block.hash + _word(index))


def _subject(subject: int | bytes | str) -> bytes:
    if isinstance(subject, bytes):
        return subject
    return _word(subject) if isinstance(subject, int) else bytes(12) + to_canonical_address(subject)


def _word(number: int) -> bytes:
    return number.to_bytes(32, "big")
