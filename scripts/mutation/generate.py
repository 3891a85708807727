"""Writes every mutant that slither's operators make of the contracts, as JSON, to standard output.

Runs in slither's own environment (requirements/slither.txt), from the root of the repository. All operators that the
installed slither has are used, on every contract that is neither a test nor an interface, and none is left out for
what another found on its line (slither-mutate calls that comprehensive).
"""

from __future__ import annotations

import inspect
import json
import sys
from pathlib import Path
from typing import Any

from slither import Slither  # type: ignore[import-not-found]
from slither.core.declarations import Contract  # type: ignore[import-not-found]
from slither.tools.mutator.mutators import all_mutators  # type: ignore[import-not-found]
from slither.tools.mutator.mutators.abstract_mutator import AbstractMutator  # type: ignore[import-not-found]

ROOT = Path.cwd()
LEFT_OUT = ("contracts/test/", "contracts/interfaces/", "node_modules/")


def operators() -> list[type[AbstractMutator]]:
    """The operators of the installed slither, by name."""
    found = [entry for entry in vars(all_mutators).values() if inspect.isclass(entry)]
    return sorted(
        (entry for entry in found if issubclass(entry, AbstractMutator) and entry is not AbstractMutator),
        key=lambda entry: str(entry.NAME),
    )


def unit_of(contract: Contract) -> str:
    """Source unit of a contract, relative to the root."""
    return Path(contract.source_mapping.filename.absolute).relative_to(ROOT).as_posix()


def mutants_of(contract: Contract, operator: type[AbstractMutator]) -> list[dict[str, Any]]:
    """What one operator makes of one contract; offsets are bytes of the source."""
    instance = operator(contract.compilation_unit, 0, "", "", contract, None, False, ROOT, [])
    try:
        patches = instance._mutate().get("patches", {})
    # An operator that fails on a contract makes no mutant of it there; slither-mutate says so and goes on too.
    except Exception as problem:  # noqa: BLE001
        print(f"{operator.NAME} makes nothing of {contract.name}: {problem!r}", file=sys.stderr)
        return []
    return [
        {
            "unit": unit_of(contract),
            "contract": contract.name,
            "operator": operator.NAME,
            "line": patch["line_number"],
            "start": patch["start"],
            "end": patch["end"],
            "new": patch["new_string"],
        }
        for found in patches.values()
        for patch in found
    ]


def main() -> None:
    """Prints {"operators": [...], "mutants": [...]}."""
    project = Slither(".")
    contracts = {
        (unit_of(contract), contract.name): contract
        for compilation in project.compilation_units
        for contract in compilation.contracts
        if not contract.is_interface and not unit_of(contract).startswith(LEFT_OUT)
    }
    chosen = operators()
    mutants = [
        mutant
        for _, contract in sorted(contracts.items())
        for operator in chosen
        for mutant in mutants_of(contract, operator)
    ]
    json.dump({"operators": [operator.NAME for operator in chosen], "mutants": mutants}, sys.stdout)


if __name__ == "__main__":
    main()
