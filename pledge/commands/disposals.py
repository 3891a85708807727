"""`pledge disposal`: pledged rights listed, sold and settled, and what the public is told of it."""

from typing import Annotated, Any

import typer

from pledge.commands.acting import Currency, Document, Key, Token, hand_in
from pledge.commands.lookup import DEFAULT_URL, Json, Url
from pledge.commands.reaching import gateway_client, lookup_client, over_tls
from pledge.console import out, party_text, print_json, table
from pledge.exits import Exit

app = typer.Typer(help="Disposals: list, reprice, sell, settle, delist, read, show.", no_args_is_help=True)

Listing = Annotated[int, typer.Argument(min=1, help="The listing: number of its first event.")]


@app.command("list")
@over_tls
def list_(
    pledge: Annotated[int, typer.Option("--pledge", min=1, help="The pledge whose rights are offered.")],
    price_minor: Annotated[int, typer.Option("--price-minor", min=1, help="Asking price in minor units (fen).")],
    token: Token,
    right: Annotated[list[str] | None, typer.Option("--right", help="A right offered; all of the pledge's.")] = None,
    commitment: Annotated[int | None, typer.Option("--commitment", min=1, help="Of a fund's inventory.")] = None,
    channel: Annotated[str, typer.Option("--channel", help="Exchange, Auction or Direct.")] = "Exchange",
    venue: Annotated[int | None, typer.Option("--venue", min=1, help="IP exchange that offers them.")] = None,
    currency: Currency = "CNY",
    document: Document = None,
    key: Key = None,
    url: Url = DEFAULT_URL,
    as_json: Json = False,
) -> None:
    """List rights for sale: of a pledge that is enforced, or what a fund has bought.

    Example: [bold]pledge disposal list --pledge 41 --price-minor 600000000 --venue 30[/]
    """
    body: dict[str, Any] = {
        "pledge": pledge,
        "commitment": commitment,
        "listed": right or None,
        "channel": channel,
        "venue": venue,
        "currency": currency,
        "price_minor": str(price_minor),
    }
    hand_in(url, token, "/v1/disposals", body, document, key, as_json, "listing")


@app.command("reprice")
@over_tls
def reprice(
    listing: Listing,
    price_minor: Annotated[int, typer.Option("--price-minor", min=1, help="New asking price in minor units.")],
    token: Token,
    document: Document = None,
    key: Key = None,
    url: Url = DEFAULT_URL,
    as_json: Json = False,
) -> None:
    """Ask another price; the earlier ones stay on record.

    Example: [bold]pledge disposal reprice 60 --price-minor 550000000[/]
    """
    body = {"price_minor": str(price_minor)}
    hand_in(url, token, f"/v1/disposals/{listing}/price", body, document, key, as_json)


@app.command("sell")
@over_tls
def sell(
    listing: Listing,
    price_minor: Annotated[int, typer.Option("--price-minor", min=1, help="Price in minor units.")],
    relation: Annotated[str, typer.Option("--relation", help="Unrelated, SameControl, KeyPerson, Pledgor or Other.")],
    document: Annotated[str, typer.Option("--document", help="CID of the contract.")],
    token: Token,
    buyer: Annotated[int | None, typer.Option("--buyer", min=1, help="Party that buys.")] = None,
    disclose: Annotated[bool, typer.Option("--disclose", help="Tell the price to the public.")] = False,
    key: Key = None,
    url: Url = DEFAULT_URL,
    as_json: Json = False,
) -> None:
    """Record the sale of what is listed.

    Example: [bold]pledge disposal sell 60 --price-minor 520000000 --relation Unrelated --document bafkrei...[/]
    """
    body: dict[str, Any] = {
        "buyer": buyer,
        "relation": relation,
        "price_minor": str(price_minor),
        "disclosed": disclose,
    }
    hand_in(url, token, f"/v1/disposals/{listing}/sale", body, document, key, as_json)


@app.command("settle")
@over_tls
def settle(
    listing: Listing,
    token: Token,
    document: Document = None,
    key: Key = None,
    url: Url = DEFAULT_URL,
    as_json: Json = False,
) -> None:
    """Settle a sale, once the pledge's realisation or the fund's resale is on record.

    Example: [bold]pledge disposal settle 60[/]
    """
    hand_in(url, token, f"/v1/disposals/{listing}/settlement", {}, document, key, as_json)


@app.command("delist")
@over_tls
def delist(
    listing: Listing,
    reason: Annotated[str, typer.Option("--reason", help="NoBuyer, SaleFellThrough, DebtPerformed or Other.")],
    token: Token,
    document: Document = None,
    key: Key = None,
    url: Url = DEFAULT_URL,
    as_json: Json = False,
) -> None:
    """End a listing without a settled sale.

    Example: [bold]pledge disposal delist 60 --reason NoBuyer[/]
    """
    hand_in(url, token, f"/v1/disposals/{listing}/delisting", {"reason": reason}, document, key, as_json)


@app.command("read")
@over_tls
def read(listing: Listing, token: Token, url: Url = DEFAULT_URL, as_json: Json = False) -> None:
    """A listing with its prices, for its sides and auditors.

    Example: [bold]pledge disposal read 60[/]
    """
    with gateway_client(url, token) as gateway:
        answer = gateway.disposal(listing)
    if as_json:
        print_json(answer)
    else:
        rows = [(name, "" if value is None else str(value)) for name, value in answer.items()]
        table(f"Listing {listing}", ("", ""), rows)


@app.command("show")
@over_tls
def show(
    number: Annotated[str, typer.Argument(help="Number of a right, in any usual spelling.")],
    url: Url = DEFAULT_URL,
    as_json: Json = False,
) -> None:
    """Listings and sales of a right, as the public is told of them, with alerts.

    Example: [bold]pledge disposal show 201710601862.3[/]
    """
    answer = lookup_client(url).disposals(number)
    if as_json:
        print_json(answer)
    else:
        columns = ("listing", "state", "seller", "listed", "sold", "buyer", "relation", "price", "alerts")
        table(f"Disposals of {answer['right']}", columns, [_row(each) for each in answer["disposals"]])
        if answer["next"] is not None:
            out.print("Further ones follow; ask the look-up for the next page.")
    if answer["reason"] is not None:
        raise typer.Exit(Exit.UNKNOWN)


def _row(listing: dict[str, Any]) -> tuple[str, ...]:
    sale = listing["sale"] or {}
    price = sale.get("price_minor")
    return (
        str(listing["listing"]),
        listing["state"],
        party_text(listing["seller"]),
        listing["listed_on"] or "",
        sale.get("on") or "",
        party_text(sale["buyer"]) if sale.get("buyer") else "",
        sale.get("relation", ""),
        f"{sale['currency']} {price} minor units" if price else "not disclosed" if sale else "",
        ", ".join(sale.get("alerts", [])),
    )
