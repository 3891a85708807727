"""Parties: entering them, their keys, and the gateway's directory of names."""

import secrets
from typing import Annotated, Any

from eth_abi.abi import encode
from eth_utils.crypto import keccak
from fastapi import APIRouter, Depends, Path

from chain_gateway.api.acceptance import Accepting
from chain_gateway.api.auth import SCOPE_GOVERNANCE, SCOPE_REGISTRY, Principal, Services, allowed
from chain_gateway.api.bodies.answers import DirectoryBody, SubmissionBody
from chain_gateway.api.bodies.parties import KeyBody, NamesBody, PartiesBody, PartyEntryBody
from chain_gateway.api.problems import ApiProblem, responses
from chain_gateway.ledger import calls
from chain_gateway.ledger.enums import PartyKind
from chain_gateway.ledger.structs import PartyEntry
from chain_gateway.signing import GOVERNANCE
from chain_gateway.submission import DirectoryEntry
from chain_gateway.submission.directory import name_key

router = APIRouter(tags=["parties"])

_Registrar = Annotated[Principal, Depends(allowed(SCOPE_REGISTRY, SCOPE_GOVERNANCE))]
_Office = Annotated[Principal, Depends(allowed(SCOPE_REGISTRY))]
PartyId = Annotated[int, Path(ge=1, le=2**63 - 1)]


@router.post(
    "/v1/parties",
    status_code=202,
    response_model=SubmissionBody,
    responses=responses(400, 401, 403, 409, 413, 415, 422),
    summary="Enter parties",
)
def enter_parties(body: PartiesBody, caller: _Registrar, accepting: Accepting) -> dict[str, Any]:
    """An office enters up to 100 parties without keys; the governance (party 0) one with its first keys."""
    governance = caller.party == GOVERNANCE
    asked = accepting.act(caller, "admit" if governance else "enrol")
    if (earlier := accepting.replayed(asked)) is not None:
        return earlier
    _require_distinct(body.entries)
    if governance and len(body.entries) != 1:
        raise ApiProblem(422, "invalid-body", "The governance enters one party at a time.", field="entries")
    if not governance and body.keys:
        raise ApiProblem(
            422, "invalid-body", "An office enters parties without keys; bind a key to one afterwards.", field="keys"
        )
    known = [_entry(entry) for entry in body.entries]
    entries = [ledger_entry for ledger_entry, _ in known]
    act = body.act.act()
    call = calls.admit(entries[0], body.keys, act) if governance else calls.enrol(entries, act)
    return accepting.accept(asked, call, [kept for _, kept in known])


@router.post(
    "/v1/parties/{party}/keys",
    status_code=202,
    response_model=SubmissionBody,
    responses=responses(400, 401, 403, 409, 413, 415, 422),
    summary="Let a key sign for a party",
)
def add_key(party: PartyId, body: KeyBody, caller: _Registrar, accepting: Accepting) -> dict[str, Any]:
    """An office binds a key to a pledgor; the governance adds one to any party."""
    governance = caller.party == GOVERNANCE
    asked = accepting.act(caller, "add_key" if governance else "bind_key")
    if (earlier := accepting.replayed(asked)) is not None:
        return earlier
    build = calls.add_key if governance else calls.bind_key
    return accepting.accept(asked, build(party, body.key, body.act.act()))


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


def _require_distinct(entries: list[PartyEntryBody]) -> None:
    seen: dict[tuple[str, str], int] = {}
    for index, entry in enumerate(entries):
        earlier = seen.setdefault((name_key(entry.name), entry.identifier), index)
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
    if body.kind is not PartyKind.NaturalPerson:
        kept = DirectoryEntry(body.name, body.identifier, body.kind.name, b"")
        return PartyEntry(kind=body.kind, name=body.name, identifier=body.identifier), kept
    if body.identifier:
        raise ApiProblem(
            422,
            "invalid-body",
            "A natural person's identifier is never on the ledger; leave it out.",
            field="identifier",
        )
    salt = secrets.token_bytes(32)
    commitment = keccak(encode(["bytes32", "string"], [salt, body.name]))
    kept = DirectoryEntry(body.name, "", body.kind.name, salt)
    return PartyEntry(kind=body.kind, name="", commitment=commitment), kept
