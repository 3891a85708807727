"""State of the gateway."""

from typing import Any

from fastapi import APIRouter, Response

from chain_gateway.api.auth import Services
from chain_gateway.api.bodies.answers import HealthBody, ReadyBody
from chain_gateway.api.services import GatewayServices
from chain_gateway.api.streams import OpenStreams
from chain_gateway.rpc import NodesDisagree, RpcError

router = APIRouter(tags=["health"])


@router.get("/v1/health", response_model=HealthBody, summary="State of the gateway")
def health(services: Services) -> dict[str, Any]:
    """Whether the chain answers, the worker works, and how many submissions are in each state. No login."""
    try:
        head = services.node.head()
        chain: dict[str, Any] = {
            "reachable": True,
            "chain_id": services.deployment.chain_id,
            "block": {"number": head.number, "hash": "0x" + head.hash.hex()},
        }
    except RpcError as problem:
        chain = {"reachable": False, "chain_id": services.deployment.chain_id, "block": None}
        if isinstance(problem, NodesDisagree):
            chain["alarm"] = f"The nodes disagree about the final block {problem.number}; nothing is sent."
    nodes = services.node.health()
    chain["nodes"] = [{"asked": each.problem is None, "head": each.head, "lag": each.lag} for each in nodes]
    worker = {"running": services.submitter.running, "lanes_in_trouble": len(services.submitter.troubles())}
    good = (
        chain["reachable"]
        and all(each.problem is None for each in nodes)
        and worker["running"]
        and not worker["lanes_in_trouble"]
    )
    return {
        "status": "ok" if good else "degraded",
        "chain": chain,
        "store": {"submissions": services.store.counts()},
        "worker": worker,
    }


@router.get(
    "/v1/ready",
    response_model=ReadyBody,
    responses={503: {"model": ReadyBody, "description": "It should not be sent requests now."}},
    summary="Whether the gateway takes requests",
)
def ready(services: Services, open_streams: OpenStreams, response: Response) -> dict[str, Any]:
    """Ready when store, chain and worker answer, no lane stands still, and the process is not about to end. No login.

    `GET /v1/health` answers 200 as long as the process lives; this one is for who spreads the requests.
    """
    checks = {
        "store": _store_answers(services),
        "node": _node_answers(services),
        "worker": services.submitter.running,
        "lanes": not services.submitter.troubles(),
        "open": not open_streams.closing,
    }
    if not all(checks.values()):
        response.status_code = 503
    return {"ready": all(checks.values()), "checks": checks}


def _store_answers(services: GatewayServices) -> bool:
    try:
        services.store.audit_head()
    except Exception:  # noqa: BLE001  # whatever it is: it does not answer
        return False
    return True


def _node_answers(services: GatewayServices) -> bool:
    try:
        services.node.head()
    except RpcError:
        return False
    return True
