"""Documents behind the acts."""

from typing import Annotated, Any

from fastapi import APIRouter, Depends, Path, Request, Response

from chain_gateway.api.auth import SCOPE_REGISTRY, SCOPES, Caller, Principal, Services, allowed
from chain_gateway.api.bodies.answers import DocumentBody
from chain_gateway.api.problems import responses
from chain_gateway.documents import DocumentNotFound, to_binary

router = APIRouter(tags=["documents"])

_Writer = Annotated[Principal, Depends(allowed(*SCOPES))]
_CidInPath = Annotated[str, Path(min_length=1, max_length=100)]


async def _body(request: Request) -> bytes:
    return await request.body()


@router.post(
    "/v1/documents",
    status_code=201,
    response_model=DocumentBody,
    responses=responses(401, 403, 413, 415),
    summary="Store a document",
    openapi_extra={
        "requestBody": {
            "required": True,
            "content": {"application/octet-stream": {"schema": {"type": "string", "format": "binary"}}},
        }
    },
)
def store(
    content: Annotated[bytes, Depends(_body)], caller: _Writer, services: Services, response: Response
) -> dict[str, Any]:
    """Store the body, up to 256 KiB, under its content identifier. A second time changes nothing."""
    cid = services.documents.put(content)
    services.store.hold_document(caller.party, cid)
    response.headers["Location"] = f"/v1/documents/{cid}"
    return {"cid": cid, "size": len(content)}


@router.get(
    "/v1/documents/{cid}",
    response_class=Response,
    responses=responses(401, 404, 422) | {200: {"content": {"application/octet-stream": {}}}},
    summary="Read a document",
)
def read(cid: _CidInPath, caller: Caller, services: Services) -> Response:
    """A document that the token's party stored; an office reads all.

    Identifiers of documents are on the ledger for every member to see, and contracts state amounts: whoever knows an
    identifier is told of nothing by it.
    """
    to_binary(cid)
    if SCOPE_REGISTRY not in caller.scopes and not services.store.holds_document(caller.party, cid):
        raise DocumentNotFound(cid)
    return Response(
        services.documents.get(cid),
        media_type="application/octet-stream",
        headers={"content-disposition": f'attachment; filename="{cid}"', "x-content-type-options": "nosniff"},
    )
