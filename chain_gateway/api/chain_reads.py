"""What the gateway asks of the chain before it accepts an act."""

from collections.abc import Iterator, Sequence
from typing import TypeVar

from chain_gateway.api.problems import ApiProblem
from chain_gateway.api.services import GatewayServices
from chain_gateway.ledger import reads
from chain_gateway.ledger.consent import amendment_digest, pledgors_digest, rights_digest
from chain_gateway.ledger.enums import CommitmentState, PledgeState, RefinancingState
from chain_gateway.ledger.events import (
    AmendmentAsked,
    LedgerEvent,
    PledgeAmended,
    PledgeFiled,
    PledgeMigrated,
    RightsReleased,
)
from chain_gateway.ledger.operations import Operation, operations
from chain_gateway.ledger.reads import Read
from chain_gateway.ledger.structs import CommitmentView, Obligation, PledgeView, RefinancingView
from chain_gateway.rpc import Log
from chain_gateway.submission.receipts import ledger_events, raw_log

_Answer = TypeVar("_Answer")

_BLOCKS_AT_ONCE = 1_000  # nodes bound the range of one question for logs


def ask(services: GatewayServices, question: Read[_Answer], block: int | str = "latest") -> _Answer:
    """The typed answer of a book."""
    to = services.deployment.address_of(question.book)
    return question.decode(services.node.call(to, question.data, block))


def pledge_view(services: GatewayServices, pledge: int) -> PledgeView:
    """The ledger's reading of a pledge (problem 404 when there is none)."""
    view = ask(services, reads.pledge_of(pledge))
    if view.state is PledgeState.None_:
        raise ApiProblem(404, "unknown-pledge", f"The ledger has no pledge {pledge}.", field="pledge", value=pledge)
    return view


def present_rights(services: GatewayServices, pledge: int) -> tuple[bytes, ...]:
    """Asset keys that the pledge encumbers now, ascending.

    From the gateway's own table where that agrees with the ledger's digest, else from the pledge's events. Problem 404
    when there is no such pledge, 409 when its events do not give the list.
    """
    view = pledge_view(services, pledge)
    kept = services.store.rights_of(pledge)
    if kept is not None and rights_digest(kept) == view.rights_digest:
        return kept
    found: set[bytes] = set()
    for event in pledge_events(services, pledge):
        match event.payload:
            case PledgeFiled(filing=filing) | PledgeMigrated(filing=filing):
                found = set(filing.rights)
            case PledgeAmended(added=added):
                found |= set(added)
            case RightsReleased(freed=freed):
                found -= set(freed)
    listed = tuple(sorted(found))
    if rights_digest(listed) != view.rights_digest:
        raise ApiProblem(
            409,
            "rights-not-found",
            f"The events that the node shows of pledge {pledge} do not give its list of rights. Name them in 'rights'.",
            field="rights",
        )
    return listed


def present_pledgors(services: GatewayServices, pledge: int) -> tuple[int, ...]:
    """The pledge's pledgors, ascending (problem 404 without such a pledge, 409 when its events do not give them)."""
    view = pledge_view(services, pledge)
    kept = services.store.pledgors_of(pledge)
    if kept is not None and pledgors_digest(kept) == view.pledgors_digest:
        return kept
    for event in pledge_events(services, pledge):
        match event.payload:
            case PledgeFiled(filing=filing) | PledgeMigrated(filing=filing):
                if pledgors_digest(filing.pledgors) == view.pledgors_digest:
                    return filing.pledgors
    raise ApiProblem(
        409,
        "pledgors-not-found",
        f"The events that the node shows of pledge {pledge} do not give its pledgors. Name them in 'pledgors'.",
        field="pledgors",
    )


def refinancing_view(services: GatewayServices, refinancing: int) -> RefinancingView:
    """The ledger's reading of a refinancing (problem 404 when there is none)."""
    view = ask(services, reads.refinancing_of(refinancing))
    if view.state is RefinancingState.None_:
        raise ApiProblem(
            404,
            "unknown-refinancing",
            f"The ledger has no refinancing {refinancing}.",
            field="refinancing",
            value=refinancing,
        )
    return view


def commitment_view(services: GatewayServices, commitment: int) -> CommitmentView:
    """The ledger's reading of a buyback commitment (problem 404 when there is none)."""
    view = ask(services, reads.commitment_of(commitment))
    if view.state is CommitmentState.None_:
        raise ApiProblem(
            404,
            "unknown-commitment",
            f"The ledger has no buyback commitment {commitment}.",
            field="commitment",
            value=commitment,
        )
    return view


def asked_amendment(services: GatewayServices, pledge: int) -> tuple[Obligation, tuple[bytes, ...]]:
    """The terms and the added rights that the pledge's pledgee asked for and that wait to be recorded (problem 409 when
    there are none).
    """
    view = pledge_view(services, pledge)
    for event in reversed(pledge_events(services, pledge)):
        if isinstance(event.payload, AmendmentAsked):
            obligation, added = event.payload.obligation, event.payload.added
            if amendment_digest(obligation, added) == view.pending_digest:
                return obligation, added
            break
    raise ApiProblem(
        409,
        "act-not-possible",
        f"No amendment of pledge {pledge} waits to be recorded. Name the obligation.",
        field="obligation",
    )


def announced(services: GatewayServices) -> list[Operation]:
    """All that the governance announced at the AccessManager, in order, from the node's logs."""
    return operations(raw_log(log) for log in logs_of(services, [services.deployment.access_manager]))


def pledge_events(services: GatewayServices, pledge: int) -> list[LedgerEvent]:
    """All events of one pledge, in order, from the node's logs."""
    deployment = services.deployment
    topics = (None, None, pledge.to_bytes(32, "big"))
    books = [deployment.pledges, deployment.changes, deployment.enforcement]
    return ledger_events(logs_of(services, books, topics), deployment)


def logs_of(services: GatewayServices, contracts: Sequence[str], topics: Sequence[bytes | None] = ()) -> Iterator[Log]:
    """The contracts' logs with these topics since the ledger's first block, in order."""
    head = services.node.head().number
    for start in range(services.deployment.first_block, head + 1, _BLOCKS_AT_ONCE):
        end = min(start + _BLOCKS_AT_ONCE - 1, head)
        yield from services.node.logs(start, end, contracts, topics)
