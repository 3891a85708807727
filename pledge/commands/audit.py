"""`pledge audit`: the indexer's store compared with the chain, row by row; and lists for whoever audits the acts."""

from collections.abc import Iterator
from contextlib import contextmanager
from enum import Enum
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.text import Text

from chain_gateway.ledger.deployments import Deployment
from chain_gateway.rpc import Node
from indexer.audit.audit import Report, Verdict, audit
from indexer.audit.lists import LISTS, sample
from indexer.audit.replay import Progress, Unproven, replay
from indexer.service import finality_of
from indexer.store.reader import Reader
from indexer.store.schema import opened_as_it_is
from pledge.console import err, out, print_json, progress, table
from pledge.exits import Exit, Stop

_SHOWN = 50
_LONGEST_VALUE = 100
_STATEMENT_SECONDS = 24 * 3600.0
_EXITS = {Verdict.SAME: Exit.DONE, Verdict.DIFFERS: Exit.REFUSED, Verdict.UNPROVEN: Exit.UNKNOWN}
_WORDS = {
    Verdict.SAME: Text("the store holds what the chain says, and nothing else", "bold green"),
    Verdict.DIFFERS: Text("the store differs from the chain", "bold red"),
    Verdict.UNPROVEN: Text("nothing is proven", "bold yellow"),
}


class ListName(Enum):
    """Lists of acts that deserve a second look."""

    BACK_DATED = "back-dated"
    PAPER_CONSENTS = "paper-consents"
    PAUSES = "pauses"
    MIGRATED = "migrated"
    SAMPLE = "sample"


def audit_store(
    rpc: Annotated[str, typer.Option("--rpc", help="JSON-RPC URL of a node, best one of your own.")],
    store: Annotated[str, typer.Option("--store", help="SQLAlchemy URL of the indexer's store.")] = (
        "sqlite:///.state/index.sqlite"
    ),
    deployment: Annotated[
        Path, typer.Option("--deployment", help="Deployment file: which contracts make the ledger.", dir_okay=False)
    ] = Path(".state/deployment.json"),
    from_block: Annotated[
        int, typer.Option("--from-block", min=0, help="Compare only what was made, or closed, from this block on.")
    ] = 0,
    listed: Annotated[
        ListName | None, typer.Option("--list", help="Instead of comparing, list acts out of the chain.")
    ] = None,
    count: Annotated[int, typer.Option("--count", min=1, help="Acts of a sample.")] = 20,
    seed: Annotated[
        str | None, typer.Option("--seed", help="Seed of a sample (default: the rolling hash, which nobody chose).")
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Write JSON for machines, all differences in it.")] = False,
) -> None:
    """Replay the chain and compare it with the store: rolling hash, every row, and what the contracts themselves say.

    Exit code 0 when they are the same, 1 when they differ, 3 when node or store cannot be reached, 4 when nothing can
    be proven. The report shows whatever differs, amounts too.

    Example: [bold]pledge audit --rpc http://127.0.0.1:8545[/], [bold]pledge audit --rpc URL --list back-dated[/]
    """
    contracts = Deployment.load(deployment)
    # A permissioned chain refuses reads of strangers; the ledger's own contracts are on every such chain's list.
    node = Node.http(rpc, finality=finality_of(contracts), reader=contracts.log)
    try:
        if listed is not None:
            _list(node, contracts, listed, count, seed, as_json)
            return
        with (
            opened_as_it_is(store) as engine,
            Reader(engine, _STATEMENT_SECONDS).snapshot() as snapshot,
            _progress(as_json) as advance,
        ):
            report = audit(node, contracts, snapshot, from_block, advance)
    finally:
        node.close()
    if as_json:
        print_json(report.to_json())
    else:
        _show(report)
    code = _EXITS[report.verdict]
    if code is not Exit.DONE:
        raise typer.Exit(code)


def _list(node: Node, contracts: Deployment, listed: ListName, count: int, seed: str | None, as_json: bool) -> None:
    with _progress(as_json) as advance:
        try:
            found = replay(node, contracts, node.head().number, advance)
        except Unproven as why:
            raise Stop(Exit.UNKNOWN, f"nothing is proven: {why}") from None
    chosen = seed if seed is not None else found.head.hex()
    drawn = listed is ListName.SAMPLE
    lines = sample(found.events, count, chosen) if drawn else LISTS[listed.value](found.events)
    if as_json:
        head = {"list": listed.value, "block": found.block, "events": found.sequence, "head": f"0x{found.head.hex()}"}
        print_json({**head, "seed": chosen if drawn else None, "acts": lines})
        return
    if lines:
        columns = [name for name in lines[0] if name != "document"]
        rows = [[str(line[name]) for name in columns] for line in lines]
        table(f"{listed.value}: {len(lines)} acts", [name.replace("_", " ") for name in columns], rows)
    else:
        out.print(f"{listed.value}: no act")
    out.print(f"of {found.sequence} events up to block {found.block}, rolling hash 0x{found.head.hex()}")


@contextmanager
def _progress(quiet: bool) -> Iterator[Progress]:
    with progress(quiet or not err.is_terminal) as bar:
        tasks: dict[str, Any] = {}

        def advance(what: str, done: int, total: int) -> None:
            if what not in tasks:
                tasks[what] = bar.add_task(what, total=total)
            bar.update(tasks[what], completed=done, total=total)

        yield advance


def _show(report: Report) -> None:
    if report.rows:
        rows = [[name, f"{count:,}"] for name, count in report.rows.items() if count]
        table("Compared", ("table", "rows"), rows, right=(1,))
    if report.differences:
        shown = [
            [each.table, each.key, each.field or "the row", _brief(each.chain), _brief(each.store)]
            for each in report.differences[:_SHOWN]
        ]
        table("Differences", ("table", "key", "field", "chain", "store"), shown)
        if len(report.differences) > _SHOWN:
            out.print(f"and {len(report.differences) - _SHOWN:,} more; --json writes all")
    place = "" if report.block is None else f" (block {report.block}, {report.sequence or 0:,} events)"
    out.print(_WORDS[report.verdict], f"{place}{': ' + report.reason if report.reason else ''}", sep="", markup=False)
    if report.head is not None:
        out.print(f"rolling hash 0x{report.head.hex()}; {report.calls:,} answers of the contracts")


def _brief(value: object) -> str:
    if value is None:
        return "none"
    text = f"0x{value.hex()}" if isinstance(value, bytes) else str(value)
    return text if len(text) <= _LONGEST_VALUE else f"{text[:_LONGEST_VALUE]}…"
