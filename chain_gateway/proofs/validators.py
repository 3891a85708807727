"""What a verifier trusts, and nothing else: the consortium's validators by height, and where its contracts are."""

import itertools
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Self

import orjson

from chain_gateway.ledger.deployments import Deployment
from chain_gateway.ledger.solidity import InvalidValue, checked_address

VERSION = 1
IBFT = "polygon-edge-ibft"
QBFT = "besu-qbft"
ENGINES = (IBFT, QBFT)
SEALS_KNOWN = (IBFT,)
"""Engines whose seals can be checked here."""
BOOKS = frozenset({
    "LedgerLog", "PartyRegistry", "AssetRegistry", "PledgeRegistry", "ChangeBook", "EnforcementBook", "SearchRegister",
    "BuybackBook",
    "RefinancingBook",
})  # fmt: skip
"""Contracts whose addresses are pinned."""
EPOCH_BLOCKS = 100_000
"""Blocks of an epoch, at whose end the engine forgets votes; its own default."""
_LARGEST = 1_048_576


class InvalidTrust(ValueError):
    """The file of validators cannot be used; says which field and why."""


def quorum_of(validators: int) -> int:
    """Validators that a block needs: all of fewer than four, else two thirds rounded up."""
    return validators if validators < 4 else -(-2 * validators // 3)


@dataclass(frozen=True)
class ValidatorSet:
    """The validators of the blocks from `from_block` on, until the next set."""

    from_block: int
    validators: tuple[str, ...]
    """Checksum addresses."""

    @property
    def quorum(self) -> int:
        """Seals that a block needs."""
        return quorum_of(len(self.validators))


@dataclass(frozen=True)
class Trust:
    """The content of a validators' file. It must come to the verifier by a way that it trusts.

    `sets` ascend by block. `contracts` are the ledger's books by name. Addresses follow from key and salt alone, so
    a consortium must use its validators' keys on one chain only: nothing in a block's hash tells two chains apart.
    """

    engine: str
    chain_id: int
    sets: tuple[ValidatorSet, ...]
    contracts: dict[str, str]
    epoch_blocks: int = EPOCH_BLOCKS

    @classmethod
    def load(cls, path: Path) -> Self:
        """Read the file. Raises InvalidTrust."""
        try:
            with path.open("rb") as file:
                raw = file.read(_LARGEST + 1)
        except OSError as error:
            raise InvalidTrust(f"{path} cannot be read ({error.strerror})") from None
        if len(raw) > _LARGEST:
            raise InvalidTrust(f"{path} is larger than {_LARGEST} bytes")
        try:
            return cls.from_json(orjson.loads(raw))
        except (ValueError, RecursionError) as error:
            raise InvalidTrust(f"{path}: {error}") from None

    @classmethod
    def from_json(cls, content: Any) -> Self:
        """Check the content. Raises InvalidTrust."""
        if not isinstance(content, dict) or content.get("version") != VERSION:
            raise InvalidTrust(f"the version must be {VERSION}")
        engine, chain_id, listed = content.get("engine"), content.get("chain_id"), content.get("sets")
        if engine not in ENGINES:
            raise InvalidTrust(f"the engine must be one of {', '.join(ENGINES)}, got {str(engine)[:60]!r}")
        if not isinstance(chain_id, int) or isinstance(chain_id, bool) or chain_id < 1:
            raise InvalidTrust(f"chain_id must be a positive integer, got {str(chain_id)[:60]!r}")
        if not isinstance(listed, list) or not listed:
            raise InvalidTrust("sets must be a list of at least one set of validators")
        sets = tuple(_set(each) for each in listed)
        if any(a.from_block >= b.from_block for a, b in itertools.pairwise(sets)):
            raise InvalidTrust("the sets must ascend by from_block")
        contracts = content.get("contracts")
        if not isinstance(contracts, dict) or not contracts.keys() >= BOOKS:
            raise InvalidTrust(f"contracts must name {', '.join(sorted(BOOKS))} (`pledge chain init` writes them)")
        epoch = content.get("epoch_blocks", EPOCH_BLOCKS)
        if not isinstance(epoch, int) or isinstance(epoch, bool) or not 1 <= epoch < 2**53:
            raise InvalidTrust(f"epoch_blocks must be a positive integer, got {str(epoch)[:60]!r}")
        addresses = {str(name): _address(at, str(name)) for name, at in contracts.items()}
        return cls(engine, chain_id, sets, addresses, epoch)

    def as_json(self) -> dict[str, Any]:
        """As the file has it."""
        return {
            "version": VERSION,
            "engine": self.engine,
            "chain_id": self.chain_id,
            "sets": [{"from_block": each.from_block, "validators": list(each.validators)} for each in self.sets],
            "contracts": self.contracts,
            "epoch_blocks": self.epoch_blocks,
        }

    def at(self, block: int) -> ValidatorSet | None:
        """The set that seals the block; None before the first."""
        return next((each for each in reversed(self.sets) if each.from_block <= block), None)


def contracts_of(deployment: Deployment) -> dict[str, str]:
    """The books of a deployment, as a validators' file names them."""
    return {name: address for address, name in deployment.books().items()}


def _set(content: Any) -> ValidatorSet:
    if not isinstance(content, dict) or content.keys() != {"from_block", "validators"}:
        raise InvalidTrust("a set has from_block and validators")
    start, listed = content["from_block"], content["validators"]
    if not isinstance(start, int) or isinstance(start, bool) or start < 0:
        raise InvalidTrust(f"from_block must be a block number, got {str(start)[:60]!r}")
    if not isinstance(listed, list) or not 1 <= len(listed) <= 256:
        raise InvalidTrust(f"the set from block {start} must list 1 to 256 validators")
    validators = tuple(_address(each, "validators") for each in listed)
    if len(set(validators)) != len(validators):
        raise InvalidTrust(f"the set from block {start} lists a validator twice")
    return ValidatorSet(start, validators)


def _address(value: Any, name: str) -> str:
    try:
        return checked_address(value, name)
    except InvalidValue as error:
        raise InvalidTrust(str(error)) from None
