"""Three tools compile the contracts; all must give the bytecode that the committed artifacts hold."""

from __future__ import annotations

import json
import subprocess
import sys
import tomllib
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).resolve().parents[3]
ARTIFACTS = ROOT / "chain_gateway" / "ledger" / "artifacts"
TOOLS = ROOT / "node_modules" / ".bin"
CONTRACTS = sorted(path.stem for path in ARTIFACTS.glob("*.json"))
SIZE_LIMIT = 24_576
"""Bytes of a deployed contract, EIP-170."""

needs_tools = pytest.mark.skipif(not TOOLS.is_dir(), reason="node_modules is absent: run npm ci")


def committed(contract: str) -> dict[str, Any]:
    """The artifact of a contract as it is committed."""
    content: dict[str, Any] = json.loads((ARTIFACTS / f"{contract}.json").read_text("utf-8"))
    return content


def run(*command: str | Path) -> None:
    """Runs a tool at the root; its words are shown when it fails."""
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)  # noqa: S603
    assert done.returncode == 0, done.stdout + done.stderr


@pytest.fixture(scope="module")
def by_hardhat() -> Path:
    """The folder of hardhat's artifacts."""
    run(TOOLS / "hardhat", "compile")
    return ROOT / "artifacts"


@pytest.fixture(scope="module")
def by_forge(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of forge's artifacts, of a build from nothing."""
    folder = tmp_path_factory.mktemp("forge")
    units = (committed(contract)["sourceName"] for contract in CONTRACTS)
    paths = [unit if unit.startswith("contracts/") else f"node_modules/{unit}" for unit in units]
    run(ROOT / "scripts" / "forge", "build", *paths, "--out", folder / "out", "--cache-path", folder / "cache")
    return folder / "out"


def test_every_deployable_contract_has_its_artifact() -> None:
    assert CONTRACTS == [
        "AccessManager",
        "AssetRegistry",
        "BuybackBook",
        "ChangeBook",
        "DirectoryBook",
        "DisposalBook",
        "EnforcementBook",
        "LedgerFactory",
        "LedgerLog",
        "LossBook",
        "PartyRegistry",
        "PledgeRegistry",
        "PledgorConsents",
        "RefinancingBook",
        "RiskShareBook",
        "SearchRegister",
        "SubsidyBook",
        "ValuationBook",
    ]


@needs_tools
def test_the_committed_artifacts_are_what_the_sources_give() -> None:
    run(sys.executable, ROOT / "scripts" / "compile.py", "--check")


@needs_tools
@pytest.mark.parametrize("contract", CONTRACTS)
def test_hardhat_gives_the_same_bytecode(by_hardhat: Path, contract: str) -> None:
    artifact = committed(contract)
    built = json.loads((by_hardhat / artifact["sourceName"] / f"{contract}.json").read_text("utf-8"))
    assert built["bytecode"] == artifact["bytecode"]
    assert built["deployedBytecode"] == artifact["deployedBytecode"]


@needs_tools
@pytest.mark.parametrize("contract", CONTRACTS)
def test_forge_gives_the_same_bytecode(by_forge: Path, contract: str) -> None:
    artifact = committed(contract)
    built = json.loads((by_forge / f"{contract}.sol" / f"{contract}.json").read_text("utf-8"))
    assert built["bytecode"]["object"] == artifact["bytecode"]
    assert built["deployedBytecode"]["object"] == artifact["deployedBytecode"]


def test_forge_has_the_settings_that_the_others_share() -> None:
    shared = json.loads((ROOT / "contracts" / "compiler.json").read_text("utf-8"))
    forge = tomllib.loads((ROOT / "foundry.toml").read_text("utf-8"))["profile"]["default"]
    assert shared == {
        "evmVersion": forge["evm_version"],
        "metadata": {"appendCBOR": forge["cbor_metadata"], "bytecodeHash": forge["bytecode_hash"]},
        "optimizer": {"enabled": forge["optimizer"], "runs": forge["optimizer_runs"]},
        "viaIR": forge["via_ir"],
    }


@pytest.mark.parametrize("contract", CONTRACTS)
def test_every_contract_can_be_deployed(contract: str) -> None:
    runtime = bytes.fromhex(committed(contract)["deployedBytecode"].removeprefix("0x"))
    assert 0 < len(runtime) <= SIZE_LIMIT


def test_a_name_means_the_same_in_every_contract() -> None:
    # One decoder reads the events and errors of all contracts.
    meanings: dict[tuple[str, str], str] = {}
    for contract in CONTRACTS:
        for entry in committed(contract)["abi"]:
            if entry["type"] not in {"event", "error"}:
                continue
            shape = json.dumps([[part["type"], part.get("indexed", False)] for part in entry["inputs"]])
            assert meanings.setdefault((entry["type"], entry["name"]), shape) == shape, entry["name"]
