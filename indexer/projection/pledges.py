"""Rows out of PledgeRegistry's events."""

from chain_gateway.ledger.enums import PledgeState
from chain_gateway.ledger.events import (
    CorrectionAnswered,
    CorrectionAsked,
    LedgerEvent,
    PledgeCancelled,
    PledgeDischarged,
    PledgeFiled,
    PledgeMigrated,
    PledgeRefused,
    PledgeRegistered,
    PledgeRevoked,
    PledgeWithdrawn,
)
from chain_gateway.ledger.structs import Filing
from indexer.projection.dates import BlockStamp, LegalDate, act_date, registration_date
from indexer.projection.pledge_rows import ended, holder, next_state, registration, state_row, terms
from indexer.projection.rows import Change, Insert, PledgeRightRow, PledgeRow, PledgorRow
from indexer.projection.subjects import hexadecimal, number_of


def pledge_filed(event: LedgerEvent, payload: PledgeFiled, block: BlockStamp) -> list[Change]:
    """A pledge was filed. It is not established: only registration does that."""
    date = act_date(payload.act, block)
    return [
        *_opened(event, payload.filing, block, date, payload.office, migrated=False, paper=payload.paper_consent),
        state_row(event, block, PledgeState.Filed, date),
    ]


def pledge_registered(event: LedgerEvent, payload: PledgeRegistered, block: BlockStamp) -> list[Change]:
    """A filed pledge was registered."""
    date = registration_date(payload.effective_on, payload.act, block)
    return [
        registration(event, block, payload.registration_number, date),
        *next_state(event, block, PledgeState.Registered, date),
    ]


def pledge_migrated(event: LedgerEvent, payload: PledgeMigrated, block: BlockStamp) -> list[Change]:
    """An existing registration was carried over by its office."""
    date = registration_date(payload.effective_on, payload.act, block)
    return [
        *_opened(event, payload.filing, block, date, event.actor, migrated=True, paper=False),
        registration(event, block, payload.registration_number, date),
        state_row(event, block, PledgeState.Registered, date),
    ]


def pledge_refused(event: LedgerEvent, payload: PledgeRefused, block: BlockStamp) -> list[Change]:
    """The office refused a filed pledge: its rights are free of it."""
    return ended(event, block, PledgeState.Refused, act_date(payload.act, block), payload.ground)


def pledge_withdrawn(event: LedgerEvent, payload: PledgeWithdrawn, block: BlockStamp) -> list[Change]:
    """The pledgee withdrew its filing: its rights are free of it."""
    return ended(event, block, PledgeState.Withdrawn, act_date(payload.act, block), None)


def pledge_discharged(event: LedgerEvent, payload: PledgeDischarged, block: BlockStamp) -> list[Change]:
    """The pledgee discharged the pledge; its rights stay encumbered until the office cancels it."""
    date = act_date(payload.act, block)
    return next_state(event, block, PledgeState.Discharged, date, payload.ground)


def pledge_cancelled(event: LedgerEvent, payload: PledgeCancelled, block: BlockStamp) -> list[Change]:
    """The office cancelled the pledge: its rights are free of it."""
    return ended(event, block, PledgeState.Cancelled, act_date(payload.act, block), payload.ground)


def correction_asked(_event: LedgerEvent, _payload: CorrectionAsked, _block: BlockStamp) -> list[Change]:
    """The office asked for corrections: the filing stays as it is, and the events keep what was asked."""
    return []


def correction_answered(_event: LedgerEvent, _payload: CorrectionAnswered, _block: BlockStamp) -> list[Change]:
    """The pledgee answered: the filing stays as it is."""
    return []


def pledge_revoked(event: LedgerEvent, payload: PledgeRevoked, block: BlockStamp) -> list[Change]:
    """The registration was revoked from the beginning: the rights are free of it."""
    return ended(event, block, PledgeState.Revoked, act_date(payload.act, block), payload.ground)


def _opened(
    event: LedgerEvent, filing: Filing, block: BlockStamp, date: LegalDate, office: int, *, migrated: bool, paper: bool
) -> list[Change]:
    sequence, pledge = event.sequence, number_of(event)
    return [
        Insert(
            PledgeRow(
                sequence=sequence,
                block=block.number,
                pledge=pledge,
                office=office,
                migrated=migrated,
                paper_consent=paper,
            )
        ),
        *(
            Insert(PledgeRightRow(sequence=sequence, block=block.number, pledge=pledge, asset_key=hexadecimal(key)))
            for key in filing.rights
        ),
        *(
            Insert(PledgorRow(sequence=sequence, block=block.number, pledge=pledge, party=party))
            for party in filing.pledgors
        ),
        holder(event, filing.pledgee, block, date, joint=False),
        *(holder(event, party, block, date, joint=True) for party in filing.joint_pledgees),
        terms(event, filing.obligation, block, date),
    ]
