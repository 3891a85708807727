"""Keys of documents, wrapped for parties."""

import pytest
from cryptography.hazmat.primitives.asymmetric.ec import SECP256K1, generate_private_key

from chain_gateway.documents import cid_of
from chain_gateway.documents.recipients import (
    InvalidRecipientKey,
    RecipientKey,
    Scheme,
    new_private_key,
    public_key,
    unwrap,
    wrap,
)
from chain_gateway.documents.sealing import Unreadable, new_key

DOCUMENT = cid_of(b"a sealed contract")


@pytest.mark.parametrize("scheme", Scheme)
def test_the_recipient_alone_opens_and_only_this_document_as_this_party(scheme: Scheme) -> None:
    private, key = new_private_key(scheme), new_key()
    wrapped = wrap(key, DOCUMENT, 7, public_key(private))
    assert unwrap(wrapped, DOCUMENT, 7, private) == key
    assert wrap(key, DOCUMENT, 7, public_key(private)) != wrapped
    for document, party, other in (
        (cid_of(b"another"), 7, private),
        (DOCUMENT, 8, private),
        (DOCUMENT, 7, new_private_key(scheme)),
        (DOCUMENT, 7, new_private_key(next(each for each in Scheme if each is not scheme))),
    ):
        with pytest.raises(Unreadable):
            unwrap(wrapped, document, party, other)


@pytest.mark.parametrize("scheme", Scheme)
def test_an_altered_or_cut_wrapped_key_does_not_open(scheme: Scheme) -> None:
    private = new_private_key(scheme)
    wrapped = wrap(new_key(), DOCUMENT, 7, public_key(private))
    for forged in (b"", wrapped[:-1], wrapped + b"\0", wrapped[:-1] + bytes((wrapped[-1] ^ 1,)), bytes(len(wrapped))):
        with pytest.raises(Unreadable):
            unwrap(forged, DOCUMENT, 7, private)


@pytest.mark.parametrize(
    ("scheme", "public"),
    [
        (Scheme.X25519, b""),
        (Scheme.X25519, bytes(31)),
        (Scheme.X25519, bytes(32)),  # of low order: everyone would share the secret
        (Scheme.P256, bytes(33)),
        (Scheme.P256, b"\x02" + b"\xff" * 32),
        (Scheme.P256, b"\x04" + bytes(64)),
        (Scheme.P256, bytes(32)),
    ],
)
def test_what_is_no_public_key_is_refused(scheme: Scheme, public: bytes) -> None:
    with pytest.raises(InvalidRecipientKey, match=scheme):
        RecipientKey(scheme, public)


def test_a_key_on_the_curve_of_signatures_is_refused() -> None:
    with pytest.raises(InvalidRecipientKey, match="secp256k1"):
        public_key(generate_private_key(SECP256K1()))
