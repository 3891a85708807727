"""The files of others that pages load are those of the pinned packages."""

import subprocess
import sys
from pathlib import Path

import pytest

PROJECT = Path(__file__).parents[4]


def test_vendored_files_are_those_of_node_modules() -> None:
    if not (PROJECT / "node_modules").exists():
        pytest.skip("node_modules is missing: run npm ci")
    run = subprocess.run(
        [sys.executable, "scripts/vendor_portal.py", "--check"],
        cwd=PROJECT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert run.returncode == 0, run.stdout


def test_each_vendored_package_brings_its_licence() -> None:
    vendor = PROJECT / "indexer" / "portal" / "static" / "vendor"
    assert (vendor / "htmx.LICENSE").read_text(encoding="utf-8").strip()
