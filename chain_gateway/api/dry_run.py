"""The dry run of a filing: which ground each right would be refused on. Sends nothing.

The simulated call has the last word. Where it fails, each right is read to say why, so that a clerk sees all that is
wrong and not the first thing only.
"""

from collections.abc import Sequence
from typing import Any

from chain_gateway.api.acceptance import chain_time
from chain_gateway.api.chain_reads import ask
from chain_gateway.api.problems import submission_problem
from chain_gateway.api.services import GatewayServices
from chain_gateway.ledger import calls, reads
from chain_gateway.ledger.consent import InvalidSignature, obligation_digest, recover_consent, rights_digest
from chain_gateway.ledger.enums import Lock, Ranking, RefusalGround, Validity
from chain_gateway.ledger.identifiers import RightId
from chain_gateway.ledger.reads import RightState
from chain_gateway.ledger.structs import Act, Consent, Filing
from chain_gateway.rpc import Block, CallReverted
from chain_gateway.submission import refusal

_ENDED = {Validity.Lapsed, Validity.Expired, Validity.Invalidated, Validity.Abandoned}
_ALREADY_NAMED = frozenset(
    {
        "UnknownRight",
        "RightNotInForce",
        "RightPreserved",
        "OwnersNotAttested",
        "OwnerConsentMissing",
        "PledgorOwnsNothing",
        "AlreadyEncumbered",
        "MixedOffices",
        "ConsentsDoNotMatch",
        "ConsentExpired",
        "ConsentUsed",
        "ConsentKeyNotLive",
        "ConsentNotSigned",
    }
)


def check(
    services: GatewayServices,
    signer: str,
    filing: Filing,
    consents: Sequence[Consent],
    act: Act,
    rights: Sequence[RightId],
) -> dict[str, Any]:
    """Outcome of a dry run at the head, as `CheckBody`; `rights` are the filing's in the caller's order."""
    head = services.node.head()
    error = _simulate(services, signer, filing, consents, act, head)
    if error is None:
        return _outcome(head, [], [(right, []) for right in rights], None)
    states = {right.key: ask(services, reads.right_of(right.key), head.number) for right in rights}
    found = [(right, _right_findings(services, right, states[right.key], filing, head)) for right in rights]
    whole = _owner_findings(states, filing) + _office_findings(rights, states)
    whole += _consent_findings(services, filing, consents, head)
    if error.get("name") not in _ALREADY_NAMED:
        whole.append(_finding("Other", error.get("name", "Reverted"), error["message"], error["advice"]))
    return _outcome(head, whole, found, error)


def _simulate(
    services: GatewayServices, signer: str, filing: Filing, consents: Sequence[Consent], act: Act, head: Block
) -> dict[str, Any] | None:
    call = calls.file(filing, consents, act)
    to = services.deployment.address_of(call.book)
    try:
        services.node.call(to, call.data, head.number, signer, call.gas)
    except CallReverted as reverted:
        return refusal(reverted)
    return None


def _right_findings(
    services: GatewayServices, right: RightId, state: RightState, filing: Filing, head: Block
) -> list[dict[str, Any]]:
    if state.office == 0:
        return [
            _finding(
                "Other",
                "UnknownRight",
                f"The ledger has no facts of {right.text}.",
                "Ask the office to attest the right first.",
            )
        ]
    found: list[dict[str, Any]] = []
    if state.validity is Validity.Pending:
        found.append(
            _finding(
                "NotYetGranted", "RightNotInForce", f"{right.text} is not granted yet.", "File when it is granted."
            )
        )
    elif state.validity is not Validity.InForce:
        ground = "RightEnded" if state.validity in _ENDED else "Other"
        found.append(
            _finding(
                ground,
                "RightNotInForce",
                f"{right.text} is {state.validity.name}, not in force.",
                "Take it off the filing, or ask the office to attest its present state.",
            )
        )
    found += _right_owner_findings(right, state, filing)
    borne = ask(services, reads.encumbrances(right.key), head.number)
    if borne.locks >> Lock.Preservation & 1:
        found.append(
            _finding(
                "OwnershipDispute",
                "RightPreserved",
                f"A court preserves {right.text}.",
                "Take it off the filing, or wait until the office has lifted every preservation.",
            )
        )
    if state.ranking is Ranking.Exclusive:
        found += [
            _finding(
                "AlreadyPledged",
                "AlreadyEncumbered",
                f"{right.text} is in pledge {pledge}, and its kind bears one pledge only.",
                "Wait until the office has cancelled that pledge.",
                pledge,
            )
            for pledge in (*borne.registered, *borne.filed)
        ]
    return found


def _right_owner_findings(right: RightId, state: RightState, filing: Filing) -> list[dict[str, Any]]:
    if not state.owners:
        return [
            _finding(
                "PledgorNotOwner",
                "OwnersNotAttested",
                f"The owners of {right.text} are not attested, so nobody can consent.",
                "Ask the office to attest its owners.",
            )
        ]
    missing = [owner for owner in state.owners if owner not in filing.pledgors]
    ground = "PledgorNotOwner" if len(missing) == len(state.owners) else "CoOwnerConsentMissing"
    return [
        _finding(
            ground,
            "OwnerConsentMissing",
            f"Party {owner} is a registered owner of {right.text} and not among the pledgors.",
            "Name every registered owner as pledgor.",
        )
        for owner in missing
    ]


def _owner_findings(states: dict[bytes, RightState], filing: Filing) -> list[dict[str, Any]]:
    owners = {owner for state in states.values() for owner in state.owners}
    return [
        _finding(
            "PledgorNotOwner",
            "PledgorOwnsNothing",
            f"Pledgor {pledgor} is registered owner of none of these rights.",
            "Take it off the pledgors.",
        )
        for pledgor in filing.pledgors
        if pledgor not in owners
    ]


def _office_findings(rights: Sequence[RightId], states: dict[bytes, RightState]) -> list[dict[str, Any]]:
    offices = {states[right.key].office for right in rights} - {0}
    if len(offices) < 2:
        return []
    named = ", ".join(map(str, sorted(offices)))
    return [
        _finding(
            "Other",
            "MixedOffices",
            f"The rights belong to several offices ({named}), and one pledge is registered by one.",
            "File one pledge for each office.",
        )
    ]


def _consent_findings(
    services: GatewayServices, filing: Filing, consents: Sequence[Consent], head: Block
) -> list[dict[str, Any]]:
    if not consents:
        return []  # filed on paper; the office attests the paper at registration
    found: list[dict[str, Any]] = []
    given = [consent.pledgor for consent in consents]
    if given != list(filing.pledgors):
        found.append(
            _finding(
                "ContractIncomplete",
                "ConsentsDoNotMatch",
                f"The consents are of {given}, the pledgors are {list(filing.pledgors)}.",
                "Send one consent of each pledgor and no other.",
            )
        )
    for consent in consents:
        found += _one_consent(services, filing, consent, head)
    return found


def _one_consent(services: GatewayServices, filing: Filing, consent: Consent, head: Block) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = []
    who = f"The consent of party {consent.pledgor}"
    again = "Have the pledgor sign again what consents:prepare answers."
    if consent.deadline < head.timestamp:
        found.append(
            _finding("ContractIncomplete", "ConsentExpired", f"{who} ended at {chain_time(consent.deadline)}.", again)
        )
    if ask(services, reads.consent_used(consent.pledgor, consent.nonce), head.number):
        found.append(_finding("ContractIncomplete", "ConsentUsed", f"{who} was used already.", again))
    if not ask(services, reads.is_live_key(consent.pledgor, consent.key), head.number):
        found.append(
            _finding(
                "ContractIncomplete",
                "ConsentKeyNotLive",
                f"{consent.key} is no live key of party {consent.pledgor}.",
                "Have the office bind the key to the party, or sign with another.",
            )
        )
    try:
        signed_by: str | None = recover_consent(
            services.deployment,
            consent.pledgor,
            0,
            filing.pledgee,
            filing.joint_pledgees,
            obligation_digest(filing.obligation),
            rights_digest(filing.rights),
            consent.nonce,
            consent.deadline,
            consent.signature,
        )
    except InvalidSignature:
        signed_by = None
    if signed_by != consent.key:
        found.append(
            _finding(
                "ContractIncomplete",
                "ConsentNotSigned",
                f"{who} is not signed by {consent.key} over this filing.",
                again,
            )
        )
    return found


def _finding(ground: str, error: str, detail: str, advice: str, pledge: int | None = None) -> dict[str, Any]:
    return {"ground": RefusalGround[ground].name, "error": error, "detail": detail, "advice": advice, "pledge": pledge}


def _outcome(
    head: Block,
    whole: list[dict[str, Any]],
    found: Sequence[tuple[RightId, list[dict[str, Any]]]],
    error: dict[str, Any] | None,
) -> dict[str, Any]:
    return {
        "ok": error is None,
        "block": {"number": head.number, "hash": "0x" + head.hash.hex(), "time": chain_time(head.timestamp)},
        "filing": whole,
        "rights": [
            {"right": right.text, "asset_key": "0x" + right.key.hex(), "ok": not findings, "findings": findings}
            for right, findings in found
        ],
        "simulation": {"passes": error is None, "error": submission_problem(error) if error is not None else None},
    }
