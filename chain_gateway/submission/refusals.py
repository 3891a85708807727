"""Why a submission ended without effect, as the store keeps it and the API shows it."""

from typing import Any

from chain_gateway.ledger.errors import decode_revert
from chain_gateway.rpc import CallReverted


def refusal(reverted: CallReverted) -> dict[str, Any]:
    """A contract's refusal."""
    if not reverted.data:
        return {
            "code": "refused-by-ledger",
            "message": f"The ledger's contract stopped without saying why ({reverted.reason or 'no data'}).",
            "advice": "It may have run out of gas. Try with fewer rights; if that fails too, tell the operator.",
        }
    error = decode_revert(reverted.data)
    return {
        "code": "refused-by-ledger",
        "message": error.message,
        "advice": error.advice,
        "name": error.name,
        "arguments": dict(error.arguments),
    }


def hidden_revert(block: int) -> dict[str, Any]:
    """An act that reverted in its block for a reason that the state before does not show."""
    return {
        "code": "refused-by-ledger",
        "message": (
            f"The transaction was included in block {block} and reverted; the state before that block does not show "
            "why."
        ),
        "advice": "An act just before changed what it builds on. Look at the present state, then hand it in again.",
    }


def nonce_taken(signer: str, nonce: int) -> dict[str, Any]:
    """Another transaction of the key was included in its place."""
    return {
        "code": "nonce-taken",
        "message": f"Another transaction of the key {signer} took nonce {nonce}; this one can never be included.",
        "advice": "Let nobody but this gateway sign with the key, and hand the act in again with a new key.",
    }


def never_taken(words: str) -> dict[str, Any]:
    """The chain's rules keep its transaction out for good."""
    return {
        "code": "never-taken",
        "message": f"No node takes the act's transaction: {words}",
        "advice": "Nothing of it is on the ledger. Send the act in smaller parts, or ask for larger blocks.",
    }
