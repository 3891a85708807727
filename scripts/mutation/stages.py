"""Which contracts carry a mutant, and in which order the tests try it: the likeliest to notice first."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from scripts.compile import DEPLOYABLE, with_imports
from scripts.mutation.compiler import Target

HARNESSES = "contracts/test/libraries/"

FIRST = {
    "contracts/Book.sol": ("PartyRegistry", "SearchRegister"),
    "contracts/libraries/BuybackCap.sol": ("BuybackBook",),
    "contracts/libraries/Encumbrance.sol": ("AssetRegistry",),
    "contracts/libraries/Finding.sol": ("AssetRegistry",),
    "contracts/libraries/FundCapital.sol": ("BuybackBook",),
    "contracts/pledge/PledgeActs.sol": ("ChangeBook", "EnforcementBook"),
    "contracts/pledge/PledgeBase.sol": ("PledgeRegistry",),
    "contracts/pledge/PledgeGuards.sol": ("EnforcementBook",),
}
"""Books whose tests are asked before all others about a unit that several books share."""

TESTED_BY = {"PledgorConsents": "contracts/test/PledgeRegistry.file.t.sol"}
"""Tests of a contract that has no file of its own name."""


@dataclass(frozen=True)
class Stage:
    """Contracts that are made of the mutant, and the test files that then run: a glob, or all when None."""

    targets: tuple[Target, ...]
    tests: str | None


def stages(unit: str, sources: Mapping[str, dict[str, str]]) -> list[Stage]:
    """From the tests nearest to the unit to all of them.

    The last stage has the change in every contract that the unit is part of, and it alone lets a mutant survive.
    """
    carriers = [name for name, home in DEPLOYABLE.items() if carries(home, unit, sources)]
    harnesses = [target for target in all_harnesses(sources) if carries(target[0], unit, sources)]
    own_harness = [target for target in harnesses if is_harness_of(target, unit)]
    own = [name for name in carriers if DEPLOYABLE[name] == unit]
    nearest = own or [name for name in FIRST.get(unit, ()) if name in carriers]
    return [
        *(Stage((target,), target[0]) for target in own_harness),
        *(Stage(((DEPLOYABLE[name], name),), tests_of(name)) for name in nearest),
        Stage((*((DEPLOYABLE[name], name) for name in sorted(carriers)), *harnesses), None),
    ]


def carries(home: str, unit: str, sources: Mapping[str, dict[str, str]]) -> bool:
    """Whether the source unit is part of what the contract's source unit needs."""
    return unit in with_imports(dict(sources), [home])


def all_harnesses(sources: Mapping[str, dict[str, str]]) -> list[Target]:
    """The test contracts that call a library; the library is part of their own code."""
    return [
        (name, name.removeprefix(HARNESSES).removesuffix(".t.sol") + "Test") for name in sources if is_harness(name)
    ]


def is_harness(unit: str) -> bool:
    """Whether the unit is a test of a library."""
    return unit.startswith(HARNESSES)


def is_harness_of(target: Target, unit: str) -> bool:
    """Whether the test contract is named like the library at that unit."""
    return unit == f"contracts/libraries/{target[1].removesuffix('Test')}.sol"


def tests_of(contract: str) -> str:
    """The test files of a contract, as a glob."""
    return TESTED_BY.get(contract, f"contracts/test/{contract}.*")
