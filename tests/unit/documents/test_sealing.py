"""Encryption of documents."""

import json
from pathlib import Path

import pytest
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from hypothesis import given
from hypothesis import strategies as st

from chain_gateway.documents.sealing import (
    HEADER_BYTES,
    SEGMENT,
    TAG,
    Unreadable,
    new_key,
    seal,
    sealed_size,
    unseal,
)

WYCHEPROOF = Path(__file__).parents[3].parent / "shared" / "vectors" / "wycheproof" / "aes_gcm_test.json"
KEY = bytes(range(32))


def _sealed(content: bytes, key: bytes = KEY) -> bytes:
    return b"".join(seal((content,), key))


def _opened(sealed: bytes, key: bytes = KEY, step: int = 1 << 16) -> bytes:
    return b"".join(unseal((sealed[at : at + step] for at in range(0, len(sealed), step)), key))


@pytest.mark.parametrize("size", [0, 1, SEGMENT - 1, SEGMENT, SEGMENT + 1, 2 * SEGMENT, 2 * SEGMENT + 7])
def test_what_was_sealed_is_opened_again_and_its_size_is_known_before(size: int) -> None:
    content = bytes(size)
    sealed = _sealed(content)
    assert len(sealed) == sealed_size(size)
    assert _opened(sealed) == content
    assert _opened(sealed, step=7_919) == content


@given(st.binary(max_size=200), st.data())
def test_any_changed_bit_is_noticed(content: bytes, data: st.DataObject) -> None:
    sealed = bytearray(_sealed(content))
    at = data.draw(st.integers(0, len(sealed) * 8 - 1))
    sealed[at // 8] ^= 1 << at % 8
    with pytest.raises(Unreadable):
        _opened(bytes(sealed))


def test_segments_can_be_neither_left_out_nor_exchanged_nor_added() -> None:
    sealed = _sealed(b"a" * SEGMENT + b"b" * SEGMENT + b"c" * 10)
    head, whole = sealed[:HEADER_BYTES], SEGMENT + TAG
    first = sealed[HEADER_BYTES : HEADER_BYTES + whole]
    second = sealed[HEADER_BYTES + whole : HEADER_BYTES + 2 * whole]
    third = sealed[HEADER_BYTES + 2 * whole :]
    for forged in (
        head + second + first + third,
        head + first + third,
        head + first + second,
        head + first,
        head + first + second + third + third,
        head + first + first + second + third,
        head,
        head[:-1],
        b"",
    ):
        with pytest.raises(Unreadable):
            _opened(forged)


def test_a_segment_of_another_document_does_not_fit_even_under_the_same_key() -> None:
    one, two = _sealed(b"a" * 10), _sealed(b"b" * 10)
    with pytest.raises(Unreadable):
        _opened(one[:HEADER_BYTES] + two[HEADER_BYTES:])


def test_another_key_and_a_document_that_is_not_sealed_are_told_apart() -> None:
    with pytest.raises(Unreadable, match="key is another"):
        _opened(_sealed(b"x"), new_key())
    with pytest.raises(Unreadable, match="not sealed as this ledger"):
        _opened(b"%PDF-1.7 a contract as it came")


@pytest.mark.skipif(not WYCHEPROOF.exists(), reason="the published Wycheproof vectors are not beside the project")
def test_the_cipher_passes_the_published_vectors() -> None:
    checked = 0
    for group in json.loads(WYCHEPROOF.read_text())["testGroups"]:
        if (group["ivSize"], group["keySize"], group["tagSize"]) != (96, 256, 128):
            continue
        for case in group["tests"]:
            raw = {name: bytes.fromhex(case[name]) for name in ("key", "iv", "aad", "msg", "ct", "tag")}
            cipher = AESGCM(raw["key"])
            checked += 1
            if case["result"] == "valid":
                assert cipher.encrypt(raw["iv"], raw["msg"], raw["aad"]) == raw["ct"] + raw["tag"]
            else:
                with pytest.raises(InvalidTag):
                    cipher.decrypt(raw["iv"], raw["ct"] + raw["tag"], raw["aad"])
    assert checked == 66
