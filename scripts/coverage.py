"""What the contracts' tests reach, from the lcov report of ``forge coverage``; the gate of ``make contracts``.

``scripts/coverage.py REPORT`` prints a table, one line for each source unit that is no test. The exit code is 1 when
less than 98% of the lines or 95% of the branches are reached, when more than five places are not, or when
docs/coverage-gaps.json does not explain one of them, or explains one that is reached.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
GAPS = ROOT / "docs" / "coverage-gaps.json"
LINES = 98
"""Per cent of the lines that must be reached."""
BRANCHES = 95
"""Per cent of the branches that must be taken."""
MOST_GAPS = 5


@dataclass
class Unit:
    """What the report says of one source unit: its lines and branches, and whether the tests got there."""

    name: str
    lines: dict[int, bool] = field(default_factory=dict)
    branches: dict[tuple[int, str, str], bool] = field(default_factory=dict)

    def gaps(self) -> Iterator[int]:
        """Lines that hold something that no test reaches."""
        missed = {line for line, reached in self.lines.items() if not reached}
        yield from sorted(missed | {place[0] for place, taken in self.branches.items() if not taken})


def parsed(report: Iterable[str]) -> list[Unit]:
    """The units of an lcov report, without tests."""
    units: dict[str, Unit] = {}
    unit = Unit("")
    for line in report:
        kind, _, value = line.strip().partition(":")
        if kind == "SF":
            unit = units.setdefault(value, Unit(value))
        elif kind == "DA":
            number, count = value.split(",")[:2]
            unit.lines[int(number)] = unit.lines.get(int(number), False) or count != "0"
        elif kind == "BRDA":
            number, block, branch, count = value.split(",")
            place = (int(number), block, branch)
            unit.branches[place] = unit.branches.get(place, False) or count not in ("-", "0")
    return [unit for name, unit in sorted(units.items()) if is_judged(name)]


def is_judged(name: str) -> bool:
    """Whether the source unit is one of the ledger's contracts."""
    return name.startswith("contracts/") and not name.startswith("contracts/test/")


def share(reached: Iterable[bool]) -> tuple[int, int]:
    """How many are reached, of how many."""
    entries = list(reached)
    return sum(entries), len(entries)


def table(units: list[Unit]) -> str:
    """Lines and branches reached, one line for each unit, and of all."""
    rows = [(unit.name, share(unit.lines.values()), share(unit.branches.values())) for unit in units]
    rows.append(("all", *totals(units)))
    width = max(len(name) for name, _, _ in rows)
    heading = f"{'contract':<{width}}  {'lines':>18}  {'branches':>18}"
    return "\n".join(
        [heading, *(f"{name:<{width}}  {cell(lines):>18}  {cell(taken):>18}" for name, lines, taken in rows)]
    )


def cell(counts: tuple[int, int]) -> str:
    """Reached of all, and per cent rounded down to a tenth."""
    reached, whole = counts
    tenths = reached * 1000 // whole if whole else 1000
    return f"{reached}/{whole} {tenths // 10}.{tenths % 10}%"


def totals(units: list[Unit]) -> tuple[tuple[int, int], tuple[int, int]]:
    """Lines and branches of all units."""
    lines = share(reached for unit in units for reached in unit.lines.values())
    branches = share(taken for unit in units for taken in unit.branches.values())
    return lines, branches


def problems(units: list[Unit], explained: Mapping[str, str], sources: Mapping[str, list[str]]) -> list[str]:
    """What keeps the gate shut. A gap is named `unit: text of its line`, so that it stays when other lines move."""
    if not units:
        return ["the report names no contract"]
    (reached, lines), (taken, branches) = totals(units)
    found = []
    if reached * 100 < lines * LINES:
        found.append(f"{cell((reached, lines))} of the lines are reached, {LINES}% are required")
    if taken * 100 < branches * BRANCHES:
        found.append(f"{cell((taken, branches))} of the branches are taken, {BRANCHES}% are required")
    gaps = {f"{unit.name}: {sources[unit.name][line - 1].strip()}": line for unit in units for line in unit.gaps()}
    if len(gaps) > MOST_GAPS:
        found.append(f"{len(gaps)} places are not reached, at most {MOST_GAPS} may be")
    found += [
        f"line {line} is not reached and {GAPS.name} does not say why: {gap}"
        for gap, line in gaps.items()
        if not explained.get(gap)
    ]
    found += [f"{GAPS.name} explains what is reached: {gap}" for gap in explained if gap not in gaps]
    return found


def main() -> int:
    """Prints the table and what keeps the gate shut; returns the exit code."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("report", type=Path, help="lcov report of forge coverage")
    units = parsed(parser.parse_args().report.read_text("utf-8").splitlines())
    print(table(units))
    sources = {unit.name: (ROOT / unit.name).read_text("utf-8").splitlines() for unit in units}
    found = problems(units, json.loads(GAPS.read_text("utf-8")), sources)
    for problem in found:
        print(problem, file=sys.stderr)
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
