"""Documents in a folder."""

import os
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from chain_gateway.documents import (
    Copy,
    DocumentCorrupt,
    DocumentNotFound,
    DocumentTooLarge,
    Holding,
    InvalidCid,
    LocalStore,
    cid_of,
)
from chain_gateway.documents.unixfs import CHUNK

HELLO = "bafkreibm6jg3ux5qumhcn2b3flc3tyu6dmlb4xa7u5bf44yegnrjhc4yeq"


def test_a_document_is_read_as_it_was_stored(tmp_path: Path) -> None:
    store = LocalStore(tmp_path / "new" / "folder")
    for content in (b"", b"\x00", os.urandom(CHUNK), os.urandom(3 * CHUNK + 1)):
        cid = store.put(content)
        assert store.put(content) == cid == cid_of(content)
        assert store.get(cid) == content


def test_a_document_that_comes_in_small_pieces_is_the_same_one(tmp_path: Path) -> None:
    content = os.urandom(2 * CHUNK + 5)
    pieces = [content[at : at + 100_000] for at in range(0, len(content), 100_000)]
    root = LocalStore(tmp_path).add(pieces)
    assert (root.cid, root.size) == (cid_of(content), len(content))
    assert [len(piece) for piece in LocalStore(tmp_path).read(root.cid)] == [CHUNK, CHUNK, 5]


def test_a_document_over_the_bound_is_refused(tmp_path: Path) -> None:
    with pytest.raises(DocumentTooLarge, match="1,001"):
        LocalStore(tmp_path, most=1_000).put(b"x" * 1_001)


def test_a_full_disk_acknowledges_nothing(tmp_path: Path) -> None:
    store = LocalStore(tmp_path / "documents")
    content = os.urandom(3 * CHUNK)
    limited = f"""
import resource, signal, sys
from pathlib import Path
from chain_gateway.documents import LocalStore, StoreUnavailable
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
resource.setrlimit(resource.RLIMIT_FSIZE, (100_000, 100_000))
try:
    LocalStore(Path({str(tmp_path / "documents")!r})).put(sys.stdin.buffer.read())
except StoreUnavailable as error:
    print(error)
"""
    done = subprocess.run([sys.executable, "-c", limited], input=content, capture_output=True, check=True)  # noqa: S603
    assert b"Nothing was acknowledged" in done.stdout
    with pytest.raises(DocumentNotFound):
        store.get(cid_of(content))
    assert [path for path in tmp_path.rglob("tmp*") if path.is_file()] == []


def test_a_damaged_chunk_of_a_large_document_is_named_and_not_answered(tmp_path: Path) -> None:
    store = LocalStore(tmp_path)
    content = os.urandom(3 * CHUNK)
    cid = store.put(content)
    assert store.verify(cid) == (Copy("local", Holding.PINNED),)
    second = cid_of(content[CHUNK : 2 * CHUNK])
    (path,) = tmp_path.rglob(second)
    path.write_bytes(b"x" * CHUNK)
    read = store.read(cid)
    assert next(read) == content[:CHUNK]
    with pytest.raises(DocumentCorrupt, match=second):
        next(read)
    assert store.copies(cid) == (Copy("local", Holding.PINNED),)
    assert store.verify(cid) == store.repair(cid) == (Copy("local", Holding.DAMAGED),)
    path.unlink()
    assert store.verify(cid) == (Copy("local", Holding.MISSING),)
    assert store.put(content) == cid
    assert store.verify(cid) == (Copy("local", Holding.PINNED),)


def test_a_missing_document_and_a_malformed_identifier_are_told_apart(tmp_path: Path) -> None:
    store = LocalStore(tmp_path)
    with pytest.raises(DocumentNotFound, match=HELLO):
        store.get(HELLO)
    for name in ("../../etc/passwd", "/etc/passwd", HELLO + "/..", "\x00"):
        with pytest.raises(InvalidCid):
            store.get(name)


def test_a_document_that_was_changed_on_disk_is_never_answered_and_put_mends_it(tmp_path: Path) -> None:
    store = LocalStore(tmp_path)
    cid = store.put(b"hello")
    (path,) = [path for path in tmp_path.rglob("*") if path.is_file()]
    path.write_bytes(b"hellO")
    with pytest.raises(DocumentCorrupt) as damaged:
        store.get(cid)
    assert damaged.value.found == cid_of(b"hellO")
    assert store.put(b"hello") == cid
    assert store.get(cid) == b"hello"


def test_many_may_store_the_same_document_at_once(tmp_path: Path) -> None:
    store = LocalStore(tmp_path)
    with ThreadPoolExecutor(8) as pool:
        assert set(pool.map(lambda _: store.put(b"hello"), range(50))) == {HELLO}
    assert [path.name for path in tmp_path.rglob("*") if path.is_file()] == [HELLO]
