"""Verifies a certificate that a reader brings: in the browser itself, or without JavaScript by this server."""

import orjson
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from chain_gateway.proofs import Certificate, InvalidTrust, Report, Trust, Verdict, verify
from indexer.lookup.problems import Problem
from indexer.portal import words
from indexer.portal.forms import file_in, posted
from indexer.portal.portal import Portal

_ROWS = 500


def routes(portal: Portal) -> list[Route]:
    """The page, and the validators that it pins where the reader brings none."""

    def pinned() -> Trust:
        if portal.settings.trust is None or not portal.settings.trust.exists():
            raise Problem(404, "not-offered", "", "This portal pins no validators; choose the consortium's file.")
        try:
            return Trust.load(portal.settings.trust)
        except InvalidTrust as error:
            raise Problem(503, "not-offered", "", str(error)) from None

    async def page(request: Request) -> Response:
        report = None
        if request.method == "POST":
            async with posted(request, portal.settings.upload_bytes) as form:
                file, brought = await file_in(form, "certificate"), await file_in(form, "validators")
            if file is None:
                raise Problem(422, "invalid-request", "", "Choose a certificate.", field="certificate")
            trust = pinned() if brought is None else _trust(brought[1])
            report = await run_in_threadpool(verify, file[1], trust)
        pins = portal.settings.trust is not None and portal.settings.trust.exists()
        return portal.site.page(
            request, "verify.html", report=report, rows=_rows(report), pins=pins, findings=words.FINDINGS
        )

    def validators(request: Request) -> Response:  # noqa: ARG001
        return JSONResponse(pinned().as_json())

    return [Route("/verify", page, methods=["GET", "POST"]), Route("/verify/validators.json", validators)]


def _trust(raw: bytes) -> Trust:
    try:
        return Trust.from_json(orjson.loads(raw))
    except (ValueError, RecursionError) as error:
        raise Problem(422, "unreadable-file", "", f"validators: {error}", field="validators") from None


def _rows(report: Report | None) -> list[tuple[str, list[str]]]:
    """The rights of a certificate with the names of what was found."""
    found = None if report is None else report.certificate
    if report is None or not isinstance(found, Certificate) or report.verdict is not Verdict.VALID:
        return []
    return [
        (
            each.text or f"0x{each.key.hex()}",
            [bit.name or "" for bit in found.results[place]] if place in found.results else [],
        )
        for place, each in enumerate(found.rights[:_ROWS])
    ]
