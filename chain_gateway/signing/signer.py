"""A private key in this process's memory: from the keystore, or made for tests and throw-away chains."""

from collections.abc import Sequence

import coincurve
from eth_account import Account
from eth_account.signers.local import LocalAccount
from eth_utils.crypto import keccak

from chain_gateway.signing.curve import address_of
from chain_gateway.signing.key import SigningKey


class Signer(SigningKey):
    """Signs with a key that this process holds."""

    __slots__ = ("_account", "_address", "_key")
    backend = "keystore"

    def __init__(self, account: LocalAccount) -> None:
        self._account = account
        self._key = coincurve.PrivateKey(bytes(account.key))
        self._address = address_of(self._key.public_key.format(compressed=False))

    @classmethod
    def random(cls) -> "Signer":
        """A signer with a fresh key from the operating system's randomness."""
        return cls(Account.create())

    @property
    def address(self) -> str:
        """Checksum address of the key."""
        return self._address

    def sign_messages(self, messages: Sequence[bytes]) -> list[bytes]:
        """See SigningKey; about 40 microseconds for each short message, one core."""
        return [self.sign_digest(keccak(message)) for message in messages]

    def sign_digest(self, digest: bytes) -> bytes:
        """65-byte signature (r, s, v with 27 or 28) over a 32-byte digest (ValueError for another length)."""
        if len(digest) != 32:
            raise ValueError(f"A digest has 32 bytes, {len(digest)} were given.")
        compact = self._key.sign_recoverable(digest, hasher=None)  # libsecp256k1 answers the lower s
        return compact[:64] + bytes((compact[64] + 27,))
