"""Searches inside the chain."""

import hashlib
from typing import Annotated, Any

from fastapi import APIRouter, Depends

from chain_gateway.api.acceptance import Accepting
from chain_gateway.api.auth import SCOPE_SEARCHES, Principal, allowed
from chain_gateway.api.bodies.searches import SearchBody, SearchedBody
from chain_gateway.api.problems import responses
from chain_gateway.api.terms import parse_right
from chain_gateway.ledger import calls
from chain_gateway.ledger.dates import to_chain
from chain_gateway.ledger.findings import MOST_RIGHTS

router = APIRouter(tags=["searches"])

_Searcher = Annotated[Principal, Depends(allowed(SCOPE_SEARCHES))]


@router.post(
    "/v1/searches",
    status_code=202,
    response_model=SearchedBody,
    responses=responses(400, 401, 403, 409, 413, 415, 422),
    summary="Search rights inside the chain",
)
def search(body: SearchBody, caller: _Searcher, accepting: Accepting) -> dict[str, Any]:
    """1 to 10,000 rights, as of a legal date; up to 3,500 in one part, each part a submission of its own. The keys keep
    the order given; a right that is named twice is searched twice.
    """
    asked = accepting.act(caller, "certify")
    keys = [parse_right(text, f"rights[{index}]").key for index, text in enumerate(body.rights)]
    # The id follows from the request, so that a repeated one goes on with the same search.
    named = f"{caller.party}\n{accepting.idempotency_key}\n".encode() + accepting.body_hash
    search_id = hashlib.sha256(named).digest()
    chunks = [keys[start : start + MOST_RIGHTS] for start in range(0, len(keys), MOST_RIGHTS)]
    as_of, act = to_chain(body.as_of), body.act.act()
    built = [
        calls.certify(search_id, part, len(chunks), as_of, chunk, act) for part, chunk in enumerate(chunks, start=1)
    ]
    return {
        "search": "0x" + search_id.hex(),
        "as_of": body.as_of.isoformat(),
        "count": len(keys),
        "parts": accepting.accept_parts(asked, built),
    }
