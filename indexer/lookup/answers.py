"""Status answers as JSON."""

from typing import Any

from chain_gateway.ledger.enums import (
    AssetClass,
    CancellationGround,
    ChangeKind,
    CircumstanceKind,
    Lock,
    ObligationKind,
    PledgeState,
    Validity,
)
from chain_gateway.ledger.identifiers import InvalidIdentifier, RightId
from indexer.lookup.dossier import Dossier, owner_ids
from indexer.lookup.names import party_json
from indexer.lookup.proof import Proof
from indexer.lookup.standing import PledgeRecord, PledgeStanding, public_state, stand
from indexer.lookup.texts import iso_date, shown
from indexer.lookup.verdict import Coverage, coverage_on, facts_on, judge, worst
from indexer.projection.rows import CircumstanceRow, ClassLabelRow, FactsRow, PledgeRightRow, PreservationRow
from indexer.store.tables import ENCUMBERING

LONGEST_QUERY = 200


def status_json(query: str, right: RightId, dossier: Dossier, proof: Proof, on: int, today: int) -> dict[str, Any]:
    """The answer for one right, without what a batch says once."""
    file = dossier.rights[right]
    key = file.asset_key
    standing = stand(file.memberships, dossier.records, on, today, key, file.subordinations)
    attested = facts_on(list(file.facts), on)
    coverage = worst([coverage_on(dossier.coverages.get(each, []), on) for each in file.kind_ids])
    burdens = file.burdens.on(on, today)
    verdict = judge(proof.reason, standing, attested, coverage, on, burdens)
    shown_facts = attested or (file.facts[0] if file.facts else None)
    return {
        "query": shown(query, LONGEST_QUERY),
        "right": right.text,
        "asset_key": key,
        "status": verdict.status,
        "reason": verdict.reason,
        "facts": None if shown_facts is None else _facts_json(shown_facts, dossier),
        "pledges": [_pledge_json(each, dossier, on) for each in (*standing.live, *standing.filed)],
        "past_pledges": len(standing.past),
        "preservations": [_preservation_json(row) for row in burdens.preservations],
        "locks": [
            {"lock": Lock(row.lock).name, "pledge": row.pledge, "since": iso_date(row.on)} for row in burdens.locks
        ],
        "circumstances": [_circumstance_json(row) for row in burdens.circumstances],
        "classes": [_class_json(row, dossier) for row in burdens.labels],
        "warnings": [{"code": each.code, "text": each.text} for each in verdict.warnings],
        "coverage": _coverage_json(coverage),
    }


def invalid_json(query: str, problem: InvalidIdentifier) -> dict[str, Any]:
    """The answer in the place of a text that is no number."""
    return {
        "query": shown(query, LONGEST_QUERY),
        "right": None,
        "asset_key": None,
        "status": "invalid-number",
        "reason": None,
        "facts": None,
        "pledges": [],
        "past_pledges": 0,
        "preservations": [],
        "locks": [],
        "circumstances": [],
        "classes": [],
        "warnings": [],
        "coverage": None,
        "problem": problem.problem,
        "hint": shown(problem.hint),
    }


def pledge_json(record: PledgeRecord, memberships: list[PledgeRightRow], dossier: Dossier, on: int) -> dict[str, Any]:
    """One pledge with its rights, as of a legal date. Never its amount."""
    state = record.public_state_on(on) or record.states[0]
    terms = record.terms_on(on)
    pending = record.pending_change()
    return {
        **_parties_json(record, dossier, on),
        "state": public_state(state.state).name,
        "state_since": iso_date(state.on),
        "ground": CancellationGround(state.ground).name if _has_ground(state.state, state.ground) else None,
        "office": party_json(record.pledge.office, dossier.parties),
        "rights": [_right_json(row, state.state, dossier.texts, on) for row in memberships],
        "obligation": None
        if terms is None
        else {
            "kind": ObligationKind(terms.kind).name,
            "starts_on": iso_date(terms.starts_on),
            "ends_on": iso_date(terms.ends_on),
        },
        "paper_consent": record.pledge.paper_consent,
        "pending_change": None
        if pending is None
        else {
            "change": ChangeKind(pending.change).name,
            "assignee": party_json(pending.assignee, dossier.parties) if pending.assignee else None,
            "accepted": pending.accepted,
        },
    }


def _pledge_json(each: PledgeStanding, dossier: Dossier, on: int) -> dict[str, Any]:
    return {
        **_parties_json(each.record, dossier, on),
        "rank": each.rank,
        "state": each.state.name,
        "right": shown(dossier.texts.get(each.asset_key, each.asset_key)),
    }


def _parties_json(record: PledgeRecord, dossier: Dossier, on: int) -> dict[str, Any]:
    registration, pledgee = record.registration, record.pledgee_on(on)
    return {
        "pledge": record.pledge.pledge,
        "registration_number": None if registration is None else shown(registration.registration_number),
        "effective_on": None if registration is None else iso_date(registration.effective_on),
        "pledgee": None if pledgee is None else party_json(pledgee.party, dossier.parties),
        "joint_pledgees": [party_json(row.party, dossier.parties) for row in record.joint_pledgees_on(on)],
        "pledgors": [party_json(row.party, dossier.parties) for row in record.pledgors],
        "migrated": record.pledge.migrated,
    }


def _right_json(row: PledgeRightRow, state: int, texts: dict[str, str], on: int) -> dict[str, Any]:
    freed = row.until_on is not None and row.until_on <= on
    standing = "freed" if freed else {PledgeState.Filed: "filed"}.get(PledgeState(state), "encumbered")
    if not freed and state not in (*ENCUMBERING, PledgeState.Filed):
        standing = "freed"
    return {
        "right": shown(texts.get(row.asset_key, row.asset_key)),
        "asset_key": row.asset_key,
        "state": standing,
        "freed_on": iso_date(row.until_on),
    }


def _has_ground(state: int, ground: int) -> bool:
    return bool(ground) and state in (PledgeState.Discharged, PledgeState.Cancelled)


def _facts_json(row: FactsRow, dossier: Dossier) -> dict[str, Any]:
    return {
        "right": shown(row.right),
        "validity": Validity(row.validity).name,
        "owners": [party_json(owner, dossier.parties) for owner in owner_ids(row)],
        "title": shown(row.title),
        "filed_on": iso_date(row.filed_on),
        "granted_on": iso_date(row.granted_on),
        "expires_on": iso_date(row.expires_on),
        "application_number": shown(row.application_number) or None,
        "main_class": shown(row.main_class) or None,
        "source": shown(row.source),
        "as_of": iso_date(row.as_of),
    }


def _preservation_json(row: PreservationRow) -> dict[str, Any]:
    return {
        "court": shown(row.court),
        "case_number": shown(row.case_number),
        "from": iso_date(row.starts_on),
        "to": iso_date(row.ends_on),
        "rank": row.rank,
        "source": shown(row.source),
        "as_of": iso_date(row.as_of),
    }


def _circumstance_json(row: CircumstanceRow) -> dict[str, Any]:
    return {
        "kind": CircumstanceKind(row.kind).name,
        "from": iso_date(row.starts_on),
        "to": iso_date(row.ends_on),
        "case_number": shown(row.case_number) or None,
        "text": shown(row.text) or None,
        "source": shown(row.source),
        "as_of": iso_date(row.as_of),
    }


def _class_json(row: ClassLabelRow, dossier: Dossier) -> dict[str, Any]:
    return {
        "label": AssetClass(row.asset_class).name,
        "attestor": party_json(row.attestor, dossier.parties),
        "source": shown(row.source),
        "as_of": iso_date(row.as_of),
    }


def _coverage_json(coverage: Coverage) -> dict[str, Any]:
    return {
        "state": coverage.state,
        "from": iso_date(coverage.from_on),
        "through": iso_date(coverage.through_on),
    }
