"""Copies what the portal's pages need of npm's packages into its static files, with their licences.

Run it after a change of package.json; `--check` says whether the copies are those of node_modules.
"""

import argparse
import sys
from collections.abc import Iterator
from pathlib import Path

PROJECT = Path(__file__).parents[1]
MODULES = PROJECT / "node_modules"
TARGET = PROJECT / "indexer" / "portal" / "static" / "vendor"
COPIED = {
    "htmx.min.js": "htmx.org/dist/htmx.min.js",
    "htmx.LICENSE": "htmx.org/LICENSE",
}


def wanted() -> Iterator[tuple[Path, bytes]]:
    """Each file and what should be in it."""
    for name, source in COPIED.items():
        yield TARGET / name, (MODULES / source).read_bytes()


def main() -> int:
    """Copy, or compare."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--check", action="store_true", help="compare and change nothing")
    check = parser.parse_args().check
    stale = [file for file, content in wanted() if not file.exists() or file.read_bytes() != content]
    if check:
        for file in stale:
            print(f"{file.relative_to(PROJECT)} is not that of node_modules: run scripts/vendor_portal.py")
        return 1 if stale else 0
    for file, content in wanted():
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(content)
    return 0


if __name__ == "__main__":
    sys.exit(main())
