"""The same documents in a folder and on real IPFS nodes of a private swarm."""

import random
from collections.abc import Iterator
from pathlib import Path

import pytest

from chain_gateway.documents import Copy, DocumentNotFound, DocumentTooLarge, Holding, LocalStore, cid_of
from chain_gateway.documents.kubo import KuboStore
from chain_gateway.documents.unixfs import CHUNK, LINKS
from tests.support.kubo import KuboNode, private_swarm


@pytest.fixture(scope="module")
def swarm(tmp_path_factory: pytest.TempPathFactory) -> Iterator[list[KuboNode]]:
    with private_swarm(tmp_path_factory.mktemp("kubo") / "swarm") as nodes:
        yield nodes


@pytest.fixture(scope="module")
def store(swarm: list[KuboNode]) -> KuboStore:
    return KuboStore([node.address for node in swarm])


def _content(size: int) -> bytes:
    return random.Random(size).randbytes(size)  # noqa: S311 - the same bytes each time


@pytest.mark.parametrize(
    "size", [0, 1, CHUNK - 1, CHUNK, CHUNK + 1, 2 * CHUNK, LINKS * CHUNK, LINKS * CHUNK + 1, 100 << 20]
)
def test_a_node_and_a_folder_give_the_same_identifier_and_the_same_bytes(
    size: int, store: KuboStore, tmp_path: Path
) -> None:
    content = _content(size)
    root = store.add(content[at : at + 1_000_000] for at in range(0, max(size, 1), 1_000_000))
    assert (root.cid, root.size) == (LocalStore(tmp_path).put(content), size)
    assert b"".join(store.read(root.cid)) == content
    assert store.copies(root.cid) == tuple(Copy(f"node-{place}", Holding.PINNED) for place in (1, 2))


def test_the_command_of_the_node_agrees_on_a_thousand_random_files(swarm: list[KuboNode], tmp_path: Path) -> None:
    source = random.Random(20261124)  # noqa: S311 - the same files each time
    names = []
    for index in range(1_000):
        size = int(source.expovariate(1 / 40_000)) if index % 50 else source.randrange(4 * CHUNK)
        names.append(tmp_path / f"{index:04d}")
        names[-1].write_bytes(source.randbytes(size))
    answered = swarm[0].run("add", "--cid-version=1", "--quiet", "--only-hash", *map(str, names)).split()
    assert answered == [cid_of(name.read_bytes()) for name in names]


def test_storing_it_again_changes_nothing(store: KuboStore) -> None:
    assert store.add([b"twice"]) == store.add([b"twi", b"ce"])


def test_a_document_that_nobody_stored_is_not_found_without_waiting(store: KuboStore) -> None:
    cid = cid_of(b"nobody stored this")
    with pytest.raises(DocumentNotFound):
        next(store.read(cid))
    assert store.copies(cid) == tuple(Copy(f"node-{place}", Holding.MISSING) for place in (1, 2))


def test_a_document_over_the_bound_is_refused_and_not_kept(swarm: list[KuboNode]) -> None:
    small = KuboStore([node.address for node in swarm], most=3 * CHUNK)
    content = _content(3 * CHUNK + 1)
    with pytest.raises(DocumentTooLarge):
        small.add([content])
    assert {copy.state for copy in small.copies(cid_of(content))} == {Holding.MISSING}
    assert small.add([content[:-1]]).size == 3 * CHUNK


def test_more_copies_than_nodes_cannot_be_asked_for(swarm: list[KuboNode]) -> None:
    with pytest.raises(ValueError, match="3 copies were asked for, and there are 2 nodes"):
        KuboStore([node.address for node in swarm], wanted_copies=3)
