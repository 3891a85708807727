"""Rows out of BuybackBook's events."""

from chain_gateway.ledger.enums import CommitmentState, DeclineReason
from chain_gateway.ledger.events import (
    CapSet,
    CommitmentAccepted,
    CommitmentExercised,
    CommitmentLapsed,
    CommitmentOffered,
    CommitmentWaived,
    ExerciseDisputed,
    FundDeclared,
    FundRevised,
    InventoryResold,
    LedgerEvent,
    OfferDeclined,
    OfferWithdrawn,
    PaymentConfirmed,
    PaymentOverdue,
    PaymentStated,
)
from chain_gateway.ledger.structs import Act, FundTerms
from indexer.projection.dates import BlockStamp, LegalDate, act_date
from indexer.projection.rows import (
    AcceptanceRow,
    BuybackCapRow,
    BuybackPaymentRow,
    Change,
    Close,
    CommitmentRow,
    CommitmentStateRow,
    ExerciseMarkRow,
    ExerciseRow,
    FundCapitalRow,
    FundManagerRow,
    FundRow,
    Insert,
    Interval,
    ResaleRow,
)
from indexer.projection.subjects import hexadecimal, number_of


def fund_declared(event: LedgerEvent, payload: FundDeclared, block: BlockStamp) -> list[Change]:
    """A party declared a fund."""
    fund = FundRow(
        sequence=event.sequence,
        block=block.number,
        fund=number_of(event),
        owner=event.actor,
        currency=payload.terms.currency,
    )
    return [Insert(fund), *_fund_terms(event, payload.terms, block)]


def fund_revised(event: LedgerEvent, payload: FundRevised, block: BlockStamp) -> list[Change]:
    """The owner changed capital, limit or manager."""
    date, fund = act_date(payload.act, block), number_of(event)
    return [
        _close(FundManagerRow, "fund", fund, event, block, date),
        _close(FundCapitalRow, "fund", fund, event, block, date),
        *_fund_terms(event, payload.terms, block),
    ]


def cap_set(event: LedgerEvent, payload: CapSet, block: BlockStamp) -> list[Change]:
    """The governance set the cap."""
    parameter = hexadecimal(event.subject)
    row = BuybackCapRow(sequence=event.sequence, block=block.number, parameter=parameter, cap=payload.cap)
    return [_close(BuybackCapRow, "parameter", parameter, event, block, act_date(payload.act, block)), Insert(row)]


def commitment_offered(event: LedgerEvent, payload: CommitmentOffered, block: BlockStamp) -> list[Change]:
    """A fund offered to buy back. It binds nothing yet."""
    terms = payload.terms
    row = CommitmentRow(
        sequence=event.sequence,
        block=block.number,
        commitment=number_of(event),
        fund=payload.fund,
        pledge=payload.pledge,
        route=int(terms.route),
        currency=terms.currency,
        price=str(terms.price),
        commission=str(terms.commission),
        opens_at=terms.opens_at,
        closes_at=terms.closes_at,
        payment_days=terms.payment_days,
        reinsurer=terms.reinsurer,
        covered_rights=hexadecimal(terms.covered_rights),
        conditions=hexadecimal(terms.conditions),
    )
    return [Insert(row), _state(event, CommitmentState.Offered, block, act_date(payload.act, block))]


def offer_withdrawn(event: LedgerEvent, payload: OfferWithdrawn, block: BlockStamp) -> list[Change]:
    """The fund took its offer back."""
    return _next_state(event, CommitmentState.Withdrawn, payload.act, block)


def offer_declined(event: LedgerEvent, payload: OfferDeclined, block: BlockStamp) -> list[Change]:
    """The pledgee declined the offer."""
    return _next_state(event, CommitmentState.Declined, payload.act, block, payload.reason)


def commitment_accepted(event: LedgerEvent, payload: CommitmentAccepted, block: BlockStamp) -> list[Change]:
    """The pledgee accepted: the fund is bound."""
    row = AcceptanceRow(
        sequence=event.sequence,
        block=block.number,
        commitment=number_of(event),
        principal=str(payload.principal),
        cap=payload.cap,
    )
    return [*_next_state(event, CommitmentState.Accepted, payload.act, block), Insert(row)]


def commitment_exercised(event: LedgerEvent, payload: CommitmentExercised, block: BlockStamp) -> list[Change]:
    """The pledgee called the commitment."""
    row = ExerciseRow(sequence=event.sequence, block=block.number, commitment=number_of(event), due_at=payload.due_at)
    return [*_next_state(event, CommitmentState.Exercised, payload.act, block), Insert(row)]


def payment_stated(event: LedgerEvent, payload: PaymentStated, block: BlockStamp) -> list[Change]:
    """The payer says that it paid."""
    return [_payment(event, payload.paid, block, confirmed=False)]


def payment_confirmed(event: LedgerEvent, payload: PaymentConfirmed, block: BlockStamp) -> list[Change]:
    """The pledgee confirms what it received; with the whole price the commitment is settled."""
    settled = _next_state(event, CommitmentState.Settled, payload.act, block) if payload.settled else []
    return [_payment(event, payload.received, block, confirmed=True), *settled]


def exercise_disputed(event: LedgerEvent, _payload: ExerciseDisputed, block: BlockStamp) -> list[Change]:
    """A side disputes the exercise."""
    return [_mark(event, "disputed", block)]


def payment_overdue(event: LedgerEvent, _payload: PaymentOverdue, block: BlockStamp) -> list[Change]:
    """A side put on record that the price is overdue."""
    return [_mark(event, "overdue", block)]


def commitment_lapsed(event: LedgerEvent, payload: CommitmentLapsed, block: BlockStamp) -> list[Change]:
    """The commitment binds nobody any more."""
    return _next_state(event, CommitmentState.Lapsed, payload.act, block)


def commitment_waived(event: LedgerEvent, payload: CommitmentWaived, block: BlockStamp) -> list[Change]:
    """The pledgee gave the commitment up."""
    return _next_state(event, CommitmentState.Waived, payload.act, block)


def inventory_resold(event: LedgerEvent, payload: InventoryResold, block: BlockStamp) -> list[Change]:
    """The fund sold what it had bought; its capital bears gain or loss."""
    date = act_date(payload.act, block)
    row = ResaleRow(sequence=event.sequence, block=block.number, commitment=number_of(event), price=str(payload.price))
    return [
        *_next_state(event, CommitmentState.Resold, payload.act, block),
        Insert(row),
        _close(FundCapitalRow, "fund", payload.fund, event, block, date),
        _capital(event, payload.fund, payload.capital, block),
    ]


def _fund_terms(event: LedgerEvent, terms: FundTerms, block: BlockStamp) -> list[Change]:
    fund = number_of(event)
    manager = FundManagerRow(
        sequence=event.sequence,
        block=block.number,
        fund=fund,
        manager=terms.manager,
        pledgor_limit=str(terms.pledgor_limit),
    )
    return [Insert(manager), _capital(event, fund, terms.capital, block)]


def _capital(event: LedgerEvent, fund: int, capital: int, block: BlockStamp) -> Change:
    return Insert(FundCapitalRow(sequence=event.sequence, block=block.number, fund=fund, capital=str(capital)))


def _payment(event: LedgerEvent, total: int, block: BlockStamp, *, confirmed: bool) -> Change:
    row = BuybackPaymentRow(
        sequence=event.sequence,
        block=block.number,
        commitment=number_of(event),
        confirmed=confirmed,
        total=str(total),
    )
    return Insert(row)


def _mark(event: LedgerEvent, mark: str, block: BlockStamp) -> Change:
    row = ExerciseMarkRow(
        sequence=event.sequence, block=block.number, commitment=number_of(event), mark=mark, party=event.actor
    )
    return Insert(row)


def _next_state(
    event: LedgerEvent, state: CommitmentState, act: Act, block: BlockStamp, reason: DeclineReason | None = None
) -> list[Change]:
    date = act_date(act, block)
    return [
        _close(CommitmentStateRow, "commitment", number_of(event), event, block, date),
        _state(event, state, block, date, reason),
    ]


def _state(
    event: LedgerEvent,
    state: CommitmentState,
    block: BlockStamp,
    date: LegalDate,
    reason: DeclineReason | None = None,
) -> Change:
    row = CommitmentStateRow(
        sequence=event.sequence,
        block=block.number,
        commitment=number_of(event),
        state=int(state),
        on=date.on,
        dated_by=date.dated_by,
        reason=0 if reason is None else int(reason),
    )
    return Insert(row)


def _close(
    row_type: type[Interval], column: str, value: int | str, event: LedgerEvent, block: BlockStamp, date: LegalDate
) -> Change:
    return Close(row_type, ((column, value),), event.sequence, block.number, date.on, date.dated_by)
