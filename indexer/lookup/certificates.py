"""Certificates of searches: the proof of each part, read from the node and put together as one file, or printed."""

from collections import OrderedDict
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from threading import Lock
from typing import Annotated, Any

from fastapi import APIRouter, Path, Query, Request
from fastapi.responses import Response

from chain_gateway.ledger.searched_keys import searched_keys
from chain_gateway.ledger.solidity import MalformedData
from chain_gateway.proofs import BrokenEvidence, Certificate, EventProof, InvalidCertificate, InvalidHeader
from chain_gateway.proofs.certificate import SearchedRight
from chain_gateway.proofs.validators import IBFT
from chain_gateway.rpc.errors import RpcError
from indexer.lookup import models, problems
from indexer.lookup.evidence import Prover
from indexer.lookup.ground import Grounds
from indexer.lookup.problems import Problem
from indexer.lookup.questions import required_number

MEDIA_TYPE = "application/vnd.pledgebook.certificate+json"
PDF = "application/pdf"
_KEPT = 64
_KEPT_PRINTED = 16
MOST_NAMED = 100
"""Names of rights that a request may add."""

SearchId = Annotated[
    str,
    Path(pattern="^0x[0-9a-f]{64}$", description="The `search` of POST /v1/searches.", examples=["0x" + "07" * 32]),
]
Named = Annotated[
    list[str] | None,
    Query(
        alias="right",
        max_length=MOST_NAMED,
        description="Numbers that the ledger knows by key alone and the certificate is to show by name; repeat.",
        examples=[["US7831837"]],
    ),
]
Print = Callable[[bytes], bytes]
"""A certificate's file in, a signed PDF out with the file inside. Raises NotPrinted."""


class NotPrinted(Exception):
    """The certificate cannot be printed; says what is missing and what to do."""


class Printing:
    """Prints for the look-up, if it has what that needs."""

    def __init__(self, printer: Print | None) -> None:
        self._printer = printer

    def of(self, raw: bytes) -> bytes:
        """The signed PDF of a certificate's file. Raises Problem."""
        if self._printer is None:
            raise Problem(
                409, "no-registry-key", "Certificates are not printed here",
                "This service has no X.509 key of the registry to sign with; its operator names one in seal.toml.",
            )  # fmt: skip
        try:
            return self._printer(raw)
        except NotPrinted as reason:
            raise Problem(503, "not-printed", "The certificate cannot be printed now", str(reason)) from None


class Certificates:
    """Puts certificates together, and keeps the last ones: what a sealed block holds does not change."""

    def __init__(self, grounds: Grounds, prover: Prover, printing: Printing) -> None:
        self._grounds = grounds
        self._prover = prover
        self._printing = printing
        self._kept: OrderedDict[str, Certificate] = OrderedDict()
        self._printed: OrderedDict[bytes, bytes] = OrderedDict()
        self._lock = Lock()

    def of(self, search: str, named: Sequence[str] = ()) -> bytes:
        """The certificate's file; `named` are rights to show by their names. Raises Problem."""
        with self._lock:
            made = self._kept.get(search)
        if made is None:
            made = self._make(search)
            with self._lock:
                self._kept[search] = made
                while len(self._kept) > _KEPT:
                    self._kept.popitem(last=False)
        return _with_names(made, named).to_bytes()

    def printed(self, search: str, named: Sequence[str] = ()) -> bytes:
        """The certificate as a signed PDF. Raises Problem."""
        raw = self.of(search, named)
        with self._lock:
            found = self._printed.get(raw)
        if found is None:
            found = self._printing.of(raw)
            with self._lock:
                self._printed[raw] = found
                while len(self._printed) > _KEPT_PRINTED:
                    self._printed.popitem(last=False)
        return found

    def _make(self, search: str) -> Certificate:
        with self._grounds.open() as ground:
            found = ground.snapshot.search_parts(search)
            if not found:
                raise Problem(
                    404, "not-found", "Not found", f"No search has the id {search}.", field="search", value=search
                )
            expected = found[0][0].parts
            if len(found) < expected:
                raise Problem(
                    404, "search-unfinished", "The search is not finished",
                    f"{len(found)} of {expected} parts of the search are in a block and mirrored; ask again soon.",
                    field="search", value=search, headers={"Retry-After": "2"},
                )  # fmt: skip
        proofs: list[EventProof] = []
        keys: list[bytes] = []
        with proving():
            for _, event in found:
                proofs.append(self._prover.prove(event))
                keys.extend(searched_keys(self._prover.input_of(event)))
            with self._grounds.open() as ground:
                names = {
                    row.asset_key: row.right for row in ground.snapshot.facts(["0x" + key.hex() for key in set(keys)])
                }
            rights = [SearchedRight(key, names.get("0x" + key.hex())) for key in keys]
            return Certificate.issue(IBFT, self._prover.deployment, rights, proofs)


@contextmanager
def proving() -> Iterator[None]:
    """What goes wrong while proofs are read, as Problem."""
    try:
        yield
    except InvalidHeader:
        raise Problem(
            409, "chain-without-seals", "The chain seals no blocks",
            "This ledger runs on a chain without validators' seals, so nobody could check a certificate offline.",
        ) from None  # fmt: skip
    except (RpcError, BrokenEvidence, InvalidCertificate, MalformedData) as error:
        raise Problem(
            503, "proof-not-to-be-had", "The proof cannot be read now", f"The node gives no proof: {error}",
            headers={"Retry-After": "5"},
        ) from None  # fmt: skip


def _with_names(certificate: Certificate, named: Sequence[str]) -> Certificate:
    """The certificate with further rights by name; each name has one key, so it cannot name another right."""
    texts = {right.key: right.text for right in map(required_number, named)}
    if not texts:
        return certificate
    rights = tuple(replace(each, text=texts.get(each.key, each.text)) for each in certificate.rights)
    return replace(certificate, rights=rights)


def wants_pdf(request: Request) -> bool:
    """Whether the request's Accept header asks for a PDF before anything else."""
    return request.headers.get("accept", "").split(",")[0].split(";")[0].strip().lower() == PDF


def file_response(content: bytes, name: str, media_type: str, caching: str) -> Response:
    """A certificate's file, to be saved under a name."""
    suffix = "pdf" if media_type == PDF else "pledge-cert.json"
    disposition = "inline" if media_type == PDF else "attachment"
    headers = {
        "Cache-Control": caching, "Vary": "Accept", "Content-Disposition": f'{disposition}; filename="{name}.{suffix}"'
    }  # fmt: skip
    return Response(content, media_type=media_type, headers=headers)


def router(certificates: Certificates) -> APIRouter:
    """The endpoints."""
    refused: dict[int | str, dict[str, Any]] = {
        code: {"model": models.ProblemBody, "content": {problems.MEDIA_TYPE: {}}} for code in (404, 409, 422, 429, 503)
    }
    as_pdf = {PDF: {"schema": {"type": "string", "format": "binary"}}}
    made = APIRouter(prefix="/v1")
    forever = "public, max-age=31536000, immutable"

    # The printed one stands first: its path also fits the other's pattern but for the suffix.
    @made.get(
        "/certificates/{search}.pdf",
        response_class=Response,
        responses={200: {"content": as_pdf, "description": "The signed document, the file inside."}, **refused},
        summary="The certificate of a search, printed",
    )
    def printed(search: SearchId, named: Named = None) -> Response:
        """A PDF in Chinese and English, signed by the registry; `pledge certificate verify` takes it too."""
        return file_response(certificates.printed(search, named or ()), search[2:14], PDF, "public, max-age=86400")

    @made.get(
        "/certificates/{search}",
        response_class=Response,
        responses={
            200: {
                "content": {MEDIA_TYPE: {"schema": {"type": "object"}}, **as_pdf},
                "description": "The certificate's file; the signed document where Accept asks for application/pdf.",
            },
            **refused,
        },
        summary="The certificate of a search",
    )
    def certificate(request: Request, search: SearchId, named: Named = None) -> Response:
        """A file that proves what the chain found; `pledge certificate verify` checks it without a network."""
        if wants_pdf(request):
            return file_response(certificates.printed(search, named or ()), search[2:14], PDF, "public, max-age=86400")
        return file_response(certificates.of(search, named or ()), search[2:14], MEDIA_TYPE, forever)

    return made
