"""`pledge events`: the public export of all events, as a file."""

import json
from pathlib import Path
from typing import Annotated, Any

import typer

from pledge.commands.lookup import DEFAULT_URL, Json, Url
from pledge.commands.reaching import lookup_client, over_tls
from pledge.console import out, print_json
from pledge.exits import Exit


@over_tls
def events(
    output: Annotated[Path, typer.Option("--output", "-o", help="File that is written, one JSON object a line.")],
    from_block: Annotated[int, typer.Option("--from-block", min=0, help="First block.")] = 0,
    url: Url = DEFAULT_URL,
    as_json: Json = False,
) -> None:
    """Every event of the ledger, as far as it is public: enough to compute the rolling hash, and no amount.

    The last line says up to which block they go. To add what came since, export from the block after it.

    Example: [bold]pledge events -o events.ndjson[/]
    """
    count = 0
    end: dict[str, Any] = {}
    with lookup_client(url) as client, output.open("w", encoding="utf-8") as file:
        for line in client.events(from_block):
            file.write(json.dumps(line, ensure_ascii=False, separators=(",", ":")) + "\n")
            count += line["type"] == "event"
            end = line
    if as_json:
        print_json({"events": count, **end})
    else:
        out.print(f"{count} events of blocks {from_block} to {end['through_block']} in {output}", markup=False)
        out.print(f"rolling hash {end['head']}", style="dim", markup=False)
    if end["reason"] is not None:
        raise typer.Exit(Exit.UNKNOWN)
