"""A document on its way from a request to the store: read as it arrives, looked at, sealed, kept, noted."""

from collections.abc import AsyncIterator, Callable, Iterable, Iterator, Sequence

from anyio import CapacityLimiter, fail_after, from_thread, to_thread
from starlette.requests import ClientDisconnect, Request

from chain_gateway.api.auth import Principal
from chain_gateway.api.chain_reads import ask
from chain_gateway.api.problems import ApiProblem
from chain_gateway.api.services import GatewayServices
from chain_gateway.documents import to_binary
from chain_gateway.documents.content import inspected
from chain_gateway.documents.recipients import InvalidRecipientKey, RecipientKey, Scheme, wrap
from chain_gateway.documents.sealing import new_key, seal
from chain_gateway.ledger import reads
from chain_gateway.ledger.enums import DocumentKeyScheme
from chain_gateway.submission import Request as AskedAct
from chain_gateway.submission.documents import MOST_RECIPIENTS, Document, TooManyRecipients

_SCHEMES = {DocumentKeyScheme.X25519: Scheme.X25519, DocumentKeyScheme.P256: Scheme.P256}

SILENT_SECONDS = 60.0
"""How long an upload may send nothing."""
AT_ONCE = 16
"""Uploads at the same time; more wait. Each holds a thread, and slow ones must not take those of other requests."""


class Uploads:
    """Takes documents in; at most AT_ONCE at a time."""

    def __init__(self) -> None:
        self._limiter = CapacityLimiter(AT_ONCE)

    async def take(self, act: Callable[[], Document]) -> Document:
        """What `act` answers, done in a thread of these."""
        return await to_thread.run_sync(act, limiter=self._limiter)


def pieces_of(request: Request) -> Iterator[bytes]:
    """The body as it arrives, for a thread that the event loop started."""
    stream = request.stream()
    while True:
        try:
            piece = from_thread.run(_next, stream)
        except (ClientDisconnect, TimeoutError):
            raise ApiProblem(
                400, "invalid-body", "The connection ended, or fell silent, before the document did."
            ) from None
        if piece is None:
            return
        yield piece


def keep(
    services: GatewayServices,
    caller: Principal,
    pieces: Iterable[bytes],
    media_type: str,
    name: str | None,
    recipients: Sequence[int],
) -> Document:
    """Keep the document and note it; sealed for the caller and the recipients where there are any.

    Raises RefusedContent, DocumentTooLarge, StoreUnavailable, TooFewCopies, ApiProblem.
    """
    counted = _Counted(inspected(pieces, media_type))
    keys: dict[int, bytes] = {}
    if recipients:
        readers = recipient_keys(services, sorted({*recipients, *([caller.party] if caller.party else [])}))
        document_key = new_key()
        cid = services.documents.add(seal(counted, document_key)).cid
        keys = {party: wrap(document_key, cid, party, key) for party, key in readers.items()}
    elif services.sealed_only:
        raise ApiProblem(
            422,
            "recipients-missing",
            "This gateway keeps documents on nodes of several institutions and takes none that is not sealed. "
            "Name the parties that shall read it.",
            field="recipient",
        )
    else:
        cid = services.documents.add(counted).cid
    document = Document(cid, caller.party, counted.size, media_type, name, bool(keys), "")
    services.store.documents.note(document, keys, asked(caller, "store_document", cid))
    return services.store.documents.find(cid) or document


def recipient_keys(services: GatewayServices, parties: Sequence[int]) -> dict[int, RecipientKey]:
    """The key of each party, as it published it on the ledger (problem 409 `recipient-without-key`)."""
    if len(parties) > MOST_RECIPIENTS:
        raise TooManyRecipients
    found: dict[int, RecipientKey] = {}
    for party in parties:
        published = ask(services, reads.document_key(party))
        if published.scheme is DocumentKeyScheme.None_:
            raise _without_key(party, "has published no key for documents")
        try:
            found[party] = RecipientKey(_SCHEMES[published.scheme], published.key)
        except InvalidRecipientKey as error:
            raise _without_key(party, f"published a key that cannot be used ({error})") from None
    return found


def asked(caller: Principal, verb: str, cid: str) -> AskedAct:
    """An act on a document, for the audit."""
    return AskedAct(
        subject=caller.subject,
        party=caller.party,
        verb=verb,
        body_hash=to_binary(cid)[4:],
        token_id=caller.token_id,
        certificate=caller.certificate,
    )


async def _next(stream: AsyncIterator[bytes]) -> bytes | None:
    with fail_after(SILENT_SECONDS):
        return await anext(stream, None)


def _without_key(party: int, what: str) -> ApiProblem:
    return ApiProblem(
        409,
        "recipient-without-key",
        f"Party {party} {what}. Let it publish one (`pledge document key publish`), or leave it out.",
        field="recipient",
        value=party,
    )


class _Counted:
    """Pieces, and how many bytes they were."""

    def __init__(self, pieces: Iterable[bytes]) -> None:
        self._pieces = pieces
        self.size = 0

    def __iter__(self) -> Iterator[bytes]:
        for piece in self._pieces:
            self.size += len(piece)
            yield piece
