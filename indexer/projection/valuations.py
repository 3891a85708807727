"""Rows out of ValuationBook's events."""

from chain_gateway.ledger.enums import AbandonReason, EngagementState
from chain_gateway.ledger.events import (
    LedgerEvent,
    ReaderAllowed,
    ReaderWithdrawn,
    ValuationAbandoned,
    ValuationDelivered,
    ValuationEngaged,
)
from chain_gateway.ledger.structs import Act
from indexer.projection.dates import BlockStamp, act_date
from indexer.projection.rows import (
    Change,
    Close,
    EngagementRightRow,
    EngagementRow,
    EngagementStateRow,
    Insert,
    ValuationDraftRow,
    ValuationReaderRow,
    ValuationRow,
)
from indexer.projection.subjects import hexadecimal, number_of


def valuation_engaged(event: LedgerEvent, payload: ValuationEngaged, block: BlockStamp) -> list[Change]:
    """An engagement was recorded; there is no result yet."""
    terms, engagement = payload.terms, number_of(event)
    row = EngagementRow(
        sequence=event.sequence,
        block=block.number,
        engagement=engagement,
        kind=int(terms.kind),
        purpose=int(terms.purpose),
        appraiser=event.actor,
        client=terms.client,
        payer=terms.payer,
        currency=terms.currency,
        fee=str(terms.fee),
        independence=hexadecimal(terms.independence),
    )
    rights = (
        EngagementRightRow(
            sequence=event.sequence, block=block.number, engagement=engagement, asset_key=hexadecimal(key)
        )
        for key in payload.rights
    )
    return [Insert(row), *map(Insert, rights), _state(event, EngagementState.Engaged, payload.act, block)]


def valuation_delivered(event: LedgerEvent, payload: ValuationDelivered, block: BlockStamp) -> list[Change]:
    """The result was delivered."""
    result = payload.result
    row = ValuationRow(
        sequence=event.sequence,
        block=block.number,
        engagement=number_of(event),
        grade=int(result.grade),
        methods=result.methods,
        low=str(result.low),
        high=str(result.high),
        valued_on=result.valued_on,
        valid_until=result.valid_until,
        signatory=result.signatory,
        co_signatory=result.co_signatory,
        model_version=result.model_version,
        report=hexadecimal(result.report),
    )
    return [Insert(row), *_next_state(event, EngagementState.Delivered, payload.act, block)]


def valuation_abandoned(event: LedgerEvent, payload: ValuationAbandoned, block: BlockStamp) -> list[Change]:
    """The engagement ended without a result; what its draft had come to is kept where there was one."""
    draft = ValuationDraftRow(
        sequence=event.sequence,
        block=block.number,
        engagement=number_of(event),
        low=str(payload.draft_low),
        high=str(payload.draft_high),
    )
    kept: list[Change] = [Insert(draft)] if payload.draft_high else []
    return [*kept, *_next_state(event, EngagementState.Abandoned, payload.act, block, payload.reason)]


def reader_allowed(event: LedgerEvent, payload: ReaderAllowed, block: BlockStamp) -> list[Change]:
    """A party may read the figures."""
    row = ValuationReaderRow(
        sequence=event.sequence, block=block.number, engagement=number_of(event), reader=payload.reader
    )
    return [Insert(row)]


def reader_withdrawn(event: LedgerEvent, payload: ReaderWithdrawn, block: BlockStamp) -> list[Change]:
    """The party may read the figures no more."""
    date = act_date(payload.act, block)
    match = (("engagement", number_of(event)), ("reader", payload.reader))
    return [Close(ValuationReaderRow, match, event.sequence, block.number, date.on, date.dated_by)]


def _next_state(
    event: LedgerEvent, state: EngagementState, act: Act, block: BlockStamp, reason: AbandonReason | None = None
) -> list[Change]:
    date = act_date(act, block)
    match = (("engagement", number_of(event)),)
    closed = Close(EngagementStateRow, match, event.sequence, block.number, date.on, date.dated_by)
    return [closed, _state(event, state, act, block, reason)]


def _state(
    event: LedgerEvent, state: EngagementState, act: Act, block: BlockStamp, reason: AbandonReason | None = None
) -> Change:
    date = act_date(act, block)
    row = EngagementStateRow(
        sequence=event.sequence,
        block=block.number,
        engagement=number_of(event),
        state=int(state),
        on=date.on,
        dated_by=date.dated_by,
        reason=0 if reason is None else int(reason),
    )
    return Insert(row)
