"""How long the main job takes from nothing, what memory it needs, and how that compares with the bare chain.

In one run: the demonstration, set-up done; then the transactions that a demonstration's gateway had signed are pumped,
as they are, into a fresh embedded chain, with no HTTP, no persistence, no preflight and no index, so that the ratio
says what all of that costs beside the chain; then a clone of the committed tree and `make demo` in it, set-up included.

Usage: python -m benchmarks.demonstration [--skip-setup]
"""

import argparse
import contextlib
import json
import os
import resource
import shutil
import sqlite3
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

from chain_gateway.rpc.engines.embedded import EmbeddedChain
from chain_gateway.signing import Keystore
from pledge.commands.demo import DEMONSTRATION_SCRYPT_WORK
from pledge.demonstration.run import demonstrate
from pledge.deployment import deploy
from pledge.house import House, HouseSettings

PROJECT = Path(__file__).parents[1]


def main() -> int:
    """Measure, and print the figures."""
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--skip-setup", action="store_true", help="leave out the clone and its set-up")
    skip_setup: bool = options.parse_args().skip_setup
    figures: dict[str, Any] = {"cores": os.cpu_count()}
    with tempfile.TemporaryDirectory(prefix="pledge-bench-") as folder:
        # First the demonstration: the peak of children is the highest so far, and set-up needs more.
        seconds, peak, found = _demonstration(Path(folder) / "kept")
        figures |= {
            "demonstration_seconds": round(seconds, 1),
            "peak_resident_mib": round(peak / 1024),
            "events": found["completeness"]["sequence"],
            "blocks": found["completeness"]["block"]["number"],
            "rows": found["import"]["rows"]["read"],
        }
        house = Path(folder) / "house"
        house.mkdir()
        sent, pumped = _pump(house)
        figures |= {
            "transactions": sent,
            "bare_chain_seconds": round(pumped, 1),
            "demonstration_over_bare_chain": round(seconds / pumped, 2),
        }
        if not skip_setup:
            figures["from_a_clone_seconds"] = _from_a_clone(Path(folder) / "clone")
    print(json.dumps(figures))
    return 0


def _from_a_clone(folder: Path) -> float:
    git, make = _tool("git"), _tool("make")
    started = time.monotonic()
    subprocess.run([git, "clone", "--quiet", str(PROJECT), str(folder)], check=True)  # noqa: S603
    with (folder.parent / "demo.json").open("w") as out:
        subprocess.run([make, "--silent", "demo", "ARGS=--json"], cwd=folder, check=True, stdout=out)  # noqa: S603
    return round(time.monotonic() - started, 1)


def _demonstration(folder: Path) -> tuple[float, int, dict[str, Any]]:
    """Seconds, peak resident KiB of the process, and what it printed."""
    started = time.monotonic()
    finished = subprocess.run(  # noqa: S603
        [sys.executable, "-m", "pledge", "demo", "--json", "--keep", str(folder)],
        cwd=PROJECT,
        check=True,
        stdout=subprocess.PIPE,
    )
    seconds = time.monotonic() - started
    peak = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss
    return seconds, peak, json.loads(finished.stdout)


def _pump(folder: Path) -> tuple[int, float]:
    """Transactions that a demonstration's gateway sent, and the seconds that a fresh chain needs for just them."""
    settings = HouseSettings(folder, "of no use", scrypt_work=DEMONSTRATION_SCRYPT_WORK)
    with House.embedded(settings) as house:
        demonstrate(house, None, lambda _done, _total, _what: None)
        deployment = house.deployment
    store = sqlite3.connect(settings.folder / "gateway.sqlite")
    with contextlib.closing(store):
        sent = store.execute(
            "SELECT signer, raw_transaction FROM submissions WHERE block_number IS NOT NULL ORDER BY block_number"
        ).fetchall()
    # The same governance key makes the same addresses, so that the signed transactions mean the same here.
    chain = EmbeddedChain()
    governance = Keystore(settings.folder / "keystore").unlock("governance", settings.password)
    for address in {governance.address, *(signer for signer, _ in sent)}:
        chain.fund(address)
    if deploy(chain.node, governance).pledges != deployment.pledges:
        raise SystemExit("the fresh chain gave the contracts other addresses")
    started = time.monotonic()
    hashes = [chain.node.send_raw(raw) for _, raw in sent]
    seconds = time.monotonic() - started
    failed = [each.hex() for each in hashes if (receipt := chain.node.receipt(each)) is None or not receipt.succeeded]
    if failed:
        raise SystemExit(f"{len(failed)} transactions failed on the fresh chain, first 0x{failed[0]}")
    return len(sent), seconds


def _tool(name: str) -> str:
    found = shutil.which(name)
    if found is None:
        raise SystemExit(f"{name} is not installed")
    return found


if __name__ == "__main__":
    sys.exit(main())
