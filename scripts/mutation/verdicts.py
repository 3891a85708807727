"""What became of each mutant, kept in a file of lines so that a campaign goes on where it was stopped."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from enum import StrEnum
from pathlib import Path


class Verdict(StrEnum):
    """What became of a mutant."""

    KILLED = "killed"
    """A test fails."""
    SURVIVED = "survived"
    """Every test passes."""
    EQUIVALENT = "equivalent"
    """The compiler makes the same code of it as of the original: no test can tell them apart."""
    INVALID = "invalid"
    """It does not compile."""
    TIMEOUT = "timeout"
    """The tests did not end in time."""


@dataclass(frozen=True)
class Judged:
    """One line of the file."""

    key: str
    verdict: Verdict
    by: str
    """The test that failed, or the compiler's word; empty otherwise."""
    tests: str
    """Digest of the tests."""


class Verdicts:
    """The file, and what it says.

    A kill stands while its source stands: tests are only added. What they let pass is tried again when they change.
    """

    def __init__(self, path: Path, tests: str) -> None:
        self._path = path
        self._tests = tests
        self._by_key: dict[str, Judged] = {}
        if path.exists():
            for line in path.read_text("utf-8").splitlines():
                entry = json.loads(line)
                self._keep(Judged(**(entry | {"verdict": Verdict(entry["verdict"])})))

    def find(self, key: str) -> Judged | None:
        """The verdict on this mutant, when it still stands."""
        return self._by_key.get(key)

    def add(self, key: str, verdict: Verdict, by: str = "") -> Judged:
        """Writes a verdict down."""
        judged = Judged(key, verdict, by, self._tests)
        with self._path.open("a", encoding="utf-8") as file:
            file.write(json.dumps(asdict(judged)) + "\n")
        self._keep(judged)
        return judged

    def _keep(self, judged: Judged) -> None:
        if judged.verdict in (Verdict.SURVIVED, Verdict.TIMEOUT) and judged.tests != self._tests:
            self._by_key.pop(judged.key, None)
            return
        self._by_key[judged.key] = judged
