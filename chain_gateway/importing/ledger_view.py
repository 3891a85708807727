"""What the ledger already holds, as the plan asks for it. The plan stays pure: whoever calls it brings the answers."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

from chain_gateway.importing.records import Register
from chain_gateway.ledger.identifiers import RightId


@dataclass(frozen=True)
class LedgerPledge:
    """A pledge on the ledger."""

    id: int
    registration_number: str
    rights: Mapping[RightId, RightId | None]
    """All rights that it ever had, each with its application where the ledger states it."""
    live: frozenset[RightId]
    """The rights that are still in it."""
    pledgee: str | None
    """Name of the pledgee; None for a natural person, whose name the ledger does not hold."""


@dataclass(frozen=True)
class RecordedAct:
    """An assignment, partial release or cancellation that the ledger holds under an official number."""

    name: str
    """Name of its event: PledgeAssigned, RightsReleased, PledgeCancelled."""
    pledge: int
    freed: frozenset[RightId] | None
    """The rights that it freed; None when the ledger does not say which."""


class LedgerView(Protocol):
    """Answers of the ledger for one office's registers."""

    def pledge(self, register: Register, registration_number: str) -> LedgerPledge | None:
        """The pledge registered under the number, None when there is none."""
        ...

    def acts(self, register: Register, official_number: str) -> tuple[RecordedAct, ...]:
        """Acts other than registrations that were recorded under the number."""
        ...

    def attested(self, rights: Sequence[RightId]) -> frozenset[RightId]:
        """Those of the rights of which the ledger has facts; these are left as their office attested them."""
        ...


class EmptyLedger:
    """A ledger without any pledge, for a dry run beside no ledger at all."""

    def pledge(self, register: Register, registration_number: str) -> LedgerPledge | None:  # noqa: ARG002
        """None: there is no pledge."""
        return None

    def acts(self, register: Register, official_number: str) -> tuple[RecordedAct, ...]:  # noqa: ARG002
        """Nothing was recorded."""
        return ()

    def attested(self, rights: Sequence[RightId]) -> frozenset[RightId]:  # noqa: ARG002
        """Nothing was attested."""
        return frozenset()
