"""Who can open a document: its key, wrapped for each recipient party by HPKE (RFC 9180).

Suites: DHKEM(X25519, HKDF-SHA256) or DHKEM(P-256, HKDF-SHA256), with HKDF-SHA256 and AES-256-GCM, base mode. The
document and the recipient are bound in as `info`: a wrapped key that is moved to another document or party does not
open.
"""

from dataclasses import dataclass
from enum import StrEnum
from typing import TypeAlias

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.asymmetric.ec import (
    SECP256R1,
    EllipticCurvePrivateKey,
    EllipticCurvePublicKey,
    generate_private_key,
)
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
from cryptography.hazmat.primitives.hpke import AEAD, KDF, KEM, Suite
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from chain_gateway.documents.cid import to_binary
from chain_gateway.documents.sealing import KEY_BYTES, Unreadable

RecipientPrivateKey: TypeAlias = X25519PrivateKey | EllipticCurvePrivateKey


class Scheme(StrEnum):
    """Kind of a recipient's key."""

    X25519 = "x25519"
    P256 = "p256"


_SUITES = {
    Scheme.X25519: Suite(KEM.X25519, KDF.HKDF_SHA256, AEAD.AES_256_GCM),
    Scheme.P256: Suite(KEM.P256, KDF.HKDF_SHA256, AEAD.AES_256_GCM),
}


class InvalidRecipientKey(ValueError):
    """The bytes are no public key of the scheme they are said to be of."""

    def __init__(self, scheme: str, problem: str) -> None:
        super().__init__(
            f"This is no {scheme} public key: {problem}. x25519 takes 32 bytes, p256 a compressed point of 33 bytes."
        )
        self.scheme = scheme


@dataclass(frozen=True, slots=True)
class RecipientKey:
    """A party's public key for documents."""

    scheme: Scheme
    public: bytes
    """32 bytes (x25519) or 33 bytes, a compressed point (p256)."""

    def __post_init__(self) -> None:
        _public(self)


def wrap(key: bytes, document: str, party: int, recipient: RecipientKey) -> bytes:
    """The key of `document` (its CID) wrapped for `party`."""
    return _SUITES[recipient.scheme].encrypt(key, _public(recipient), _info(document, party))


def unwrap(wrapped: bytes, document: str, party: int, private: RecipientPrivateKey) -> bytes:
    """The document's key (Unreadable: wrapped for another key, document or party, or altered)."""
    try:
        key = _SUITES[_scheme(private)].decrypt(wrapped, private, _info(document, party))
    except (InvalidTag, ValueError):
        raise Unreadable("its key was not wrapped for this document, this party and this key") from None
    if len(key) != KEY_BYTES:
        raise Unreadable(f"its key has {len(key)} bytes")
    return key


def new_private_key(scheme: Scheme) -> RecipientPrivateKey:
    """A fresh key of a party for documents."""
    return X25519PrivateKey.generate() if scheme is Scheme.X25519 else generate_private_key(SECP256R1())


def public_key(private: RecipientPrivateKey) -> RecipientKey:
    """The public half."""
    if isinstance(private, X25519PrivateKey):
        return RecipientKey(Scheme.X25519, private.public_key().public_bytes_raw())
    point = private.public_key().public_bytes(Encoding.X962, PublicFormat.CompressedPoint)
    return RecipientKey(_scheme(private), point)


def _scheme(private: RecipientPrivateKey) -> Scheme:
    if isinstance(private, X25519PrivateKey):
        return Scheme.X25519
    if not isinstance(private.curve, SECP256R1):
        raise InvalidRecipientKey("p256", f"it is on the curve {private.curve.name}")
    return Scheme.P256


def _public(recipient: RecipientKey) -> X25519PublicKey | EllipticCurvePublicKey:
    try:
        if recipient.scheme is Scheme.X25519:
            public = X25519PublicKey.from_public_bytes(recipient.public)
            # A point of low order gives everyone the same secret; the exchange itself refuses it.
            X25519PrivateKey.generate().exchange(public)
            return public
        if len(recipient.public) != 33:
            raise InvalidRecipientKey("p256", f"it has {len(recipient.public)} bytes")
        return EllipticCurvePublicKey.from_encoded_point(SECP256R1(), recipient.public)
    except InvalidRecipientKey:
        raise
    except ValueError as error:
        raise InvalidRecipientKey(recipient.scheme, str(error) or "it is not a point of the curve") from None


def _info(document: str, party: int) -> bytes:
    return b"pledgebook document key\x01" + to_binary(document) + party.to_bytes(8, "big")
