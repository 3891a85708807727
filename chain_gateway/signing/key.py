"""The port of all back ends: a secp256k1 key that signs, wherever it is."""

from abc import ABC, abstractmethod
from collections.abc import Mapping, Sequence
from typing import Any, ClassVar, NoReturn

from eth_account.messages import encode_typed_data

from chain_gateway.signing.transactions import payload, signed


class SigningKey(ABC):
    """Signs for one key and has no way to show it: not in its repr, not by pickling or copying.

    A back end answers two things, the address and signatures over keccak256 of messages. It is given the messages and
    not their digests, since a remote signer hashes itself, and may so look at what it signs.
    """

    __slots__ = ()

    backend: ClassVar[str]
    """Where the key is: "keystore", "pkcs11" or "remote"."""

    @property
    @abstractmethod
    def address(self) -> str:
        """Checksum address of the key."""

    @abstractmethod
    def sign_messages(self, messages: Sequence[bytes]) -> list[bytes]:
        """A signature over keccak256 of each message, in their order.

        Each is 65 bytes: r, s in the lower half of the curve's order (EIP-2), and v of 27 or 28. Each recovers to
        `address`. Raises SignerUnavailable, SignerRefused, WrongSignature, TokenUnusable; then none is answered.
        """

    def sign_transactions(self, transactions: Sequence[Mapping[str, Any]]) -> list[bytes]:
        """Raw signed transactions, from the fields of legacy transactions as web3 names them (EIP-155)."""
        signatures = self.sign_messages([payload(fields) for fields in transactions])
        return [signed(fields, signature) for fields, signature in zip(transactions, signatures, strict=True)]

    def sign_transaction(self, transaction: Mapping[str, Any]) -> bytes:
        """The raw signed transaction, from the fields of a legacy transaction as web3 names them."""
        return self.sign_transactions([transaction])[0]

    def sign_typed_data(self, message: Mapping[str, Any]) -> bytes:
        """65-byte signature (r, s, v) over a full EIP-712 message."""
        encoded = encode_typed_data(full_message=dict(message))
        return self.sign_messages([b"\x19" + encoded.version + encoded.header + encoded.body])[0]

    def close(self) -> None:  # noqa: B027  # not every back end holds something open
        """Let go of the way to the key; the next signature opens it again where the back end can."""

    def __repr__(self) -> str:
        """The key by its back end and address."""
        return f"{type(self).__name__}({self.address})"

    def __reduce__(self) -> NoReturn:
        """Refuse to be pickled or copied."""
        raise TypeError("A signer cannot be pickled or copied: its key must not leave the process.")
