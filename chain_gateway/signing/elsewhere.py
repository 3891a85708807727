"""A key that this process only knows the address of: another process of the gateway signs with it."""

from collections.abc import Sequence
from typing import NoReturn

from chain_gateway.signing.errors import SignerUnavailable
from chain_gateway.signing.key import SigningKey


class KeyElsewhere(SigningKey):
    """Names a lane, and signs nothing: what accepts requests needs no more, and so has no key that could be read."""

    def __init__(self, address: str) -> None:
        self._address = address

    @property
    def address(self) -> str:
        """See SigningKey."""
        return self._address

    def sign_messages(self, messages: Sequence[bytes]) -> NoReturn:
        """Raises SignerUnavailable."""
        raise SignerUnavailable(self._address, f"{len(messages)} messages are for the process that works on its lane")
