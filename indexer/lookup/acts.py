"""Acts as JSON: an event with who, when, which document, which transaction, and what it says, never amounts.

What is told of a payload is a list of what may be told: a field that is not in it, an amount, a currency, a salt, a
digest, a debtor or a contract's document, stays in the store. Acts that say of a default or of what a realisation
brought are not told at all (law.md 16); that a pledge is being enforced is, because who buys the right must know.
"""

import json
from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Any

from chain_gateway.ledger.enums import CancellationGround
from indexer.lookup import wording
from indexer.lookup.names import name_of, party_json
from indexer.lookup.texts import document_text, iso_date, iso_time, shown
from indexer.projection.rows import EventRow, PartyRow

PLEDGE_BOOKS = ("PledgeRegistry", "ChangeBook", "EnforcementBook")
"""Books whose events are about a pledge."""

WITHHELD = frozenset({"PledgeDefaulted", "PledgeCured", "RightsRealised", "ReaderAllowed", "ReaderWithdrawn"})
"""Acts that the public is not told."""

_PARTY = ("office", "assignor", "assignee", "pledgee")
_PARTIES = ("joint_pledgees", "pledgors")
_RIGHTS = ("rights", "freed", "added", "covered", "listed")
_DATES = ("effective_on", "from_", "through", "starts_on", "ends_on", "due_on", "as_of")
_PLAIN = (
    "paper_consent",
    "pledge",
    "heavier",
    "remaining",
    "favoured",
    "pledge_follows",
    "preservation",
    "part",
    "parts",
    "count",
    "cap",
)
_TEXTS = (
    "registration_number",
    "ground",
    "consent",
    "change",
    "kind",
    "ranking",
    "jurisdiction",
    "route",
    "scope",
    "lock",
    "reason",
)
_ABOUT_A_RIGHT = ("FactsAttested", "CircumstanceAttested", "PreservationNoted", "PreservationLifted", "ClassLabelled")
"""Events whose subject is an asset key."""
_FILING = ("pledgee", "joint_pledgees", "pledgors", "rights")
_OBLIGATION = ("kind", "starts_on", "ends_on")
_CONSENT = ("kind", "covered", "pledge_follows", "scope")
_WAIVERS = {"PartialReleaseAsked": None, "PledgeDischarged": CancellationGround.PledgeeWaives.name}
"""Acts by which a pledgee gives security up, and the ground on which they do."""

TOLD: dict[str, tuple[str, ...]] = {
    "BookAdded": (),
    "PartyAdmitted": ("kind",),
    "PartyRenamed": (),
    "KeyAdded": (),
    "KeyRevoked": (),
    "PartySuspended": (),
    "PartyReinstated": (),
    "VerbGranted": (),
    "CallerGranted": (),
    "FactsAttested": (),
    "KindConfigured": ("jurisdiction", "kind", "ranking", "office"),
    "KeyDelegated": (),
    "KeyRotated": (),
    "DocumentKeyPublished": ("scheme",),
    "VerbPaused": (),
    "VerbUnpaused": (),
    "CircumstanceAttested": (),
    "PreservationNoted": (),
    "PreservationLifted": ("preservation", "remaining"),
    "ClassLabelled": (),
    "RightsLocked": ("lock", "rights"),
    "RightsUnlocked": ("lock", "rights"),
    "Searched": ("part", "parts", "as_of", "count"),
    "CoverageDeclared": ("jurisdiction", "kind", "from_", "through"),
    "PledgeFiled": ("office", "filing", "paper_consent"),
    "PledgeRegistered": ("registration_number", "effective_on", "consent_document"),
    "PledgeMigrated": ("registration_number", "effective_on", "filing"),
    "PledgeRefused": ("ground",),
    "PledgeWithdrawn": (),
    "AmendmentAsked": ("obligation", "added", "consent", "heavier", "others"),
    "PledgeAmended": ("obligation", "added", "consent_document"),
    "AssignmentNominated": ("assignee",),
    "AssignmentAccepted": (),
    "PledgeAssigned": ("assignor", "assignee"),
    "PartialReleaseAsked": ("freed", "others"),
    "RightsReleased": ("freed", "remaining"),
    "ChangeDropped": ("change",),
    "PledgeDischarged": ("ground", "others"),
    "PledgeCancelled": ("ground",),
    "CorrectionAsked": ("due_on",),
    "CorrectionAnswered": (),
    "PledgeRevoked": ("ground",),
    "SubordinationAsked": ("favoured", "rights"),
    "RanksChanged": ("favoured", "rights"),
    "ClaimDetermined": ("ground",),
    "TransferConsented": ("consent",),
    "PledgeDefaulted": (),
    "PledgeCured": (),
    "EnforcementStarted": ("route",),
    "RightsRealised": (),
    "RightsListed": ("pledge", "listed"),
    "ListingRepriced": (),
    "RightsSold": (),
    "SaleSettled": (),
    "ListingEnded": ("reason",),
    "ValuationEngaged": ("rights",),
    "ValuationDelivered": (),
    "ValuationAbandoned": ("reason",),
    "ReaderAllowed": (),
    "ReaderWithdrawn": (),
    "FundDeclared": (),
    "FundRevised": (),
    "CapSet": ("cap",),
    "CommitmentOffered": (),
    "OfferWithdrawn": (),
    "OfferDeclined": (),
    "CommitmentAccepted": (),
    "CommitmentExercised": (),
    "PaymentStated": (),
    "PaymentConfirmed": (),
    "ExerciseDisputed": (),
    "PaymentOverdue": (),
    "CommitmentLapsed": (),
    "CommitmentWaived": (),
    "InventoryResold": (),
    "EligibilityAssessed": (),
    "ClaimOffered": (),
    "ClaimDropped": (),
    "ClaimTaken": (),
    "ClaimReleased": (),
    "ProgrammeDeclared": (),
    "ProgrammeRevised": (),
    "ProgrammeClosed": (),
    "SubsidyClaimed": (),
    "SubsidyWithdrawn": (),
    "SubsidyRefused": (),
    "SubsidyGranted": (),
    "SubsidyPaid": (),
    "EntryPublished": (),
    "EntryRevised": (),
    "EntryWithdrawn": (),
    "PoolDeclared": (),
    "PoolFunded": (),
    "SchemeProposed": (),
    "SchemeJoined": (),
    "SchemeClosed": (),
    "PledgeCovered": (),
    "CoverEnded": (),
    "LossDeclared": (),
    "SharePaid": (),
    "ShareConfirmed": (),
    "RightsSubrogated": (),
    "RecoveryShared": (),
}
"""Fields of each event that answers may tell; a test compares the names with the ABI."""

PARTIES_ONLY = ("BuybackBook", "RefinancingBook", "LossBook")
"""Books whose single acts are their parties' own business, because they tell of defaults or of a claim's worth."""


def parties_named(events: Iterable[EventRow]) -> set[int]:
    """Ids of the parties that the acts name."""
    ids: set[int] = set()
    for event in events:
        ids.add(event.actor)
        for name, value in _told(event).items():
            if name in _PARTY:
                ids.add(value)
            elif name in _PARTIES:
                ids.update(value)
            elif name == "others":
                ids.update(each["party"] for each in value)
        if event.name == "PartyRenamed":
            ids.add(int(event.subject))
    return ids


def rights_named(events: Iterable[EventRow]) -> set[str]:
    """Asset keys of the rights that the acts name."""
    keys: set[str] = set()
    for event in events:
        if event.name in _ABOUT_A_RIGHT:
            keys.add(event.subject)
        for name, value in _told(event).items():
            if name in _RIGHTS:
                keys.update(value)
    return keys


def act_json(
    event: EventRow, time: int | None, parties: Mapping[int, PartyRow], texts: Mapping[str, str]
) -> dict[str, Any]:
    """One act. `time` is its block's chain time, `texts` the texts of rights by asset key."""
    act = json.loads(event.payload).get("act") or {}
    return {
        "sequence": event.sequence,
        "act": event.name,
        "actor": party_json(event.actor, parties),
        "pledge": int(event.subject) if event.book in PLEDGE_BOOKS else None,
        "time": None if time is None else iso_time(time),
        "executed_on": iso_date(act.get("executed_on")),
        "recorded_on": iso_date(act.get("recorded_on")),
        "official_number": shown(act.get("official_number", "")) or None,
        "document": document_text(act.get("document", "")),
        "provenance": act.get("provenance", "Native"),
        "transaction": event.transaction_hash,
        "block": event.block,
        "details": _details(event, parties, texts),
    }


def _told(event: EventRow) -> dict[str, Any]:
    payload = json.loads(event.payload)
    told: dict[str, Any] = {}
    for name in TOLD[event.name]:
        if name == "filing":
            filing = payload["filing"]
            told |= {each: filing[each] for each in _FILING}
            told["obligation"] = {each: filing["obligation"][each] for each in _OBLIGATION}
        elif name == "consent" and isinstance(payload[name], dict):
            told |= {each: payload["consent"][each] for each in _CONSENT}
        elif name == "obligation":
            told["obligation"] = {each: payload["obligation"][each] for each in _OBLIGATION}
        else:
            told[name] = payload[name]
    return told


def _details(event: EventRow, parties: Mapping[int, PartyRow], texts: Mapping[str, str]) -> dict[str, Any]:
    details: dict[str, Any] = {}
    if event.name in _ABOUT_A_RIGHT:
        details["rights"] = [shown(texts.get(event.subject, event.subject))]
    told = _told(event)
    for name, value in told.items():
        details[name.rstrip("_")] = _detail(name, value, parties, texts)
    if "others" in details:
        details["consents"] = details.pop("others")
        details["not_binding"] = _not_binding(event.name, told)
    if event.name == "PartyRenamed":
        details |= _renamed(event, parties)
    if "freed" in details:
        # What an act frees are the rights that it names.
        details["rights"] = details["freed"]
    return details


def _not_binding(act: str, told: Mapping[str, Any]) -> str | None:
    """On whom an act is not binding who is not among those that consented; None where it harms nobody."""
    if told.get("heavier"):
        return wording.not_binding()
    if act in _WAIVERS and _WAIVERS[act] in (None, told.get("ground")):
        return wording.frees_others()
    return None


def _renamed(event: EventRow, parties: Mapping[int, PartyRow]) -> dict[str, Any]:
    party = int(event.subject)
    row = parties.get(party)
    name = json.loads(event.payload)["name"]
    return {
        "party": party_json(party, parties),
        "name": name_of(party, None if row is None else replace(row, name=name)),
    }


def _detail(name: str, value: Any, parties: Mapping[int, PartyRow], texts: Mapping[str, str]) -> Any:
    if name in _PARTY:
        return party_json(value, parties)
    if name in _PARTIES:
        return [party_json(each, parties) for each in value]
    if name in _RIGHTS:
        return [shown(texts.get(each, each)) for each in value]
    if name in _DATES:
        return iso_date(value)
    if name == "consent_document":
        return document_text(value)
    if name == "others":
        return [
            {"party": party_json(each["party"], parties), "document": document_text(each["document"])} for each in value
        ]
    if name == "obligation":
        return {each: _detail(each, value[each], parties, texts) for each in _OBLIGATION}
    if name in _PLAIN:
        return value
    if name in _TEXTS:
        return shown(value).rstrip("_")
    raise KeyError(f"nothing says how the field {name} is told")
