"""Runs slither over the contracts and compares what it finds with what docs/security.md answers.

``scripts/slither_findings.py SLITHER`` (its command) prints what is not answered, and what is answered and no longer
found; the exit code is 1 when there is either. Detectors and files are chosen in slither.config.json.
"""

from __future__ import annotations

import argparse
import json
import os
import re
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
ANSWERS = ROOT / "docs" / "security.md"
HEADING = "## What slither finds, and the answers"

Finding = tuple[str, str]
"""A detector, and the place: contract and function or variable."""


def found(results: dict[str, Any]) -> set[Finding]:
    """The findings of slither's JSON. Two that differ only in the way that leads to the place are one."""
    if not results["success"]:
        raise SystemExit(f"slither did not run: {results['error']}")
    return {(entry["check"], place(entry["elements"][0])) for entry in results["results"].get("detectors", [])}


def place(element: dict[str, Any]) -> str:
    """`Contract.function`, `Contract.function.variable` or `Contract.variable`."""
    names = [element["name"]]
    parent = element["type_specific_fields"].get("parent")
    while parent and parent["type"] in ("contract", "function"):
        names.append(parent["name"])
        parent = parent["type_specific_fields"].get("parent") if "type_specific_fields" in parent else None
    return ".".join(reversed(names))


def answered(page: str) -> set[Finding]:
    """The findings that the page answers: rows `| detector | place, place | answer |` below the heading."""
    _, heading, rest = page.partition(HEADING)
    if not heading:
        raise SystemExit(f"{ANSWERS.name} has no part '{HEADING}'")
    part = re.split(r"^## ", rest, maxsplit=1, flags=re.MULTILINE)[0]
    pairs: set[Finding] = set()
    for row in re.findall(r"^\| `([\w-]+)` \| (.+?) \| (.+) \|$", part, re.MULTILINE):
        detector, places, answer = row
        if answer.strip():
            pairs |= {(detector, name) for name in re.findall(r"`([^`]+)`", places)}
    return pairs


def run(slither: Path) -> dict[str, Any]:
    """Slither's JSON."""
    with tempfile.TemporaryDirectory() as folder:
        output = Path(folder) / "findings.json"
        tools = ROOT / "node_modules" / ".bin"
        environment = os.environ | {"FOUNDRY_PROFILE": "slither", "PATH": f"{tools}{os.pathsep}{os.environ['PATH']}"}
        # Slither's own exit code says only that it found something.
        done = subprocess.run(  # noqa: S603
            [slither, ".", "--json", output], cwd=ROOT, env=environment, capture_output=True, text=True, check=False
        )
        if not output.exists():
            raise SystemExit(f"slither did not run: {done.stderr[-2000:]}")
        results: dict[str, Any] = json.loads(output.read_text("utf-8"))
        return results


def main() -> int:
    """Prints the difference; returns the exit code."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("slither", type=Path, help="the command of slither's own environment")
    findings = found(run(parser.parse_args().slither.absolute()))
    answers = answered(ANSWERS.read_text("utf-8"))
    for detector, where in sorted(findings - answers):
        print(f"not answered in docs/security.md: {detector} at {where}", file=sys.stderr)
    for detector, where in sorted(answers - findings):
        print(f"answered in docs/security.md and no longer found: {detector} at {where}", file=sys.stderr)
    print(f"slither: {len(findings)} findings, {len(findings & answers)} answered")
    return 0 if findings == answers else 1


if __name__ == "__main__":
    sys.exit(main())
