"""Many rights at once: pasted or uploaded, shown or downloaded, each answer in its place."""

from collections import Counter
from collections.abc import Iterator
from typing import Any

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from indexer.lookup import service
from indexer.lookup.guard import too_many_requests
from indexer.lookup.problems import Problem
from indexer.lookup.questions import BatchQuestion
from indexer.portal import words
from indexer.portal.forms import file_in, posted, text_in
from indexer.portal.language import language_of, marked
from indexer.portal.portal import Portal
from indexer.portal.spreadsheets import CSV, XLSX, csv_file, numbers_in_file, numbers_in_text, xlsx_file

_NUMBERS_OF_ONE = 100
"""Numbers that count as one request."""
_HEAD = (
    marked("Given"), marked("Right"), marked("Code"), marked("Status"), marked("Reason"),
    marked("Registration number"), marked("Pledgee"), marked("Warnings"),
)  # fmt: skip


def routes(portal: Portal) -> list[Route]:
    """The form and what it answers."""

    def answer(numbers: list[Any], as_of: str | None) -> dict[str, Any]:
        return service.batch(portal.grounds, BatchQuestion(numbers, as_of))

    async def batch(request: Request) -> Response:
        most = portal.lookup.batch_limit
        if request.method == "GET":
            return portal.site.page(request, "batch.html", most=most, found=None, numbers="")
        async with posted(request, portal.settings.upload_bytes) as form:
            upload = await file_in(form, "file")
            pasted, as_of, wanted = (text_in(form, name) for name in ("numbers", "as_of", "format"))
        limits = (most, portal.settings.unpacked_bytes)
        numbers = (
            await run_in_threadpool(numbers_in_file, *upload, *limits)
            if upload is not None
            else numbers_in_text(pasted, most)
        )
        if not numbers:
            raise Problem(422, "invalid-request", "", "Paste numbers, one a line, or choose a file.", field="numbers")
        client = request.scope.get("pledgebook.client", "")
        if client not in portal.lookup.unlimited:
            waiting = portal.allowance.take(client, len(numbers) / _NUMBERS_OF_ONE)
            if waiting:
                raise too_many_requests(waiting)
        found = await run_in_threadpool(answer, numbers, as_of or None)
        if wanted in ("csv", "xlsx"):
            return await run_in_threadpool(_download, portal, request, found, wanted)
        counts = Counter(each["status"] for each in found["results"])
        return portal.site.page(
            request,
            "batch.html",
            most=most,
            found=found,
            counts=counts,
            shown=portal.settings.rows_shown,
            numbers="\n".join(each if isinstance(each, str) else f"#{each}" for each in numbers),
        )

    return [Route("/batch", batch, methods=["GET", "POST"])]


def _download(portal: Portal, request: Request, found: dict[str, Any], form: str) -> Response:
    language = language_of(request)

    def say(text: str) -> str:
        return portal.site.said(language, text)

    def rows() -> Iterator[tuple[object, ...]]:
        for each in found["results"]:
            live = each["pledges"]
            reason = each["reason"] and words.word(each["reason"], "reason")
            problem = each.get("problem") and words.word(each["problem"], "number")
            warned = [words.word(warning["code"], "warning") for warning in each["warnings"]]
            yield (
                each["query"],
                each["right"],
                each["status"],
                say(words.word(each["status"], "status")),
                say(reason or problem or "") if reason or problem else "",
                "; ".join(pledge["registration_number"] or "" for pledge in live),
                "; ".join(pledge["pledgee"]["name"] if pledge["pledgee"] else "" for pledge in live),
                " ".join(say(each) for each in warned),
            )

    block = found["block"] or {"number": "", "time": ""}
    notes = [
        found["notice"]["zh" if language == "zh" else "en"],
        f"{say(marked('Legal date'))} {found['as_of']} · block {block['number']} {block['time']} · "
        + say(marked("complete") if found["complete"] else marked("not proven complete")),
    ]
    made, kind = (csv_file, CSV) if form == "csv" else (xlsx_file, XLSX)
    name = f"pledgebook-{found['as_of']}.{form}"
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return Response(made([say(each) for each in _HEAD], rows(), notes), media_type=kind, headers=headers)
