"""Rows out of ChangeBook's events."""

from chain_gateway.ledger.enums import ChangeKind
from chain_gateway.ledger.events import (
    AmendmentAsked,
    AssignmentAccepted,
    AssignmentNominated,
    ChangeDropped,
    ClaimDetermined,
    LedgerEvent,
    PartialReleaseAsked,
    PledgeAmended,
    PledgeAssigned,
    RanksChanged,
    RightsReleased,
    SubordinationAsked,
    TransferConsented,
)
from indexer.projection.dates import BlockStamp, act_date
from indexer.projection.pledge_rows import close, holder, pending, terms
from indexer.projection.rows import (
    Change,
    Close,
    HolderRow,
    Insert,
    PendingChangeRow,
    PledgeRightRow,
    SubordinationRow,
    TermsRow,
)
from indexer.projection.subjects import hexadecimal, number_of


def amendment_asked(event: LedgerEvent, _payload: AmendmentAsked, block: BlockStamp) -> list[Change]:
    """Other terms were asked for; the present ones hold until the office records."""
    return [pending(event, block, ChangeKind.Amendment)]


def pledge_amended(event: LedgerEvent, payload: PledgeAmended, block: BlockStamp) -> list[Change]:
    """Other terms were recorded; added rights are encumbered from the date of this act."""
    date = act_date(payload.act, block)
    return [
        close(PendingChangeRow, event, block, date),
        close(TermsRow, event, block, date),
        terms(event, payload.obligation, block, date),
        *(
            Insert(
                PledgeRightRow(
                    sequence=event.sequence,
                    block=block.number,
                    pledge=number_of(event),
                    asset_key=hexadecimal(key),
                    on=date.on,
                )
            )
            for key in payload.added
        ),
    ]


def assignment_nominated(event: LedgerEvent, payload: AssignmentNominated, block: BlockStamp) -> list[Change]:
    """The pledgee named an assignee; it holds the pledge until the office records."""
    return [pending(event, block, ChangeKind.Assignment, assignee=payload.assignee)]


def assignment_accepted(event: LedgerEvent, payload: AssignmentAccepted, block: BlockStamp) -> list[Change]:
    """The nominee, who is the actor, accepted."""
    return [
        close(PendingChangeRow, event, block, act_date(payload.act, block)),
        pending(event, block, ChangeKind.Assignment, assignee=event.actor, accepted=True),
    ]


def pledge_assigned(event: LedgerEvent, payload: PledgeAssigned, block: BlockStamp) -> list[Change]:
    """The pledge is the assignee's. Joint pledgees stay."""
    date = act_date(payload.act, block)
    match = (("pledge", number_of(event)), ("joint", False))
    return [
        close(PendingChangeRow, event, block, date),
        Close(HolderRow, match, event.sequence, block.number, date.on, date.dated_by),
        holder(event, payload.assignee, block, date, joint=False),
    ]


def partial_release_asked(event: LedgerEvent, _payload: PartialReleaseAsked, block: BlockStamp) -> list[Change]:
    """The freeing of some rights was asked for; they are encumbered until the office records."""
    return [pending(event, block, ChangeKind.PartialRelease)]


def rights_released(event: LedgerEvent, payload: RightsReleased, block: BlockStamp) -> list[Change]:
    """Some rights are free of the pledge."""
    date = act_date(payload.act, block)
    pledge = number_of(event)
    freed: list[Change] = [
        Close(
            PledgeRightRow,
            (("pledge", pledge), ("asset_key", hexadecimal(key))),
            event.sequence,
            block.number,
            date.on,
            date.dated_by,
        )
        for key in payload.freed
    ]
    return [close(PendingChangeRow, event, block, date), *freed]


def change_dropped(event: LedgerEvent, payload: ChangeDropped, block: BlockStamp) -> list[Change]:
    """The pending change was dropped."""
    return [close(PendingChangeRow, event, block, act_date(payload.act, block))]


def subordination_asked(event: LedgerEvent, _payload: SubordinationAsked, block: BlockStamp) -> list[Change]:
    """A change of rank was consented to; ranks stay until the office records it."""
    return [pending(event, block, ChangeKind.Subordination)]


def ranks_changed(event: LedgerEvent, payload: RanksChanged, block: BlockStamp) -> list[Change]:
    """On some rights the pledge and the favoured one have changed places."""
    date = act_date(payload.act, block)
    return [
        close(PendingChangeRow, event, block, date),
        *(
            Insert(
                SubordinationRow(
                    sequence=event.sequence,
                    block=block.number,
                    pledge=number_of(event),
                    favoured=payload.favoured,
                    asset_key=hexadecimal(key),
                    on=date.on,
                )
            )
            for key in payload.rights
        ),
    ]


def claim_determined(_event: LedgerEvent, _payload: ClaimDetermined, _block: BlockStamp) -> list[Change]:
    """The claims are determined: a fact of the history, which the events keep. The amount is no row's."""
    return []


def transfer_consented(_event: LedgerEvent, _payload: TransferConsented, _block: BlockStamp) -> list[Change]:
    """The pledgee consented to a transfer: a fact of the history, which the events keep."""
    return []
