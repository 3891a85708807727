"""Rows that the events of several books make of a pledge."""

from chain_gateway.ledger.enums import CancellationGround, ChangeKind, PledgeState, RefusalGround
from chain_gateway.ledger.events import LedgerEvent
from chain_gateway.ledger.structs import Obligation
from indexer.projection.dates import BlockStamp, LegalDate
from indexer.projection.rows import (
    Change,
    Close,
    HolderRow,
    Insert,
    Interval,
    PendingChangeRow,
    PledgeRightRow,
    PledgeStateRow,
    RegistrationRow,
    TermsRow,
)
from indexer.projection.subjects import number_of

Ground = RefusalGround | CancellationGround | None


def ended(event: LedgerEvent, block: BlockStamp, state: PledgeState, date: LegalDate, ground: Ground) -> list[Change]:
    """The pledge ended in a state: its rights, holders, terms and pending change end with it."""
    return [
        *next_state(event, block, state, date, ground),
        close(PledgeRightRow, event, block, date),
        close(HolderRow, event, block, date),
        close(TermsRow, event, block, date),
        close(PendingChangeRow, event, block, date),
    ]


def next_state(
    event: LedgerEvent, block: BlockStamp, state: PledgeState, date: LegalDate, ground: Ground = None
) -> list[Change]:
    """The pledge went from its state into another."""
    return [close(PledgeStateRow, event, block, date), state_row(event, block, state, date, ground)]


def state_row(
    event: LedgerEvent, block: BlockStamp, state: PledgeState, date: LegalDate, ground: Ground = None
) -> Change:
    """A state of the pledge from a legal date."""
    return Insert(
        PledgeStateRow(
            sequence=event.sequence,
            block=block.number,
            pledge=number_of(event),
            state=int(state),
            on=date.on,
            dated_by=date.dated_by,
            ground=0 if ground is None else int(ground),
        )
    )


def registration(event: LedgerEvent, block: BlockStamp, number: str, date: LegalDate) -> Change:
    """The registration of the pledge."""
    return Insert(
        RegistrationRow(
            sequence=event.sequence,
            block=block.number,
            pledge=number_of(event),
            registration_number=number,
            effective_on=date.on,
        )
    )


def holder(event: LedgerEvent, party: int, block: BlockStamp, date: LegalDate, *, joint: bool) -> Change:
    """A pledgee of the pledge from a legal date."""
    return Insert(
        HolderRow(
            sequence=event.sequence,
            block=block.number,
            pledge=number_of(event),
            party=party,
            joint=joint,
            on=date.on,
            dated_by=date.dated_by,
        )
    )


def terms(event: LedgerEvent, obligation: Obligation, block: BlockStamp, date: LegalDate) -> Change:
    """The terms of its secured obligation from a legal date."""
    return Insert(
        TermsRow(
            sequence=event.sequence,
            block=block.number,
            pledge=number_of(event),
            kind=int(obligation.kind),
            currency=obligation.currency,
            amount=str(obligation.amount),
            debtor=obligation.debtor,
            starts_on=obligation.starts_on,
            ends_on=obligation.ends_on,
            on=date.on,
        )
    )


def pending(
    event: LedgerEvent, block: BlockStamp, change: ChangeKind, *, assignee: int = 0, accepted: bool = False
) -> Change:
    """A change that waits for the office."""
    return Insert(
        PendingChangeRow(
            sequence=event.sequence,
            block=block.number,
            pledge=number_of(event),
            change=int(change),
            assignee=assignee,
            accepted=accepted,
        )
    )


def close(row_type: type[Interval], event: LedgerEvent, block: BlockStamp, date: LegalDate) -> Change:
    """Closes the open rows of a type that are the pledge's."""
    match = (("pledge", number_of(event)),)
    return Close(row_type, match, event.sequence, block.number, date.on, date.dated_by)
