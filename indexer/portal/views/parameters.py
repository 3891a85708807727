"""What an address asks for, read and bounded."""

from starlette.requests import Request

from indexer.lookup.problems import Problem
from indexer.lookup.questions import plain_text

_LARGEST = 2**63 - 1
LONGEST_TEXT = 512


def number(request: Request, name: str) -> int | None:
    """A whole number of the query; None where it is not given. Raises Problem for what is none."""
    text = request.query_params.get(name, "").strip()
    if not text:
        return None
    if not (text.isascii() and text.isdigit() and int(text) <= _LARGEST):
        raise Problem(422, "invalid-request", "", f"{name} must be a whole number.", field=name, value=text)
    return int(text)


def identity(request: Request, name: str) -> int:
    """The id in the path. Raises Problem for one that nothing can have."""
    found = int(request.path_params[name])
    if not 1 <= found <= _LARGEST:
        raise Problem(404, f"unknown-{name}", "", "")
    return found


def text(request: Request, name: str) -> str | None:
    """A text of the query, without its blanks; None where it is not given or empty."""
    return request.query_params.get(name, "").strip() or None


def searched(request: Request) -> str | None:
    """What is searched for; None when nothing is. Raises Problem for what cannot be searched for."""
    given = text(request, "q")
    return None if given is None else plain_text(given, "q")
