"""Bulk filing: rows of a file, one filing each, taken in chunks as they arrive.

Each row is accepted or refused by itself. A row's Idempotency-Key is made of the request's key and the row's own
reference, so whatever moment a request is cut off at, the same request goes on: rows that are noted are compared and
passed over, and a row that was accepted and not yet noted is found by its key.
"""

import hashlib
from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from pydantic import ValidationError
from starlette.requests import Request

from chain_gateway.api.acceptance import offer_of
from chain_gateway.api.auth import Principal, check_verb
from chain_gateway.api.bodies.bulks import REFERENCE, BulkRowBody
from chain_gateway.api.limits import MAX_DEPTH, depth_of, strict_json
from chain_gateway.api.problems import ApiProblem, submission_problem, translate, validation_problem
from chain_gateway.api.services import GatewayServices
from chain_gateway.api.terms import consents_of, filing_of, obligation_of, parse_rights, pledgee_of
from chain_gateway.ledger import calls
from chain_gateway.ledger.solidity import InvalidValue
from chain_gateway.signing import NoKeyForParty
from chain_gateway.submission import AnotherFile, Bulk, BulkRow, Offer
from chain_gateway.submission import Request as AskedAct

PATH = "/v1/pledges:bulk"
MEDIA_TYPE = "application/x-ndjson"
MAX_ROWS = 50_000
MAX_LINE_BYTES = 128 * 1024
MAX_BYTES = 256 * 1024 * 1024
SHOWN_FAILURES = 100

_ROWS_AT_ONCE = 500
_BYTES_AT_ONCE = 4 * 1024 * 1024


@dataclass(frozen=True)
class Line:
    """One line of the file that is not empty."""

    number: int
    content: bytes | None
    """None when it is too long to be read."""
    hash: bytes


@dataclass
class BulkFiling:
    """One request for a bulk filing, in the hands of the thread that reads it."""

    services: GatewayServices
    caller: Principal
    idempotency_key: str
    kept: int = 0
    """Rows that were noted before this request."""
    _references: set[str] = field(default_factory=set)

    @property
    def id(self) -> str:
        """Follows from the request, so that a repeated one goes on with the same filing."""
        named = f"{self.caller.party}\n{self.idempotency_key}".encode()
        return "bulk-" + hashlib.sha256(named).hexdigest()[:32]

    def begin(self) -> None:
        """Open the filing; the token must allow it (problem 403), and the party have a key here (problem 409)."""
        check_verb(self.caller, "file")
        self.services.keyring.signer(self.caller.party)
        self.kept = self.services.store.bulks.open(self.id, self.caller.party)
        self._references = set(self.services.store.bulks.references(self.id)) if self.kept else set()

    def take(self, lines: Sequence[Line]) -> None:
        """Accept or refuse the next rows, durably. Raises AnotherFile."""
        repeated = [line for line in lines if line.number <= self.kept]
        if repeated:
            self._compare(repeated)
        fresh = [line for line in lines if line.number > self.kept]
        if not fresh:
            return
        offers: list[tuple[Line, str, Offer]] = []
        rows: dict[int, BulkRow] = {}
        refused: list[tuple[AskedAct, str]] = []
        for line in fresh:
            reference: str | None = None
            try:
                content = _parse(line)
                reference = _reference_of(content)
                body = _validated(content)
                offers.append((line, body.reference, self._offer(line, body)))
                self._references.add(body.reference)
            except (ApiProblem, InvalidValue, NoKeyForParty) as failure:
                problem = translate(failure)
                rows[line.number] = self._refused(line, reference, problem)
                refused.append((self._asked(line, reference), problem.code))
        answers = self.services.store.accept_many([offer for _, _, offer in offers])
        for (line, reference, offer), answer in zip(offers, answers, strict=True):
            if isinstance(answer, Exception):
                problem = translate(answer)
                rows[line.number] = self._refused(line, reference, problem)
                refused.append((offer.request, problem.code))
            else:
                rows[line.number] = BulkRow(line.number, reference, line.hash, answer.submission.id)
        if refused:
            self.services.store.refused_many(refused)
        self.services.store.bulks.note(self.id, [rows[line.number] for line in fresh])
        if offers:
            self.services.submitter.notify()

    def end(self, rows: int) -> dict[str, Any]:
        """Note that the file is complete; answers the filing. Raises AnotherFile."""
        self.services.store.bulks.complete(self.id, rows)
        return bulk_json(self.services, self.services.store.bulks.get(self.id), replayed=rows <= self.kept)

    def _compare(self, lines: Sequence[Line]) -> None:
        known = self.services.store.bulks.kept(self.id, lines[0].number - 1, len(lines))
        for line, row in zip(lines, known, strict=True):
            if row.line_hash != line.hash:
                raise AnotherFile(line.number)

    def _offer(self, line: Line, body: BulkRowBody) -> Offer:
        if body.reference in self._references:
            raise ApiProblem(
                422,
                "duplicate",
                "An earlier row of this file has the reference. Give each row its own.",
                field="reference",
                value=body.reference,
            )
        rights = parse_rights(body.rights)
        obligation = obligation_of(body.obligation, body.consents)
        filing = filing_of(body, pledgee_of(body.pledgee, self.caller), rights, obligation)
        call = calls.file(filing, consents_of(body.consents), body.act.act())
        return offer_of(self.services, self._asked(line, body.reference), call)

    def _asked(self, line: Line, reference: str | None) -> AskedAct:
        digest = hashlib.sha256(self.idempotency_key.encode()).hexdigest()
        return AskedAct(
            subject=self.caller.subject,
            party=self.caller.party,
            verb="file",
            body_hash=hashlib.sha256(PATH.encode() + b"\n" + line.hash).digest(),
            # No caller can send a key with blanks.
            idempotency_key=f"bulk {digest} {reference}" if reference is not None else None,
            token_id=self.caller.token_id,
            certificate=self.caller.certificate,
        )

    def _refused(self, line: Line, reference: str | None, problem: ApiProblem) -> BulkRow:
        return BulkRow(line.number, reference, line.hash, problem=problem.body() | {"row": line.number})


async def lines_of(request: Request) -> AsyncIterator[list[Line]]:
    """The file's lines in chunks, each line and the whole within their limits (problem 413 `bulk-too-large`)."""
    number = size = held = 0
    rest = bytearray()
    overlong = False
    ready: list[Line] = []

    def close(content: bytes) -> None:
        nonlocal number, held, overlong
        stripped = content.strip(b" \t\r")
        if not stripped and not overlong:
            return
        number += 1
        if number > MAX_ROWS:
            raise _too_large(f"A file may have {MAX_ROWS} rows at most.")
        whole = None if overlong else stripped
        ready.append(Line(number, whole, hashlib.sha256(stripped).digest()))
        held += len(stripped)
        overlong = False

    async for chunk in request.stream():
        size += len(chunk)
        if size > MAX_BYTES:
            raise _too_large(f"A file may have {MAX_BYTES} bytes at most.")
        pieces = chunk.split(b"\n")
        for index, piece in enumerate(pieces):
            room = MAX_LINE_BYTES - len(rest)
            if len(piece) > room:
                overlong = True
            rest += piece[:room]
            if index < len(pieces) - 1:
                close(bytes(rest))
                rest.clear()
                if len(ready) >= _ROWS_AT_ONCE or held >= _BYTES_AT_ONCE:
                    yield ready
                    ready, held = [], 0
    close(bytes(rest))
    if ready:
        yield ready
    if number == 0:
        raise ApiProblem(422, "invalid-body", "The file has no rows; send one filing a line.", field="body")


def bulk_json(services: GatewayServices, bulk: Bulk, *, replayed: bool = False) -> dict[str, Any]:
    """A bulk filing as callers see it."""
    failures = services.store.bulks.rows(bulk.id, 0, SHOWN_FAILURES, failed=True)
    return {
        "id": bulk.id,
        "state": "ended" if bulk.ended else "under-way" if bulk.complete else "receiving",
        "party": bulk.party,
        "rows": bulk.rows,
        "accepted": bulk.accepted,
        "refused": bulk.refused,
        "states": dict(bulk.states),
        "failures": [row_json(row) for row in failures],
        "created_at": bulk.created_at,
        "updated_at": bulk.updated_at,
        "replayed": replayed,
    }


def row_json(row: BulkRow) -> dict[str, Any]:
    """A row as callers see it."""
    problem = row.problem
    if problem is None and row.error is not None:
        problem = submission_problem(row.error)
    return {
        "row": row.number,
        "reference": row.reference,
        "submission": row.submission_id,
        "state": row.state,
        "problem": problem,
    }


def _parse(line: Line) -> Any:
    if line.content is None:
        raise ApiProblem(413, "line-too-long", f"A row may have {MAX_LINE_BYTES} bytes at most.", field="row")
    opened = line.content.count(b"[") + line.content.count(b"{")
    if opened > MAX_DEPTH and depth_of(line.content) > MAX_DEPTH:  # a deep one would end the process
        raise ApiProblem(422, "too-deep", f"No row is nested more than {MAX_DEPTH} levels deep.", field="row")
    return strict_json(line.content)


def _validated(content: Any) -> BulkRowBody:
    try:
        return BulkRowBody.model_validate(content)
    except ValidationError as invalid:
        raise validation_problem(invalid.errors(include_url=False)) from None


def _reference_of(content: Any) -> str | None:
    named = content.get("reference") if isinstance(content, dict) else None
    return named if isinstance(named, str) and REFERENCE.fullmatch(named) else None


def _too_large(detail: str) -> ApiProblem:
    return ApiProblem(413, "bulk-too-large", f"{detail} Rows before that were taken; send the others in another file.")
