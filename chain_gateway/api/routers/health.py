"""State of the gateway."""

from typing import Any

from fastapi import APIRouter

from chain_gateway.api.auth import Services
from chain_gateway.api.bodies.answers import HealthBody
from chain_gateway.rpc import RpcError

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
    except RpcError:
        chain = {"reachable": False, "chain_id": services.deployment.chain_id, "block": None}
    worker = {"running": services.submitter.running, "lanes_in_trouble": len(services.submitter.troubles())}
    good = chain["reachable"] and worker["running"] and not worker["lanes_in_trouble"]
    return {
        "status": "ok" if good else "degraded",
        "chain": chain,
        "store": {"submissions": services.store.counts()},
        "worker": worker,
    }
