"""A consortium's network with a ledger on it: made, started, deployed to, and its list of senders kept."""

import json
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Self

from eth_utils.address import to_canonical_address
from eth_utils.crypto import keccak

from chain_gateway.ledger.deployments import Deployment
from chain_gateway.proofs.validators import Trust, contracts_of
from chain_gateway.rpc import Node
from chain_gateway.rpc.engines.consortium import Network, NetworkPlan, Permissions
from chain_gateway.rpc.engines.consortium.genesis import DEPLOYERS, SENDERS
from chain_gateway.signing import Keystore, Signer
from pledge.deployment import Step, deploy, ledger_addresses, own_factory

GOVERNANCE = "governance"
"""Key that deploys, and governs the ledger."""
ADMIN = "permissions"
"""Key that says whose transactions the chain takes; the nonces of the governance's key are the gateway's."""
_PERMISSION_GAS = 200_000
_SECONDS = 60.0


class PermissionRefused(RuntimeError):
    """The chain did not take a change of its allow list."""


@dataclass(frozen=True)
class Members:
    """The two keys of a consortium's founder."""

    governance: Signer
    admin: Signer

    @classmethod
    def open(cls, keystore: Keystore, password: str) -> Self:
        """Both keys out of the keystore; made when they are not there."""
        known = keystore.names()
        found = [
            keystore.unlock(name, password) if name in known else keystore.create(name, password)
            for name in (GOVERNANCE, ADMIN)
        ]
        return cls(*found)


class Consortium:
    """A network in a folder, and the keys that govern its ledger.

    Every contract of the ledger is in the genesis, at the address that the governance's key will give it: the engine
    asks of the caller of each call frame whether it is listed, contracts too.
    """

    def __init__(self, network: Network, members: Members) -> None:
        self.network = network
        self.members = members

    @classmethod
    def create(cls, folder: Path, binary: Path, members: Members, *, chain_id: int, validators: int = 4,
               block_seconds: int = 1, first_port: int | None = None) -> Self:  # fmt: skip
        """A new network whose genesis knows the ledger to come. Raises NetworkError, ValueError."""
        governance, admin = members.governance.address, members.admin.address
        factory = own_factory(governance)
        contracts = (factory, *ledger_addresses(governance).values())
        plan = NetworkPlan(
            chain_id=chain_id,
            senders=Permissions((admin,), (governance, *contracts)),
            deployers=Permissions((admin,), (governance, factory)),
            validators=validators,
            block_seconds=block_seconds,
            first_port=first_port,
        )
        return cls(Network.create(folder, binary, plan), members)

    @classmethod
    def open(cls, folder: Path, binary: Path, members: Members) -> Self:
        """The network that `create` made there. Raises NetworkError."""
        return cls(Network.open(folder, binary), members)

    @property
    def node(self) -> Node:
        """A client of the first validator that reads as the governance."""
        return self.network.node(self.network.nodes[0], reader=self.members.governance.address)

    def deploy(self, output: Path, progress: Callable[[Step], None] = lambda _: None) -> Deployment:
        """Put the ledger on the chain, write the deployment file, and pin its contracts beside the validators."""
        deployment = deploy(self.node, self.members.governance, progress)
        deployment.save(output)
        pinned = json.loads(self.network.validators_file.read_text("utf-8")) | {"contracts": contracts_of(deployment)}
        trust = Trust.from_json(pinned)
        draft = self.network.validators_file.with_suffix(".new")
        draft.write_text(json.dumps(trust.as_json(), indent=2) + "\n", "utf-8")
        draft.replace(self.network.validators_file)
        return deployment

    def allow(self, address: str, *, deploying: bool = False) -> None:
        """Let an account send transactions (or create contracts). Raises PermissionRefused."""
        self._permit("setEnabled(address)", address, DEPLOYERS if deploying else SENDERS)

    def forbid(self, address: str, *, deploying: bool = False) -> None:
        """Take an account off the list. Raises PermissionRefused."""
        self._permit("setNone(address)", address, DEPLOYERS if deploying else SENDERS)

    def _permit(self, function: str, address: str, registry: str) -> None:
        node, admin = self.node, self.members.admin
        raw = admin.sign_transaction(
            {
                "nonce": node.nonce(admin.address),
                "gasPrice": 0,
                "gas": _PERMISSION_GAS,
                "to": registry,
                "value": 0,
                "data": keccak(text=function)[:4] + bytes(12) + to_canonical_address(address),
                "chainId": node.chain_id(),
            }
        )
        sent = node.send_raw(raw)
        deadline = time.monotonic() + _SECONDS
        while (receipt := node.receipt(sent)) is None:
            if time.monotonic() > deadline:
                raise PermissionRefused(f"{function} for {address} was not included in {_SECONDS:.0f} s")
            time.sleep(node.poll_seconds)
        if not receipt.succeeded:
            raise PermissionRefused(
                f"the chain refused {function} for {address}: is {admin.address} an admin of the list?"
            )
