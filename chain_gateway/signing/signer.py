"""A private key that signs, and never shows itself."""

from collections.abc import Mapping, Sequence
from typing import Any, NoReturn

from eth_account import Account
from eth_account.signers.local import LocalAccount
from eth_keys.backends import get_backend
from eth_keys.datatypes import PrivateKey


class Signer:
    """Signs for one key. It has no way to show the key: not in its repr, not by pickling or copying."""

    __slots__ = ("_account",)

    def __init__(self, account: LocalAccount) -> None:
        self._account = account

    @classmethod
    def random(cls) -> "Signer":
        """A signer with a fresh key from the operating system's randomness."""
        return cls(Account.create())

    @property
    def address(self) -> str:
        """Checksum address of the key."""
        return str(self._account.address)

    def sign_transaction(self, transaction: Mapping[str, Any]) -> bytes:
        """The raw signed transaction, from the fields of a legacy transaction as web3 names them."""
        return bytes(self._account.sign_transaction(dict(transaction)).raw_transaction)

    def sign_transactions(self, transactions: Sequence[Mapping[str, Any]]) -> list[bytes]:
        """Raw signed transactions, in their order."""
        return [self.sign_transaction(each) for each in transactions]

    def sign_typed_data(self, message: Mapping[str, Any]) -> bytes:
        """65-byte signature (r, s, v) over a full EIP-712 message."""
        return bytes(self._account.sign_typed_data(full_message=dict(message)).signature)

    def sign_digest(self, digest: bytes) -> bytes:
        """65-byte signature (r, s, v with 27 or 28) over a 32-byte digest (ValueError for another length)."""
        if len(digest) != 32:
            raise ValueError(f"A digest has 32 bytes, {len(digest)} were given.")
        signature = PrivateKey(bytes(self._account.key)).sign_msg_hash(digest)
        compact = bytes(signature.to_bytes())  # r, s and a v of 0 or 1
        return compact[:64] + bytes((compact[64] + 27,))

    def __repr__(self) -> str:
        """The signer by its address."""
        return f"Signer({self.address})"

    def __reduce__(self) -> NoReturn:
        """Refuse to be pickled or copied."""
        raise TypeError("A signer cannot be pickled or copied: its key must not leave the process.")


def signing_backend() -> str:
    """Name of the library that does the curve arithmetic; "CoinCurveECCBackend" where coincurve is installed."""
    return type(get_backend()).__name__
