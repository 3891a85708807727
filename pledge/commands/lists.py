"""`pledge list`: what the look-up lists, page by page."""

from collections.abc import Callable, Iterator, Sequence
from enum import StrEnum
from typing import Annotated, Any

import typer

from pledge.commands.lookup import DEFAULT_URL, Json, Url
from pledge.commands.reaching import lookup_client, over_tls
from pledge.console import out, party_text, print_json, table
from pledge.exits import Exit, Stop

app = typer.Typer(
    help="What the look-up lists: what ends soon, overdue duties, institutions, pledges.", no_args_is_help=True
)

Most = Annotated[int, typer.Option("--most", min=1, max=100_000, help="Rows at most.")]
Pages = Iterator[dict[str, Any]]
Columns = dict[str, Callable[[dict[str, Any]], str]]


class Ending(StrEnum):
    """What may end."""

    TERMS = "terms"
    FEES = "fees"
    RIGHTS = "rights"


class Role(StrEnum):
    """What an institution is to a pledge."""

    PLEDGEE = "pledgee"
    PLEDGOR = "pledgor"


@app.command("expiring")
@over_tls
def expiring(
    of: Annotated[Ending, typer.Option("--of", help="Terms of pledges, paid fees, or rights.")] = Ending.TERMS,
    days: Annotated[int, typer.Option("--days", min=0, max=366, help="Within so many days from today.")] = 90,
    most: Most = 1_000,
    url: Url = DEFAULT_URL,
    as_json: Json = False,
) -> None:
    """What ends within some days, the next first.

    Example: [bold]pledge list expiring --of fees --days 30[/]
    """
    columns: Columns = {
        "ends on": lambda row: row["ends_on"] or "",
        "pledge": lambda row: "" if row["pledge"] is None else str(row["pledge"]),
        "right": lambda row: row["right"] or "",
    }
    with lookup_client(url) as client:
        _show(f"Ending within {days} days: {of}", client.expiring(of, days), "expiring", columns, most, as_json)


@app.command("overdue")
@over_tls
def overdue(most: Most = 1_000, url: Url = DEFAULT_URL, as_json: Json = False) -> None:
    """Duties that are overdue.

    Example: [bold]pledge list overdue[/]
    """
    columns: Columns = {
        "duty": lambda row: row["duty"],
        "since": lambda row: row["since"],
        "of": lambda row: party_text(row.get("owner") or row.get("party")),
    }
    with lookup_client(url) as client:
        _show("Overdue", client.overdue(), "overdue", columns, most, as_json)


@app.command("parties")
@over_tls
def parties(
    words: Annotated[str, typer.Argument(help="Words or parts of words of the name, in any script.")],
    most: Most = 200,
    url: Url = DEFAULT_URL,
    as_json: Json = False,
) -> None:
    """Institutions by parts of their names. Natural persons are never found.

    Example: [bold]pledge list parties 演示[/]
    """
    columns: Columns = {
        "party": lambda row: str(row["id"]),
        "name": lambda row: row["name"],
        "kind": lambda row: row["kind"],
    }
    with lookup_client(url) as client:
        _show(f"Institutions called {words}", client.parties_called(words), "parties", columns, most, as_json)


@app.command("pledges")
@over_tls
def pledges(
    party: Annotated[int | None, typer.Option("--party", min=1, help="Of this institution.")] = None,
    role: Annotated[Role, typer.Option("--role", help="What it is to them.")] = Role.PLEDGEE,
    registration_number: Annotated[
        str | None, typer.Option("--registration-number", help="Registered under this official number.")
    ] = None,
    office: Annotated[int | None, typer.Option("--office", min=1, help="By this office alone.")] = None,
    most: Most = 1_000,
    url: Url = DEFAULT_URL,
    as_json: Json = False,
) -> None:
    """Pledges of an institution, or those under a registration number.

    Example: [bold]pledge list pledges --party 7 --role pledgor[/]
    """
    if (party is None) == (registration_number is None):
        raise Stop(Exit.BAD_INPUT, "say whose pledges", "Give either --party or --registration-number.")
    columns: Columns = {
        "pledge": lambda row: str(row["pledge"]),
        "state": lambda row: row["state"],
        "since": lambda row: row["state_since"] or "",
        "registration": lambda row: row["registration_number"] or "",
        "pledgee": lambda row: party_text(row["pledgee"]),
        "rights": lambda row: _rights(row["rights"]),
    }
    with lookup_client(url) as client:
        if party is not None:
            title, found = f"Pledges of party {party} as {role}", client.party_pledges(party, role)
        else:
            title = f"Pledges registered as {registration_number}"
            found = client.pledges_numbered(registration_number or "", office)
        _show(title, found, "pledges", columns, most, as_json)


def _rights(rights: Sequence[dict[str, Any]]) -> str:
    if not rights:
        return ""
    return str(rights[0]["right"]) + (f" +{len(rights) - 1}" if len(rights) > 1 else "")


def _show(title: str, pages: Pages, name: str, columns: Columns, most: int, as_json: bool) -> None:
    """Write a list: up to `most` rows, and whether it is complete."""
    rows: list[dict[str, Any]] = []
    page: dict[str, Any] = {}
    for page in pages:
        rows += page[name]
        if len(rows) >= most:
            break
    more = len(rows) > most or page["next"] is not None
    shown = rows[:most]
    if as_json:
        print_json({**page, name: shown, "next": page["next"], "more": more})
    else:
        table(title, tuple(columns), [[column(row) for column in columns.values()] for row in shown])
        block = page.get("block")
        where = f"block {block['number']} ({block['time']})" if block else "no block"
        rest = f"first {most}, there are more (--most)" if more else f"{len(shown)} in all"
        doubt = "complete" if page["complete"] and page["reason"] is None else f"NOT complete: {page['reason']}"
        out.print(f"{rest} · {where} · {doubt}", style="dim", markup=False)
    if page["reason"] is not None:
        raise typer.Exit(Exit.UNKNOWN)
