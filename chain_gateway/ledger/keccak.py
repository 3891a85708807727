"""keccak256, on the quickest implementation of those installed.

An event costs three of them. pycryptodome, which eth-utils takes by default, needs four to five microseconds for a
short text, of which most is passing it over; the C extension of safe-pysha3 less than one. Tests compare the two.
"""

from sha3 import keccak_256  # type: ignore[import-untyped]


def keccak(data: bytes) -> bytes:
    """The 32-byte keccak256 of the data."""
    digest: bytes = keccak_256(data).digest()
    return digest
