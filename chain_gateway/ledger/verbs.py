"""Verbs by their names: which function of which book, and the four bytes that stand for it."""

from typing import cast

from eth_typing import ABIFunction
from eth_utils.abi import function_abi_to_4byte_selector

from chain_gateway.ledger.artifacts import artifact


class UnknownVerb(ValueError):
    """The book has no such function that changes it. Carries `book` and `verb`."""

    def __init__(self, book: str, verb: str) -> None:
        self.book = book
        self.verb = verb
        super().__init__(f"{book} has no verb {verb[:60]!r}")


def selector_of(book: str, verb: str) -> bytes:
    """Selector of a book's function that changes state. Raises UnknownVerb, and UnknownArtifact for no such book."""
    for entry in artifact(book).abi:
        if entry["type"] == "function" and entry["name"] == verb and entry["stateMutability"] == "nonpayable":
            return function_abi_to_4byte_selector(cast(ABIFunction, entry))
    raise UnknownVerb(book, verb)
