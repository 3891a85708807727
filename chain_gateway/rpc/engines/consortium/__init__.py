"""Polygon Edge with IBFT proof of authority: the network of a consortium, as processes of this machine."""

from chain_gateway.rpc.engines.consortium.genesis import Permissions
from chain_gateway.rpc.engines.consortium.network import Network, NetworkError, NetworkPlan
from chain_gateway.rpc.engines.consortium.node_process import EngineNotFound, engine_binary

__all__ = ["EngineNotFound", "Network", "NetworkError", "NetworkPlan", "Permissions", "engine_binary"]
