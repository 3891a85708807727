"""Reads the memory of another process, as a dump of it would."""

import re
from pathlib import Path

_CHUNK = 16 * 1024 * 1024


def holds(process: int, needles: dict[str, bytes]) -> set[str]:
    """Names of those needles that lie somewhere in the readable memory of the process."""
    found: set[str] = set()
    longest = max(len(needle) for needle in needles.values())
    regions = re.findall(r"^([0-9a-f]+)-([0-9a-f]+) r", Path(f"/proc/{process}/maps").read_text(), re.MULTILINE)
    assert regions
    with Path(f"/proc/{process}/mem").open("rb", buffering=0) as memory:
        for first, end in ((int(each[0], 16), int(each[1], 16)) for each in regions):
            for start in range(first, end, _CHUNK):
                try:
                    memory.seek(start)
                    content = memory.read(min(_CHUNK + longest, end - start))
                except (OSError, ValueError, OverflowError):  # such as [vvar], which nobody reads
                    break
                found |= {name for name, needle in needles.items() if needle in content}
    return found


def spellings(key: bytes) -> dict[str, bytes]:
    """A 32-byte key as libraries keep it: big-endian, little-endian (words of big numbers), and as text."""
    return {
        "big-endian": key,
        "little-endian": key[::-1],
        "hexadecimal": key.hex().encode(),
        "HEXADECIMAL": key.hex().upper().encode(),
        "decimal": str(int.from_bytes(key)).encode(),
    }
