"""The compiled contracts, committed beside this file by the one compile step, so that Python users need no compiler."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from typing import Any

ABI_NAMES = (
    "LedgerLog",
    "PartyRegistry",
    "AssetRegistry",
    "PledgeRegistry",
    "ChangeBook",
    "EnforcementBook",
    "ValuationBook",
    "DisposalBook",
    "BuybackBook",
    "RefinancingBook",
    "SubsidyBook",
    "DirectoryBook",
    "RiskShareBook",
    "LossBook",
    "SearchRegister",
    "PledgorConsents",
    "AccessManager",
    "LedgerFactory",
)
"""Contracts of a deployment: the log, the books, the verifier of consents, OpenZeppelin's AccessManager that guards
governance, and the factory that creates them all.
"""


class UnknownArtifact(LookupError):
    """No contract of this name was compiled."""


@dataclass(frozen=True)
class Artifact:
    """One compiled contract."""

    name: str
    abi: Sequence[Mapping[str, Any]]
    bytecode: bytes
    """Creation code, without constructor arguments."""
    deployed_bytecode: bytes
    """Code as it lies on the chain, immutables zero."""


@lru_cache(maxsize=len(ABI_NAMES))
def artifact(name: str) -> Artifact:
    """The compiled contract of a name in ABI_NAMES. Raises UnknownArtifact."""
    if name not in ABI_NAMES:
        raise UnknownArtifact(f"no contract {name[:40]!r} was compiled; there are {', '.join(ABI_NAMES)}")
    content = json.loads(files(__name__).joinpath(f"{name}.json").read_text("utf-8"))
    return Artifact(
        name=name,
        abi=tuple(content["abi"]),
        bytecode=bytes.fromhex(content["bytecode"].removeprefix("0x")),
        deployed_bytecode=bytes.fromhex(content["deployedBytecode"].removeprefix("0x")),
    )
