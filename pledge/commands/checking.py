"""`pledge check`: a dry run of a filing, for the clerk who is about to hand it in."""

from collections.abc import Iterator
from pathlib import Path
from typing import Annotated, Any

import orjson
import typer
from rich.text import Text

from chain_gateway.client import Retries
from pledge.commands.lookup import DEFAULT_URL, Json, Url
from pledge.commands.reaching import gateway_client, over_tls
from pledge.console import out, print_json, table
from pledge.exits import Exit, Stop

MOST_BYTES = 1_000_000


@over_tls
def check(
    file: Annotated[
        Path, typer.Argument(help="A filing as JSON, as POST /v1/pledges takes it.", exists=True, dir_okay=False)
    ],
    token: Annotated[str, typer.Option("--token", envvar="PLEDGE_TOKEN", help="Token of the pledgee.")],
    url: Url = DEFAULT_URL,
    as_json: Json = False,
) -> None:
    """Name for each right the ground that the filing would fail on. Nothing is sent to the chain.

    Example: [bold]pledge check filing.json[/]
    """
    with gateway_client(url, token, Retries()) as gateway:
        found = gateway.check_pledge(_filing(file))
    if as_json:
        print_json(found)
    else:
        _show(found)
    if not found["ok"]:
        raise typer.Exit(Exit.REFUSED)


def _filing(file: Path) -> dict[str, Any]:
    if file.stat().st_size > MOST_BYTES:
        raise Stop(Exit.BAD_INPUT, f"{file} has more than {MOST_BYTES:,} bytes", "Split the filing.")
    try:
        content = orjson.loads(file.read_text(encoding="utf-8-sig"))
    except (UnicodeDecodeError, ValueError, RecursionError) as problem:
        raise Stop(Exit.BAD_INPUT, f"{file} is not JSON in UTF-8: {problem}") from None
    if not isinstance(content, dict):
        raise Stop(Exit.BAD_INPUT, f"{file} holds no JSON object", "It must be one filing.")
    return content


def _show(found: dict[str, Any]) -> None:
    rows = [row for each in found["rights"] for row in _rows(each)]
    table("Rights", ("right", "would be refused on", "why", "what to do"), rows)
    if found["filing"]:
        whole = [(each["ground"], each["detail"], each["advice"]) for each in found["filing"]]
        table("The filing as a whole", ("would be refused on", "why", "what to do"), whole)
    verdict = (
        Text("the filing would be taken", "bold green") if found["ok"] else Text("it would be refused", "bold red")
    )
    out.print(verdict, f"(tried at block {found['block']['number']}; nothing was sent)")


def _rows(right: dict[str, Any]) -> Iterator[tuple[str | Text, ...]]:
    if not right["findings"]:
        yield right["right"], Text("nothing", "green"), "", ""
    for each in right["findings"]:
        pledge = f" (pledge {each['pledge']})" if each.get("pledge") else ""
        yield right["right"], Text(each["ground"], "red"), each["detail"] + pledge, each["advice"]
