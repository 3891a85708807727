"""A document as a tree of blocks."""

import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from chain_gateway.documents import MalformedTree, cid_of
from chain_gateway.documents.cid import DAG_PB, cid_of_block
from chain_gateway.documents.unixfs import CHUNK, LINKS, build, leaves, parse_node

# What `ipfs add --cid-version 1` (Kubo 0.42) answered for random.Random(size).randbytes(size).
KUBO = {
    0: "bafkreihdwdcefgh4dqkjv67uzcmw7ojee6xedzdetojuzjevtenxquvyku",
    1: "bafkreiekgmp53zydf4z2ohq3fysx3aawny2i4ah4wf4rj5el3nl2drrqa4",
    CHUNK - 1: "bafkreih2hom5mdt3hxznampdzj6ksv6o36vafqqctcrkoz5rfhpw3eodwu",
    CHUNK: "bafkreih2bk74eu5axngebs6vftmmkcaqboysjjy726xzy5hksnqmfgw5fy",
    CHUNK + 1: "bafybeidbbs6ocod3v27jtr4uhvc6n55y3gbrtur3bvjsnraudtbxkozi2y",
    2 * CHUNK: "bafybeibuvqq37phlhefrdmacc7uyxcxte2nrginrt6dkl33nuoxwt37o5a",
    LINKS * CHUNK: "bafybeih3ebhydpblov22wbakszm4spvku7hbo3oa5gdhgoh7gnub26mtx4",
    LINKS * CHUNK + 1: "bafybeidsyc3rx6lmbjml2fg4ucagkjh3kse6tbphoyyhms46fqhmu6ujbi",
    (LINKS + 1) * CHUNK: "bafybeiavhaifylapbn3myj4sudi6cjualwvcowgw7ehjvwocfshot7jyjq",
    100 << 20: "bafybeifz7wb33t6kwnv7ggpviwof7hre7bdvfoyt2aztivagzlck7zrh6m",
}


@pytest.mark.parametrize("size", KUBO)
def test_the_root_is_the_one_that_an_ipfs_node_gives(size: int) -> None:
    root = build((random.Random(size).randbytes(size),))  # noqa: S311 - the same bytes each time
    assert (root.cid, root.size) == (KUBO[size], size)


@settings(max_examples=25, deadline=None)
@given(st.integers(0, 3 * CHUNK), st.lists(st.integers(1, CHUNK), max_size=8), st.randoms(use_true_random=False))
def test_how_a_document_is_cut_on_its_way_changes_nothing(size: int, cuts: list[int], source: random.Random) -> None:
    content = source.randbytes(size)
    pieces, at = [], 0
    for cut in cuts:
        pieces.append(content[at : at + cut])
        at += cut
    blocks: dict[str, bytes] = {}
    root = build([*pieces, content[at:]], blocks.__setitem__)
    assert root.cid == cid_of(content)
    assert b"".join(blocks[chunk] for chunk in leaves(root.cid, blocks.__getitem__)) == content


def test_every_chunk_is_read_once_and_in_order_through_two_levels() -> None:
    # 175 chunks: a second level. All chunks alike, so that one block stands for them.
    blocks: dict[str, bytes] = {}
    root = build([b"\0" * CHUNK] * (LINKS + 1), blocks.__setitem__)
    assert len(blocks) == 4  # the chunk, a node of 174, a node of one, the root
    assert list(leaves(root.cid, blocks.__getitem__)) == [cid_of(b"\0" * CHUNK)] * (LINKS + 1)
    assert root.size == (LINKS + 1) * CHUNK


def _tree() -> tuple[str, dict[str, bytes]]:
    blocks: dict[str, bytes] = {}
    return build([b"a" * CHUNK, b"b"], blocks.__setitem__).cid, blocks


def test_a_node_with_other_bytes_than_its_name_says_is_refused() -> None:
    cid, blocks = _tree()
    with pytest.raises(MalformedTree, match="others than its identifier"):
        list(leaves(cid, lambda _: blocks[cid] + b"\0"))


@pytest.mark.parametrize(
    ("block", "problem"),
    [
        (b"\x0a\x02\x08\x01", "a folder"),
        (b"", "a folder"),
        (b"\x0a\x06\x08\x02\x12\x02hi", "inside the node"),
        (b"\x0a\x04\x08\x02\x18\x00", "inside the node"),
        (b"\x12\x02\x12\x00", "names no child"),
        (b"\x12\x06\x0a\x04\x12\x20ab", "another kind of identifier"),
        (b"\x12\x7f", "ends too early"),
        (b"\x0a\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff", "ends too early"),
        (b"\x1a\x00", "unknown field"),
        (b"\x0d\x00", "wire type"),
        (b"\x0a\x00" * 600_000, "bytes"),
    ],
)
def test_a_node_of_another_kind_is_refused_by_what_is_wrong(block: bytes, problem: str) -> None:
    with pytest.raises(MalformedTree, match=problem):
        parse_node("x", block)


def test_sizes_that_do_not_add_up_are_refused() -> None:
    cid, blocks = _tree()
    block = blocks[cid]
    changed = block[:-1] + bytes((block[-1] ^ 1,))
    with pytest.raises(MalformedTree, match="add up"):
        parse_node(cid, changed)


def test_a_tree_that_is_too_deep_is_refused() -> None:
    from chain_gateway.documents import unixfs

    link = unixfs.Link(cid_of_block(b"x"), 1, 1)
    blocks = {link.cid: b"x"}
    for _ in range(9):
        link = unixfs._node([link], blocks.__setitem__)
    with pytest.raises(MalformedTree, match="deep"):
        list(leaves(link.cid, blocks.__getitem__))


@given(st.binary(max_size=300))
def test_random_bytes_as_a_node_are_refused_and_never_crash(block: bytes) -> None:
    try:
        links, size = parse_node(cid_of_block(block, DAG_PB), block)
    except MalformedTree:
        return
    assert links
    assert size >= 0
