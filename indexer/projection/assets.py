"""Rows out of AssetRegistry's events."""

import json

from chain_gateway.ledger.enums import RightKind
from chain_gateway.ledger.events import (
    CircumstanceAttested,
    ClassLabelled,
    CoverageDeclared,
    FactsAttested,
    KindConfigured,
    LedgerEvent,
    PreservationLifted,
    PreservationNoted,
    RightsLocked,
    RightsUnlocked,
)
from chain_gateway.ledger.identifiers import InvalidIdentifier, RightId
from chain_gateway.ledger.structs import Facts
from indexer.projection.dates import BlockStamp, act_date
from indexer.projection.rows import (
    Change,
    CircumstanceRow,
    ClassLabelRow,
    Close,
    CoverageRow,
    FactsRow,
    Insert,
    KindRow,
    LockRow,
    PreservationRow,
)
from indexer.projection.subjects import hexadecimal, number_of

_APPLICATIONS = {
    RightKind.Patent: RightKind.PatentApplication,
    RightKind.Trademark: RightKind.TrademarkApplication,
}


def application_right(right: RightId, stated: str) -> RightId | None:
    """The application that a right was granted on.

    For an application itself; for any other right the one whose number its office has `stated`. In China a patent or
    trademark keeps the number of its application, so there none need be stated. None when none is known: such a right
    stands alone.
    """
    if right.kind in _APPLICATIONS.values():
        return right
    if right.jurisdiction == "CN" and right.kind in _APPLICATIONS:
        return RightId("CN", _APPLICATIONS[right.kind], right.number)
    try:
        return RightId.parse(stated) if stated else None
    except InvalidIdentifier:
        return None


def application_of(right: RightId, stated: str) -> str | None:
    """What a grant and its application share: the application's asset key, in hexadecimal; None when none is known."""
    application = application_right(right, stated)
    return None if application is None else hexadecimal(application.key)


def facts_attested(event: LedgerEvent, payload: FactsAttested, block: BlockStamp) -> list[Change]:
    """Facts of a right were attested; they replace the former ones."""
    facts = payload.facts
    date = act_date(payload.act, block)
    key = hexadecimal(event.subject)
    return [
        Close(FactsRow, (("asset_key", key),), event.sequence, block.number, date.on, date.dated_by),
        Insert(
            FactsRow(
                sequence=event.sequence,
                block=block.number,
                asset_key=key,
                right=facts.right.id.text,
                jurisdiction=facts.right.jurisdiction,
                kind=int(facts.right.kind),
                number=facts.right.number,
                validity=int(facts.validity),
                owners=json.dumps(list(facts.owners)),
                filed_on=facts.filed_on,
                granted_on=facts.granted_on,
                expires_on=facts.expires_on,
                title=facts.title,
                application_number=facts.application_number,
                application_key=key if facts.right.kind in _APPLICATIONS.values() else _application(facts),
                main_class=facts.main_class,
                source=facts.source,
                as_of=facts.as_of,
            )
        ),
    ]


def kind_configured(event: LedgerEvent, payload: KindConfigured, block: BlockStamp) -> list[Change]:
    """Rules of a kind of right were set; they replace the former ones.

    Whoever is the kind's office now has not vouched for the ledger under them: a coverage declared before ends, and an
    office that stays declares again.
    """
    date = act_date(payload.act, block)
    kind_id = hexadecimal(event.subject)
    return [
        Close(KindRow, (("kind_id", kind_id),), event.sequence, block.number, date.on, date.dated_by),
        Close(CoverageRow, (("kind_id", kind_id),), event.sequence, block.number, date.on, date.dated_by),
        Insert(
            KindRow(
                sequence=event.sequence,
                block=block.number,
                kind_id=kind_id,
                jurisdiction=payload.jurisdiction,
                kind=int(payload.kind),
                ranking=int(payload.ranking),
                office=payload.office,
            )
        ),
    ]


def coverage_declared(event: LedgerEvent, payload: CoverageDeclared, block: BlockStamp) -> list[Change]:
    """The period for which the ledger is complete for a kind was declared; it replaces the former one, as in the
    contract. Nobody vouches for days to come: the period ends with the day of the declaration's block at the latest.
    """
    date = act_date(payload.act, block)
    kind_id = hexadecimal(event.subject)
    return [
        Close(CoverageRow, (("kind_id", kind_id),), event.sequence, block.number, date.on, date.dated_by),
        Insert(
            CoverageRow(
                sequence=event.sequence,
                block=block.number,
                kind_id=kind_id,
                jurisdiction=payload.jurisdiction,
                kind=int(payload.kind),
                from_on=payload.from_,
                through_on=min(payload.through, block.day),
            )
        ),
    ]


def circumstance_attested(event: LedgerEvent, payload: CircumstanceAttested, block: BlockStamp) -> list[Change]:
    """A circumstance of a right was attested; it replaces the former one of its kind and case number."""
    told = payload.circumstance
    date = act_date(payload.act, block)
    key = hexadecimal(event.subject)
    match = (("asset_key", key), ("kind", int(told.kind)), ("case_number", told.case_number))
    return [
        Close(CircumstanceRow, match, event.sequence, block.number, date.on, date.dated_by),
        Insert(
            CircumstanceRow(
                sequence=event.sequence,
                block=block.number,
                asset_key=key,
                kind=int(told.kind),
                case_number=told.case_number,
                starts_on=told.starts_on,
                ends_on=told.ends_on,
                text=told.text,
                source=told.source,
                as_of=told.as_of,
            )
        ),
    ]


def preservation_noted(event: LedgerEvent, payload: PreservationNoted, block: BlockStamp) -> list[Change]:
    """A court's preservation of a right was noted."""
    told = payload.preservation
    return [
        Insert(
            PreservationRow(
                sequence=event.sequence,
                block=block.number,
                asset_key=hexadecimal(event.subject),
                court=told.court,
                case_number=told.case_number,
                starts_on=told.starts_on,
                ends_on=told.ends_on,
                rank=told.rank,
                source=told.source,
                as_of=told.as_of,
            )
        )
    ]


def preservation_lifted(event: LedgerEvent, payload: PreservationLifted, block: BlockStamp) -> list[Change]:
    """A preservation no longer holds the right."""
    date = act_date(payload.act, block)
    match = (("sequence", payload.preservation),)
    return [Close(PreservationRow, match, event.sequence, block.number, date.on, date.dated_by)]


def class_labelled(event: LedgerEvent, payload: ClassLabelled, block: BlockStamp) -> list[Change]:
    """A right was given a class label; it replaces the attestor's former one."""
    date = act_date(payload.act, block)
    key = hexadecimal(event.subject)
    match = (("asset_key", key), ("attestor", event.actor))
    return [
        Close(ClassLabelRow, match, event.sequence, block.number, date.on, date.dated_by),
        Insert(
            ClassLabelRow(
                sequence=event.sequence,
                block=block.number,
                asset_key=key,
                attestor=event.actor,
                asset_class=int(payload.label.asset_class),
                source=payload.label.source,
                as_of=payload.label.as_of,
            )
        ),
    ]


def rights_locked(event: LedgerEvent, payload: RightsLocked, block: BlockStamp) -> list[Change]:
    """Rights of a pledge were locked; one row for each."""
    date = act_date(payload.act, block)
    return [
        Insert(
            LockRow(
                sequence=event.sequence,
                block=block.number,
                asset_key=hexadecimal(key),
                pledge=number_of(event),
                lock=int(payload.lock),
                on=date.on,
            )
        )
        for key in payload.rights
    ]


def rights_unlocked(event: LedgerEvent, payload: RightsUnlocked, block: BlockStamp) -> list[Change]:
    """A lock of rights ended."""
    date = act_date(payload.act, block)
    return [
        Close(
            LockRow,
            (("asset_key", hexadecimal(key)), ("lock", int(payload.lock))),
            event.sequence,
            block.number,
            date.on,
            date.dated_by,
        )
        for key in payload.rights
    ]


def _application(facts: Facts) -> str | None:
    try:
        return application_of(facts.right.id, facts.application_number)
    except ValueError:  # no jurisdiction, as only a faulty contract would let through
        return None
