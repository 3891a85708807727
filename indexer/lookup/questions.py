"""What is asked, read and bounded before anything is looked up."""

import json
from collections.abc import AsyncIterator
from dataclasses import dataclass
from typing import Any

from pydantic_core import from_json

from chain_gateway.ledger.dates import InvalidLegalDate, parse_legal_date, to_chain
from chain_gateway.ledger.identifiers import InvalidIdentifier, RightId
from indexer.lookup.problems import Problem
from indexer.lookup.texts import iso_date

_BATCH_FIELDS = {"numbers", "as_of", "at_block"}
_LONGEST_TEXT = 512


@dataclass(frozen=True)
class BatchQuestion:
    """Numbers and legal date as they were given, and the block as known at which they are to be answered."""

    numbers: list[Any]
    as_of: str | None
    at_block: int | None = None


def read_number(text: object) -> RightId | InvalidIdentifier:
    """The right of a text; what is wrong with it when it is no number of a right."""
    if not isinstance(text, str):
        return InvalidIdentifier(
            json.dumps(text)[:80], "not-text", "give each number as text: as a JSON number it loses leading zeros"
        )
    try:
        return RightId.parse(text)
    except InvalidIdentifier as error:
        return error


def required_number(text: str) -> RightId:
    """The right of a text. Raises Problem `invalid-number`."""
    found = read_number(text)
    if isinstance(found, InvalidIdentifier):
        raise Problem(
            422,
            "invalid-number",
            "The number of a right is not valid",
            str(found),
            field="number",
            value=text,
            problem=found.problem,
            hint=found.hint,
        )
    return found


def legal_date(text: str | None, today: int) -> int:
    """The legal date asked for, yyyymmdd; `today` when none is. Raises Problem for nonsense and for the future."""
    if text is None:
        return today
    try:
        on = to_chain(parse_legal_date(text))
    except InvalidLegalDate as error:
        raise Problem(422, "invalid-date", "The date is not valid", str(error), field="as_of", value=text) from None
    if on > today:
        raise Problem(
            422,
            "date-in-the-future",
            "The date lies in the future",
            f"What will be registered after today, {iso_date(today)}, cannot be known; ask as of a date up to today.",
            field="as_of",
            value=text,
        )
    return on


def plain_text(text: str, field: str) -> str:
    """A text to search for, stripped. Raises Problem when it is empty, too long or holds control characters."""
    stripped = text.strip()
    if not stripped:
        raise Problem(422, "invalid-request", "A text is missing", f"Give a {field} to search for.", field=field)
    if len(stripped) > _LONGEST_TEXT or any(ord(each) < 32 or 0xD800 <= ord(each) <= 0xDFFF for each in stripped):
        raise Problem(
            422,
            "invalid-request",
            "The text cannot be searched for",
            f"A {field} has at most {_LONGEST_TEXT} characters and no control characters.",
            field=field,
            value=text,
        )
    return stripped


async def read_batch(body: AsyncIterator[bytes], body_bytes: int, batch_limit: int) -> BatchQuestion:
    """The batch in a request's body. Raises Problem when it is too large or has another form."""
    read = bytearray()
    async for part in body:
        read += part
        if len(read) > body_bytes:
            raise Problem(
                413, "body-too-large", "The body is too large", f"A batch has at most {body_bytes} bytes; split it."
            )
    try:
        # Not json.loads: where a library has raised the recursion limit, a deeply nested body would end the process.
        asked = from_json(bytes(read))
    except ValueError:
        raise Problem(
            400, "invalid-json", "The body is not JSON", 'Send {"numbers": [...], "as_of": "YYYY-MM-DD"}.'
        ) from None
    if not isinstance(asked, dict):
        raise Problem(422, "invalid-request", "The body is no object", 'Send {"numbers": [...], "as_of": ...}.')
    if unknown := sorted(asked.keys() - _BATCH_FIELDS):
        raise Problem(
            422,
            "unknown-field",
            "The body has an unknown field",
            "Known are numbers, as_of and at_block.",
            field=unknown[0],
        )
    numbers, as_of = asked.get("numbers"), asked.get("as_of")
    if not isinstance(numbers, list) or not numbers:
        raise Problem(
            422, "invalid-request", "The numbers are missing", "Give a list of at least one number.", field="numbers"
        )
    if len(numbers) > batch_limit:
        raise Problem(
            422,
            "too-many-numbers",
            "The batch is too long",
            f"A batch has at most {batch_limit} numbers, this has {len(numbers)}; split it.",
            field="numbers",
        )
    if as_of is not None and not isinstance(as_of, str):
        raise Problem(422, "invalid-date", "The date is not valid", "Give it as text, YYYY-MM-DD.", field="as_of")
    at_block = asked.get("at_block")
    if at_block is not None and not (type(at_block) is int and 0 <= at_block < 2**63):
        raise Problem(
            422,
            "invalid-request",
            "The block is not valid",
            "Give the block's number, or leave it out.",
            field="at_block",
        )
    return BatchQuestion(numbers, as_of, at_block)
