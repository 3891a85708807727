"""Writes the demonstration for a person to read."""

from collections.abc import Iterable
from typing import Any

from pledge.commands.lookup import shortened, show_acts
from pledge.console import out, party_text, status_text, table
from pledge.demonstration import cast
from pledge.demonstration.run import Demonstration
from pledge.demonstration.telling import ToldStory, cny


def show(found: Demonstration) -> None:
    """Write all parts, in the order in which they happened."""
    out.rule("[bold]Pledgebook · 演示 demonstration")
    _show_import(found)
    show_acts(f"Whole recorded history of {cast.REAL_US_PATENT_HISTORY}", found.history["acts"])
    _show_lookups(found.lookups)
    _show_pledging(found.pledging)
    _show_completeness(found.completeness, found.statistics)
    out.print(
        f"\n[bold green]done[/] in {found.seconds:.0f} s. Every institution that acted is invented (演示); "
        "the US records are shown as recorded, carried over by a demonstration office."
    )


def show_story(told: ToldStory) -> None:
    """Write a story: each step with its transaction, then the figures."""
    out.rule(f"[bold]Pledgebook · 演示 demonstration of {told.title}")
    table(
        "Every party is invented (演示)",
        ("step", "by", "ended", "transaction"),
        [
            (
                each.step,
                each.party,
                f"refused: {each.refused_with['name']}" if each.refused_with else "done",
                each.transaction or "none sent",
            )
            for each in told.steps
        ],
    )
    rows = [(name.replace("_", " "), cny(fen)) for name, fen in told.figures.items()]
    table("The figures, as the contracts read them", ("figure", "CNY"), rows, right=(1,))
    verdict = "matches" if told.completeness["complete"] else "broken"
    seen = ", ".join(f"{name} {told.public[name]}" for name in ("state", "overdue", "figures") if name in told.public)
    out.print(f"the public sees: {seen}")
    out.print(f"rolling hash over {told.completeness['sequence']:,} events: {verdict}")


def _show_import(found: Demonstration) -> None:
    tally, events = found.report.tally, found.statistics["events"]
    table(
        "Real US records, read row by row",
        ("class of instrument", "instruments", "rows", "applied", "refused"),
        [
            (name, *(f"{counts[key]:,}" for key in ("instruments", "rows", "applied", "refused")))
            for name, counts in tally.by_class.items()
        ]
        + [("all", "", f"{tally.rows:,}", f"{tally.rows_applied:,}", f"{tally.rows_refused:,}")],
        right=(1, 2, 3, 4),
    )
    table(
        "What the ledger holds, counted on the chain",
        ("act", "count"),
        [
            ("pledges registered (migrated)", f"{events.get('PledgeMigrated', 0):,}"),
            ("pledges assigned to a new pledgee", f"{events.get('PledgeAssigned', 0):,}"),
            ("pledges released whole (cancelled)", f"{events.get('PledgeCancelled', 0):,}"),
            ("pledges released in part", f"{events.get('RightsReleased', 0):,}"),
            ("rights known", f"{found.statistics['rights']:,}"),
            ("rights encumbered", f"{found.statistics['encumbered_rights']:,}"),
            ("parties", f"{found.statistics['parties']:,}"),
        ],
        right=(1,),
    )
    table(
        "Rows not applied, and why",
        ("reason", "rows", "the first of them"),
        [(code, f"{count:,}", _first_reason(found, code)) for code, count in _by_count(tally.refused)],
        right=(1,),
    )


def _by_count(counts: Any) -> Iterable[tuple[str, int]]:
    return sorted(counts.items(), key=lambda item: (-item[1], item[0]))


def _first_reason(found: Demonstration, code: str) -> str:
    for row in found.report.to_json()["refused_rows"]:
        if row["code"] == code:
            return f"{row['file']}:{row['line']} {row['registration_no']}: {row['reason']}"
    return ""


def _show_lookups(lookups: dict[str, dict[str, Any]]) -> None:
    rows = []
    for label, answer in lookups.items():
        held = "; ".join(
            f"{pledge['registration_number']} {party_text(pledge['pledgee'])}" for pledge in answer["pledges"]
        )
        why = answer["reason"] or held or (f"{answer['past_pledges']} past" if answer["past_pledges"] else "")
        complete = "complete" if answer["complete"] else "NOT complete"
        where = f"{answer['block']['number']}, {complete}"
        rows.append((label, answer["right"], status_text(answer["status"]), why, where))
    table("Look-ups", ("case", "right", "status", "held by, or why", "block"), rows)


def _show_pledging(story: dict[str, Any]) -> None:
    show_acts(f"A Chinese patent pledged anew: {cast.PLEDGED_PATENT} (invented, 演示)", story["acts"])
    refused = story["second_filing_refused"]
    values = ", ".join(f"{name}={shortened(str(value), 8)}" for name, value in refused["arguments"].items())
    steps = " → ".join(f"{step}: {status}" for step, status in story["statuses"].items())
    out.print(f"consent signed by {story['consent_signed_by']} (EIP-712)")
    out.print(f"second filing refused: [bold red]{refused['name']}[/]({values})")
    out.print(f"status after each step: {steps}\n")


def _show_completeness(state: dict[str, Any], statistics: dict[str, Any]) -> None:
    verdict = "[bold green]matches[/]" if state["complete"] else f"[bold red]broken: {state['reason']}[/]"
    total = f"{state['sequence']:,} events in {state['block']['number']:,} blocks"
    out.print(f"rolling hash over {total}, recomputed by the indexer and read from the chain: {verdict}")
    out.print(f"head {state['head']}", style="dim")
    if statistics.get("complete") is False:
        out.print("the counts above were taken from an incomplete index", style="bold red")
