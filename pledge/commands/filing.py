"""`pledge file`: files many pledges from one file, for the bank's core system or its clerk."""

import hashlib
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.progress import Progress, TaskID
from rich.text import Text

from chain_gateway.client import Bulk, BulkRow, GatewayClient, Retries, ServiceUnavailable
from pledge.commands.lookup import DEFAULT_URL, Json, Url
from pledge.commands.reaching import gateway_client, over_tls
from pledge.console import err, out, print_json, progress, table
from pledge.exits import Exit

_ATTEMPTS = 5
_BETWEEN_LOOKS = 0.5
_SHOWN = 20


@over_tls
def file(
    file: Annotated[
        Path,
        typer.Argument(
            help="One filing as JSON a line, as POST /v1/pledges takes it, with a 'reference' of its own.",
            exists=True,
            dir_okay=False,
        ),
    ],
    token: Annotated[str, typer.Option("--token", envvar="PLEDGE_TOKEN", help="Token of the pledgee.")],
    key: Annotated[
        str | None, typer.Option("--key", help="Idempotency-Key (default: from the file's content).")
    ] = None,
    wait: Annotated[bool, typer.Option("--wait/--no-wait", help="Wait until every row has ended.")] = True,
    url: Url = DEFAULT_URL,
    as_json: Json = False,
) -> None:
    """File many pledges. Run again with the same file it goes on where it stopped, and files nothing twice.

    Example: [bold]pledge file pledges.ndjson[/]
    """
    named = key if key is not None else "file-" + hashlib.sha256(file.read_bytes()).hexdigest()
    with gateway_client(url, token, Retries()) as gateway, progress(quiet=as_json) as bar:
        found = _send(gateway, file, named, bar)
        if wait:
            found = _follow(gateway, found, bar)
        failed = list(gateway.bulk_rows(found.id, failed=True))
    if as_json:
        print_json(_plain(found, failed))
    else:
        _show(found, failed)
    if failed:
        raise typer.Exit(Exit.REFUSED)


def _send(gateway: GatewayClient, file: Path, key: str, bar: Progress) -> Bulk:
    """Send the file, again from its start when the connection is cut off: what was taken is passed over."""
    task = bar.add_task("sending rows", total=_count(file))
    for attempt in range(1, _ATTEMPTS + 1):
        bar.update(task, completed=0)
        try:
            return gateway.file_bulk(_lines(file, bar, task), key)
        except ServiceUnavailable as problem:
            if attempt == _ATTEMPTS:
                raise
            err.print(f"{problem} Trying again.", style="yellow", markup=False)
            time.sleep(min(2**attempt, 10))
    raise AssertionError("the loop answers or raises")


def _follow(gateway: GatewayClient, found: Bulk, bar: Progress) -> Bulk:
    task = bar.add_task("on the ledger", total=found.accepted)
    while not found.ended:
        time.sleep(_BETWEEN_LOOKS)
        found = gateway.bulk(found.id)
        ended = sum(found.states.get(state, 0) for state in ("final", "reverted", "replaced", "dropped"))
        bar.update(task, completed=ended)
    bar.update(task, completed=found.accepted)
    return found


def _lines(file: Path, bar: Progress, task: TaskID) -> Iterator[bytes]:
    with file.open("rb") as lines:
        for line in lines:
            yield line
            if line.strip():
                bar.advance(task)


def _count(file: Path) -> int:
    with file.open("rb") as lines:
        return sum(bool(line.strip()) for line in lines)


def _show(found: Bulk, failed: list[BulkRow]) -> None:
    if failed:
        rows = [
            (str(row.row), row.reference or "", row.problem.code if row.problem else "", _why(row))
            for row in failed[:_SHOWN]
        ]
        more = f" (the first {_SHOWN} of {len(failed)}; --json has all)" if len(failed) > _SHOWN else ""
        table(f"Rows that came to nothing{more}", ("row", "reference", "problem", "why"), rows, right=(0,))
    states = ", ".join(f"{count:,} {state}" for state, count in sorted(found.states.items()))
    style = "bold green" if not failed else "bold yellow"
    out.print(Text(f"{found.rows:,} rows: {found.accepted:,} accepted ({states or 'none'})", style))
    out.print(f"{found.id} · {found.refused:,} refused" + (" · sent before" if found.replayed else ""), style="dim")


def _why(row: BulkRow) -> str:
    if row.problem is None:
        return row.state or ""
    where = f"{row.problem.field}: " if row.problem.field else ""
    return where + row.problem.detail


def _plain(found: Bulk, failed: list[BulkRow]) -> dict[str, Any]:
    return {
        "bulk": found.id,
        "state": found.state,
        "rows": found.rows,
        "accepted": found.accepted,
        "refused": found.refused,
        "states": dict(found.states),
        "replayed": found.replayed,
        "failures": [
            {
                "row": row.row,
                "reference": row.reference,
                "submission": row.submission,
                "state": row.state,
                "problem": row.problem.code if row.problem is not None else None,
                "detail": _why(row),
            }
            for row in failed
        ],
    }
