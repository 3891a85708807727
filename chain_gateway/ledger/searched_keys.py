"""The rights of a search, out of the calldata that ran it: the event commits to them, the calldata lists them."""

from chain_gateway.ledger import calls
from chain_gateway.ledger.calls import Keys
from chain_gateway.ledger.solidity import Bytes32, MalformedData, Uint16, Uint32, codec, decode_arguments
from chain_gateway.ledger.structs import Act

_TYPES = (Bytes32, Uint16, Uint16, Uint32, Keys, Act)


def searched_keys(calldata: bytes) -> tuple[bytes, ...]:
    """Asset keys of a call of SearchRegister.certify, in order. Raises MalformedData when it is another call."""
    expected = calls.certify(bytes(32), 1, 1, 0, [bytes(32)], Act()).data[:4]
    if calldata[:4] != expected:
        raise MalformedData(f"the calldata starts with 0x{calldata[:4].hex()}; it is no search")
    keys: tuple[bytes, ...] = decode_arguments([codec(each) for each in _TYPES], calldata[4:])[4]
    return keys
