"""Posted forms, read within limits: how large, how many parts."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from starlette.datastructures import FormData, UploadFile
from starlette.exceptions import HTTPException
from starlette.formparsers import MultiPartException
from starlette.requests import Request
from starlette.types import Message

from indexer.lookup.problems import Problem

_MOST_FIELDS = 200


@asynccontextmanager
async def posted(request: Request, most_bytes: int, files: int = 2) -> AsyncIterator[FormData]:
    """The form in a request's body; its files are closed behind it. Raises Problem when the body is larger than
    `most_bytes`, or no form.
    """
    read = 0
    receive = request.receive

    async def counted() -> Message:
        nonlocal read
        message = await receive()
        read += len(message.get("body", b""))
        if read > most_bytes:
            raise MultiPartException("too large")  # of this kind, so that the parser closes what it has opened
        return message

    stated = request.headers.get("content-length", "0")
    if stated.isascii() and stated.isdigit() and int(stated) > most_bytes:
        raise _too_large(most_bytes)
    counting = Request(request.scope, counted)
    try:
        form = await counting.form(max_files=files, max_fields=_MOST_FIELDS, max_part_size=most_bytes)
    except (HTTPException, MultiPartException) as error:
        if read > most_bytes:
            raise _too_large(most_bytes) from None
        raise Problem(400, "invalid-request", "", str(error)) from None
    try:
        yield form
    finally:
        await form.close()


async def file_in(form: FormData, name: str) -> tuple[str, bytes] | None:
    """Name and content of an uploaded file; None where none was chosen."""
    found = form.get(name)
    if not isinstance(found, UploadFile) or not found.filename:
        return None
    return found.filename, await found.read()


def text_in(form: FormData, name: str) -> str:
    """A field's text, without blanks at its ends; empty where it is not given."""
    found = form.get(name)
    return found.strip() if isinstance(found, str) else ""


def _too_large(most_bytes: int) -> Problem:
    return Problem(413, "body-too-large", "", f"At most {most_bytes} bytes are taken; split the file.")


def from_this_site(request: Request) -> None:
    """Raises Problem for a form that a page of another site has sent."""
    origin, fetched = request.headers.get("origin"), request.headers.get("sec-fetch-site")
    foreign = origin is not None and origin.partition("://")[2] != request.headers.get("host")
    if foreign or fetched not in (None, "same-origin", "none"):
        raise Problem(403, "form-expired", "", "Send the form from its own page.")
