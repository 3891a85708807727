"""Compiles the contracts and writes the artifacts that the Python packages read.

``scripts/compile.py`` writes chain_gateway/ledger/artifacts/*.json; with ``--check`` it writes nothing and exits with 1
when a committed artifact differs from what the sources give.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import re
import sys
from pathlib import Path
from typing import Any

import solcx

ROOT = Path(__file__).resolve().parent.parent
CONTRACTS = ROOT / "contracts"
ARTIFACTS = ROOT / "chain_gateway" / "ledger" / "artifacts"
MODULES = ROOT / "node_modules"

IMPORT = re.compile(r'^import\b[^;"]*"([^"]+)"', re.MULTILINE)
"""An import, also one over several lines; the path is its first text."""

DEPLOYABLE = {
    "AccessManager": "@openzeppelin/contracts/access/manager/AccessManager.sol",
    "AssetRegistry": "contracts/AssetRegistry.sol",
    "ChangeBook": "contracts/ChangeBook.sol",
    "EnforcementBook": "contracts/EnforcementBook.sol",
    "BuybackBook": "contracts/BuybackBook.sol",
    "RiskShareBook": "contracts/RiskShareBook.sol",
    "LossBook": "contracts/LossBook.sol",
    "LedgerLog": "contracts/LedgerLog.sol",
    "PartyRegistry": "contracts/PartyRegistry.sol",
    "PledgeRegistry": "contracts/PledgeRegistry.sol",
    "PledgorConsents": "contracts/PledgorConsents.sol",
    "RefinancingBook": "contracts/RefinancingBook.sol",
    "SubsidyBook": "contracts/SubsidyBook.sol",
    "DirectoryBook": "contracts/DirectoryBook.sol",
    "SearchRegister": "contracts/SearchRegister.sol",
    "ValuationBook": "contracts/ValuationBook.sol",
    "DisposalBook": "contracts/DisposalBook.sol",
    "LedgerFactory": "contracts/LedgerFactory.sol",
}
"""Source unit of each contract that is deployed."""


def settings() -> dict[str, Any]:
    """The compiler's settings, which hardhat and forge share."""
    shared: dict[str, Any] = json.loads((CONTRACTS / "compiler.json").read_text("utf-8"))
    return shared


def sources() -> dict[str, dict[str, str]]:
    """Every source unit that the deployed contracts may import, by the name the imports use."""
    units = {path.relative_to(ROOT).as_posix(): path for path in CONTRACTS.rglob("*.sol")}
    units = {name: path for name, path in units.items() if not name.startswith("contracts/test/")}
    library = MODULES / "@openzeppelin" / "contracts"
    units |= {path.relative_to(MODULES).as_posix(): path for path in library.rglob("*.sol")}
    return {name: {"content": path.read_text("utf-8")} for name, path in sorted(units.items())}


def with_imports(units: dict[str, dict[str, str]], names: list[str]) -> dict[str, dict[str, str]]:
    """The named units and all that they import, so that the compiler is not given a whole library."""
    needed: dict[str, dict[str, str]] = {}
    waiting = list(names)
    while waiting:
        name = waiting.pop()
        if name in needed:
            continue
        needed[name] = units[name]
        waiting.extend(imports(name, units[name]["content"]))
    return dict(sorted(needed.items()))


def imports(name: str, content: str) -> list[str]:
    """Source units that one imports, relative paths resolved."""
    paths = IMPORT.findall(content)
    return [resolve(name, path) if path.startswith(".") else path for path in paths]


def resolve(name: str, path: str) -> str:
    """A relative import as a source unit name."""
    parts = name.split("/")[:-1]
    for step in path.split("/"):
        if step == "..":
            parts.pop()
        elif step != ".":
            parts.append(step)
    return "/".join(parts)


def compile_contracts() -> dict[str, str]:
    """The artifacts' texts by file name."""
    chosen = settings()
    request = {
        "language": "Solidity",
        "sources": with_imports(sources(), sorted(DEPLOYABLE.values())),
        "settings": chosen
        | {"outputSelection": {"*": {"*": ["abi", "evm.bytecode.object", "evm.deployedBytecode.object"]}}},
    }
    answer = solcx.compile_standard(request, solc_binary=ROOT / "scripts" / "solc")
    compiler = {"version": version(), "settings": digest(chosen)}
    return {
        f"{contract}.json": artifact(contract, unit, answer["contracts"][unit][contract], compiler)
        for contract, unit in DEPLOYABLE.items()
    }


def version() -> str:
    """Version of the pinned compiler."""
    package = json.loads((MODULES / "solc" / "package.json").read_text("utf-8"))
    return str(package["version"])


def digest(chosen: dict[str, Any]) -> str:
    """SHA-256 of the settings in canonical form."""
    return hashlib.sha256(json.dumps(chosen, sort_keys=True, separators=(",", ":")).encode()).hexdigest()


def artifact(contract: str, unit: str, output: dict[str, Any], compiler: dict[str, str]) -> str:
    """One artifact as text: sorted, so that it changes only when the contract does."""
    content = {
        "abi": sorted(output["abi"], key=entry_order),
        "bytecode": "0x" + output["evm"]["bytecode"]["object"],
        "compiler": compiler,
        "contractName": contract,
        "deployedBytecode": "0x" + output["evm"]["deployedBytecode"]["object"],
        "sourceName": unit,
    }
    return json.dumps(content, indent=1, sort_keys=True) + "\n"


def entry_order(entry: dict[str, Any]) -> tuple[str, str, str]:
    """Order of the entries of an ABI."""
    return entry["type"], entry.get("name", ""), json.dumps(entry.get("inputs", []), sort_keys=True)


def main() -> int:
    """Writes the artifacts, or with --check compares them; returns the exit code."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--check", action="store_true", help="compare with the committed artifacts, write nothing")
    check: bool = parser.parse_args().check
    texts = compile_contracts()
    stale = [name for name, text in texts.items() if not current(ARTIFACTS / name, text)]
    unknown = sorted(path.name for path in ARTIFACTS.glob("*.json") if path.name not in texts)
    if check:
        for name in stale + unknown:
            print(f"{name} is not what the sources give: run scripts/compile.py", file=sys.stderr)
        return 1 if stale or unknown else 0
    ARTIFACTS.mkdir(parents=True, exist_ok=True)
    for name in stale:
        (ARTIFACTS / name).write_text(texts[name], "utf-8")
    for name in unknown:
        (ARTIFACTS / name).unlink()
    print(f"{len(texts)} artifacts, {len(stale)} written, {len(unknown)} removed")
    return 0


def current(path: Path, text: str) -> bool:
    """Whether the file holds the text."""
    return path.is_file() and path.read_text("utf-8") == text


if __name__ == "__main__":
    sys.exit(main())
