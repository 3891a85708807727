"""What the network's genesis says beyond what the engine writes by itself: who may send, who may deploy.

With IBFT the engine ignores its own options for the allow lists without a word, so they are written here.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from eth_utils.address import to_checksum_address

SENDERS = "0x0200000000000000000000000000000000000002"
"""Precompiled contract that keeps the list of accounts whose transactions have an effect."""
DEPLOYERS = "0x0200000000000000000000000000000000000000"
"""Precompiled contract that keeps the list of accounts that may create contracts."""


@dataclass(frozen=True)
class Permissions:
    """Accounts of an allow list, as checksum addresses.

    The engine looks at the caller of every call frame: a contract that calls another is itself to be listed, and one
    that creates contracts is to be in both lists.
    """

    admins: tuple[str, ...]
    """May enable and disable others at run time."""
    enabled: tuple[str, ...]

    def __post_init__(self) -> None:
        """Puts the addresses into checksum form. Raises ValueError for what is no address."""
        object.__setattr__(self, "admins", tuple(to_checksum_address(each) for each in self.admins))
        object.__setattr__(self, "enabled", tuple(to_checksum_address(each) for each in self.enabled))

    def as_parameters(self) -> dict[str, list[str]]:
        """As the engine's genesis file has them."""
        return {"adminAddresses": list(self.admins), "enabledAddresses": list(self.enabled)}


def permissioned(genesis: dict[str, Any], senders: Permissions, deployers: Permissions) -> dict[str, Any]:
    """The genesis file's content with both allow lists in it."""
    parameters = genesis["params"] | {
        "transactionsAllowList": senders.as_parameters(),
        "contractDeployerAllowList": deployers.as_parameters(),
    }
    return genesis | {"params": parameters}


def pinned_validators(chain_id: int, validators: Sequence[str], epoch_blocks: int) -> dict[str, Any]:
    """Content of the file that pins the first set of validators, for whoever verifies certificates."""
    return {
        "version": 1,
        "engine": "polygon-edge-ibft",
        "chain_id": chain_id,
        "epoch_blocks": epoch_blocks,
        "sets": [{"from_block": 1, "validators": [to_checksum_address(each) for each in validators]}],
    }
