"""Figures of shared risk as the chain has them, for the parties that they concern (law.md 16).

To anyone else a loss, scheme or pool of others is not there: that one exists may tell of a default.
"""

from typing import Any

from chain_gateway.api.chain_reads import ask, logs_of
from chain_gateway.api.problems import ApiProblem
from chain_gateway.api.services import GatewayServices
from chain_gateway.ledger import reads
from chain_gateway.ledger.enums import SchemeState
from chain_gateway.ledger.events import PoolDeclared, SchemeProposed
from chain_gateway.ledger.structs import LossView, ShareView, TrancheView
from chain_gateway.ledger.waterfall import Layer, share_loss
from chain_gateway.submission.receipts import ledger_events

MONTH = 2_629_746
"""Seconds of the Gregorian calendar's mean month."""


def pool_figures(services: GatewayServices, party: int, pool: int) -> dict[str, Any]:
    """A pool, for its owner (problem 404 for anyone else)."""
    view = ask(services, reads.pool_of(pool))
    if not party or view.owner != party:
        raise _not_there("pool", pool)
    opened_at, schemes = _of_pool(services, pool)
    covered = sum(ask(services, reads.scheme_of(scheme)).covered for scheme in schemes)
    age = services.node.head().timestamp - opened_at
    return {
        "pool": pool,
        "owner": view.owner,
        "currency": view.currency,
        "capital_minor": str(view.capital),
        "reserved_minor": str(view.reserved),
        "free_minor": str(view.free),
        "used_minor": str(view.used),
        "replenished_minor": str(view.replenished),
        "exhausted": view.free == 0,
        "covered_minor": str(covered),
        "months_left": months_left(view.free, view.used, age),
    }


def months_left(free: int, used: int, age: int) -> int | None:
    """Whole months for which what is free lasts, if it goes on being used as it was on average over the pool's `age` in
    seconds. None where nothing was used or the pool is younger than a month: that tells of no pace.
    """
    if not used or age < MONTH:
        return None
    return free * age // (used * MONTH)


def _of_pool(services: GatewayServices, pool: int) -> tuple[int, list[int]]:
    """When a pool was opened, in chain time, and the schemes of which it pays a tranche; from the node's logs."""
    node, deployment = services.node, services.deployment
    opened_at, schemes = 0, list[int]()
    for event in ledger_events(logs_of(services, [deployment.risks]), deployment):
        match event.payload:
            case PoolDeclared() if event.subject == pool:
                block = node.block(event.log.block_number)
                opened_at = block.timestamp if block is not None else 0
            case SchemeProposed(terms=terms) if any(tranche.pool == pool for tranche in terms.tranches):
                schemes.append(event.sequence)
    return opened_at, schemes


def scheme_figures(services: GatewayServices, party: int, scheme: int, loss: int | None) -> dict[str, Any]:
    """A scheme with its tranches, for its proposer and their parties (problem 404 for anyone else).

    With `loss`, also what each tranche would bear at most of a loss of so many minor units now.
    """
    view = ask(services, reads.scheme_of(scheme))
    tranches = [ask(services, reads.tranche_of(scheme, place)) for place in range(view.tranches)]
    concerned = {view.proposer, *(tranche.party for tranche in tranches)}
    if view.state is SchemeState.None_ or not party or party not in concerned:
        raise _not_there("scheme", scheme)
    bears = share_loss(loss, _layers(services, tranches)) if loss is not None else None
    return {
        "scheme": scheme,
        "state": view.state.name,
        "proposer": view.proposer,
        "currency": view.currency,
        "order": view.order.name,
        "cover_limit_minor": str(view.cover_limit),
        "covered_minor": str(view.covered),
        "tranches": [
            {
                "place": place,
                "party": tranche.party or None,
                "rate": tranche.rate,
                "reinsures": tranche.reinsures,
                "pool": tranche.pool or None,
                "joined": tranche.joined,
                "cap_per_loss_minor": str(tranche.cap_per_loss),
                "cap_in_total_minor": str(tranche.cap_in_total),
                "used_minor": str(tranche.used),
                "bears_minor": None if bears is None else str(bears[place]),
            }
            for place, tranche in enumerate(tranches)
        ],
    }


def loss_figures(services: GatewayServices, party: int, loss: int) -> dict[str, Any]:
    """A loss with its shares, for its creditor and its scheme's parties (problem 404 for anyone else)."""
    view = ask(services, reads.loss_of(loss))
    tranches = [ask(services, reads.tranche_of(view.scheme, place)) for place in range(view.tranches)]
    if not view.pledge or not party or party not in _concerned(services, view, tranches):
        raise _not_there("loss", loss)
    shares = [ask(services, reads.share_of(loss, place)) for place in range(view.tranches)]
    return {
        "loss": loss,
        "pledge": view.pledge,
        "scheme": view.scheme,
        "currency": ask(services, reads.scheme_of(view.scheme)).currency,
        "order": view.order.name,
        "amount_minor": str(view.amount),
        "recovered_minor": str(view.recovered),
        "shares": [
            _share(place, tranche, share) for place, (tranche, share) in enumerate(zip(tranches, shares, strict=True))
        ],
    }


def _share(place: int, tranche: TrancheView, share: ShareView) -> dict[str, Any]:
    return {
        "place": place,
        "party": tranche.party or None,
        "share_minor": str(share.share),
        "due_minor": str(share.due),
        "paid_minor": str(share.paid),
        "confirmed_minor": str(share.confirmed),
        "relieved_minor": str(share.relieved),
        "returned_minor": str(share.returned),
        "subrogated_minor": str(share.subrogated),
    }


def _layers(services: GatewayServices, tranches: list[TrancheView]) -> list[Layer]:
    """The tranches with the most that each can bear of a loss now, as the contract reckons it."""
    layers = []
    for place, tranche in enumerate(tranches):
        limit = min(tranche.cap_per_loss, tranche.cap_in_total - tranche.used)
        if tranche.pool:
            limit = min(limit, ask(services, reads.pool_of(tranche.pool)).free)
        layers.append(Layer(tranche.rate, tranche.reinsures, limit if place else None))
    return layers


def _concerned(services: GatewayServices, view: LossView, tranches: list[TrancheView]) -> set[int]:
    creditor = ask(services, reads.pledge_of(view.pledge)).pledgee
    return {creditor, *(tranche.party for tranche in tranches)}


def _not_there(what: str, number: int) -> ApiProblem:
    return ApiProblem(
        404, f"unknown-{what}", f"There is no {what} {number} that concerns this party.", field=what, value=number
    )
