"""Rows out of the events of RiskShareBook and LossBook."""

from chain_gateway.ledger.enums import SchemeState
from chain_gateway.ledger.events import (
    CoverEnded,
    LedgerEvent,
    LossDeclared,
    PledgeCovered,
    PoolDeclared,
    PoolFunded,
    RecoveryShared,
    RightsSubrogated,
    SchemeClosed,
    SchemeJoined,
    SchemeProposed,
    ShareConfirmed,
    SharePaid,
)
from chain_gateway.ledger.structs import Act
from indexer.projection.dates import BlockStamp, act_date
from indexer.projection.rows import (
    Change,
    Close,
    CoverRow,
    Insert,
    LossRow,
    LossShareRow,
    PoolPaymentRow,
    PoolRow,
    RecoveryRow,
    RecoveryShareRow,
    SchemeJoinRow,
    SchemeRow,
    SchemeStateRow,
    SharePaymentRow,
    SubrogationRow,
    TrancheRow,
)
from indexer.projection.subjects import hexadecimal, number_of


def pool_declared(event: LedgerEvent, payload: PoolDeclared, block: BlockStamp) -> list[Change]:
    """A party opened a pool and paid its first capital in."""
    pool = PoolRow(
        sequence=event.sequence,
        block=block.number,
        pool=number_of(event),
        owner=event.actor,
        currency=payload.terms.currency,
    )
    return [Insert(pool), _paid_in(event, payload.terms.capital, block)]


def pool_funded(event: LedgerEvent, payload: PoolFunded, block: BlockStamp) -> list[Change]:
    """The owner paid into the pool."""
    return [_paid_in(event, payload.amount, block)]


def scheme_proposed(event: LedgerEvent, payload: SchemeProposed, block: BlockStamp) -> list[Change]:
    """A party proposed a scheme and agreed to it."""
    terms, scheme = payload.terms, number_of(event)
    row = SchemeRow(
        sequence=event.sequence,
        block=block.number,
        scheme=scheme,
        proposer=event.actor,
        currency=terms.currency,
        recovery_order=int(terms.order),
        opens_at=terms.opens_at,
        closes_at=terms.closes_at,
        claims_until=terms.claims_until,
        cover_limit=str(terms.cover_limit),
        conditions=hexadecimal(terms.conditions),
    )
    tranches = [
        TrancheRow(
            sequence=event.sequence,
            block=block.number,
            scheme=scheme,
            place=place,
            party=tranche.party,
            rate=tranche.rate,
            reinsures=tranche.reinsures,
            pool=tranche.pool,
            cap_per_loss=str(tranche.cap_per_loss),
            cap_in_total=str(tranche.cap_in_total),
        )
        for place, tranche in enumerate(terms.tranches)
    ]
    state = SchemeState.InForce if payload.in_force else SchemeState.Proposed
    return [
        Insert(row),
        *(Insert(each) for each in tranches),
        _joined(event, block),
        _state(event, state, payload.act, block),
    ]


def scheme_joined(event: LedgerEvent, payload: SchemeJoined, block: BlockStamp) -> list[Change]:
    """A party agreed; with the last one the scheme is in force."""
    in_force = _next_state(event, SchemeState.InForce, payload.act, block) if payload.in_force else []
    return [_joined(event, block), *in_force]


def scheme_closed(event: LedgerEvent, payload: SchemeClosed, block: BlockStamp) -> list[Change]:
    """The scheme takes up no further pledge."""
    return _next_state(event, SchemeState.Closed, payload.act, block)


def pledge_covered(event: LedgerEvent, payload: PledgeCovered, block: BlockStamp) -> list[Change]:
    """The pledgee put its claim under a scheme."""
    row = CoverRow(
        sequence=event.sequence,
        block=block.number,
        pledge=number_of(event),
        scheme=payload.scheme,
        principal=str(payload.principal),
        on=act_date(payload.act, block).on,
    )
    return [Insert(row)]


def cover_ended(event: LedgerEvent, payload: CoverEnded, block: BlockStamp) -> list[Change]:
    """The pledgee gave the cover up."""
    return [_end_cover(event, number_of(event), payload.act, block)]


def loss_declared(event: LedgerEvent, payload: LossDeclared, block: BlockStamp) -> list[Change]:
    """The pledgee declared what it lost: the cover is used."""
    loss = number_of(event)
    row = LossRow(
        sequence=event.sequence,
        block=block.number,
        loss=loss,
        pledge=payload.pledge,
        scheme=payload.scheme,
        recovery_order=int(payload.order),
        amount=str(payload.amount),
    )
    shares = [
        LossShareRow(sequence=event.sequence, block=block.number, loss=loss, place=place, share=str(share))
        for place, share in enumerate(payload.shares)
    ]
    return [_end_cover(event, payload.pledge, payload.act, block), Insert(row), *(Insert(each) for each in shares)]


def share_paid(event: LedgerEvent, payload: SharePaid, block: BlockStamp) -> list[Change]:
    """The party of a tranche says that it paid."""
    return [_payment(event, payload.place, payload.paid, block, confirmed=False)]


def share_confirmed(event: LedgerEvent, payload: ShareConfirmed, block: BlockStamp) -> list[Change]:
    """The payee confirms what it received."""
    return [_payment(event, payload.place, payload.received, block, confirmed=True)]


def rights_subrogated(event: LedgerEvent, payload: RightsSubrogated, block: BlockStamp) -> list[Change]:
    """The party of a tranche took rights of its payee."""
    row = SubrogationRow(
        sequence=event.sequence,
        block=block.number,
        loss=number_of(event),
        place=payload.place,
        party=event.actor,
        total=str(payload.subrogated),
    )
    return [Insert(row)]


def recovery_shared(event: LedgerEvent, payload: RecoveryShared, block: BlockStamp) -> list[Change]:
    """Something came back and was shared."""
    loss = number_of(event)
    row = RecoveryRow(
        sequence=event.sequence, block=block.number, loss=loss, collector=event.actor, amount=str(payload.amount)
    )
    shares = [
        RecoveryShareRow(
            sequence=event.sequence,
            block=block.number,
            loss=loss,
            place=place,
            borne=str(borne),
            relieved=str(relieved),
        )
        for place, (borne, relieved) in enumerate(zip(payload.borne, payload.relieved, strict=True))
    ]
    return [Insert(row), *(Insert(each) for each in shares)]


def _paid_in(event: LedgerEvent, amount: int, block: BlockStamp) -> Change:
    row = PoolPaymentRow(sequence=event.sequence, block=block.number, pool=number_of(event), amount=str(amount))
    return Insert(row)


def _joined(event: LedgerEvent, block: BlockStamp) -> Change:
    row = SchemeJoinRow(sequence=event.sequence, block=block.number, scheme=number_of(event), party=event.actor)
    return Insert(row)


def _payment(event: LedgerEvent, place: int, total: int, block: BlockStamp, *, confirmed: bool) -> Change:
    row = SharePaymentRow(
        sequence=event.sequence,
        block=block.number,
        loss=number_of(event),
        place=place,
        confirmed=confirmed,
        total=str(total),
    )
    return Insert(row)


def _end_cover(event: LedgerEvent, pledge: int, act: Act, block: BlockStamp) -> Change:
    date = act_date(act, block)
    return Close(CoverRow, (("pledge", pledge),), event.sequence, block.number, date.on, date.dated_by)


def _next_state(event: LedgerEvent, state: SchemeState, act: Act, block: BlockStamp) -> list[Change]:
    date = act_date(act, block)
    match = (("scheme", number_of(event)),)
    return [
        Close(SchemeStateRow, match, event.sequence, block.number, date.on, date.dated_by),
        _state(event, state, act, block),
    ]


def _state(event: LedgerEvent, state: SchemeState, act: Act, block: BlockStamp) -> Change:
    date = act_date(act, block)
    row = SchemeStateRow(
        sequence=event.sequence,
        block=block.number,
        scheme=number_of(event),
        state=int(state),
        on=date.on,
        dated_by=date.dated_by,
    )
    return Insert(row)
