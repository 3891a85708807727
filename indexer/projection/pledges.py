"""Rows out of PledgeRegistry's events."""

from chain_gateway.ledger.enums import CancellationGround, ChangeKind, PledgeState, RefusalGround
from chain_gateway.ledger.events import (
    AmendmentAsked,
    AssignmentAccepted,
    AssignmentNominated,
    ChangeDropped,
    LedgerEvent,
    PartialReleaseAsked,
    PledgeAmended,
    PledgeAssigned,
    PledgeCancelled,
    PledgeDischarged,
    PledgeFiled,
    PledgeMigrated,
    PledgeRefused,
    PledgeRegistered,
    PledgeWithdrawn,
    RightsReleased,
)
from chain_gateway.ledger.structs import Filing, Obligation
from indexer.projection.dates import BlockStamp, LegalDate, act_date, registration_date
from indexer.projection.rows import (
    Change,
    Close,
    HolderRow,
    Insert,
    Interval,
    PendingChangeRow,
    PledgeRightRow,
    PledgeRow,
    PledgeStateRow,
    PledgorRow,
    RegistrationRow,
    TermsRow,
)
from indexer.projection.subjects import hexadecimal, number_of

Ground = RefusalGround | CancellationGround | None


def pledge_filed(event: LedgerEvent, payload: PledgeFiled, block: BlockStamp) -> list[Change]:
    """A pledge was filed. It is not established: only registration does that."""
    date = act_date(payload.act, block)
    return [
        *_opened(event, payload.filing, block, date, payload.office, migrated=False, paper=payload.paper_consent),
        _state(event, block, PledgeState.Filed, date),
    ]


def pledge_registered(event: LedgerEvent, payload: PledgeRegistered, block: BlockStamp) -> list[Change]:
    """A filed pledge was registered."""
    date = registration_date(payload.effective_on, payload.act, block)
    return [
        _registration(event, block, payload.registration_number, date),
        *_next_state(event, block, PledgeState.Registered, date),
    ]


def pledge_migrated(event: LedgerEvent, payload: PledgeMigrated, block: BlockStamp) -> list[Change]:
    """An existing registration was carried over by its office."""
    date = registration_date(payload.effective_on, payload.act, block)
    return [
        *_opened(event, payload.filing, block, date, event.actor, migrated=True, paper=False),
        _registration(event, block, payload.registration_number, date),
        _state(event, block, PledgeState.Registered, date),
    ]


def pledge_refused(event: LedgerEvent, payload: PledgeRefused, block: BlockStamp) -> list[Change]:
    """The office refused a filed pledge: its rights are free of it."""
    return _ended(event, block, PledgeState.Refused, act_date(payload.act, block), payload.ground)


def pledge_withdrawn(event: LedgerEvent, payload: PledgeWithdrawn, block: BlockStamp) -> list[Change]:
    """The pledgee withdrew its filing: its rights are free of it."""
    return _ended(event, block, PledgeState.Withdrawn, act_date(payload.act, block), None)


def amendment_asked(event: LedgerEvent, _payload: AmendmentAsked, block: BlockStamp) -> list[Change]:
    """Other terms were asked for; the present ones hold until the office records."""
    return [_pending(event, block, ChangeKind.Amendment)]


def pledge_amended(event: LedgerEvent, payload: PledgeAmended, block: BlockStamp) -> list[Change]:
    """Other terms were recorded."""
    date = act_date(payload.act, block)
    return [
        _close(PendingChangeRow, event, block, date),
        _close(TermsRow, event, block, date),
        _terms(event, payload.obligation, block, date),
    ]


def assignment_nominated(event: LedgerEvent, payload: AssignmentNominated, block: BlockStamp) -> list[Change]:
    """The pledgee named an assignee; it holds the pledge until the office records."""
    return [_pending(event, block, ChangeKind.Assignment, assignee=payload.assignee)]


def assignment_accepted(event: LedgerEvent, payload: AssignmentAccepted, block: BlockStamp) -> list[Change]:
    """The nominee, who is the actor, accepted."""
    return [
        _close(PendingChangeRow, event, block, act_date(payload.act, block)),
        _pending(event, block, ChangeKind.Assignment, assignee=event.actor, accepted=True),
    ]


def pledge_assigned(event: LedgerEvent, payload: PledgeAssigned, block: BlockStamp) -> list[Change]:
    """The pledge is the assignee's. Joint pledgees stay."""
    date = act_date(payload.act, block)
    match = (("pledge", number_of(event)), ("joint", False))
    return [
        _close(PendingChangeRow, event, block, date),
        Close(HolderRow, match, event.sequence, block.number, date.on, date.dated_by),
        _holder(event, payload.assignee, block, date, joint=False),
    ]


def partial_release_asked(event: LedgerEvent, _payload: PartialReleaseAsked, block: BlockStamp) -> list[Change]:
    """The freeing of some rights was asked for; they are encumbered until the office records."""
    return [_pending(event, block, ChangeKind.PartialRelease)]


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
    return [_close(PendingChangeRow, event, block, date), *freed]


def change_dropped(event: LedgerEvent, payload: ChangeDropped, block: BlockStamp) -> list[Change]:
    """The pending change was dropped."""
    return [_close(PendingChangeRow, event, block, act_date(payload.act, block))]


def pledge_discharged(event: LedgerEvent, payload: PledgeDischarged, block: BlockStamp) -> list[Change]:
    """The pledgee discharged the pledge; its rights stay encumbered until the office cancels it."""
    date = act_date(payload.act, block)
    return _next_state(event, block, PledgeState.Discharged, date, payload.ground)


def pledge_cancelled(event: LedgerEvent, payload: PledgeCancelled, block: BlockStamp) -> list[Change]:
    """The office cancelled the pledge: its rights are free of it."""
    return _ended(event, block, PledgeState.Cancelled, act_date(payload.act, block), payload.ground)


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
        _holder(event, filing.pledgee, block, date, joint=False),
        *(_holder(event, party, block, date, joint=True) for party in filing.joint_pledgees),
        _terms(event, filing.obligation, block, date),
    ]


def _ended(event: LedgerEvent, block: BlockStamp, state: PledgeState, date: LegalDate, ground: Ground) -> list[Change]:
    return [
        *_next_state(event, block, state, date, ground),
        _close(PledgeRightRow, event, block, date),
        _close(HolderRow, event, block, date),
        _close(TermsRow, event, block, date),
        _close(PendingChangeRow, event, block, date),
    ]


def _next_state(
    event: LedgerEvent, block: BlockStamp, state: PledgeState, date: LegalDate, ground: Ground = None
) -> list[Change]:
    return [_close(PledgeStateRow, event, block, date), _state(event, block, state, date, ground)]


def _state(event: LedgerEvent, block: BlockStamp, state: PledgeState, date: LegalDate, ground: Ground = None) -> Change:
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


def _registration(event: LedgerEvent, block: BlockStamp, number: str, date: LegalDate) -> Change:
    return Insert(
        RegistrationRow(
            sequence=event.sequence,
            block=block.number,
            pledge=number_of(event),
            registration_number=number,
            effective_on=date.on,
        )
    )


def _holder(event: LedgerEvent, party: int, block: BlockStamp, date: LegalDate, *, joint: bool) -> Change:
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


def _terms(event: LedgerEvent, obligation: Obligation, block: BlockStamp, date: LegalDate) -> Change:
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


def _pending(
    event: LedgerEvent, block: BlockStamp, change: ChangeKind, *, assignee: int = 0, accepted: bool = False
) -> Change:
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


def _close(row_type: type[Interval], event: LedgerEvent, block: BlockStamp, date: LegalDate) -> Change:
    match = (("pledge", number_of(event)),)
    return Close(row_type, match, event.sequence, block.number, date.on, date.dated_by)
