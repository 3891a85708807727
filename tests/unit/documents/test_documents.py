"""Content identifiers and the local store."""

import base64
import os
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from multiformats import CID

from chain_gateway.documents import (
    MAX_DOCUMENT_BYTES,
    DocumentCorrupt,
    DocumentNotFound,
    DocumentTooLarge,
    InvalidCid,
    LocalStore,
    cid_of,
    from_binary,
    to_binary,
)

HELLO = "bafkreibm6jg3ux5qumhcn2b3flc3tyu6dmlb4xa7u5bf44yegnrjhc4yeq"


@given(st.binary(max_size=200))
def test_identifiers_are_those_that_other_tools_read(content: bytes) -> None:
    text = cid_of(content)
    other = CID.decode(text)
    assert (other.version, other.codec.name, other.hashfun.name) == (1, "raw", "sha2-256")
    assert to_binary(text) == bytes(other)
    assert from_binary(to_binary(text)) == text


def test_a_known_document_has_its_known_identifier() -> None:
    assert cid_of(b"hello") == HELLO


@pytest.mark.parametrize(
    "text",
    [
        "",
        HELLO.upper(),
        HELLO[:-1],
        HELLO + "a",
        HELLO[:-1] + "r",  # stray bits in the last character
        HELLO[:-1] + "1",
        HELLO[:-1] + "\u0000",
        HELLO[:-1] + "\u202e",
        "ｂ" + HELLO[1:],
        "QmYwAPJzv5CZsnA625s3Xf2nemtYgPpHdWEz79ojWnPbdG",
        "b" + "a" * 58,
        "z" + HELLO[1:],
        "x" * 10_000,
    ],
)
def test_what_is_no_identifier_is_refused(text: str) -> None:
    with pytest.raises(InvalidCid) as refused:
        to_binary(text)
    assert refused.value.value == text
    assert len(str(refused.value)) < 400


@pytest.mark.parametrize("change", [(0, 0), (1, 0x70), (2, 0x13), (3, 0x1F)])
def test_another_version_codec_or_hash_is_refused(change: tuple[int, int]) -> None:
    binary = bytearray(to_binary(HELLO))
    binary[change[0]] = change[1]
    with pytest.raises(InvalidCid):
        from_binary(bytes(binary))
    with pytest.raises(InvalidCid):
        to_binary("b" + base64.b32encode(bytes(binary)).decode().rstrip("=").lower())


def test_a_document_is_read_as_it_was_stored(tmp_path: Path) -> None:
    store = LocalStore(tmp_path / "new" / "folder")
    for content in (b"", b"\x00", os.urandom(MAX_DOCUMENT_BYTES)):
        cid = store.put(content)
        assert store.put(content) == cid == cid_of(content)
        assert store.get(cid) == content


def test_a_document_over_one_block_is_refused(tmp_path: Path) -> None:
    with pytest.raises(DocumentTooLarge, match="262145"):
        LocalStore(tmp_path).put(b"x" * (MAX_DOCUMENT_BYTES + 1))
    assert [path for path in tmp_path.rglob("*") if path.is_file()] == []


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
