"""State of the gateway."""

from typing import Any

from fastapi import APIRouter

from chain_gateway.api.auth import Services
from chain_gateway.api.bodies.answers import HealthBody
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
