"""The dated log of a campaign, which is committed."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from scripts.mutation.mutants import Mutant
from scripts.mutation.tally import REQUIRED, Tally, tallies
from scripts.mutation.verdicts import Judged, Verdict

COLUMNS = ("made", "do not compile", "same contract", "timeout", "not tried", "killed", "survived", "killed, %")


@dataclass(frozen=True)
class Outcome:
    """A mutant and what became of it; None when it was not tried."""

    mutant: Mutant
    judged: Judged | None

    @property
    def verdict(self) -> Verdict | None:
        """The verdict alone."""
        return self.judged.verdict if self.judged else None


@dataclass(frozen=True)
class Campaign:
    """What the log tells of. `sources` are texts by source unit, `explained` texts by the name of a mutant."""

    date: str
    commit: str
    versions: str
    outcomes: Sequence[Outcome]
    sources: Mapping[str, str]
    explained: Mapping[str, str]

    @property
    def whole(self) -> Tally:
        """All mutants."""
        return tallies(("all", outcome.verdict) for outcome in self.outcomes).get("all", Tally())

    def of(self, verdict: Verdict | None) -> list[Outcome]:
        """Those with this verdict."""
        return [outcome for outcome in self.outcomes if outcome.verdict is verdict]

    def unexplained(self) -> list[Outcome]:
        """Survivors that nobody has answered for."""
        return [outcome for outcome in self.of(Verdict.SURVIVED) if not self.explanation(outcome.mutant)]

    def explanation(self, mutant: Mutant) -> str:
        """Why no test notices the mutant; empty when nobody has said."""
        return self.explained.get(mutant.name(self.sources[mutant.unit]), "")


def page(campaign: Campaign) -> str:
    """The log in Markdown."""
    whole = campaign.whole
    untried = campaign.of(None)
    parts = [
        f"# Mutants of the contracts, {campaign.date}\n",
        f"Sources: commit {campaign.commit}. {campaign.versions}. How it is done: docs/adr/0019.\n",
        f"**{whole.share}% killed** ({whole.counts[Verdict.KILLED]} of {whole.judged}); {REQUIRED}% are required. "
        "A mutant that does not compile, that is the same contract byte for byte, or whose tests did not end counts "
        "neither as killed nor as survived.\n",
        *([warning(whole)] if whole.waiting else []),
        "## By operator\n",
        table("operator", tallies((outcome.mutant.operator, outcome.verdict) for outcome in campaign.outcomes), whole),
        "## By contract\n",
        table("contract", tallies((outcome.mutant.contract, outcome.verdict) for outcome in campaign.outcomes), whole),
        "## Not tried\n",
        (
            table(
                "contract", tallies((f"{each.mutant.contract} {each.mutant.operator}", None) for each in untried), None
            )
            if untried
            else "None: every mutant was tried.\n"
        ),
        "## Timeouts\n",
        listing(campaign, campaign.of(Verdict.TIMEOUT)),
        "## Survivors\n",
        listing(campaign, campaign.of(Verdict.SURVIVED)),
    ]
    return "\n".join(parts)


def warning(whole: Tally) -> str:
    """Said before anything else of a campaign that was stopped."""
    return (
        f"**{whole.waiting} of {whole.made} mutants were not tried** (listed below): the campaign was stopped. The "
        "share says nothing of them, and the gate is not passed. `make mutation` goes on.\n"
    )


def table(subject: str, rows: Mapping[str, Tally], whole: Tally | None) -> str:
    """Counts, one line each."""
    lines = [f"| {subject} | " + " | ".join(COLUMNS) + " |", "|---|" + "---:|" * len(COLUMNS)]
    lines += [line(name, tally) for name, tally in rows.items()]
    if whole is not None:
        lines.append(line("all", whole))
    return "\n".join(lines) + "\n"


def line(name: str, tally: Tally) -> str:
    """One line of counts."""
    counts = tally.counts
    cells = (
        tally.made,
        counts[Verdict.INVALID],
        counts[Verdict.EQUIVALENT],
        counts[Verdict.TIMEOUT],
        tally.waiting,
        counts[Verdict.KILLED],
        counts[Verdict.SURVIVED],
        tally.share,
    )
    return f"| {name} | " + " | ".join(str(cell) for cell in cells) + " |"


def listing(campaign: Campaign, outcomes: Sequence[Outcome]) -> str:
    """Mutants with their change and what is said of it."""
    if not outcomes:
        return "None.\n"
    lines = ["| mutant | place | operator | change | why no test notices |", "|---|---|---|---|---|"]
    for outcome in sorted(outcomes, key=lambda each: (each.mutant.unit, each.mutant.line, each.mutant.operator)):
        mutant = outcome.mutant
        source = campaign.sources[mutant.unit]
        place = f"{mutant.unit.removeprefix('contracts/')}:{mutant.line}"
        change = f"{quoted(mutant.old(source))} → {quoted(mutant.new)}"
        said = campaign.explanation(mutant) or "**not explained**"
        lines.append(f"| {mutant.name(source)} | {place} | {mutant.operator} | {change} | {said} |")
    return "\n".join(lines) + "\n"


def quoted(text: str) -> str:
    """Code in one line of a table."""
    short = re.sub(r"\s+", " ", text).strip().replace("|", "\\|")
    return f"`{short}`" if short else "(nothing)"
