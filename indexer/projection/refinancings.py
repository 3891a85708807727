"""Events of RefinancingBook: which claims are in use, and what central banks say of them."""

from chain_gateway.ledger.enums import RefinancingState
from chain_gateway.ledger.events import (
    ClaimDropped,
    ClaimOffered,
    ClaimReleased,
    ClaimTaken,
    EligibilityAssessed,
    LedgerEvent,
)
from chain_gateway.ledger.structs import Act
from indexer.projection.dates import BlockStamp, act_date
from indexer.projection.rows import Change, Close, EligibilityRow, Insert, RefinancingRow, RefinancingStateRow
from indexer.projection.subjects import number_of


def eligibility_assessed(event: LedgerEvent, payload: EligibilityAssessed, block: BlockStamp) -> list[Change]:
    """The central bank's newest word takes the place of its former one."""
    date, pledge = act_date(payload.act, block), number_of(event)
    match = (("pledge", pledge), ("central_bank", event.actor))
    row = EligibilityRow(
        sequence=event.sequence,
        block=block.number,
        pledge=pledge,
        central_bank=event.actor,
        eligible=payload.eligible,
        haircut=payload.haircut,
    )
    return [Close(EligibilityRow, match, event.sequence, block.number, date.on, date.dated_by), Insert(row)]


def claim_offered(event: LedgerEvent, payload: ClaimOffered, block: BlockStamp) -> list[Change]:
    """The pledgee offered its claim. It uses nothing yet."""
    terms = payload.terms
    row = RefinancingRow(
        sequence=event.sequence,
        block=block.number,
        refinancing=number_of(event),
        pledge=payload.pledge,
        kind=int(terms.kind),
        holder=event.actor,
        used_by=terms.user,
        amount=str(terms.amount),
        operation=terms.operation,
    )
    return [Insert(row), _state(event, RefinancingState.Offered, payload.act, block)]


def claim_dropped(event: LedgerEvent, payload: ClaimDropped, block: BlockStamp) -> list[Change]:
    """The offer came to nothing."""
    return _next_state(event, RefinancingState.Dropped, payload.act, block)


def claim_taken(event: LedgerEvent, payload: ClaimTaken, block: BlockStamp) -> list[Change]:
    """The claim is in use; that its rights are locked the asset registry tells itself."""
    return _next_state(event, RefinancingState.Live, payload.act, block)


def claim_released(event: LedgerEvent, payload: ClaimReleased, block: BlockStamp) -> list[Change]:
    """The use ended."""
    return _next_state(event, RefinancingState.Released, payload.act, block)


def _next_state(event: LedgerEvent, state: RefinancingState, act: Act, block: BlockStamp) -> list[Change]:
    date = act_date(act, block)
    match = (("refinancing", number_of(event)),)
    return [
        Close(RefinancingStateRow, match, event.sequence, block.number, date.on, date.dated_by),
        _state(event, state, act, block),
    ]


def _state(event: LedgerEvent, state: RefinancingState, act: Act, block: BlockStamp) -> Change:
    date = act_date(act, block)
    row = RefinancingStateRow(
        sequence=event.sequence,
        block=block.number,
        refinancing=number_of(event),
        state=int(state),
        on=date.on,
        dated_by=date.dated_by,
    )
    return Insert(row)
