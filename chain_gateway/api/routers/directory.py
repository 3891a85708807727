"""The public directory: products of financing, needs of firms, rights on offer."""

from typing import Annotated, Any

from fastapi import APIRouter, Depends, Path

from chain_gateway.api.acceptance import Accepting
from chain_gateway.api.auth import SCOPE_DIRECTORY, Principal, allowed
from chain_gateway.api.bodies.answers import SubmissionBody
from chain_gateway.api.bodies.common import ActOnly
from chain_gateway.api.bodies.subsidies import DirectoryEntryBody
from chain_gateway.api.problems import responses
from chain_gateway.api.terms import keys_of, parse_rights
from chain_gateway.ledger import calls
from chain_gateway.ledger.structs import DirectoryTerms

router = APIRouter(tags=["directory"])

EntryId = Annotated[int, Path(ge=1, le=2**63 - 1, description="The entry: sequence number of its publication.")]
_Publisher = Annotated[Principal, Depends(allowed(SCOPE_DIRECTORY))]
_ACT: dict[str, Any] = {
    "status_code": 202,
    "response_model": SubmissionBody,
    "responses": responses(400, 401, 403, 404, 409, 413, 415, 422, 503),
}


@router.post("/v1/directory", summary="Publish an entry", **_ACT)
def publish_entry(body: DirectoryEntryBody, caller: _Publisher, accepting: Accepting) -> dict[str, Any]:
    """The token's party publishes its product, or a need or rights on offer: its own, or with the owner's consent."""
    return accepting.perform(caller, "publish_entry", lambda: calls.publish_entry(_terms(body, caller), body.act.act()))


@router.post("/v1/directory/{entry}/revision", summary="Publish a new version of an entry", **_ACT)
def revise_entry(entry: EntryId, body: DirectoryEntryBody, caller: _Publisher, accepting: Accepting) -> dict[str, Any]:
    """Who published the entry publishes a new version; kind and owner stay."""
    return accepting.perform(
        caller, "revise_entry", lambda: calls.revise_entry(entry, _terms(body, caller), body.act.act())
    )


@router.post("/v1/directory/{entry}/withdrawal", summary="Withdraw an entry", **_ACT)
def withdraw_entry(entry: EntryId, body: ActOnly, caller: _Publisher, accepting: Accepting) -> dict[str, Any]:
    """Who published the entry, or its owner, withdraws it."""
    return accepting.perform(caller, "withdraw_entry", lambda: calls.withdraw_entry(entry, body.act.act()))


def _terms(body: DirectoryEntryBody, caller: Principal) -> DirectoryTerms:
    return body.terms(caller.party, keys_of(parse_rights(body.rights)))
