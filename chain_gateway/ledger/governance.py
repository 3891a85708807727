"""Calls of OpenZeppelin's AccessManager: roles of the governance, and announcing, executing and cancelling its acts."""

from collections.abc import Mapping
from typing import Any

from chain_gateway.ledger.calls import MOST_GAS, Call, selector
from chain_gateway.ledger.operations import Operation, Role
from chain_gateway.ledger.solidity import Address, Uint32, Uint48, Uint64, codec, encode_arguments

_BASE = 200_000  # the transaction, the manager's own checks, a word or two of storage, an event
_GAS_PER_BYTE = 60
_EXECUTED = 3_000_000  # whatever the governance announced, at worst a party with 32 keys


def grant_role(role: Role, account: str, delay: int) -> Call:
    """Governance gives a key a role; its acts wait `delay` seconds. Given again it gets that delay from then on."""
    arguments = {"role": (Uint64, int(role)), "account": (Address, account), "delay": (Uint32, delay)}
    return _call("grantRole", arguments)


def revoke_role(role: Role, account: str) -> Call:
    """Governance takes a role from a key."""
    return _call("revokeRole", {"role": (Uint64, int(role)), "account": (Address, account)})


def schedule(call: Call, target: str, earliest: int) -> Call:
    """Governance announces a call of the contract at `target`, which may be executed from `earliest` on (chain time; 0
    for as soon as its delay allows). The record keeps the arguments of the call itself.
    """
    arguments = {"target": (Address, target), "data": (bytes, call.data), "when": (Uint48, earliest)}
    return _call("schedule", arguments, values={**call.values, "scheduled_for": earliest})


def execute(operation: Operation) -> Call:
    """Governance does what it announced."""
    arguments = {"target": (Address, operation.target), "data": (bytes, operation.data)}
    return _call("execute", arguments, work=_EXECUTED)


def cancel(operation: Operation) -> Call:
    """Governance drops what it, or another of its keys, announced."""
    arguments = {
        "caller": (Address, operation.caller),
        "target": (Address, operation.target),
        "data": (bytes, operation.data),
    }
    return _call("cancel", arguments)


def _call(
    function: str, arguments: Mapping[str, tuple[Any, Any]], *, work: int = 0, values: Mapping[str, Any] | None = None
) -> Call:
    types = [codec(annotation).type for annotation, _ in arguments.values()]
    data = selector(function, types) + encode_arguments(arguments)
    return Call(
        book="AccessManager",
        function=function,
        data=data,
        gas=min(MOST_GAS, _BASE + work + _GAS_PER_BYTE * len(data)),
        values=values if values is not None else {name: value for name, (_, value) in arguments.items()},
    )
