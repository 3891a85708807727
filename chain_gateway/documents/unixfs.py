"""A document as a tree of blocks, the one that an IPFS node makes of the same bytes.

Chunks of 256 KiB are raw blocks. Where there are several, dag-pb nodes of at most 174 links each lie over them,
balanced: every chunk at the same depth. These are the defaults of `ipfs add --cid-version 1` (UnixFS:
https://specs.ipfs.tech/unixfs/; dag-pb: https://ipld.io/specs/codecs/dag-pb/spec/). Pure: blocks come in and go out
by callables.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from chain_gateway.documents.cid import DAG_PB, RAW, cid_of_block, codec_of, from_binary, to_binary

CHUNK = 262_144
"""Bytes of a chunk; the last may be shorter."""
LINKS = 174
"""Most links of a node."""
_MAX_NODE = 1 << 20
_MAX_DEPTH = 8
_TYPE_FILE = 2


class MalformedTree(ValueError):
    """A block is not what its place in the tree asks for."""

    def __init__(self, cid: str, problem: str) -> None:
        super().__init__(f"Block {cid} is no part of a document as this ledger stores them: {problem}.")
        self.cid = cid
        self.problem = problem


class ForeignTree(MalformedTree):
    """A well-formed tree of another kind: a folder, or a file cut otherwise."""


@dataclass(frozen=True, slots=True)
class Root:
    """A document's root."""

    cid: str
    """Its identifier."""
    size: int
    """Bytes of the document."""


@dataclass(frozen=True, slots=True)
class Link:
    """One child of a node."""

    cid: str
    """The child's identifier."""
    size: int
    """Bytes of the document below the child."""
    stored: int
    """Bytes of all blocks from the child down (Tsize)."""


class Tree:
    """The tree over the chunks of a document, as they come.

    Holds at most LINKS links for each level and no chunk: memory does not grow with the document.
    """

    def __init__(self, keep: Callable[[str, bytes], None] = lambda _cid, _block: None) -> None:
        """`keep` is handed every block, before its parent."""
        self._keep = keep
        self._levels: list[list[Link]] = [[]]

    def add(self, chunk: bytes) -> None:
        """The next chunk: CHUNK bytes, or fewer for the last."""
        cid = cid_of_block(chunk)
        self._keep(cid, chunk)
        self._rise(0, Link(cid, len(chunk), len(chunk)))

    def root(self) -> Root:
        """The root, when every chunk is there. A document without a byte is one empty chunk."""
        if not self._levels[0]:
            self.add(b"")
        level = 0
        while level + 1 < len(self._levels) or len(self._levels[level]) > 1:
            self._rise(level + 1, _node(self._levels[level], self._keep))
            level += 1
        top = self._levels[level][0]
        return Root(top.cid, top.size)

    def _rise(self, level: int, link: Link) -> None:
        if level == len(self._levels):
            self._levels.append([])
        # A node is written when one more link comes than it holds: a full last node may be the root itself.
        if len(self._levels[level]) == LINKS:
            self._rise(level + 1, _node(self._levels[level], self._keep))
            self._levels[level] = []
        self._levels[level].append(link)


def build(pieces: Iterable[bytes], keep: Callable[[str, bytes], None] = lambda _cid, _block: None) -> Root:
    """The root over a document that comes in pieces of any size; `keep` is handed every block before its parent."""
    tree = Tree(keep)
    for chunk in cut(pieces):
        tree.add(chunk)
    return tree.root()


def cut(pieces: Iterable[bytes]) -> Iterator[bytes]:
    """Pieces of any size as chunks of CHUNK bytes; the last may be shorter, and there is none of no bytes."""
    held = bytearray()
    for piece in pieces:
        if not held and len(piece) == CHUNK:
            yield piece
            continue
        held += piece
        while len(held) >= CHUNK:
            yield bytes(held[:CHUNK])
            del held[:CHUNK]
    if held:
        yield bytes(held)


def leaves(cid: str, get: Callable[[str], bytes]) -> Iterator[str]:
    """Identifiers of a document's chunks, in order, each checked for its place and none of them fetched.

    `get` answers a node's block, which is hashed here. Raises InvalidCid, MalformedTree, ForeignTree and what `get`
    raises.
    """
    if codec_of(cid) == RAW:
        yield cid
        return
    yield from _below(cid, get, 0)


def parse_node(cid: str, block: bytes) -> tuple[list[Link], int]:
    """Links and size of a file's node (MalformedTree, ForeignTree). The block's hash is the caller's to check."""
    if len(block) > _MAX_NODE:
        raise MalformedTree(cid, f"its node has {len(block)} bytes")
    links: list[tuple[str, int]] = []
    data = b""
    for field, value in _fields(cid, block):
        if field == 2 and isinstance(value, bytes):
            links.append(_link(cid, value))
        elif field == 1 and isinstance(value, bytes):
            data = value
        else:
            raise MalformedTree(cid, f"its node has an unknown field {field}")
    sizes: list[int] = []
    kind, total, inner = -1, -1, False
    for field, value in _fields(cid, data):
        if isinstance(value, bytes):
            inner = inner or field == 2
            continue
        if field == 1:
            kind = value
        elif field == 3:
            total = value
        elif field == 4:
            sizes.append(value)
    if kind != _TYPE_FILE:
        raise ForeignTree(cid, "it is a folder or a link, not a file")
    if inner or not links:
        raise ForeignTree(cid, "it keeps bytes inside the node")
    if len(sizes) != len(links) or sum(sizes) != total:
        raise MalformedTree(cid, "the sizes it states do not add up")
    return [Link(child, size, stored) for (child, stored), size in zip(links, sizes, strict=True)], total


def _below(cid: str, get: Callable[[str], bytes], depth: int) -> Iterator[str]:
    if depth == _MAX_DEPTH:
        raise MalformedTree(cid, f"it lies {depth} nodes deep")
    block = get(cid)
    if cid_of_block(block, DAG_PB) != cid:
        raise MalformedTree(cid, "its bytes are others than its identifier names")
    links, _ = parse_node(cid, block)
    for link in links:
        if codec_of(link.cid) == RAW:
            yield link.cid
        else:
            yield from _below(link.cid, get, depth + 1)


def _node(links: list[Link], keep: Callable[[str, bytes], None]) -> Link:
    size = sum(link.size for link in links)
    data = b"\x08\x02\x18" + _varint(size) + b"".join(b"\x20" + _varint(link.size) for link in links)
    block = b"".join(
        _field(2, _field(1, to_binary(link.cid)) + b"\x12\x00\x18" + _varint(link.stored)) for link in links
    )
    block += _field(1, data)
    cid = cid_of_block(block, DAG_PB)
    keep(cid, block)
    return Link(cid, size, len(block) + sum(link.stored for link in links))


def _field(number: int, content: bytes) -> bytes:
    return bytes((number << 3 | 2,)) + _varint(len(content)) + content


def _varint(number: int) -> bytes:
    out = bytearray()
    while number > 0x7F:
        out.append(number & 0x7F | 0x80)
        number >>= 7
    out.append(number)
    return bytes(out)


def _link(cid: str, content: bytes) -> tuple[str, int]:
    child, stored = "", 0
    for field, value in _fields(cid, content):
        if field == 1 and isinstance(value, bytes):
            try:
                child = from_binary(value)
            except ValueError:
                raise ForeignTree(cid, "a child has another kind of identifier") from None
        elif field == 3 and isinstance(value, int):
            stored = value
    if not child:
        raise MalformedTree(cid, "a link names no child")
    return child, stored


def _fields(cid: str, block: bytes) -> Iterator[tuple[int, bytes | int]]:
    """Fields of a protobuf message: number and value (bytes or integer)."""
    at = 0
    while at < len(block):
        key, at = _read_varint(cid, block, at)
        value, at = _read_varint(cid, block, at)
        if key & 7 == 0:
            yield key >> 3, value
        elif key & 7 == 2:
            if at + value > len(block):
                raise MalformedTree(cid, "its node ends too early")
            yield key >> 3, block[at : at + value]
            at += value
        else:
            raise MalformedTree(cid, f"its node has a field of wire type {key & 7}")


def _read_varint(cid: str, block: bytes, at: int) -> tuple[int, int]:
    number = shift = 0
    while at < len(block) and shift < 64:
        byte = block[at]
        at += 1
        number |= (byte & 0x7F) << shift
        if byte < 0x80:
            return number, at
        shift += 7
    raise MalformedTree(cid, "its node ends too early")


def cid_of(content: bytes) -> str:
    """Identifier of a document that is in memory."""
    return build((content,)).cid
