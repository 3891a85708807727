"""The whole ledger, fed with raw logs in their order."""

import re
from collections.abc import Callable, Sequence

from eth_abi.abi import encode
from eth_utils.crypto import keccak

from tests.property.ledger_model.replay.disposals import Disposals
from tests.property.ledger_model.replay.events import Event, read
from tests.property.ledger_model.replay.funds import Funds
from tests.property.ledger_model.replay.parties import Parties
from tests.property.ledger_model.replay.pledges import Pledges
from tests.property.ledger_model.replay.refinancings import Refinancings
from tests.property.ledger_model.replay.rights import Rights
from tests.property.ledger_model.replay.risks import Risks
from tests.property.ledger_model.replay.subsidies import Subsidies
from tests.property.ledger_model.replay.valuations import Valuations

_APPENDED = keccak(text="Appended(uint64,address,bytes32)")


class Replay:
    """State of a ledger after some of its events. It never asks a contract and never sees a call."""

    def __init__(self, chain_id: int, log: str, access_manager: str) -> None:
        self.log, self.access_manager = log.lower(), access_manager.lower()
        self.sequence = 0
        self.head = keccak(encode(["uint256", "address"], [chain_id, log]))
        self.books: set[str] = set()
        self.consents: set[tuple[int, int]] = set()
        """Nonces that pledgors spent."""
        self.rule_sets: dict[str, int] = {}
        """Rule set that each book's newest event names."""
        self.authorities: dict[str, str] = {}
        """Authority of each contract."""
        self.parties = Parties()
        self.rights = Rights()
        self.pledges = Pledges(self.rights)
        self.funds = Funds()
        self.refinancings = Refinancings()
        self.subsidies = Subsidies()
        self.valuations = Valuations()
        self.disposals = Disposals()
        self.risks = Risks()

    def take(self, emitter: str, topics: Sequence[bytes], data: bytes) -> Event | None:
        """One log; what the log announces of an event must be what that event makes of the head."""
        emitter, topics = emitter.lower(), tuple(bytes(topic) for topic in topics)
        if topics[0] == _APPENDED:
            self._announced = (int.from_bytes(topics[1]), "0x" + topics[2][12:].hex(), data)
            return None
        name, values = read(topics, data)
        if name == "AuthorityUpdated":
            # OpenZeppelin's own event, which the log does not number.
            self.authorities[emitter] = values["authority"]
            return None
        if emitter == self.access_manager:
            self.parties.governance.take(name, topics, values)
            return None
        self.sequence += 1
        self.head = keccak(
            encode(
                ["bytes32", "uint64", "address", "bytes32", "bytes32", "bytes32", "bytes32"],
                [self.head, self.sequence, emitter, topics[0], topics[2], topics[3], keccak(data)],
            )
        )
        event = Event(name, int.from_bytes(topics[1]), topics[2], int.from_bytes(topics[3]), values)
        assert event.sequence == self.sequence, "numbers have no gap"
        assert self._announced == (self.sequence, emitter, self.head), "each event is announced with its head"
        if "ruleSet" in values:
            self.rule_sets[emitter] = values["ruleSet"]
        self._apply(event)
        return event

    def handler(self, event: str) -> Callable[[Event], None] | None:
        """What takes events of this name; None when nothing does."""
        method = "on_" + re.sub(r"(?<!^)(?=[A-Z])", "_", event).lower()
        for part in (
            self,
            self.parties,
            self.rights,
            self.pledges,
            self.funds,
            self.subsidies,
            self.refinancings,
            self.valuations,
            self.disposals,
            self.risks,
        ):
            if hasattr(part, method):
                found: Callable[[Event], None] = getattr(part, method)
                return found
        return None

    def on_book_added(self, event: Event) -> None:
        self.books.add("0x" + event.subject[12:].hex())

    def on_searched(self, event: Event) -> None:
        """It changes no reading; what it found is compared where its keys are known."""

    def _apply(self, event: Event) -> None:
        handler = self.handler(event.name)
        assert handler is not None, f"no part of the model takes {event.name}"
        handler(event)
