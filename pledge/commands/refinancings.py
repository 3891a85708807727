"""`pledge refinancing`: the one live use of a pledged claim, through the gateway."""

from typing import Annotated, Any

import typer

from pledge.commands.acting import Document, Key, Token, hand_in
from pledge.commands.lookup import DEFAULT_URL, Json, Url
from pledge.commands.reaching import lookup_client, over_tls
from pledge.console import party_text, print_json, table
from pledge.exits import Exit

app = typer.Typer(
    help="Refinancing of a pledged claim: pool, central bank, relending; one live use at a time.", no_args_is_help=True
)

Pledge = Annotated[int, typer.Argument(min=1, help="The pledge.")]
Refinancing = Annotated[int, typer.Argument(min=1, help="The refinancing: sequence number of the claim's offer.")]


@app.command("assess")
@over_tls
def assess(
    pledge: Pledge,
    token: Token,
    eligible: Annotated[bool, typer.Option("--eligible/--not-eligible", help="Whether it is taken.")] = True,
    haircut: Annotated[int, typer.Option("--haircut", min=0, max=9_999, help="Basis points taken off.")] = 0,
    document: Document = None,
    key: Key = None,
    url: Url = DEFAULT_URL,
    as_json: Json = False,
) -> None:
    """A central bank says whether it takes a claim as collateral, and what it takes off.

    Example: [bold]pledge refinancing assess 41 --haircut 3000[/]
    """
    body = {"eligible": eligible, "haircut_basis_points": haircut}
    hand_in(url, token, f"/v1/pledges/{pledge}/eligibility", body, document, key, as_json)


@app.command("offer")
@over_tls
def offer(
    pledge: Pledge,
    kind: Annotated[str, typer.Option("--kind", help="Pool, CentralBank or Relending.")],
    user: Annotated[int, typer.Option("--user", min=1, help="Who takes it: trustee, sponsor or central bank.")],
    amount_minor: Annotated[int, typer.Option("--amount-minor", min=1, help="Drawn on it, in minor units (fen).")],
    operation: Annotated[str, typer.Option("--operation", help="Name or number of the pool or operation.")],
    token: Token,
    document: Document = None,
    key: Key = None,
    url: Url = DEFAULT_URL,
    as_json: Json = False,
) -> None:
    """Offer the claim of a pledge for refinancing; nothing is used before the user takes it.

    Example: [bold]pledge refinancing offer 41 --kind Pool --user 12 --amount-minor 800000000 --operation DEMO-1[/]
    """
    body = {
        "pledge": pledge,
        "kind": kind,
        "user": user,
        "amount_minor": str(amount_minor),
        "operation": operation,
    }
    hand_in(url, token, "/v1/refinancings", body, document, key, as_json, "refinancing")


@app.command("drop")
@over_tls
def drop(
    refinancing: Refinancing,
    token: Token,
    document: Document = None,
    key: Key = None,
    url: Url = DEFAULT_URL,
    as_json: Json = False,
) -> None:
    """Take an offered claim back, or decline it.

    Example: [bold]pledge refinancing drop 60[/]
    """
    hand_in(url, token, f"/v1/refinancings/{refinancing}/withdrawal", {}, document, key, as_json)


@app.command("take")
@over_tls
def take(
    refinancing: Refinancing,
    token: Token,
    document: Document = None,
    key: Key = None,
    url: Url = DEFAULT_URL,
    as_json: Json = False,
) -> None:
    """Take an offered claim: it is in use, and the rights of its pledge are locked.

    Example: [bold]pledge refinancing take 60[/]
    """
    hand_in(url, token, f"/v1/refinancings/{refinancing}/taking", {}, document, key, as_json)


@app.command("release")
@over_tls
def release(
    refinancing: Refinancing,
    token: Token,
    document: Document = None,
    key: Key = None,
    url: Url = DEFAULT_URL,
    as_json: Json = False,
) -> None:
    """Release a claim: the lock of its rights ends.

    Example: [bold]pledge refinancing release 60[/]
    """
    path = f"/v1/refinancings/{refinancing}/release"
    hand_in(url, token, path, {}, document, key, as_json)


@app.command("show")
@over_tls
def show(pledge: Pledge, url: Url = DEFAULT_URL, as_json: Json = False) -> None:
    """Uses that the claim of a pledge is or was in, as the public is told of them: never a figure.

    Example: [bold]pledge refinancing show 41[/]
    """
    answer = lookup_client(url).pledge(pledge)
    if as_json:
        print_json({name: answer[name] for name in ("refinancings", "block", "complete", "reason")})
    else:
        columns = ("refinancing", "kind", "user", "state", "since", "until")
        table(f"Uses of the claim of pledge {pledge}", columns, [_row(each) for each in answer["refinancings"]])
    if answer["reason"] is not None:
        raise typer.Exit(Exit.UNKNOWN)


def _row(use: dict[str, Any]) -> tuple[str, ...]:
    user = party_text(use["user"])
    return str(use["refinancing"]), use["kind"], user, use["state"], use["since"] or "", use["until"] or ""
