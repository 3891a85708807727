"""Documents behind the acts."""

import base64
from collections.abc import Iterator
from functools import partial
from itertools import chain
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Header, Path, Query, Request, Response
from fastapi.concurrency import run_in_threadpool
from fastapi.responses import StreamingResponse

from chain_gateway.api.acceptance import Accepting
from chain_gateway.api.auth import SCOPE_PARTY, SCOPE_REGISTRY, SCOPES, Caller, Principal, Services, allowed
from chain_gateway.api.bodies.answers import SubmissionBody
from chain_gateway.api.bodies.documents import DocumentBody, DocumentKeyBody, RecipientBody
from chain_gateway.api.chain_reads import ask
from chain_gateway.api.problems import responses
from chain_gateway.api.routers.parties import PartyId
from chain_gateway.api.services import GatewayServices
from chain_gateway.api.uploads import Uploads, asked, keep, pieces_of
from chain_gateway.documents import Copy, DocumentNotFound, to_binary
from chain_gateway.documents.content import ACCEPTED, OPAQUE, file_name, media_type_of
from chain_gateway.ledger import calls, reads
from chain_gateway.ledger.enums import DocumentKeyScheme
from chain_gateway.ledger.structs import Act
from chain_gateway.submission.documents import MOST_RECIPIENTS, Document, DocumentErased

router = APIRouter(tags=["documents"])

_Writer = Annotated[Principal, Depends(allowed(*SCOPES))]
_Office = Annotated[Principal, Depends(allowed(SCOPE_REGISTRY))]
_Party = Annotated[Principal, Depends(allowed(SCOPE_PARTY))]
_CidInPath = Annotated[str, Path(min_length=1, max_length=100)]
_BODY = {"schema": {"type": "string", "format": "binary"}}
_SCHEMES = {
    "x25519": DocumentKeyScheme.X25519,
    "p256": DocumentKeyScheme.P256,
    "none": DocumentKeyScheme.None_,
}


@router.post(
    "/v1/documents",
    status_code=201,
    response_model=DocumentBody,
    responses=responses(400, 401, 403, 409, 413, 415, 422, 503),
    summary="Store a document",
    openapi_extra={"requestBody": {"required": True, "content": dict.fromkeys(sorted(ACCEPTED), _BODY)}},
)
async def store(
    request: Request,
    caller: _Writer,
    services: Services,
    response: Response,
    recipient: Annotated[
        list[Annotated[int, Query(ge=1, lt=2**63)]],
        Query(max_length=MOST_RECIPIENTS, description="Parties that shall read it: it is then sealed."),
    ] = [],  # noqa: B006 - FastAPI copies it
    name: Annotated[str | None, Query(max_length=400, description="The file's own name.")] = None,
    content_type: Annotated[str, Header(include_in_schema=False)] = "",
) -> dict[str, Any]:
    """Store the body, read as it arrives, up to 1 GiB, with its own content type. It is answered when it is kept on as
    many nodes as it must be.

    With recipients it is sealed before it is stored (AES-256-GCM; its key wrapped by HPKE for the token's party and
    each recipient), and the identifier is that of the sealed bytes. Without, a second time changes nothing.
    """
    kind = media_type_of(content_type)
    own_name = file_name(name) if name is not None else None
    uploads: Uploads = request.app.state.uploads
    found = await uploads.take(partial(keep, services, caller, pieces_of(request), kind, own_name, recipient))
    response.headers["Location"] = f"/v1/documents/{found.cid}"
    return await run_in_threadpool(_shown, services, found, caller.party)


@router.get(
    "/v1/documents/{cid}",
    response_class=Response,
    responses=responses(401, 404, 410, 422, 500, 503) | {200: {"content": {OPAQUE: {}}}},
    summary="Read a document",
)
def read(cid: _CidInPath, caller: Caller, services: Services) -> Response:
    """A document that the token's party stored or that was shared with it, as it is stored: a sealed one sealed. An
    office reads all that are not sealed. Every 256 KiB are hashed before they are sent; a document that turns out
    damaged ends early.

    Identifiers of documents are on the ledger for every member to see, and contracts state amounts: whoever knows an
    identifier is told of nothing by it.
    """
    found = _readable(services, caller, cid)
    if found is not None and found.erased_at is not None:
        raise DocumentErased(cid, found.erased_at)
    pieces = services.documents.read(cid)
    first = next(pieces, b"")  # what is missing or damaged at once is a problem, and not an empty answer
    return StreamingResponse(
        _joined(first, pieces),
        media_type=OPAQUE,
        headers={"content-disposition": f'attachment; filename="{cid}"', "x-content-type-options": "nosniff"},
    )


@router.get(
    "/v1/documents/{cid}/record",
    response_model=DocumentBody,
    responses=responses(401, 404, 422),
    summary="What is known of a document",
)
def record(cid: _CidInPath, caller: Caller, services: Services) -> dict[str, Any]:
    """Size, type, recipients, where it is kept, and the key of a sealed document wrapped for the token's party."""
    found = _readable(services, caller, cid)
    if found is None:
        raise DocumentNotFound(cid)
    return _shown(services, found, caller.party)


@router.post(
    "/v1/documents/{cid}/recipients",
    response_model=DocumentBody,
    responses=responses(400, 401, 403, 404, 409, 410, 413, 415, 422),
    summary="Share a sealed document",
)
def share(cid: _CidInPath, body: RecipientBody, caller: _Writer, services: Services) -> dict[str, Any]:
    """One more party can open the document: who can open it wraps its key for that party and hands the wrapped key
    in.
    """
    found = _readable(services, caller, cid)
    if found is None:
        raise DocumentNotFound(cid)
    wrapped = base64.urlsafe_b64decode(body.wrapped_key + "=" * (-len(body.wrapped_key) % 4))
    services.store.documents.share(cid, caller.party, {body.party: wrapped}, asked(caller, "share_document", cid))
    return _shown(services, found, caller.party)


@router.post(
    "/v1/documents/{cid}/erasure",
    response_model=DocumentBody,
    responses=responses(401, 403, 404, 409, 415, 422),
    summary="Erase a sealed document",
)
def erase(cid: _CidInPath, caller: _Writer, services: Services) -> dict[str, Any]:
    """Delete every wrapped key for good, as whoever stored the document. The identifier stays on the ledger, the
    sealed bytes may stay on nodes, and nobody can read them any more. A second time changes nothing.
    """
    if _readable(services, caller, cid) is None:
        raise DocumentNotFound(cid)
    found = services.store.documents.erase(cid, caller.party, asked(caller, "erase_document", cid))
    return _shown(services, found, caller.party)


@router.post(
    "/v1/documents/{cid}/verification",
    response_model=DocumentBody,
    responses=responses(401, 403, 404, 415, 422, 503),
    summary="Verify where a document is kept",
)
def verify(cid: _CidInPath, caller: _Office, services: Services) -> dict[str, Any]:
    """Read and hash every block on every node."""
    found = _known(services, cid)
    return _shown(services, found, caller.party, services.documents.verify(cid))


@router.post(
    "/v1/documents/{cid}/repair",
    response_model=DocumentBody,
    responses=responses(401, 403, 404, 415, 422, 500, 503),
    summary="Repair the copies of a document",
)
def repair(cid: _CidInPath, caller: _Office, services: Services) -> dict[str, Any]:
    """Bring it back from the good copies to where it is missing or damaged."""
    found = _known(services, cid)
    return _shown(services, found, caller.party, services.documents.repair(cid))


@router.post(
    "/v1/document-keys",
    status_code=202,
    response_model=SubmissionBody,
    responses=responses(400, 401, 403, 409, 413, 415, 422),
    summary="Publish the party's key for documents",
)
def publish_key(body: DocumentKeyBody, caller: _Party, accepting: Accepting) -> dict[str, Any]:
    """Documents for the token's party are sealed to this key from now on; scheme `none` withdraws it. What was sealed
    to a former key stays so: keep that one.
    """
    key = bytes.fromhex(body.key.removeprefix("0x"))
    call = calls.publish_document_key(_SCHEMES[body.scheme], key, Act())
    return accepting.perform(caller, "publish_document_key", lambda: call)


@router.get(
    "/v1/document-keys/{party}",
    response_model=DocumentKeyBody,
    responses=responses(401, 422, 503),
    summary="A party's key for documents",
)
def key(party: PartyId, caller: Caller, services: Services) -> dict[str, Any]:  # noqa: ARG001
    """As the party published it on the ledger; scheme `none` where it published none."""
    found = ask(services, reads.document_key(party))
    names = {scheme: name for name, scheme in _SCHEMES.items()}
    return {"scheme": names[found.scheme], "key": "0x" + found.key.hex() if found.key else ""}


def _joined(first: bytes, pieces: Iterator[bytes]) -> Iterator[bytes]:
    yield from chain((first,), pieces)


def _readable(services: GatewayServices, caller: Principal, cid: str) -> Document | None:
    """What is known of a document that the caller may read (DocumentNotFound); None of one from before there were
    records.
    """
    to_binary(cid)
    found = services.store.documents.find(cid)
    if services.store.documents.may_read(caller.party, cid):
        return found
    if SCOPE_REGISTRY in caller.scopes and not (found is not None and found.sealed):
        return found
    raise DocumentNotFound(cid)


def _known(services: GatewayServices, cid: str) -> Document:
    to_binary(cid)
    found = services.store.documents.find(cid)
    if found is None:
        raise DocumentNotFound(cid)
    return found


def _shown(
    services: GatewayServices, found: Document, party: int, copies: tuple[Copy, ...] | None = None
) -> dict[str, Any]:
    wrapped = services.store.documents.wrapped_key(found.cid, party)
    held = services.documents.copies(found.cid) if copies is None else copies
    return {
        "cid": found.cid,
        "size": found.size,
        "media_type": found.media_type,
        "name": found.name,
        "sealed": found.sealed,
        "party": found.party,
        "recipients": list(services.store.documents.recipients(found.cid)),
        "created_at": found.created_at,
        "erased_at": found.erased_at,
        "copies": [{"node": copy.node, "state": copy.state.value} for copy in held],
        "wrapped_key": base64.urlsafe_b64encode(wrapped).decode().rstrip("=") if wrapped else None,
    }
