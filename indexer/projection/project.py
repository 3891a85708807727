"""One event in, all its row changes out."""

from collections.abc import Callable
from json import JSONEncoder
from typing import Any

from chain_gateway.ledger import events as ledger
from chain_gateway.ledger.enums import Provenance
from chain_gateway.ledger.events import LedgerEvent, Payload, payload_json
from chain_gateway.ledger.structs import Act
from indexer.projection import (
    assets,
    buybacks,
    changes,
    directory,
    disposals,
    enforcement,
    log,
    parties,
    pledges,
    refinancings,
    risks,
    searches,
    subsidies,
    valuations,
)
from indexer.projection.dates import BlockStamp
from indexer.projection.rows import Change, EventRow, Insert, OfficialNumberRow
from indexer.projection.subjects import subject_text

_JSON = JSONEncoder(ensure_ascii=True, separators=(",", ":"))

Projection = Callable[[LedgerEvent, Any, BlockStamp], list[Change]]

PROJECTIONS: dict[type[Payload], Projection] = {
    ledger.BookAdded: log.book_added,
    ledger.PartyAdmitted: parties.party_admitted,
    ledger.PartyRenamed: parties.party_renamed,
    ledger.KeyAdded: parties.key_added,
    ledger.KeyRevoked: parties.key_revoked,
    ledger.PartySuspended: parties.party_suspended,
    ledger.PartyReinstated: parties.party_reinstated,
    ledger.VerbGranted: parties.verb_granted,
    ledger.CallerGranted: parties.caller_granted,
    ledger.FactsAttested: assets.facts_attested,
    ledger.KindConfigured: assets.kind_configured,
    ledger.CoverageDeclared: assets.coverage_declared,
    ledger.KeyDelegated: parties.key_delegated,
    ledger.KeyRotated: parties.key_rotated,
    ledger.DocumentKeyPublished: parties.document_key_published,
    ledger.VerbPaused: parties.verb_paused,
    ledger.VerbUnpaused: parties.verb_unpaused,
    ledger.CircumstanceAttested: assets.circumstance_attested,
    ledger.PreservationNoted: assets.preservation_noted,
    ledger.PreservationLifted: assets.preservation_lifted,
    ledger.ClassLabelled: assets.class_labelled,
    ledger.RightsLocked: assets.rights_locked,
    ledger.RightsUnlocked: assets.rights_unlocked,
    ledger.Searched: searches.searched,
    ledger.PledgeFiled: pledges.pledge_filed,
    ledger.PledgeRegistered: pledges.pledge_registered,
    ledger.PledgeMigrated: pledges.pledge_migrated,
    ledger.PledgeRefused: pledges.pledge_refused,
    ledger.PledgeWithdrawn: pledges.pledge_withdrawn,
    ledger.AmendmentAsked: changes.amendment_asked,
    ledger.PledgeAmended: changes.pledge_amended,
    ledger.AssignmentNominated: changes.assignment_nominated,
    ledger.AssignmentAccepted: changes.assignment_accepted,
    ledger.PledgeAssigned: changes.pledge_assigned,
    ledger.PartialReleaseAsked: changes.partial_release_asked,
    ledger.RightsReleased: changes.rights_released,
    ledger.ChangeDropped: changes.change_dropped,
    ledger.PledgeDischarged: pledges.pledge_discharged,
    ledger.PledgeCancelled: pledges.pledge_cancelled,
    ledger.CorrectionAsked: pledges.correction_asked,
    ledger.CorrectionAnswered: pledges.correction_answered,
    ledger.PledgeRevoked: pledges.pledge_revoked,
    ledger.SubordinationAsked: changes.subordination_asked,
    ledger.RanksChanged: changes.ranks_changed,
    ledger.ClaimDetermined: changes.claim_determined,
    ledger.TransferConsented: changes.transfer_consented,
    ledger.PledgeDefaulted: enforcement.pledge_defaulted,
    ledger.PledgeCured: enforcement.pledge_cured,
    ledger.EnforcementStarted: enforcement.enforcement_started,
    ledger.RightsRealised: enforcement.rights_realised,
    ledger.RightsListed: disposals.rights_listed,
    ledger.ListingRepriced: disposals.listing_repriced,
    ledger.RightsSold: disposals.rights_sold,
    ledger.SaleSettled: disposals.sale_settled,
    ledger.ListingEnded: disposals.listing_ended,
    ledger.ValuationEngaged: valuations.valuation_engaged,
    ledger.ValuationDelivered: valuations.valuation_delivered,
    ledger.ValuationAbandoned: valuations.valuation_abandoned,
    ledger.ReaderAllowed: valuations.reader_allowed,
    ledger.ReaderWithdrawn: valuations.reader_withdrawn,
    ledger.FundDeclared: buybacks.fund_declared,
    ledger.FundRevised: buybacks.fund_revised,
    ledger.CapSet: buybacks.cap_set,
    ledger.CommitmentOffered: buybacks.commitment_offered,
    ledger.OfferWithdrawn: buybacks.offer_withdrawn,
    ledger.OfferDeclined: buybacks.offer_declined,
    ledger.CommitmentAccepted: buybacks.commitment_accepted,
    ledger.CommitmentExercised: buybacks.commitment_exercised,
    ledger.PaymentStated: buybacks.payment_stated,
    ledger.PaymentConfirmed: buybacks.payment_confirmed,
    ledger.ExerciseDisputed: buybacks.exercise_disputed,
    ledger.PaymentOverdue: buybacks.payment_overdue,
    ledger.CommitmentLapsed: buybacks.commitment_lapsed,
    ledger.CommitmentWaived: buybacks.commitment_waived,
    ledger.InventoryResold: buybacks.inventory_resold,
    ledger.EligibilityAssessed: refinancings.eligibility_assessed,
    ledger.ClaimOffered: refinancings.claim_offered,
    ledger.ClaimDropped: refinancings.claim_dropped,
    ledger.ClaimTaken: refinancings.claim_taken,
    ledger.ClaimReleased: refinancings.claim_released,
    ledger.ProgrammeDeclared: subsidies.programme_declared,
    ledger.ProgrammeRevised: subsidies.programme_revised,
    ledger.ProgrammeClosed: subsidies.programme_closed,
    ledger.SubsidyClaimed: subsidies.subsidy_claimed,
    ledger.SubsidyWithdrawn: subsidies.subsidy_withdrawn,
    ledger.SubsidyRefused: subsidies.subsidy_refused,
    ledger.SubsidyGranted: subsidies.subsidy_granted,
    ledger.SubsidyPaid: subsidies.subsidy_paid,
    ledger.EntryPublished: directory.entry_published,
    ledger.EntryRevised: directory.entry_revised,
    ledger.EntryWithdrawn: directory.entry_withdrawn,
    ledger.PoolDeclared: risks.pool_declared,
    ledger.PoolFunded: risks.pool_funded,
    ledger.SchemeProposed: risks.scheme_proposed,
    ledger.SchemeJoined: risks.scheme_joined,
    ledger.SchemeClosed: risks.scheme_closed,
    ledger.PledgeCovered: risks.pledge_covered,
    ledger.CoverEnded: risks.cover_ended,
    ledger.LossDeclared: risks.loss_declared,
    ledger.SharePaid: risks.share_paid,
    ledger.ShareConfirmed: risks.share_confirmed,
    ledger.RightsSubrogated: risks.rights_subrogated,
    ledger.RecoveryShared: risks.recovery_shared,
}
"""Every event of every book; a test compares it with the ABI."""


def project(event: LedgerEvent, block: BlockStamp) -> tuple[Change, ...]:
    """The row changes of one event, in the order in which they are made.

    KeyError for an event without a projection, which would make the rows incomplete.
    """
    act: Act | None = getattr(event.payload, "act", None)
    return (
        Insert(_kept(event, block, act)),
        *_official_numbers(event, block, act),
        *PROJECTIONS[type(event.payload)](event, event.payload, block),
    )


def _kept(event: LedgerEvent, block: BlockStamp, act: Act | None) -> EventRow:
    return EventRow(
        sequence=event.sequence,
        block=block.number,
        transaction_hash=f"0x{event.log.transaction_hash.hex()}",
        log_index=event.log.log_index,
        book=event.book,
        name=event.name,
        subject=subject_text(event),
        actor=event.actor,
        migrated=act is not None and act.provenance is Provenance.Migrated,
        payload=_JSON.encode(payload_json(event.payload)),
        data_hash=f"0x{event.data_hash.hex()}",
    )


def _official_numbers(event: LedgerEvent, block: BlockStamp, act: Act | None) -> list[Change]:
    numbers = {getattr(event.payload, "registration_number", ""), "" if act is None else act.official_number}
    return [
        Insert(OfficialNumberRow(sequence=event.sequence, block=block.number, actor=event.actor, number=number))
        for number in sorted(numbers - {""})
    ]
