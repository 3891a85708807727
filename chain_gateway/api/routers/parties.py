"""Parties: entering them, their keys, and the gateway's directory of names."""

import secrets
from dataclasses import replace
from typing import Annotated, Any

from eth_abi.abi import encode
from eth_utils.crypto import keccak
from fastapi import APIRouter, Depends, Path

from chain_gateway.api.acceptance import Accepting, Acceptor, Entering, Governing
from chain_gateway.api.auth import (
    SCOPE_GOVERNANCE,
    SCOPE_GUARDIAN,
    SCOPE_PARTY,
    SCOPE_REGISTRY,
    Principal,
    Services,
    allowed,
)
from chain_gateway.api.bodies.answers import DirectoryBody, SubmissionBody
from chain_gateway.api.bodies.common import ActOnly
from chain_gateway.api.bodies.parties import (
    DelegationBody,
    KeyBody,
    NamesBody,
    PartiesBody,
    PartyEntryBody,
    PauseBody,
    RenamingBody,
    RotationBody,
)
from chain_gateway.api.chain_reads import ask
from chain_gateway.api.problems import ApiProblem, responses
from chain_gateway.ledger import calls, reads
from chain_gateway.ledger.calls import Call
from chain_gateway.ledger.enums import PartyKind
from chain_gateway.ledger.spelling import folded
from chain_gateway.ledger.structs import PartyEntry, Verb
from chain_gateway.ledger.verbs import UnknownVerb, selector_of
from chain_gateway.signing import GOVERNANCE, GUARDIAN
from chain_gateway.submission import DirectoryEntry

router = APIRouter(tags=["parties"])

_Registrar = Annotated[Principal, Depends(allowed(SCOPE_REGISTRY, SCOPE_GOVERNANCE))]
_Office = Annotated[Principal, Depends(allowed(SCOPE_REGISTRY))]
_Governance = Annotated[Principal, Depends(allowed(SCOPE_GOVERNANCE))]
_Guardian = Annotated[Principal, Depends(allowed(SCOPE_GOVERNANCE, SCOPE_GUARDIAN))]
_Party = Annotated[Principal, Depends(allowed(SCOPE_PARTY))]
_ACT: dict[str, Any] = {
    "status_code": 202,
    "response_model": SubmissionBody,
    "responses": responses(400, 401, 403, 409, 413, 415, 422),
}
_RENAMING: dict[str, Any] = _ACT | {"responses": responses(400, 401, 403, 404, 409, 413, 415, 422, 503)}
PartyId = Annotated[int, Path(ge=1, le=2**63 - 1)]


@router.post(
    "/v1/parties",
    status_code=202,
    response_model=SubmissionBody,
    responses=responses(400, 401, 403, 409, 413, 415, 422),
    summary="Enter parties",
)
def enter_parties(body: PartiesBody, caller: _Registrar, accepting: Governing) -> dict[str, Any]:
    """An office enters up to 100 parties without keys; the governance (party 0) one with its first keys."""
    governance = caller.party == GOVERNANCE

    def build() -> Entering:
        _require_distinct(body.entries)
        if governance and len(body.entries) != 1:
            raise ApiProblem(422, "invalid-body", "The governance enters one party at a time.", field="entries")
        if not governance and body.keys:
            raise ApiProblem(
                422,
                "invalid-body",
                "An office enters parties without keys; bind a key to one afterwards.",
                field="keys",
            )
        known = [_entry(entry) for entry in body.entries]
        entries = [ledger_entry for ledger_entry, _ in known]
        act = body.act.act()
        call = calls.admit(entries[0], body.keys, act) if governance else calls.enrol(entries, act)
        return Entering(call, tuple(kept for _, kept in known))

    return accepting.perform(caller, "admit" if governance else "enrol", build)


@router.post("/v1/parties/{party}/name", summary="Rename a party", **_RENAMING)
def rename(party: PartyId, body: RenamingBody, caller: _Registrar, accepting: Governing) -> dict[str, Any]:
    """Whoever entered the party records its new name; it is found by both names, and its pledges stay as they are."""

    def build() -> Entering:
        kind = ask(accepting.services, reads.party_kind(party)).kind
        if kind is PartyKind.None_:
            raise ApiProblem(404, "unknown-party", f"The ledger has no party {party}.", field="party", value=party)
        known = accepting.services.store.directory_entries([party]).get(party)
        identifier = known.identifier if known is not None else ""
        entry, kept = _named(kind, body.name, identifier)
        call = calls.rename(party, entry.name, entry.commitment, body.act.act())
        return Entering(call, (replace(kept, party=party),))

    return accepting.perform(caller, "rename", build)


@router.post(
    "/v1/parties/{party}/keys",
    status_code=202,
    response_model=SubmissionBody,
    responses=responses(400, 401, 403, 409, 413, 415, 422),
    summary="Let a key sign for a party",
)
def add_key(party: PartyId, body: KeyBody, caller: _Registrar, accepting: Governing) -> dict[str, Any]:
    """An office binds a key to a pledgor; the governance adds one to any party."""
    governance = caller.party == GOVERNANCE
    build = calls.add_key if governance else calls.bind_key
    return accepting.perform(
        caller, "add_key" if governance else "bind_key", lambda: build(party, body.key, body.act.act())
    )


@router.post("/v1/parties/{party}/keys:rotate", summary="Put a new key in the place of one", **_ACT)
def rotate_key(party: PartyId, body: RotationBody, caller: _Governance, accepting: Governing) -> dict[str, Any]:
    """The governance revokes a live key and adds the new one, in one act."""
    return _do(accepting, caller, "rotate_key", calls.rotate_key(party, body.old_key, body.new_key, body.act.act()))


@router.post("/v1/parties/{party}/keys:revoke", summary="Revoke a key for good", **_ACT)
def revoke_key(party: PartyId, body: KeyBody, caller: _Governance, accepting: Governing) -> dict[str, Any]:
    """What the key signed before stays."""
    return _do(accepting, caller, "revoke_key", calls.revoke_key(party, body.key, body.act.act()))


@router.post("/v1/parties/{party}/suspension", summary="Suspend a party", **_ACT)
def suspend(party: PartyId, body: ActOnly, caller: _Governance, accepting: Governing) -> dict[str, Any]:
    """Its acts are refused until it is reinstated; its history is kept."""
    return _do(accepting, caller, "suspend", calls.suspend(party, body.act.act()))


@router.post("/v1/parties/{party}/reinstatement", summary="End a suspension", **_ACT)
def reinstate(party: PartyId, body: ActOnly, caller: _Governance, accepting: Governing) -> dict[str, Any]:
    """The party may act again."""
    return _do(accepting, caller, "reinstate", calls.reinstate(party, body.act.act()))


@router.post("/v1/delegations", summary="Delegate a key to some verbs", **_ACT)
def delegate_key(body: DelegationBody, caller: _Party, accepting: Accepting) -> dict[str, Any]:
    """A further key signs for the token's party in the named verbs and nowhere else. It signs no consents."""
    books = {name: address for address, name in accepting.services.deployment.books().items()}
    verbs: list[Verb] = []
    for index, each in enumerate(body.verbs):
        if each.book not in books:
            raise ApiProblem(
                422, "invalid-body", f"There are {', '.join(books)}.", field=f"verbs[{index}].book", value=each.book
            )
        try:
            verbs.append(Verb(books[each.book], selector_of(each.book, each.verb)))
        except UnknownVerb as unknown:
            raise ApiProblem(422, "invalid-body", str(unknown), field=f"verbs[{index}].verb", value=each.verb) from None
    return _do(accepting, caller, "delegate_key", calls.delegate_key(body.key, verbs, body.act.act()))


@router.post("/v1/delegations:revoke", summary="Revoke a delegated key", **_ACT)
def revoke_delegation(body: KeyBody, caller: _Party, accepting: Accepting) -> dict[str, Any]:
    """The token's party ends what it delegated."""
    return _do(accepting, caller, "revoke_delegation", calls.revoke_delegation(body.key, body.act.act()))


@router.post("/v1/pauses", summary="Pause new business", **_ACT)
def pause(body: PauseBody, caller: _Guardian, accepting: Accepting) -> dict[str, Any]:
    """At once, for everyone; release and reading go on. The guardian's key signs, or where the gateway holds none of
    that name, the governance's, which must then be the guardian's too.
    """
    own = GUARDIAN in accepting.services.keyring.parties()
    return accepting.perform(
        caller,
        "pause",
        lambda: calls.pause(*_pausable(accepting, body), body.act.act()),
        signer=GUARDIAN if own else GOVERNANCE,
    )


@router.post("/v1/pauses:lift", summary="Lift a pause", **_ACT)
def unpause(body: PauseBody, caller: _Governance, accepting: Governing) -> dict[str, Any]:
    """The governance alone; where it has a delay, the act is announced with `scheduled_for` and executed later."""
    call = calls.unpause(*_pausable(accepting, body), body.act.act())
    return _do(accepting, caller, "unpause", call)


@router.post(
    "/v1/directory:resolve",
    response_model=DirectoryBody,
    responses=responses(400, 401, 403, 409, 413, 415, 422),
    summary="Find parties by name",
)
def resolve(body: NamesBody, caller: _Office, services: Services) -> dict[str, Any]:
    """Ids of parties by name, natural persons among them: for the office alone."""
    del caller
    return {"parties": services.store.resolve(body.names)}


def _pausable(accepting: Acceptor, body: PauseBody) -> tuple[str, bytes]:
    """Address of the book and selector of the verb that a body names."""
    book = "BuybackBook" if body.verb == "offer" else "PledgeRegistry"
    return accepting.services.deployment.address_of(book), selector_of(book, body.verb)


def _do(accepting: Acceptor, caller: Principal, verb: str, call: Call) -> dict[str, Any]:
    return accepting.perform(caller, verb, lambda: call)


def _require_distinct(entries: list[PartyEntryBody]) -> None:
    seen: dict[tuple[str, str], int] = {}
    for index, entry in enumerate(entries):
        earlier = seen.setdefault((folded(entry.name), entry.identifier), index)
        if earlier != index:
            raise ApiProblem(
                422,
                "duplicate",
                f"Entries {earlier} and {index} name the same party.",
                field=f"entries[{index}].name",
                value=entry.name,
            )


def _entry(body: PartyEntryBody) -> tuple[PartyEntry, DirectoryEntry]:
    """The entry for the ledger, and the one for the directory with what the ledger must not hold."""
    if body.kind is PartyKind.NaturalPerson and body.identifier:
        raise ApiProblem(
            422,
            "invalid-body",
            "A natural person's identifier is never on the ledger; leave it out.",
            field="identifier",
        )
    return _named(body.kind, body.name, body.identifier)


def _named(kind: PartyKind, name: str, identifier: str) -> tuple[PartyEntry, DirectoryEntry]:
    if kind is not PartyKind.NaturalPerson:
        return PartyEntry(kind, name, identifier=identifier), DirectoryEntry(name, identifier, kind.name, b"")
    salt = secrets.token_bytes(32)
    commitment = keccak(encode(["bytes32", "string"], [salt, name]))
    return PartyEntry(kind, "", commitment), DirectoryEntry(name, "", kind.name, salt)
