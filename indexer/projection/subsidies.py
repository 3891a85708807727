"""Events of SubsidyBook: programmes in versions, and the states of claims."""

from dataclasses import replace

from chain_gateway.ledger.enums import SubsidyState
from chain_gateway.ledger.events import (
    LedgerEvent,
    ProgrammeClosed,
    ProgrammeDeclared,
    ProgrammeRevised,
    SubsidyClaimed,
    SubsidyGranted,
    SubsidyPaid,
    SubsidyRefused,
    SubsidyWithdrawn,
)
from chain_gateway.ledger.structs import Act, ProgrammeTerms
from indexer.projection.dates import BlockStamp, act_date
from indexer.projection.rows import Change, Close, Insert, ProgrammeRow, SubsidyRow, SubsidyStateRow
from indexer.projection.subjects import hexadecimal, number_of


def programme_declared(event: LedgerEvent, payload: ProgrammeDeclared, block: BlockStamp) -> list[Change]:
    """The first version of a programme."""
    return [_version(event, payload.terms, payload.act, block)]


def programme_revised(event: LedgerEvent, payload: ProgrammeRevised, block: BlockStamp) -> list[Change]:
    """A new version takes the place of the former one."""
    return [_end(event, payload.act, block), _version(event, payload.terms, payload.act, block)]


def programme_closed(event: LedgerEvent, payload: ProgrammeClosed, block: BlockStamp) -> list[Change]:
    """The programme is in force no more."""
    return [_end(event, payload.act, block)]


def subsidy_claimed(event: LedgerEvent, payload: SubsidyClaimed, block: BlockStamp) -> list[Change]:
    """A claim that waits for its authority."""
    terms = payload.terms
    row = SubsidyRow(
        sequence=event.sequence,
        block=block.number,
        subsidy=number_of(event),
        programme=terms.programme,
        pledge=terms.pledge,
        period=terms.period,
        claimant=event.actor,
        beneficiary=terms.beneficiary,
        cost=str(terms.cost),
        amount=str(terms.amount),
    )
    return [Insert(row), Insert(_state(event, SubsidyState.Claimed, payload.act, block))]


def subsidy_withdrawn(event: LedgerEvent, payload: SubsidyWithdrawn, block: BlockStamp) -> list[Change]:
    """The claim was taken back."""
    return _next(event, _state(event, SubsidyState.Withdrawn, payload.act, block), payload.act, block)


def subsidy_refused(event: LedgerEvent, payload: SubsidyRefused, block: BlockStamp) -> list[Change]:
    """The claim was refused."""
    row = replace(_state(event, SubsidyState.Refused, payload.act, block), reason=int(payload.reason))
    return _next(event, row, payload.act, block)


def subsidy_granted(event: LedgerEvent, payload: SubsidyGranted, block: BlockStamp) -> list[Change]:
    """The claim was granted, whole or in part."""
    row = replace(_state(event, SubsidyState.Granted, payload.act, block), amount=str(payload.amount))
    return _next(event, row, payload.act, block)


def subsidy_paid(event: LedgerEvent, payload: SubsidyPaid, block: BlockStamp) -> list[Change]:
    """What was granted is paid."""
    return _next(event, _state(event, SubsidyState.Paid, payload.act, block), payload.act, block)


def _version(event: LedgerEvent, terms: ProgrammeTerms, act: Act, block: BlockStamp) -> Change:
    row = ProgrammeRow(
        sequence=event.sequence,
        block=block.number,
        programme=number_of(event),
        authority=event.actor,
        name=terms.name,
        region=terms.region,
        kind=int(terms.kind),
        period=int(terms.period),
        right_kinds=terms.right_kinds,
        ratio=terms.ratio,
        currency=terms.currency,
        most=str(terms.most),
        budget=str(terms.budget),
        starts_on=terms.starts_on,
        ends_on=terms.ends_on,
        conditions=hexadecimal(terms.conditions),
        on=act_date(act, block).on,
    )
    return Insert(row)


def _end(event: LedgerEvent, act: Act, block: BlockStamp) -> Change:
    date = act_date(act, block)
    match = (("programme", number_of(event)),)
    return Close(ProgrammeRow, match, event.sequence, block.number, date.on, date.dated_by)


def _state(event: LedgerEvent, state: SubsidyState, act: Act, block: BlockStamp) -> SubsidyStateRow:
    date = act_date(act, block)
    return SubsidyStateRow(
        sequence=event.sequence,
        block=block.number,
        subsidy=number_of(event),
        state=int(state),
        amount="",
        reason=0,
        on=date.on,
        dated_by=date.dated_by,
    )


def _next(event: LedgerEvent, row: SubsidyStateRow, act: Act, block: BlockStamp) -> list[Change]:
    date = act_date(act, block)
    match = (("subsidy", number_of(event)),)
    return [Close(SubsidyStateRow, match, event.sequence, block.number, date.on, date.dated_by), Insert(row)]
