"""Where mutants are tried: forge with the tests compiled once, and artifacts whose code is exchanged."""

from __future__ import annotations

import json
import os
import re
import resource
import shutil
import subprocess
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from scripts.mutation.compiler import Code, Target

FAILURE = re.compile(r"^\[FAIL[\s\S]*?\] (\w+)\(", re.MULTILINE)
PASSED = re.compile(r"^Ran \d+ test suites? in .*: (\d+) tests? passed", re.MULTILINE)
LEFT_OUT = "GasTest|MarketReach|ReentrancyTest"
"""Tests that judge no rule (they measure gas, or count what the invariants' handlers reach), and those of a hostile
wallet, whose refused calls use more gas than the bound of the mutation profile.
"""
PROCESSOR_SECONDS = 120
"""A run of the tests that takes more is a timeout. Processor time, so that a busy machine does not make timeouts."""


@dataclass(frozen=True)
class Run:
    """How the tests ended: with the first failure, without one, or not at all."""

    failed: str | None
    timed_out: bool = False


class BenchProblem(Exception):
    """Forge did not run the tests; says what it said."""


class Bench:
    """Forge over the profile `mutation` of foundry.toml."""

    def __init__(self, root: Path, state: Path) -> None:
        self.root = root
        self.state = state
        self.answers = state / "answers"
        self.failures = state / "failures"

    def build(self) -> None:
        """Compiles contracts and tests as they stand."""
        shutil.rmtree(self.answers, ignore_errors=True)
        shutil.rmtree(self.state / "out", ignore_errors=True)
        shutil.rmtree(self.state / "cache", ignore_errors=True)
        self.answers.mkdir(parents=True)
        built = self._forge("build")
        if built.returncode != 0:
            raise BenchProblem(built.stdout[-2000:] + built.stderr[-2000:])

    def holds(self, target: Target) -> str:
        """The creation code in the artifact of a contract."""
        content = json.loads(self._artifact(target).read_text("utf-8"))
        return str(content["bytecode"]["object"]).removeprefix("0x")

    @contextmanager
    def exchanged(self, codes: Mapping[Target, Code]) -> Iterator[None]:
        """Within it the contracts are made of this code."""
        before = {target: self._artifact(target).read_bytes() for target in codes}
        try:
            for target, code in codes.items():
                content = json.loads(before[target])
                content["bytecode"]["object"] = "0x" + code.creation
                content["deployedBytecode"]["object"] = "0x" + code.runtime
                self._artifact(target).write_text(json.dumps(content), "utf-8")
            yield
        finally:
            for target, content in before.items():
                self._artifact(target).write_bytes(content)

    def run(self, *tests: str) -> Run:
        """Runs the tests that these options choose, without those that judge no rule."""
        # A failure that forge keeps is tried again on the next mutant, where it may fail for another reason.
        shutil.rmtree(self.failures, ignore_errors=True)
        ended = self._forge("test", "--fail-fast", "--no-match-contract", LEFT_OUT, *tests)
        if ended.returncode == 0:
            passed = PASSED.search(ended.stdout)
            if not passed or passed[1] == "0":
                raise BenchProblem(f"no test ran with {' '.join(tests)}: {ended.stdout[-500:]}")
            return Run(None)
        failure = FAILURE.search(ended.stdout)
        if failure:
            return Run(failure[1])
        if ended.returncode < 0:
            return Run(None, timed_out=True)
        raise BenchProblem(ended.stdout[-2000:] + ended.stderr[-2000:])

    def _forge(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        environment = os.environ | {
            "FOUNDRY_PROFILE": "mutation",
            "MUTATION_ANSWERS": str(self.answers.resolve()),
            "NO_COLOR": "1",
        }
        return subprocess.run(  # noqa: S603
            [str(self.root / "scripts" / "forge"), *arguments],
            cwd=self.root,
            env=environment,
            capture_output=True,
            text=True,
            encoding="utf-8",
            check=False,
            preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_CPU, (PROCESSOR_SECONDS, PROCESSOR_SECONDS)),
        )

    def _artifact(self, target: Target) -> Path:
        unit, name = target
        return self.state / "out" / Path(unit).name / f"{name}.json"
