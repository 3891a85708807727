"""How a node is talked to: one client over web3.py, the engines behind it, and what can go wrong.

A leaf: it knows blocks, logs and calls, and nothing of the ledger's contracts.
"""

from chain_gateway.rpc.blocks import Block, CallRequest, Log, Receipt, TrieReceipt
from chain_gateway.rpc.bulk import BulkNode
from chain_gateway.rpc.errors import (
    CallReverted,
    NodeError,
    NodesDisagree,
    NodeUnavailable,
    RefusalCode,
    RpcError,
    TransactionRefused,
)
from chain_gateway.rpc.finality import Finality, FinalityKind
from chain_gateway.rpc.heads import HeadWatch
from chain_gateway.rpc.health import NodeHealth
from chain_gateway.rpc.node import Node
from chain_gateway.rpc.node_set import NodeSet, NodeSetSettings
from chain_gateway.rpc.port import ChainNode

__all__ = [
    "Block",
    "BulkNode",
    "CallRequest",
    "CallReverted",
    "ChainNode",
    "Finality",
    "FinalityKind",
    "HeadWatch",
    "Log",
    "Node",
    "NodeError",
    "NodeHealth",
    "NodeSet",
    "NodeSetSettings",
    "NodeUnavailable",
    "NodesDisagree",
    "Receipt",
    "RefusalCode",
    "RpcError",
    "TransactionRefused",
    "TrieReceipt",
]
