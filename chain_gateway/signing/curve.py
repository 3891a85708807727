"""Arithmetic of secp256k1 that every back end needs: addresses, the lower half of s, and the recovery id."""

import coincurve
from eth_utils.address import to_checksum_address
from eth_utils.crypto import keccak

ORDER = 0xFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFEBAAEDCE6AF48A03BBFD25E8CD0364141
"""Order of the curve's group (SEC 2, 2.4.1)."""


def address_of(point: bytes) -> str:
    """Checksum address of a public key, given as its 64 bytes x, y or, with 04 before them, 65.

    Raises ValueError for what is no point of the curve.
    """
    if len(point) == 64:
        point = b"\x04" + point
    if len(point) != 65 or point[0] != 4:
        raise ValueError("A public key has 64 bytes x, y, or 65 with 04 before them.")
    coincurve.PublicKey(point)  # asks whether the point is on the curve
    return to_checksum_address(keccak(point[1:])[12:])


def recoverable(compact: bytes, digest: bytes, address: str) -> bytes | None:
    """The signature as the chain takes it, 65 bytes r, s, v: s in the lower half (EIP-2), and v of 27 or 28 such that
    it recovers to `address`. None when no v does: then it is not that key's signature over `digest`.

    `compact` is r and s, 64 bytes, as a token answers them.
    """
    if len(compact) != 64:
        return None
    s = int.from_bytes(compact[32:])
    if s >= ORDER:
        return None
    if s > ORDER // 2:
        s = ORDER - s
    body = compact[:32] + s.to_bytes(32)
    return next((body + bytes((v,)) for v in (27, 28) if recovered(body + bytes((v,)), digest) == address), None)


def recovered(signature: bytes, digest: bytes) -> str | None:
    """Checksum address of the key that made a 65-byte signature over a digest; None when no key can have made it."""
    try:
        public = coincurve.PublicKey.from_signature_and_message(
            signature[:64] + bytes((signature[64] - 27,)), digest, hasher=None
        )
    except Exception:  # noqa: BLE001  # coincurve raises ValueError and bare Exception for what is no signature
        return None
    return address_of(public.format(compressed=False))
