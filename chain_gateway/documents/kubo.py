"""Documents on the IPFS nodes (Kubo) of the consortium's private swarm, through ipfshttpclient.

The client is the one that the project was asked to use; its last release is of 2021. `ipfshttpclient.connect()` asks
the node's version and refuses one this new; `Client(addr)` does not ask, and what is used of it here works with Kubo
0.42 (ADR 47). What a node answers is never believed: every byte is hashed before it is handed on, and the identifier
of what was sent is worked out here.
"""

import io
import warnings
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from functools import partial
from typing import Any, cast

import ipfshttpclient  # type: ignore[import-untyped]
from ipfshttpclient import exceptions as ipfs

from chain_gateway.documents.cid import cid_of_block, codec_of, to_binary
from chain_gateway.documents.store import (
    MAX_DOCUMENT_BYTES,
    Copy,
    DocumentCorrupt,
    DocumentError,
    DocumentNotFound,
    Holding,
    StoreUnavailable,
    TooFewCopies,
    bounded,
)
from chain_gateway.documents.unixfs import CHUNK, MalformedTree, Root, Tree, cut, leaves

# The client hands urllib3 an argument of old, which warns of it at every connection.
warnings.filterwarnings("ignore", message="The 'strict' parameter", category=FutureWarning)

TIMEOUT = 60.0
"""Seconds that a node may be silent over a document."""
PROBE_TIMEOUT = 5.0
"""Seconds that it may be silent when it is asked whether it is there, and what it holds."""


class KuboStore:
    """Documents on several nodes: the first that answers takes the bytes, the others fetch them over the swarm.

    A document is acknowledged when `wanted_copies` nodes have it pinned. Safe for several threads at once.
    """

    def __init__(self, nodes: Sequence[str], wanted_copies: int = 2, most: int = MAX_DOCUMENT_BYTES) -> None:
        """`nodes`: their RPC as multiaddrs, `/ip4/127.0.0.1/tcp/5001`; `most`: bytes of the largest document."""
        if not 1 <= wanted_copies <= len(nodes):
            raise ValueError(f"{wanted_copies} copies were asked for, and there are {len(nodes)} nodes")
        self.wanted_copies = wanted_copies
        self._most = most
        self._nodes = tuple(_Node(f"node-{place}", address) for place, address in enumerate(nodes, 1))

    def add(self, pieces: Iterable[bytes]) -> Root:
        """See `DocumentStore.add`."""
        first = next((node for node in self._nodes if node.is_up()), None)
        if first is None:
            raise StoreUnavailable("(Kubo)", "no node of " + ", ".join(node.name for node in self._nodes) + " answers")
        root = first.add(bounded(pieces, self._most))
        copies, reasons = [first], []
        for node in self._nodes:
            if node is first or len(copies) == self.wanted_copies:
                continue
            try:
                if root.size:
                    node.pin(root.cid)
                else:
                    node.add(())  # an empty block never comes over the swarm
                copies.append(node)
            except DocumentError as error:
                reasons.append(str(error))
        if len(copies) < self.wanted_copies:
            raise TooFewCopies(root.cid, len(copies), self.wanted_copies, "; ".join(reasons))
        return root

    def read(self, cid: str) -> Iterator[bytes]:
        """See `DocumentStore.read`. Where one node fails, the next goes on at the same chunk."""
        holders = self._holders(cid)
        chunks = list(leaves(cid, lambda node: self._block(holders, node)))
        at = 0
        for index, node in enumerate(holders):
            try:
                for chunk in node.stream(cid, chunks, at):
                    yield chunk
                    at += 1
                return
            except DocumentError:
                if index + 1 == len(holders):
                    raise

    def copies(self, cid: str) -> tuple[Copy, ...]:
        """See `DocumentStore.copies`."""
        to_binary(cid)
        return tuple(Copy(node.name, node.holding(cid)) for node in self._nodes)

    def verify(self, cid: str) -> tuple[Copy, ...]:
        """See `DocumentStore.verify`."""
        return tuple(
            Copy(node.name, self._verified(node, cid) if copy.state is Holding.PINNED else copy.state)
            for node, copy in zip(self._nodes, self.copies(cid), strict=True)
        )

    def repair(self, cid: str) -> tuple[Copy, ...]:
        """See `DocumentStore.repair`."""
        self._holders(cid)
        before = self.verify(cid)
        if all(copy.state is not Holding.PINNED for copy in before):
            raise DocumentCorrupt(cid, "damaged on every node that holds it")
        for node, copy in zip(self._nodes, before, strict=True):
            with suppress(StoreUnavailable):
                if copy.state is Holding.DAMAGED:
                    node.forget(cid, self._damaged_blocks(node, cid))
                if copy.state in (Holding.DAMAGED, Holding.MISSING):
                    node.pin(cid)
        return self.verify(cid)

    def _holders(self, cid: str) -> list["_Node"]:
        states = {node: copy.state for node, copy in zip(self._nodes, self.copies(cid), strict=True)}
        holders = [node for node, state in states.items() if state is Holding.PINNED]
        if holders:
            return holders
        silent = [node.name for node, state in states.items() if state is Holding.UNREACHABLE]
        if silent:
            raise StoreUnavailable("(Kubo)", f"no node that answers holds {cid}, and {', '.join(silent)} do not answer")
        raise DocumentNotFound(cid)

    def _block(self, holders: list["_Node"], cid: str) -> bytes:
        problem: DocumentError = DocumentNotFound(cid)
        for node in holders:
            try:
                return node.block(cid)
            except DocumentError as error:
                problem = error
        raise problem

    def _verified(self, node: "_Node", cid: str) -> Holding:
        try:
            for chunk in leaves(cid, node.block):
                node.block(chunk)
        except (DocumentCorrupt, MalformedTree):
            return Holding.DAMAGED
        except StoreUnavailable:
            return Holding.UNREACHABLE
        return Holding.PINNED

    def _damaged_blocks(self, node: "_Node", cid: str) -> list[str]:
        """Blocks of the document that `node` has with other bytes."""
        good = [each for each in self._holders(cid) if each is not node]
        nodes: list[str] = []

        def block(inner: str) -> bytes:
            nodes.append(inner)
            return self._block(good, inner)

        chunks = list(leaves(cid, block))
        damaged = []
        for each in [*nodes, *chunks]:
            try:
                node.block(each)
            except DocumentCorrupt:
                damaged.append(each)
        return damaged


class _Node:
    """One Kubo node. Every failure of the client is one of this package's own."""

    def __init__(self, name: str, address: str) -> None:
        # The address is for the operator alone: the name goes into answers and errors.
        self.name = name
        self._client: Any = ipfshttpclient.Client(address, timeout=TIMEOUT)
        self._probe: Any = ipfshttpclient.Client(address, timeout=PROBE_TIMEOUT)
        self._client.chunk_size = CHUNK

    def is_up(self) -> bool:
        try:
            self._ask(self._probe.version)
        except DocumentError:
            return False
        return True

    def add(self, pieces: Iterable[bytes]) -> Root:
        """Send the pieces; the root is worked out here and must be the node's."""
        sent = _Sent(pieces)
        answer = self._ask(lambda: self._client.add(sent, cid_version=1, raw_leaves=True, pin=True))
        root = sent.root()
        if answer["Hash"] != root.cid:
            with suppress(DocumentError):
                self._ask(lambda: self._client.pin.rm(answer["Hash"]))
            raise StoreUnavailable(self.name, f"it stored {answer['Hash']} where {root.cid} was sent")
        if self.holding(root.cid) is not Holding.PINNED:
            raise StoreUnavailable(self.name, f"it took {root.cid} and does not hold it")
        return root

    def pin(self, cid: str) -> None:
        """Fetch the whole document from the swarm and keep it."""
        self._ask(lambda: self._client.pin.add(cid))

    def holding(self, cid: str) -> Holding:
        try:
            self._ask(lambda: self._probe.pin.ls(cid, type="recursive"))
        except StoreUnavailable as error:
            # The node's only word for it; a test holds it against the real node.
            return Holding.MISSING if "is not pinned" in error.problem else Holding.UNREACHABLE
        return Holding.PINNED

    def block(self, cid: str) -> bytes:
        """One block, hashed (DocumentCorrupt, StoreUnavailable)."""
        block = cast("bytes", self._ask(lambda: self._client.block.get(cid, opts={"offline": True})))
        _check(cid, block)
        return block

    def stream(self, cid: str, chunks: Sequence[str], start: int) -> Iterator[bytes]:
        """The chunks from `start` on, from one answer of the node, each hashed."""
        source = iter(self._ask(lambda: self._client.cat(cid, offset=start * CHUNK, stream=True)))
        held = bytearray()
        with _named(self.name):
            for chunk in chunks[start:]:
                for piece in source:
                    held += piece
                    if len(held) >= CHUNK:
                        break
                block = bytes(held[:CHUNK])
                del held[:CHUNK]
                _check(chunk, block)
                yield block
        if held or next(source, b""):
            raise DocumentCorrupt(cid, "longer than its tree says")

    def forget(self, cid: str, blocks: Sequence[str]) -> None:
        """Drop the pin and these blocks: a node that has a block does not take it again, however damaged."""
        with suppress(StoreUnavailable):
            self._ask(lambda: self._client.pin.rm(cid))
        for block in blocks:
            # ipfshttpclient has no verb for it.
            self._ask(partial(self._client._client.request, "/block/rm", (block,), opts={"force": True}))

    def _ask(self, act: Callable[[], Any]) -> Any:
        with _named(self.name):
            return act()


class _Sent(io.RawIOBase):
    """A file to be read once, that works out the root over what was read."""

    def __init__(self, pieces: Iterable[bytes]) -> None:
        self._chunks = cut(pieces)
        self._tree = Tree()

    def readable(self) -> bool:
        return True

    def read(self, size: int = -1) -> bytes:  # noqa: ARG002
        """The next chunk, whatever size is asked for."""
        chunk = next(self._chunks, b"")
        if chunk:
            self._tree.add(chunk)
        return chunk

    def root(self) -> Root:
        return self._tree.root()


def _check(cid: str, block: bytes) -> None:
    found = cid_of_block(block, codec_of(cid))
    if found != cid:
        raise DocumentCorrupt(cid, found)


@contextmanager
def _named(node: str) -> Iterator[None]:
    try:
        yield
    except ipfs.TimeoutError:
        raise StoreUnavailable(node, "it does not answer in time") from None
    except ipfs.ErrorResponse as error:
        raise StoreUnavailable(node, str(error)[:300]) from None
    except ipfs.Error as error:
        raise StoreUnavailable(node, type(error).__name__) from None
    except OSError as error:
        raise StoreUnavailable(node, error.strerror or type(error).__name__) from None
