"""`pledge buyback` and `pledge fund`: buyback commitments and the funds behind them, through the gateway."""

from datetime import UTC, datetime
from typing import Annotated, Any

import typer

from pledge.commands.acting import Currency, Document, Key, Token, hand_in
from pledge.commands.lookup import DEFAULT_URL, Json, Url
from pledge.commands.reaching import lookup_client, over_tls
from pledge.console import party_text, print_json, table
from pledge.exits import Exit, Stop

buyback = typer.Typer(help="Buyback commitments: offer, accept, exercise, settle, show.", no_args_is_help=True)
fund = typer.Typer(help="Funds behind buyback commitments: declare, show.", no_args_is_help=True)

Commitment = Annotated[int, typer.Argument(min=1, help="The commitment: sequence number of its offer.")]


@buyback.command("offer")
@over_tls
def offer(
    fund: Annotated[int, typer.Option("--fund", min=1, help="The fund that buys.")],
    pledge: Annotated[int, typer.Option("--pledge", min=1, help="The pledge whose claim is bought back.")],
    price_minor: Annotated[int, typer.Option("--price-minor", min=1, help="Price in minor units (fen).")],
    opens: Annotated[datetime, typer.Option("--opens", help="First moment of the window (UTC).")],
    closes: Annotated[datetime, typer.Option("--closes", help="Last moment of the window (UTC).")],
    conditions: Annotated[str, typer.Option("--conditions", help="CID of the conditions.")],
    token: Token,
    currency: Currency = "CNY",
    route: Annotated[str, typer.Option("--route", help="Claim, or Sale of the rights.")] = "Claim",
    payment_days: Annotated[int, typer.Option("--payment-days", min=1, max=366, help="Days to pay.")] = 30,
    commission_minor: Annotated[int, typer.Option("--commission-minor", min=0, help="Commission in minor units.")] = 0,
    reinsurer: Annotated[int | None, typer.Option("--reinsurer", min=1, help="Party that reinsures.")] = None,
    document: Document = None,
    key: Key = None,
    url: Url = DEFAULT_URL,
    as_json: Json = False,
) -> None:
    """Offer to buy back the claim of a pledge; the offer binds when its pledgee accepts.

    Example: [bold]pledge buyback offer --fund 40 --pledge 41 --price-minor 750000000 --opens 2026-01-01
    --closes 2027-01-01 --conditions bafkrei...[/]
    """
    body: dict[str, Any] = {
        "fund": fund,
        "pledge": pledge,
        "route": route,
        "currency": currency,
        "price_minor": str(price_minor),
        "commission_minor": str(commission_minor),
        "opens_at": seconds(opens),
        "closes_at": seconds(closes),
        "payment_days": payment_days,
        "conditions": conditions,
    }
    if reinsurer is not None:
        body["reinsurer"] = reinsurer
    hand_in(url, token, "/v1/buybacks", body, document, key, as_json, "commitment")


@buyback.command("accept")
@over_tls
def accept(
    commitment: Commitment,
    principal_minor: Annotated[
        int, typer.Option("--principal-minor", min=1, help="What is drawn and outstanding, in minor units.")
    ],
    token: Token,
    document: Document = None,
    key: Key = None,
    url: Url = DEFAULT_URL,
    as_json: Json = False,
) -> None:
    """Accept an offer: the fund is bound, and its capital with it.

    Example: [bold]pledge buyback accept 52 --principal-minor 1000000000[/]
    """
    body = {"principal_minor": str(principal_minor)}
    hand_in(url, token, f"/v1/buybacks/{commitment}/acceptance", body, document, key, as_json)


@buyback.command("exercise")
@over_tls
def exercise(
    commitment: Commitment,
    token: Token,
    document: Document = None,
    key: Key = None,
    url: Url = DEFAULT_URL,
    as_json: Json = False,
) -> None:
    """Call a commitment, once: after default and inside its window.

    Example: [bold]pledge buyback exercise 52[/]
    """
    hand_in(url, token, f"/v1/buybacks/{commitment}/exercise", {}, document, key, as_json)


@buyback.command("settle")
@over_tls
def settle(
    commitment: Commitment,
    received_minor: Annotated[int, typer.Option("--received-minor", min=1, help="Received in all, in minor units.")],
    token: Token,
    document: Document = None,
    key: Key = None,
    url: Url = DEFAULT_URL,
    as_json: Json = False,
) -> None:
    """Confirm what was received in all; with the whole price the commitment is settled.

    Example: [bold]pledge buyback settle 52 --received-minor 750000000[/]
    """
    body = {"received_minor": str(received_minor)}
    hand_in(url, token, f"/v1/buybacks/{commitment}/settlement", body, document, key, as_json)


@buyback.command("show")
@over_tls
def show(
    pledge: Annotated[int, typer.Argument(min=1, help="The pledge.")], url: Url = DEFAULT_URL, as_json: Json = False
) -> None:
    """Commitments that stand behind a pledge, as the public is told of them: never a figure.

    Example: [bold]pledge buyback show 41[/]
    """
    answer = lookup_client(url).pledge(pledge)
    if as_json:
        print_json({name: answer[name] for name in ("commitments", "block", "complete", "reason")})
    else:
        columns = ("commitment", "state", "fund", "guarantor", "window")
        table(f"Commitments behind pledge {pledge}", columns, [_row(each) for each in answer["commitments"]])
    told_of(answer)


@fund.command("declare")
@over_tls
def declare(
    capital_minor: Annotated[int, typer.Option("--capital-minor", min=1, help="Capital in minor units (fen).")],
    token: Token,
    currency: Currency = "CNY",
    manager: Annotated[int | None, typer.Option("--manager", min=1, help="Who runs it (default: its owner).")] = None,
    pledgor_limit_minor: Annotated[
        int | None, typer.Option("--pledgor-limit-minor", min=1, help="Most for one pledgor (default: the capital).")
    ] = None,
    document: Document = None,
    key: Key = None,
    url: Url = DEFAULT_URL,
    as_json: Json = False,
) -> None:
    """Declare a fund with its capital; the token's party owns it.

    Example: [bold]pledge fund declare --capital-minor 2000000000 --manager 9[/]
    """
    body: dict[str, Any] = {"currency": currency, "capital_minor": str(capital_minor)}
    if manager is not None:
        body["manager"] = manager
    if pledgor_limit_minor is not None:
        body["pledgor_limit_minor"] = str(pledgor_limit_minor)
    hand_in(url, token, "/v1/funds", body, document, key, as_json, "fund")


@fund.command("show")
@over_tls
def show_fund(
    fund: Annotated[int, typer.Argument(min=1, help="The fund.")], url: Url = DEFAULT_URL, as_json: Json = False
) -> None:
    """A fund, as the public is told of it: who owns and runs it, and whether it owes an overdue price; never a figure.

    Example: [bold]pledge fund show 40[/]
    """
    answer = lookup_client(url).fund(fund)
    if as_json:
        print_json(answer)
    else:
        overdue = "yes" if answer["overdue"] else "no"
        row = (party_text(answer["owner"]), party_text(answer["manager"]), answer["currency"], overdue)
        table(f"Fund {fund}", ("owner", "manager", "currency", "owes an overdue price"), [row])
    told_of(answer)


def _row(commitment: dict[str, Any]) -> tuple[str, ...]:
    window = f"{commitment['opens_at']} to {commitment['closes_at']}"
    guarantor = party_text(commitment["guarantor"])
    return str(commitment["commitment"]), commitment["state"], str(commitment["fund"]), guarantor, window


def told_of(answer: dict[str, Any]) -> None:
    """Ends with the exit code of an answer that is not known."""
    if answer["reason"] is not None:
        raise typer.Exit(Exit.UNKNOWN)


def seconds(moment: datetime) -> int:
    """A moment as chain time."""
    if moment.year < 1970:
        raise Stop(Exit.BAD_INPUT, f"{moment:%Y-%m-%d} lies before 1970", "Give a date such as 2026-01-01.")
    return int(moment.replace(tzinfo=UTC).timestamp())
