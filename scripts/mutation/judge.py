"""Tries a mutant: does it compile, is it another contract at all, does a test notice."""

from __future__ import annotations

from collections.abc import Mapping

from scripts.mutation.bench import Bench, Run
from scripts.mutation.compiler import Code, Compiler, Refused, Target
from scripts.mutation.mutants import Mutant
from scripts.mutation.stages import Stage, stages
from scripts.mutation.verdicts import Judged, Verdict, Verdicts

Sources = Mapping[str, dict[str, str]]


class Judge:
    """Over sources as they stand.

    `plain` compiles without the optimizer, quickly, for the tests; `exact` compiles as the ledger is deployed, only to
    see whether a mutant that no test noticed is another contract at all.
    """

    def __init__(self, bench: Bench, plain: Compiler, exact: Compiler, sources: Sources, verdicts: Verdicts) -> None:
        self._bench = bench
        self._plain = plain
        self._exact = exact
        self._sources = sources
        self._verdicts = verdicts
        self._stages: dict[str, list[Stage]] = {}
        self._seen: dict[tuple[Code, ...], Judged] = {}
        self._originals: dict[tuple[bool, Target], Code] = {}

    def judge(self, mutant: Mutant) -> Judged:
        """The verdict: from the file, or after a trial."""
        key = mutant.key(self._sources[mutant.unit]["content"])
        return self._verdicts.find(key) or self._try(mutant, key)

    def check(self, unit: str) -> None:
        """Raises unless the warm compiler makes of the original what forge made."""
        for target in self.stages(unit)[-1].targets:
            if self._original(target, exact=False).creation != self._bench.holds(target):
                raise AssertionError(
                    f"the warm compiler and forge differ over {target[1]}: mutants would prove nothing"
                )

    def stages(self, unit: str) -> list[Stage]:
        """In which order the unit's mutants are tried."""
        if unit not in self._stages:
            self._stages[unit] = stages(unit, self._sources)
        return self._stages[unit]

    def _try(self, mutant: Mutant, key: str) -> Judged:
        text = mutant.applied(self._sources[mutant.unit]["content"])
        changed = {**self._sources, mutant.unit: {"content": text}}
        last = self.stages(mutant.unit)[-1]
        codes: dict[Target, Code] = {}
        for stage in self.stages(mutant.unit):
            try:
                missing = [target for target in stage.targets if target not in codes]
                codes |= self._plain.compile(changed, missing) if missing else {}
            except Refused as refusal:
                return self._verdicts.add(key, Verdict.INVALID, str(refusal))
            twin = self._twin(last, codes)
            if twin:
                return self._verdicts.add(key, twin.verdict, twin.by)
            run = self._run(stage, codes)
            if run.failed or run.timed_out:
                verdict = Verdict.KILLED if run.failed else Verdict.TIMEOUT
                return self._remember(last, codes, self._verdicts.add(key, verdict, run.failed or ""))
        verdict = Verdict.EQUIVALENT if self._is_same(changed, last) else Verdict.SURVIVED
        return self._remember(last, codes, self._verdicts.add(key, verdict))

    def _run(self, stage: Stage, codes: Mapping[Target, Code]) -> Run:
        """Runs the stage's tests on those of its contracts that differ; nothing when none does."""
        other = {
            target: codes[target] for target in stage.targets if codes[target] != self._original(target, exact=False)
        }
        if not other:
            return Run(None)
        with self._bench.exchanged(other):
            return self._bench.run(stage.tests)

    def _twin(self, last: Stage, codes: Mapping[Target, Code]) -> Judged | None:
        """The verdict on another change that gave the same contracts."""
        if any(target not in codes for target in last.targets):
            return None
        return self._seen.get(tuple(codes[target] for target in last.targets))

    def _remember(self, last: Stage, codes: Mapping[Target, Code], judged: Judged) -> Judged:
        if all(target in codes for target in last.targets):
            self._seen[tuple(codes[target] for target in last.targets)] = judged
        return judged

    def _is_same(self, changed: Sources, last: Stage) -> bool:
        """Whether the contracts, as they are deployed, are the same. Harnesses are not deployed."""
        targets = [target for target in last.targets if not target[0].startswith("contracts/test/")]
        if not targets:
            return False
        try:
            codes = self._exact.compile(changed, targets)
        except Refused:
            return False
        return all(codes[target] == self._original(target, exact=True) for target in targets)

    def _original(self, target: Target, *, exact: bool) -> Code:
        if (exact, target) not in self._originals:
            compiler = self._exact if exact else self._plain
            self._originals[exact, target] = compiler.compile(self._sources, [target])[target]
        return self._originals[exact, target]
