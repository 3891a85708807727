"""The pinned compiler, kept warm: a mutant of a book compiles in a third of a second instead of seven."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from scripts.compile import with_imports

Target = tuple[str, str]
"""Source unit and name of a contract."""

ANSWERS = 600
"""After so many questions the compiler starts anew: its memory only grows."""


@dataclass(frozen=True)
class Code:
    """What the compiler makes of a contract, in hexadecimal."""

    creation: str
    runtime: str


class Refused(Exception):
    """The compiler refuses the source; says why in one line."""


class Compiler:
    """A Node process with the pinned compiler loaded."""

    def __init__(self, root: Path, settings: Mapping[str, Any]) -> None:
        self.root = root
        self.settings = dict(settings)
        self._process: subprocess.Popen[str] | None = None
        self._answered = 0

    def compile(self, sources: Mapping[str, dict[str, str]], targets: Iterable[Target]) -> dict[Target, Code]:
        """Compiles the targets and nothing else; raises Refused when the source is none."""
        wanted = sorted(set(targets))
        selection: dict[str, dict[str, list[str]]] = {}
        for unit, name in wanted:
            selection.setdefault(unit, {})[name] = ["evm.bytecode.object", "evm.deployedBytecode.object"]
        needed = with_imports(dict(sources), sorted(selection))
        answer = self._ask(
            {
                "language": "Solidity",
                "sources": needed,
                "settings": self.settings | {"outputSelection": selection},
            }
        )
        problems = [entry["message"] for entry in answer.get("errors", ()) if entry["severity"] == "error"]
        if problems:
            raise Refused(problems[0].split("\n")[0])
        return {(unit, name): code(answer["contracts"][unit][name]) for unit, name in wanted}

    def close(self) -> None:
        """Ends the process."""
        if self._process is not None:
            self._process.kill()
            self._process.wait()
            self._process = None

    def _ask(self, question: dict[str, Any]) -> dict[str, Any]:
        if self._answered >= ANSWERS:
            self.close()
        if self._process is None:
            self._answered = 0
            self._process = subprocess.Popen(
                ["node", "scripts/mutation/compiler.js"],  # noqa: S607
                cwd=self.root,
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                text=True,
                encoding="utf-8",
            )
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.write(json.dumps(question) + "\n")
        self._process.stdin.flush()
        line = self._process.stdout.readline()
        self._answered += 1
        if not line:
            # The compiler itself failed on this source; slither-mutate counts that as a source that does not compile.
            self.close()
            raise Refused("the compiler ended without an answer")
        answer: dict[str, Any] = json.loads(line)
        return answer


def code(output: Mapping[str, Any]) -> Code:
    """From the compiler's output for one contract."""
    return Code(output["evm"]["bytecode"]["object"], output["evm"]["deployedBytecode"]["object"])
