"""From a validated request to an accepted submission: the key, the audit, the outbox."""

import hashlib
import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Annotated, Any

from fastapi import Depends, Header, Query, Request, Response

from chain_gateway.api.auth import Principal, Services, check_verb
from chain_gateway.api.limits import strict_json
from chain_gateway.api.problems import ApiProblem, submission_problem
from chain_gateway.api.services import GatewayServices
from chain_gateway.ledger import governance
from chain_gateway.ledger.calls import Call
from chain_gateway.signing import GOVERNANCE
from chain_gateway.submission import DirectoryEntry, NewSubmission, Offer, Submission
from chain_gateway.submission import Request as AskedAct

MAX_CALLDATA_BYTES = 110 * 1024
"""Nodes refuse transactions over 128 KiB; the rest is room for the envelope and for what grows."""


@dataclass(frozen=True)
class Entering:
    """A call that enters or renames parties, with what the directory is to know of them."""

    call: Call
    entries: tuple[DirectoryEntry, ...] = ()


@dataclass(frozen=True)
class Acceptor:
    """Accepts the act of one request."""

    services: GatewayServices
    request: Request
    response: Response
    idempotency_key: str
    body_hash: bytes
    scheduled_for: int | None = None
    """The act is announced at the AccessManager, for this moment, instead of done."""

    def act(self, caller: Principal, verb: str) -> AskedAct:
        """The act as the audit names it; from here on a refusal of the request is noted there."""
        asked = AskedAct(
            subject=caller.subject,
            party=caller.party,
            verb=verb,
            body_hash=self.body_hash,
            idempotency_key=self.idempotency_key,
            token_id=caller.token_id,
            certificate=caller.certificate,
        )
        self.request.state.act = asked
        check_verb(caller, verb)
        return asked

    def perform(
        self, caller: Principal, verb: str, build: Callable[[], "Call | Entering"], signer: int | None = None
    ) -> dict[str, Any]:
        """Accept the act that `build` makes and answer its submission.

        A request that came before is answered as it was then, whatever `build` finds or says today: the outbox knows
        its key, and when `build` fails now, the key is asked for before the failure is. So one that is new costs no
        look-up of its key. `signer` says whose key signs, where not the party's own.
        """
        asked = self.act(caller, verb)
        try:
            built = build()
            built = built if isinstance(built, Entering) else Entering(built)
            return self._accept(asked, built.call, built.entries, signer)
        except Exception:
            earlier = self.services.store.replay(asked)
            if earlier is None:
                raise
        self.request.state.act = None
        return self._answer(earlier, True)

    def accept_parts(self, asked: AskedAct, calls: Sequence[Call]) -> list[dict[str, Any]]:
        """Persist an act that takes several transactions, and answer one submission for each.

        The first part has the request's own key, each further one a key that no caller can send, so that a request
        that is repeated after a crash in between finds the parts that are there and adds the others.
        """
        digest = hashlib.sha256(self.idempotency_key.encode()).hexdigest()
        keys = [self.idempotency_key] + [f"{digest} {part}" for part in range(2, len(calls) + 1)]
        answers = [
            self._accept(replace(asked, idempotency_key=key), call) for key, call in zip(keys, calls, strict=True)
        ]
        self.response.headers["Location"] = f"/v1/submissions/{answers[0]['id']}"
        return answers

    def _accept(
        self, asked: AskedAct, call: Call, entries: Sequence[DirectoryEntry] = (), signer: int | None = None
    ) -> dict[str, Any]:
        if self.scheduled_for is not None:
            call = self._announced(asked, call, self.scheduled_for)
        offer = offer_of(self.services, asked, call, signer)
        submission, replayed = self.services.store.accept(offer.new, asked, entries, offer.hold)
        self.request.state.act = None
        if not replayed and offer.hold is None:
            self.services.submitter.notify()
        return self._answer(submission, replayed)

    def _announced(self, asked: AskedAct, call: Call, earliest: int) -> Call:
        if asked.party != GOVERNANCE:
            raise ApiProblem(
                422,
                "invalid-body",
                "Only acts of the governance are scheduled. Leave scheduled_for out.",
                field="scheduled_for",
                value=earliest,
            )
        return governance.schedule(call, self.services.deployment.address_of(call.book), earliest)

    def _answer(self, submission: Submission, replayed: bool) -> dict[str, Any]:
        self.response.status_code = 202
        self.request.state.submission = submission.id
        self.response.headers["Location"] = f"/v1/submissions/{submission.id}"
        if replayed:
            self.response.headers["Idempotency-Replayed"] = "true"
        return submission_json(submission, replayed)


def offer_of(services: GatewayServices, asked: AskedAct, call: Call, signer: int | None = None) -> Offer:
    """The act as the outbox takes it (problem 422 when it does not fit into one transaction).

    `signer` is whose key signs, the party's own when it is None.
    """
    if len(call.data) > MAX_CALLDATA_BYTES:
        raise ApiProblem(
            422,
            "transaction-too-large",
            f"The act needs {len(call.data)} bytes of a transaction, {MAX_CALLDATA_BYTES} fit. Send it in parts.",
        )
    new = NewSubmission(
        verb=asked.verb,
        party=asked.party,
        signer=services.keyring.signer(asked.party if signer is None else signer).address,
        book=call.book,
        to=services.deployment.address_of(call.book),
        data=call.data,
        gas=call.gas,
    )
    return Offer(new, asked, hold=services.approvals.hold(asked.verb, asked.party, call, services.clock()))


async def idempotency_key_of(
    idempotency_key: Annotated[
        str | None,
        Header(
            description="Names the request: sent again with the same body it answers the same.",
            max_length=200,
            pattern=r"^[\x21-\x7e]{1,200}$",
        ),
    ] = None,
) -> str:
    """The request's Idempotency-Key (problem 422 without one)."""
    if idempotency_key is None:
        raise ApiProblem(
            422,
            "idempotency-key-missing",
            "Send a header Idempotency-Key with a text of your own that names this request.",
            field="Idempotency-Key",
        )
    return idempotency_key


IdempotencyKey = Annotated[str, Depends(idempotency_key_of)]


async def acceptor(services: Services, request: Request, response: Response, key: IdempotencyKey) -> Acceptor:
    """The acceptor of this request (problem 422 without an Idempotency-Key)."""
    return Acceptor(services, request, response, key, await body_hash(request))


Accepting = Annotated[Acceptor, Depends(acceptor)]


async def governing(
    plain: Accepting,
    scheduled_for: Annotated[
        int | None,
        Query(
            ge=0,
            le=2**48 - 1,
            description=(
                "For the governance where its acts have a delay: announce the act at the AccessManager instead of "
                "doing it, for this moment (seconds since 1970) or later; 0 for as soon as the delay allows."
            ),
        ),
    ] = None,
) -> Acceptor:
    """The acceptor of a request whose act the governance may announce first."""
    if scheduled_for is None:
        return plain
    named = hashlib.sha256(plain.body_hash + f"?scheduled_for={scheduled_for}".encode()).digest()
    return replace(plain, body_hash=named, scheduled_for=scheduled_for)


Governing = Annotated[Acceptor, Depends(governing)]


async def body_hash(request: Request) -> bytes:
    """sha256 over path and canonical body; problem 400 for what is no JSON or names a field twice."""
    content = strict_json(await request.body())
    canonical = json.dumps(content, sort_keys=True, separators=(",", ":"), ensure_ascii=True)
    return hashlib.sha256(f"{request.url.path}\n{canonical}".encode("ascii", "backslashreplace")).digest()


def submission_json(submission: Submission, replayed: bool) -> dict[str, Any]:
    """A submission as callers see it."""
    block = None
    if submission.block_number is not None and submission.block_hash is not None and submission.block_time is not None:
        block = {
            "number": submission.block_number,
            "hash": "0x" + submission.block_hash.hex(),
            "time": chain_time(submission.block_time),
        }
    sent = submission.transaction_hash
    return {
        "id": submission.id,
        "state": submission.state.value,
        "verb": submission.verb,
        "party": submission.party,
        "transaction": "0x" + sent.hex() if sent is not None else None,
        "block": block,
        "error": submission_problem(submission.error) if submission.error is not None else None,
        "result": {"events": [dict(event) for event in submission.events]} if submission.events is not None else None,
        "created_at": submission.created_at,
        "updated_at": submission.updated_at,
        "replayed": replayed,
    }


def chain_time(seconds: int) -> str:
    """Chain time as ISO 8601."""
    return datetime.fromtimestamp(seconds, UTC).isoformat().replace("+00:00", "Z")
