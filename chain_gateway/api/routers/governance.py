"""The governance's own acts: who has its roles, who may call which verb, and executing what it announced."""

from typing import Annotated, Any

from fastapi import APIRouter, Depends, Path, Query

from chain_gateway.api.acceptance import Accepting, Acceptor, Governing, chain_time
from chain_gateway.api.auth import SCOPE_GOVERNANCE, SCOPE_GUARDIAN, Principal, Services, allowed
from chain_gateway.api.bodies.answers import SubmissionBody
from chain_gateway.api.bodies.governance import (
    CallerGrantBody,
    NothingBody,
    OperationsBody,
    RoleBody,
    RoleEndBody,
    VerbGrantBody,
)
from chain_gateway.api.chain_reads import announced
from chain_gateway.api.problems import ApiProblem, responses
from chain_gateway.api.services import GatewayServices
from chain_gateway.ledger import calls, governance
from chain_gateway.ledger.operations import Operation, OperationState, Role, called_function
from chain_gateway.ledger.verbs import UnknownVerb, selector_of

router = APIRouter(tags=["governance"])

_Governance = Annotated[Principal, Depends(allowed(SCOPE_GOVERNANCE))]
_Watching = Annotated[Principal, Depends(allowed(SCOPE_GOVERNANCE, SCOPE_GUARDIAN))]
_ACT: dict[str, Any] = {
    "status_code": 202,
    "response_model": SubmissionBody,
    "responses": responses(400, 401, 403, 409, 413, 415, 422),
}
_ENDING: dict[str, Any] = _ACT | {"responses": responses(400, 401, 403, 404, 409, 413, 415, 422, 503)}
OperationId = Annotated[str, Path(pattern="^0x[0-9a-f]{64}$", description="Id of the operation.")]


@router.post("/v1/governance/roles", summary="Give a key a role", **_ACT)
def grant_role(body: RoleBody, caller: _Governance, accepting: Governing) -> dict[str, Any]:
    """The guardian pauses; the governance does all else, after its delay. Given again, a role gets the new delay."""
    return accepting.perform(
        caller, "grant_role", lambda: governance.grant_role(Role[body.role], body.account, body.delay_seconds)
    )


@router.post("/v1/governance/roles:revoke", summary="Take a role from a key", **_ACT)
def revoke_role(body: RoleEndBody, caller: _Governance, accepting: Governing) -> dict[str, Any]:
    """Give it to another key first: a ledger whose last governance is gone stays as it is for good."""
    return accepting.perform(caller, "revoke_role", lambda: governance.revoke_role(Role[body.role], body.account))


@router.post("/v1/governance/verbs", summary="Say which kinds of party may call a verb", **_ACT)
def grant_verb(body: VerbGrantBody, caller: _Governance, accepting: Governing) -> dict[str, Any]:
    """The kinds named, and no other ones. A pause of the verb stays."""

    def build() -> calls.Call:
        kinds = calls.kinds_mask(body.kinds, governance=body.governance)
        return calls.grant_verb(*_verb(accepting, body.book, body.verb), kinds, body.act.act())

    return accepting.perform(caller, "grant_verb", build)


@router.post("/v1/governance/callers", summary="Let a book call a verb of another", **_ACT)
def grant_caller(body: CallerGrantBody, caller: _Governance, accepting: Governing) -> dict[str, Any]:
    """What books do between themselves; a new book is nobody until it is added to the log."""

    def build() -> calls.Call:
        book = _address(accepting, body.caller, "caller")
        return calls.grant_caller(*_verb(accepting, body.book, body.verb), book, body.allowed, body.act.act())

    return accepting.perform(caller, "grant_caller", build)


@router.get(
    "/v1/governance/operations",
    response_model=OperationsBody,
    responses=responses(401, 403, 422, 503),
    summary="What the governance announced",
)
def operations(
    caller: _Watching,  # noqa: ARG001  # whoever may see them sees all
    services: Services,
    state: Annotated[list[OperationState] | None, Query(description="Only those that stand so.")] = None,
) -> dict[str, Any]:
    """Acts that wait out their delay, are ready, or have ended, newest first; read from the node."""
    head = services.node.head()
    found = [each for each in reversed(announced(services)) if state is None or each.state(head.timestamp) in state]
    return {
        "time": chain_time(head.timestamp),
        "operations": [_json(services, each, head.timestamp) for each in found],
    }


@router.post("/v1/governance/operations/{operation}/execution", summary="Do what was announced", **_ENDING)
def execute(
    operation: OperationId,
    body: NothingBody,  # noqa: ARG001  # an empty object: the path says all
    caller: _Governance,
    accepting: Accepting,
) -> dict[str, Any]:
    """Once its delay is over and within a week from then, by the key that announced it."""
    return accepting.perform(
        caller, "execute_operation", lambda: governance.execute(_known(accepting.services, operation))
    )


@router.post("/v1/governance/operations/{operation}/cancellation", summary="Drop what was announced", **_ENDING)
def cancel(
    operation: OperationId,
    body: NothingBody,  # noqa: ARG001  # an empty object: the path says all
    caller: _Governance,
    accepting: Accepting,
) -> dict[str, Any]:
    """By any key of the governance, at any time before it is executed."""
    return accepting.perform(
        caller, "cancel_operation", lambda: governance.cancel(_known(accepting.services, operation))
    )


def _known(services: GatewayServices, named: str) -> Operation:
    """The newest operation of that id (problem 404 when none was announced)."""
    found = [each for each in announced(services) if each.id.hex() == named[2:]]
    if not found:
        raise ApiProblem(404, "unknown-operation", "Nothing of that id was announced.", field="operation", value=named)
    return found[-1]


def _json(services: GatewayServices, operation: Operation, time: int) -> dict[str, Any]:
    called = called_function(operation.target, operation.data, services.deployment)
    return {
        "id": "0x" + operation.id.hex(),
        "nonce": operation.nonce,
        "state": operation.state(time).value,
        "contract": called.contract if called is not None else None,
        "function": called.function if called is not None else None,
        "arguments": dict(called.arguments) if called is not None else None,
        "caller": operation.caller,
        "target": operation.target,
        "data": "0x" + operation.data.hex(),
        "ready_at": chain_time(operation.ready_at),
        "expires_at": chain_time(operation.expires_at),
        "block": operation.block_number,
        "transaction": "0x" + operation.transaction_hash.hex(),
    }


def _address(accepting: Acceptor, book: str, field: str) -> str:
    """Address of a book (problem 422 for none)."""
    books = {name: address for address, name in accepting.services.deployment.books().items()}
    if book not in books:
        raise ApiProblem(422, "invalid-body", f"There are {', '.join(books)}.", field=field, value=book)
    return books[book]


def _verb(accepting: Acceptor, book: str, verb: str) -> tuple[str, bytes]:
    """Address and selector of a book's verb (problem 422 for none)."""
    address = _address(accepting, book, "book")
    try:
        return address, selector_of(book, verb)
    except UnknownVerb as unknown:
        raise ApiProblem(422, "invalid-body", str(unknown), field="verb", value=verb) from None
