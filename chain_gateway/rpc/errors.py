"""What can go wrong between this process and a node.

RpcError
 +-- NodeUnavailable        nobody answers, or not in time; asking again later may work
 |    +-- NodesDisagree       two nodes have different blocks at a height that is final; a person must find out why
 +-- NodeError              the node answered with an error of its own
 |    +-- TransactionRefused  ... to a transaction that was handed to it; `.code` says which kind
 +-- CallReverted           the contract refused the call; `.data` is its revert data
"""

import enum
import re
from collections.abc import Mapping


class RpcError(Exception):
    """Base of every error of this package."""


class NodeUnavailable(RpcError):
    """The node cannot be reached, timed out, or answered something that is not JSON-RPC."""

    def __init__(self, endpoint: str, problem: str) -> None:
        super().__init__(f"The node at {endpoint} cannot be reached: {problem}. Check that it runs, then try again.")
        self.endpoint = endpoint
        self.problem = problem

    def __reduce__(self) -> tuple[type[RpcError], tuple[str, str]]:
        """How it goes from one process to another."""
        return NodeUnavailable, (self.endpoint, self.problem)


class NodesDisagree(NodeUnavailable):
    """Two nodes have different blocks at a height that is final. Whom to believe is for a person to decide."""

    def __init__(self, number: int, hashes: Mapping[str, bytes]) -> None:
        said = ", ".join(f"{name} has 0x{each.hex()[:16]}..." for name, each in hashes.items())
        super().__init__("several places", f"they disagree about the final block {number}: {said}")
        self.number = number
        self.hashes = dict(hashes)


class NodeError(RpcError):
    """The node answered a request with a JSON-RPC error.

    `code` is the JSON-RPC error code (0 when the node gave none), `message` the node's own words.
    """

    def __init__(self, code: int, message: str) -> None:
        super().__init__(f"The node refused the request (code {code}): {message}")
        self.code = code
        self.message = message

    def __reduce__(self) -> tuple[type[RpcError], tuple[int, str]]:
        """How it goes from one process to another."""
        return NodeError, (self.code, self.message)


class RefusalCode(enum.Enum):
    """Why a node did not take a transaction, as far as its words tell."""

    ALREADY_KNOWN = "already-known"
    NONCE_TOO_LOW = "nonce-too-low"
    NONCE_TOO_HIGH = "nonce-too-high"
    UNDERPRICED = "underpriced"
    POOL_FULL = "pool-full"
    """The node takes no more of them now, from this account or at all."""
    NEVER = "never"
    """Its size or its gas breaks a rule of the chain: no node will ever take it as it is."""
    OTHER = "other"


class TransactionRefused(NodeError):
    """The node did not take a transaction. `reason` is the kind of refusal read out of the node's words."""

    def __init__(self, code: int, message: str, reason: RefusalCode) -> None:
        super().__init__(code, message)
        self.reason = reason


class CallReverted(RpcError):
    """A contract refused a call.

    `data` is the revert data as the contract gave it (empty when it gave none, as when it ran out of gas); `reason` is
    the node's description of the failure, for a person.
    """

    def __init__(self, data: bytes, reason: str = "") -> None:
        super().__init__(f"The call was reverted with {'0x' + data.hex() if data else reason or 'no data'}")
        self.data = data
        self.reason = reason


# Words of py-evm, anvil, geth, Besu and Polygon Edge for the same few situations.
_WORDS: tuple[tuple[RefusalCode, tuple[str, ...]], ...] = (
    (RefusalCode.ALREADY_KNOWN, ("already known", "already imported", "known transaction", "already exists")),
    (RefusalCode.NONCE_TOO_LOW, ("nonce too low", "nonce is too low", "nonce below")),
    (RefusalCode.NONCE_TOO_HIGH, ("nonce too high", "nonce is too high", "nonce too distant", "nonce gap")),
    (
        RefusalCode.POOL_FULL,
        ("txpool is full", "pool is full", "account limit exceeded", "maximum number of enqueued", "low slots"),
    ),
    (
        RefusalCode.NEVER,
        (
            "exceeds block gas limit",
            "exceeds the block gas limit",
            "exceeds gas limit",
            "exceeds block's gas",
            "intrinsic gas too",
            "oversized data",
            "transaction too large",
        ),
    ),
    (
        RefusalCode.UNDERPRICED,
        ("underpriced", "max fee per gas less", "fee too low", "less than block base fee", "below configured minimum"),
    ),
)


_PY_EVM_NONCE = re.compile(r"Invalid transaction nonce: Expected (\d+), but got (\d+)")


def refusal_code(message: str) -> RefusalCode:
    """The kind of refusal that a node's `message` to a handed-in transaction names."""
    nonces = _PY_EVM_NONCE.search(message)
    if nonces is not None:
        expected, given = int(nonces[1]), int(nonces[2])
        return RefusalCode.NONCE_TOO_LOW if given < expected else RefusalCode.NONCE_TOO_HIGH
    words = message.lower()
    for code, phrases in _WORDS:
        if any(phrase in words for phrase in phrases):
            return code
    return RefusalCode.OTHER
