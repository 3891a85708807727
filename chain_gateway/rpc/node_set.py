"""Several nodes of one chain that stand in for each other."""

import logging
import threading
import time
from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import Future, ThreadPoolExecutor, wait
from dataclasses import dataclass
from typing import TypeVar

from chain_gateway.rpc.blocks import Block, CallRequest, Log, Receipt
from chain_gateway.rpc.errors import (
    CallReverted,
    NodeError,
    NodesDisagree,
    NodeUnavailable,
    RpcError,
    TransactionRefused,
)
from chain_gateway.rpc.finality import Finality
from chain_gateway.rpc.health import NodeHealth, place
from chain_gateway.rpc.node import Node

_log = logging.getLogger(__name__)
_Answer = TypeVar("_Answer")


@dataclass(frozen=True)
class NodeSetSettings:
    """How nodes are judged."""

    most_lag: int = 3
    """Blocks that a node may be behind the foremost and still be asked."""
    check_seconds: float = 5.0
    """Time between two looks at all nodes."""
    patience_seconds: float = 3.0
    """How long a look waits for the slowest."""
    rest_seconds: float = 5.0
    """How long a node that failed is not asked when another one is there."""


@dataclass
class _Member:
    node: Node
    health: NodeHealth
    down_until: float = 0.0
    asked: Future[tuple[int, Block, bytes]] | None = None


class NodeSet:
    """The same port as Node over several nodes: one of them is asked, another when it fails or falls behind.

    All must have the chain id `chain_id` (default: the first that answers decides). At each look they are compared: one
    of another chain is not asked; when two that are not have different blocks at a final height, every question
    raises NodesDisagree until they agree there again, since nobody here can say who is right. May be used from several
    threads.
    """

    def __init__(
        self, nodes: Sequence[Node], *, chain_id: int | None = None, settings: NodeSetSettings | None = None
    ) -> None:
        if not nodes:
            raise ValueError("A set of nodes needs at least one; name an RPC URL.")
        self._settings = settings if settings is not None else NodeSetSettings()
        self._members = [_Member(node, NodeHealth(place(node.endpoint))) for node in nodes]
        self._chain_id = chain_id
        self._primary = self._members[0]
        self._alarm: NodesDisagree | None = None
        self._checked: float | None = None
        self._checking = threading.Lock()
        self._pool = ThreadPoolExecutor(len(nodes), thread_name_prefix="node-check")
        for member in self._members:
            member.node.on_failure(lambda member=member: self._rest(member))  # type: ignore[misc]

    def __repr__(self) -> str:
        """The set by its endpoints."""
        return f"NodeSet({self.endpoint!r})"

    # Health

    def health(self) -> list[NodeHealth]:
        """Each node as the last look found it."""
        self._check_if_due()
        return [member.health for member in self._members]

    def alarm(self) -> NodesDisagree | None:
        """What the nodes disagree about, if they do."""
        self._check_if_due()
        return self._alarm

    # Which node

    @property
    def endpoint(self) -> str:
        """All places, for a person."""
        return ", ".join(place(member.node.endpoint) for member in self._members)

    @property
    def finality(self) -> Finality:
        """The finality rule of the chain."""
        return self._members[0].node.finality

    @property
    def poll_seconds(self) -> float:
        """How often to ask for news."""
        return self._members[0].node.poll_seconds

    def session(self) -> Node:
        """The node that is asked at the moment, for questions that belong together. Raises NodesDisagree."""
        return self._candidates()[0].node

    def witnesses(self) -> list[Node]:
        """All nodes of this chain that answer and are not behind; at least half of the set.

        Raises NodeUnavailable when fewer do, NodesDisagree.
        """
        self._check_if_due(at_once=True)
        found = [member.node for member in self._members if self._fit(member)]
        if len(found) * 2 < len(self._members):
            raise NodeUnavailable(self.endpoint, f"only {len(found)} of {len(self._members)} nodes can be asked")
        if self._alarm is not None:
            raise self._alarm
        return found

    def vouched(self, block: Block) -> bool:
        """Whether the other nodes have the block too; False while one of them is not that far.

        Asked of a block that something is held for final by. Raises NodesDisagree.
        """
        for member in self._members:
            if not self._fit(member):
                continue
            try:
                other = member.node.block(block.number)
            except RpcError:
                continue
            if other is None:
                return False
            if other.hash != block.hash:
                if self.finality.confirmations:
                    return False
                self._raise_alarm(
                    NodesDisagree(block.number, {"asked": block.hash, place(member.node.endpoint): other.hash})
                )
        return True

    def close(self) -> None:
        """Close all connections."""
        self._pool.shutdown(wait=False, cancel_futures=True)
        for member in self._members:
            member.node.close()

    # The questions of a node

    def chain_id(self) -> int:
        """See Node."""
        return self._chain_id if self._chain_id is not None else self._ask(lambda node: node.chain_id())

    def head(self) -> Block:
        """See Node."""
        return self._ask(lambda node: node.head())

    def block(self, number: int) -> Block | None:
        """See Node."""
        return self._ask(lambda node: node.block(number))

    def content(self, number: int) -> tuple[Block, tuple[bytes, ...]] | None:
        """See Node."""
        return self._ask(lambda node: node.content(number))

    def logs(
        self, from_block: int, to_block: int, addresses: Iterable[str], topics: Sequence[bytes | None] = ()
    ) -> list[Log]:
        """See Node."""
        wanted = list(addresses)
        return self._ask(lambda node: node.logs(from_block, to_block, wanted, topics))

    def call(
        self, to: str, data: bytes, block: int | str = "latest", sender: str | None = None, gas: int | None = None
    ) -> bytes:
        """See Node."""
        return self._ask(lambda node: node.call(to, data, block, sender, gas))

    def call_many(
        self, requests: Sequence[CallRequest], block: int | str = "latest"
    ) -> list[bytes | CallReverted | NodeError]:
        """See Node."""
        return self._ask(lambda node: node.call_many(requests, block))

    def send_raw(self, raw: bytes) -> bytes:
        """See Node."""
        return self._ask(lambda node: node.send_raw(raw))

    def send_many(self, raws: Sequence[bytes]) -> list[bytes | TransactionRefused]:
        """See Node."""
        return self._ask(lambda node: node.send_many(raws))

    def receipt(self, transaction_hash: bytes) -> Receipt | None:
        """See Node."""
        return self._ask(lambda node: node.receipt(transaction_hash))

    def receipts(self, hashes: Sequence[bytes]) -> list[Receipt | None]:
        """See Node."""
        return self._ask(lambda node: node.receipts(hashes))

    def receipts_in(self, number: int, hashes: Sequence[bytes], size: int) -> list[Receipt | None]:
        """See Node."""
        return self._ask(lambda node: node.receipts_in(number, hashes, size))

    def nonce(self, address: str, block: int | str = "latest") -> int:
        """See Node."""
        return self._ask(lambda node: node.nonce(address, block))

    def code(self, address: str) -> bytes:
        """See Node."""
        return self._ask(lambda node: node.code(address))

    def balance(self, address: str) -> int:
        """See Node."""
        return self._ask(lambda node: node.balance(address))

    def gas_price(self) -> int:
        """See Node."""
        return self._ask(lambda node: node.gas_price())

    # Inside

    def _ask(self, question: Callable[[Node], _Answer]) -> _Answer:
        """The answer of the first node that gives one."""
        failed: NodeUnavailable | None = None
        for member in self._candidates():
            try:
                answer = question(member.node)
            except NodeUnavailable as problem:
                failed = problem
            else:
                self._primary = member
                return answer
        assert failed is not None
        raise failed

    def _candidates(self) -> list[_Member]:
        """The nodes to ask, best first. Raises NodesDisagree, NodeUnavailable when there is none."""
        self._check_if_due()
        if self._alarm is not None:
            raise self._alarm
        fit = [member for member in self._members if self._fit(member)]
        if not fit:
            self._check_if_due(at_once=True)
            fit = [member for member in self._members if self._fit(member)]
        if not fit:
            said = "; ".join(f"{each.health.endpoint}: {each.health.problem or 'it rests'}" for each in self._members)
            raise NodeUnavailable(self.endpoint, f"none of {len(self._members)} nodes can be asked ({said})")
        fit.sort(key=lambda member: (member is not self._primary, -(member.health.head or 0)))
        self._primary = fit[0]
        return fit

    def _fit(self, member: _Member) -> bool:
        return member.health.problem is None and member.down_until <= time.monotonic()

    def _rest(self, member: _Member) -> None:
        """A node failed: it is asked again after a while."""
        if member.down_until <= time.monotonic():
            _log.warning("the node at %s failed and rests", member.health.endpoint)
        member.down_until = time.monotonic() + self._settings.rest_seconds

    def _check_if_due(self, at_once: bool = False) -> None:
        pause = 0.2 if at_once else self._settings.check_seconds
        if self._checked is not None and time.monotonic() - self._checked < pause:
            return
        with self._checking:
            if self._checked is None or time.monotonic() - self._checked >= pause:
                self._check()
                self._checked = time.monotonic()

    def _check(self) -> None:
        found: dict[int, tuple[int, Block, bytes]] = {}
        problems: dict[int, str] = {}
        for member in self._members:
            if member.asked is None or member.asked.done():
                member.asked = self._pool.submit(_probe, member.node)
        wait([member.asked for member in self._members if member.asked is not None], self._settings.patience_seconds)
        for place_of, member in enumerate(self._members):
            if member.asked is None or not member.asked.done():
                problems[place_of] = f"it does not answer within {self._settings.patience_seconds:g} s"
                continue
            try:
                found[place_of] = member.asked.result()
            except RpcError as problem:
                problems[place_of] = _short(problem)
        if self._chain_id is None and found:
            self._chain_id = next(iter(found.values()))[0]
        for place_of, (chain_id, _, _) in list(found.items()):
            if chain_id != self._chain_id:
                problems[place_of] = f"it is on chain {chain_id}, not {self._chain_id}"
                del found[place_of]
        foremost = max((head.number for _, head, _ in found.values()), default=0)
        for place_of, member in enumerate(self._members):
            probe = found.get(place_of)
            lag = foremost - probe[1].number if probe is not None else None
            if lag is not None and lag > self._settings.most_lag:
                problems[place_of] = f"it is {lag} blocks behind"
            health = NodeHealth(
                member.health.endpoint,
                probe[1].number if probe is not None else None,
                lag,
                probe[2] if probe is not None else None,
                problems.get(place_of),
            )
            if health.problem is not None and health.problem != member.health.problem:
                _log.warning("the node at %s is not asked: %s", health.endpoint, health.problem)
            member.health = health
            if health.problem is None:
                member.down_until = 0.0
        self._compare({self._members[each].health.endpoint + f" #{each + 1}": (self._members[each], *probe)
                       for each, probe in found.items()})  # fmt: skip

    def _compare(self, found: dict[str, tuple[_Member, int, Block, bytes]]) -> None:
        """Whether the nodes agree: on block 0, on the last block that is final for all, and where they did not."""
        if not found:
            return
        first = {name: genesis for name, (_, _, _, genesis) in found.items()}
        if len(set(first.values())) > 1:
            self._note_alarm(NodesDisagree(0, first))
            return
        finals = [head.number - self.finality.confirmations for _, _, head, _ in found.values()]
        numbers = {max(min(finals), 0)} | ({self._alarm.number} if self._alarm is not None else set())
        for number in sorted(numbers):
            asked = {name: self._pool.submit(member.node.block, number) for name, (member, _, _, _) in found.items()}
            wait(asked.values(), self._settings.patience_seconds)
            hashes: dict[str, bytes] = {}
            for name, future in asked.items():
                if future.done() and future.exception() is None and (block := future.result()) is not None:
                    hashes[name] = block.hash
            if len(set(hashes.values())) > 1:
                self._note_alarm(NodesDisagree(number, hashes))
                return
            if self._alarm is not None and self._alarm.number == number and len(hashes) < len(self._alarm.hashes):
                return  # who disagreed is not there to agree: the alarm stands
        if self._alarm is not None:
            _log.warning("the nodes agree again on block %d", self._alarm.number)
        self._alarm = None

    def _note_alarm(self, alarm: NodesDisagree) -> None:
        if self._alarm is None or self._alarm.number != alarm.number:
            _log.critical("%s", alarm)
        self._alarm = alarm

    def _raise_alarm(self, alarm: NodesDisagree) -> None:
        self._note_alarm(alarm)
        raise alarm


def _probe(node: Node) -> tuple[int, Block, bytes]:
    """Chain id, newest block and hash of block 0."""
    first = node.block(0)
    return node.chain_id(), node.head(), first.hash if first is not None else b""


def _short(problem: Exception) -> str:
    words = str(problem)
    return words if len(words) <= 200 else words[:200] + "..."
