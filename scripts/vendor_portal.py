"""Copies what the portal's pages need of npm's packages into its static files, with their licences.

Run it after a change of package.json; `--check` says whether the copies are those of node_modules.
"""

import argparse
import posixpath
import re
import sys
from collections.abc import Iterator
from pathlib import Path, PurePosixPath

PROJECT = Path(__file__).parents[1]
MODULES = PROJECT / "node_modules"
TARGET = PROJECT / "indexer" / "portal" / "static" / "vendor"
COPIED = {
    "htmx.min.js": "htmx.org/dist/htmx.min.js",
    "htmx.LICENSE": "htmx.org/LICENSE",
    "echarts.simple.min.js": "echarts/dist/echarts.simple.min.js",
    "echarts.LICENSE": "echarts/LICENSE",
    "echarts.NOTICE": "echarts/NOTICE",
    "curves/LICENSE": "@noble/curves/LICENSE",
    "hashes/LICENSE": "@noble/hashes/LICENSE",
}
ENTRIES = ("@noble/curves/secp256k1.js", "@noble/hashes/sha3.js")
"""Modules that are copied with all that they import; browsers find modules by addresses, so names become addresses."""
_IMPORT = re.compile(r"""(^import\s+(?:[^;'"]*?\sfrom\s+)?['"])([^'"]+)(['"];)""", re.MULTILINE)
_MAP = re.compile(r"^//# sourceMappingURL=.*$", re.MULTILINE)


def wanted() -> Iterator[tuple[Path, bytes]]:
    """Each file and what should be in it."""
    for name, source in COPIED.items():
        yield TARGET / name, (MODULES / source).read_bytes()
    waiting, done = list(ENTRIES), set[str]()
    while waiting:
        name = waiting.pop()
        if name not in done:
            done.add(name)
            text, imported = module(name)
            waiting.extend(imported)
            yield TARGET / name.removeprefix("@noble/"), text.encode()


def module(name: str) -> tuple[str, list[str]]:
    """A module's text with addresses in the place of names, and the modules that it imports."""
    folder = PurePosixPath(name).parent
    imported: list[str] = []

    def addressed(found: re.Match[str]) -> str:
        wanted = found[2] if found[2].startswith("@") else posixpath.normpath(folder / found[2])
        imported.append(wanted)
        address = posixpath.relpath(wanted, folder)
        return found[1] + (address if address.startswith(".") else f"./{address}") + found[3]

    text = _MAP.sub("", (MODULES / name).read_text(encoding="utf-8"))
    return _IMPORT.sub(addressed, text), imported


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
