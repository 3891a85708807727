"""Chains that this process can start for itself: embedded (py-evm, in process) and anvil (a process beside it)."""

from chain_gateway.rpc.engines.anvil import AnvilChain, AnvilNotFound, anvil_binary
from chain_gateway.rpc.engines.embedded import EmbeddedChain

__all__ = ["AnvilChain", "AnvilNotFound", "EmbeddedChain", "anvil_binary"]
