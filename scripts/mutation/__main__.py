"""Mutation testing of the contracts: slither's operators make the mutants, forge's tests judge them.

``make mutation`` tries all. ``python -m scripts.mutation --units contracts/Book.sol`` tries those of one source unit.
What was judged before is kept in .state/mutation and not tried again. The dated log goes to docs/mutation. The exit
code is 1 when less than 95% of the mutants are killed, when docs/mutation/explained.json does not explain a survivor,
or when mutants were not tried.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import subprocess
import sys
import time
from collections.abc import Iterable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from scripts.compile import CONTRACTS, ROOT, settings, sources, version
from scripts.mutation.bench import Bench
from scripts.mutation.compiler import Compiler
from scripts.mutation.judge import Judge
from scripts.mutation.mutants import Mutant
from scripts.mutation.report import Campaign, Outcome, page
from scripts.mutation.tally import REQUIRED, tallies
from scripts.mutation.verdicts import Verdict, Verdicts

STATE = ROOT / ".state" / "mutation"
LOGS = ROOT / "docs" / "mutation"
EXPLAINED = LOGS / "explained.json"
TESTS = CONTRACTS / "test"
SEVERITY = ("RR", "CR", "MIA", "MVIE", "MVIV", "ROR", "LOR", "AOR", "BOR", "ASOR", "LIR", "UOR", "MWA", "FHR", "SBR")
"""The order in which mutants are tried; an operator that is not named comes last."""


def everything() -> dict[str, dict[str, str]]:
    """Sources of the contracts, and of the tests that call libraries."""
    harnesses = [*(TESTS / "libraries").glob("*.sol"), *(TESTS / "support").glob("*.sol")]
    units = {path.relative_to(ROOT).as_posix(): {"content": path.read_text("utf-8")} for path in harnesses}
    return sources() | units


def digest_of_tests() -> str:
    """Digest of all test sources."""
    texts = (path.read_bytes() for path in sorted(TESTS.rglob("*.sol")))
    return hashlib.sha256(b"\0".join(texts)).hexdigest()


def generated(python: Path) -> list[Mutant]:
    """All mutants, by slither in its own environment."""
    made = subprocess.run(  # noqa: S603
        [python, "scripts/mutation/generate.py"],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        text=True,
        check=True,
        env={
            "PATH": f"{ROOT / 'node_modules' / '.bin'}:/usr/bin:/bin:/usr/local/bin",
            "FOUNDRY_PROFILE": "slither",
        },
    )
    content: dict[str, Any] = json.loads(made.stdout)
    return [Mutant.read(entry) for entry in content["mutants"]]


def rank(mutant: Mutant) -> int:
    """Graver operators first."""
    return SEVERITY.index(mutant.operator) if mutant.operator in SEVERITY else len(SEVERITY)


def chosen_in_order(mutants: Iterable[Mutant], units: list[str]) -> list[Mutant]:
    """The mutants of the units, or of all when none is named.

    Graver operators first, then unit by unit in the order given and down the file: a campaign that is stopped has tried
    the gravest everywhere.
    """
    entries = list(mutants)
    order = units or sorted({mutant.unit for mutant in entries})
    unknown = sorted(set(order) - {mutant.unit for mutant in entries})
    if unknown:
        raise SystemExit(f"no mutants of {', '.join(unknown)}; name source units such as contracts/Book.sol")
    return sorted(
        (each for each in entries if each.unit in order),
        key=lambda each: (rank(each), order.index(each.unit), each.start),
    )


def announce(outcomes: list[Outcome], total: int, began: float) -> None:
    """The line of progress."""
    tally = tallies(("all", outcome.verdict) for outcome in outcomes)["all"]
    counts = ", ".join(f"{tally.counts[verdict]} {verdict}" for verdict in Verdict)
    spent = int(time.monotonic() - began)
    print(f"{len(outcomes)}/{total} in {spent} s: {counts}; {tally.share}% killed", file=sys.stderr, flush=True)


def commit() -> str:
    """The commit of the sources."""
    shown = subprocess.run(
        ["git", "rev-parse", "--short", "HEAD"],  # noqa: S607
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    )
    return shown.stdout.strip()


def tool_versions() -> str:
    """Versions of what made and judged the mutants."""
    package = json.loads((ROOT / "node_modules" / "@foundry-rs" / "forge" / "package.json").read_text("utf-8"))
    pins = (ROOT / "requirements" / "slither.txt").read_text("utf-8")
    slither = next(
        line.split("==")[1].split()[0] for line in pins.splitlines() if line.startswith("slither-analyzer==")
    )
    return f"Mutants by slither-analyzer {slither}, compiled by solc {version()}, tried with forge {package['version']}"


def trial(mutants: list[Mutant], judge: Judge) -> list[Outcome]:
    """Judges every mutant, with a line of progress now and then."""
    began = time.monotonic()
    outcomes: list[Outcome] = []
    shown = began
    checked: set[str] = set()
    for mutant in mutants:
        if mutant.unit not in checked:
            judge.check(mutant.unit)
            checked.add(mutant.unit)
        outcomes.append(Outcome(mutant, judge.judge(mutant)))
        if time.monotonic() - shown > 30:
            announce(outcomes, len(mutants), began)
            shown = time.monotonic()
    announce(outcomes, len(mutants), began)
    return outcomes


def main() -> int:
    """Runs a campaign; returns the exit code."""
    parser = argparse.ArgumentParser(prog="python -m scripts.mutation", description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--units", nargs="*", default=[], metavar="UNIT", help="only these source units, in this order")
    parser.add_argument(
        "--slither", type=Path, default=ROOT / ".venv-slither" / "bin" / "python", help="slither's Python"
    )
    parser.add_argument(
        "--log", type=Path, help="where the log goes (docs/mutation/DATE.md); '-' for none", default=None
    )
    parser.add_argument("--report", action="store_true", help="try nothing; write the log of what was judged before")
    given = parser.parse_args()
    STATE.mkdir(parents=True, exist_ok=True)
    units = everything()
    verdicts = Verdicts(STATE / "verdicts.jsonl", digest_of_tests())
    mutants = chosen_in_order(generated(given.slither), given.units)
    if given.report:
        outcomes = [Outcome(mutant, verdicts.find(mutant.key(units[mutant.unit]["content"]))) for mutant in mutants]
    else:
        outcomes = campaign(mutants, units, verdicts)
    return conclude(outcomes, {name: unit["content"] for name, unit in units.items()}, given.log)


def campaign(mutants: list[Mutant], units: dict[str, dict[str, str]], verdicts: Verdicts) -> list[Outcome]:
    """Builds the bench, sees that the tests pass on the contracts as they are, and tries the mutants."""
    bench = Bench(ROOT, STATE)
    bench.build()
    healthy = bench.run(None)
    if healthy.failed or healthy.timed_out:
        raise SystemExit(f"the tests fail without any mutant: {healthy.failed or 'they did not end'}")
    exact = Compiler(ROOT, settings())
    plain = Compiler(ROOT, settings() | {"optimizer": {"enabled": False, "runs": 200}})
    try:
        return trial(mutants, Judge(bench, plain, exact, units, verdicts))
    finally:
        plain.close()
        exact.close()


def conclude(outcomes: list[Outcome], texts: dict[str, str], log: Path | None) -> int:
    """Writes the log and says whether the campaign reached what it must."""
    explained = json.loads(EXPLAINED.read_text("utf-8")) if EXPLAINED.exists() else {}
    today = datetime.now(UTC).date().isoformat()
    done = Campaign(today, commit(), tool_versions(), outcomes, texts, explained)
    if str(log) != "-":
        path = log or LOGS / f"{today}.md"
        path.write_text(page(done), "utf-8")
        print(f"log: {path}", file=sys.stderr)
    whole = done.whole
    problems = []
    if not whole.enough:
        problems.append(f"{whole.share}% of {whole.judged} mutants are killed, {REQUIRED}% are required")
    if done.unexplained():
        problems.append(f"{len(done.unexplained())} survivors are not explained in {EXPLAINED.relative_to(ROOT)}")
    if whole.waiting:
        problems.append(f"{whole.waiting} mutants were not tried")
    for problem in problems:
        print(problem, file=sys.stderr)
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main())
