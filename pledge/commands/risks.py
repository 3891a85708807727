"""`pledge scheme`, `pledge loss` and `pledge pool`: shared risk, losses and pools, through the gateway."""

from datetime import datetime
from pathlib import Path
from typing import Annotated, Any

import orjson
import typer

from pledge.commands.acting import Currency, Document, Key, Token, hand_in
from pledge.commands.buybacks import seconds, told_of
from pledge.commands.lookup import DEFAULT_URL, Json, Url
from pledge.commands.reaching import gateway_client, lookup_client, over_tls
from pledge.console import out, party_text, print_json, table
from pledge.exits import Exit, Stop

scheme = typer.Typer(help="Schemes of shared risk: propose, join, cover, show.", no_args_is_help=True)
loss = typer.Typer(help="Losses that schemes share: declare, pay, confirm, recover, show.", no_args_is_help=True)
pool = typer.Typer(help="Pools that pay tranches: declare, fund, show.", no_args_is_help=True)

SchemeId = Annotated[int, typer.Argument(min=1, help="The scheme: sequence number of its proposal.")]
LossId = Annotated[int, typer.Argument(min=1, help="The loss: sequence number of its declaration.")]
PoolId = Annotated[int, typer.Argument(min=1, help="The pool: sequence number of its declaration.")]
PledgeOption = Annotated[int, typer.Option("--pledge", min=1, help="The pledge.")]
Amount = Annotated[int, typer.Option("--amount-minor", min=1, help="Amount in minor units (fen).")]
Place = Annotated[int, typer.Option("--place", min=1, max=11, help="Place of the tranche in the scheme, from 1.")]


@scheme.command("propose")
@over_tls
def propose(
    tranches: Annotated[
        Path,
        typer.Option("--tranches", help="JSON list of tranches; the first is the creditor's.", exists=True),
    ],
    opens: Annotated[datetime, typer.Option("--opens", help="First moment for cover (UTC).")],
    closes: Annotated[datetime, typer.Option("--closes", help="Last moment for cover (UTC).")],
    claims_until: Annotated[datetime, typer.Option("--claims-until", help="Last moment to declare a loss (UTC).")],
    cover_limit_minor: Annotated[int, typer.Option("--cover-limit-minor", min=1, help="Most principal under cover.")],
    conditions: Annotated[str, typer.Option("--conditions", help="CID of the agreement.")],
    token: Token,
    order: Annotated[str, typer.Option("--order", help="CreditorFirst, or ProRata.")] = "CreditorFirst",
    currency: Currency = "CNY",
    document: Document = None,
    key: Key = None,
    url: Url = DEFAULT_URL,
    as_json: Json = False,
) -> None:
    """Propose a scheme; it is in force when every party with a tranche has joined.

    The file holds tranches as the gateway takes them: rate in basis points, party, reinsures, pool, cap_per_loss_minor,
    cap_in_total_minor. Rates of those that reinsure nothing add up to 10,000.

    Example: [bold]pledge scheme propose --tranches tranches.json --opens 2026-01-01 --closes 2027-01-01
    --claims-until 2028-01-01 --cover-limit-minor 10000000000 --conditions bafkrei...[/]
    """
    body: dict[str, Any] = {
        "currency": currency,
        "order": order,
        "opens_at": seconds(opens),
        "closes_at": seconds(closes),
        "claims_until": seconds(claims_until),
        "cover_limit_minor": str(cover_limit_minor),
        "conditions": conditions,
        "tranches": _tranches(tranches),
    }
    hand_in(url, token, "/v1/schemes", body, document, key, as_json, "scheme")


@scheme.command("join")
@over_tls
def join(
    scheme: SchemeId,
    document: Annotated[str, typer.Option("--document", help="CID of the party's consent.")],
    token: Token,
    key: Key = None,
    url: Url = DEFAULT_URL,
    as_json: Json = False,
) -> None:
    """Join a proposed scheme with all tranches of the token's party.

    Example: [bold]pledge scheme join 61 --document bafkrei...[/]
    """
    hand_in(url, token, f"/v1/schemes/{scheme}/joining", {}, document, key, as_json)


@scheme.command("close")
@over_tls
def close(
    scheme: SchemeId,
    token: Token,
    document: Document = None,
    key: Key = None,
    url: Url = DEFAULT_URL,
    as_json: Json = False,
) -> None:
    """Close a scheme for new cover; what is covered stays so.

    Example: [bold]pledge scheme close 61[/]
    """
    hand_in(url, token, f"/v1/schemes/{scheme}/closure", {}, document, key, as_json)


@scheme.command("cover")
@over_tls
def cover(
    scheme: SchemeId,
    pledge: PledgeOption,
    principal_minor: Annotated[int, typer.Option("--principal-minor", min=1, help="Principal that is covered.")],
    token: Token,
    document: Document = None,
    key: Key = None,
    url: Url = DEFAULT_URL,
    as_json: Json = False,
) -> None:
    """Put the claim of a filed or registered pledge under a scheme.

    Example: [bold]pledge scheme cover 61 --pledge 41 --principal-minor 1000000000[/]
    """
    body = {"pledge": pledge, "principal_minor": str(principal_minor)}
    hand_in(url, token, f"/v1/schemes/{scheme}/covers", body, document, key, as_json)


@scheme.command("uncover")
@over_tls
def uncover(
    pledge: PledgeOption,
    token: Token,
    document: Document = None,
    key: Key = None,
    url: Url = DEFAULT_URL,
    as_json: Json = False,
) -> None:
    """Give the cover of a pledge up.

    Example: [bold]pledge scheme uncover --pledge 41[/]
    """
    hand_in(url, token, f"/v1/pledges/{pledge}/cover:end", {}, document, key, as_json)


@scheme.command("show")
@over_tls
def show_scheme(
    scheme: SchemeId,
    token: Annotated[
        str | None, typer.Option("--token", envvar="PLEDGE_TOKEN", help="Of a party; shows tranches and figures.")
    ] = None,
    loss_minor: Annotated[
        int | None, typer.Option("--loss-minor", min=1, help="With a token: who would bear what of such a loss.")
    ] = None,
    url: Url = DEFAULT_URL,
    as_json: Json = False,
) -> None:
    """A scheme: to the public that it exists, to its parties with tranches and figures.

    Example: [bold]pledge scheme show 61 --loss-minor 830000000[/]
    """
    if token is None:
        answer = lookup_client(url).scheme(scheme)
        if as_json:
            print_json(answer)
        else:
            row = (party_text(answer["proposer"]), answer["state"], answer["currency"], answer["closes_at"])
            table(f"Scheme {scheme}", ("proposer", "state", "currency", "closes at"), [row])
        told_of(answer)
        return
    with gateway_client(url, token) as gateway:
        answer = gateway.scheme(scheme, loss_minor)
    if as_json:
        print_json(answer)
        return
    columns = ("place", "party", "rate", "reinsures", "cap per loss", "cap in total", "used", "bears")
    names = ("cap_per_loss_minor", "cap_in_total_minor", "used_minor", "bears_minor")
    rows = [
        (
            str(each["place"]),
            _bearer(each["party"]),
            f"{each['rate'] / 100:g}%",
            str(each["reinsures"] or ""),
            *(each[name] or "" for name in names),
        )
        for each in answer["tranches"]
    ]
    title = f"Scheme {scheme}, {answer['state']}, {answer['order']}: {answer['covered_minor']} covered"
    table(title, columns, rows, right=(4, 5, 6, 7))


@loss.command("declare")
@over_tls
def declare(
    pledge: PledgeOption,
    amount_minor: Amount,
    token: Token,
    document: Document = None,
    key: Key = None,
    url: Url = DEFAULT_URL,
    as_json: Json = False,
) -> None:
    """Declare the loss of a covered pledge all of whose rights are realised.

    Example: [bold]pledge loss declare --pledge 41 --amount-minor 830000000[/]
    """
    body = {"pledge": pledge, "amount_minor": str(amount_minor)}
    hand_in(url, token, "/v1/losses", body, document, key, as_json, "loss")


@loss.command("pay")
@over_tls
def pay(
    loss: LossId,
    place: Place,
    amount_minor: Amount,
    token: Token,
    document: Document = None,
    key: Key = None,
    url: Url = DEFAULT_URL,
    as_json: Json = False,
) -> None:
    """State a payment of a tranche, whole or in part.

    Example: [bold]pledge loss pay 70 --place 1 --amount-minor 664000000[/]
    """
    body = {"place": place, "amount_minor": str(amount_minor)}
    hand_in(url, token, f"/v1/losses/{loss}/payments", body, document, key, as_json)


@loss.command("confirm")
@over_tls
def confirm(
    loss: LossId,
    place: Place,
    received_minor: Annotated[int, typer.Option("--received-minor", min=1, help="Received in all, in minor units.")],
    token: Token,
    document: Document = None,
    key: Key = None,
    url: Url = DEFAULT_URL,
    as_json: Json = False,
) -> None:
    """Confirm what was received of a tranche in all.

    Example: [bold]pledge loss confirm 70 --place 1 --received-minor 664000000[/]
    """
    body = {"place": place, "received_minor": str(received_minor)}
    hand_in(url, token, f"/v1/losses/{loss}/receipts", body, document, key, as_json)


@loss.command("subrogate")
@over_tls
def subrogate(
    loss: LossId,
    place: Place,
    extent_minor: Annotated[int, typer.Option("--extent-minor", min=1, help="Extent in minor units.")],
    document: Annotated[str, typer.Option("--document", help="CID of the proof of payment.")],
    token: Token,
    key: Key = None,
    url: Url = DEFAULT_URL,
    as_json: Json = False,
) -> None:
    """Take the payee's rights, as far as payments are confirmed.

    Example: [bold]pledge loss subrogate 70 --place 1 --extent-minor 664000000 --document bafkrei...[/]
    """
    body = {"place": place, "extent_minor": str(extent_minor)}
    hand_in(url, token, f"/v1/losses/{loss}/subrogations", body, document, key, as_json)


@loss.command("recover")
@over_tls
def recover(
    loss: LossId,
    amount_minor: Amount,
    token: Token,
    document: Document = None,
    key: Key = None,
    url: Url = DEFAULT_URL,
    as_json: Json = False,
) -> None:
    """Share what came back; the ledger splits it in the scheme's order.

    Example: [bold]pledge loss recover 70 --amount-minor 200000000[/]
    """
    body = {"amount_minor": str(amount_minor)}
    hand_in(url, token, f"/v1/losses/{loss}/recoveries", body, document, key, as_json)


@loss.command("show")
@over_tls
def show_loss(loss: LossId, token: Token, url: Url = DEFAULT_URL, as_json: Json = False) -> None:
    """A loss with its shares, for the parties that it concerns.

    Example: [bold]pledge loss show 70[/]
    """
    with gateway_client(url, token) as gateway:
        answer = gateway.loss(loss)
    if as_json:
        print_json(answer)
        return
    names = ("share", "due", "paid", "confirmed", "relieved", "returned", "subrogated")
    rows = [
        (str(each["place"]), _bearer(each["party"]), *(each[f"{name}_minor"] for name in names))
        for each in answer["shares"]
    ]
    title = f"Loss {loss}: {answer['amount_minor']} {answer['currency']}, {answer['recovered_minor']} came back"
    table(title, ("place", "party", *names), rows, right=tuple(range(2, 9)))


@pool.command("declare")
@over_tls
def declare_pool(
    capital_minor: Annotated[int, typer.Option("--capital-minor", min=1, help="First capital in minor units (fen).")],
    rules: Annotated[str, typer.Option("--rules", help="CID of the rules that the pool goes by.")],
    token: Token,
    currency: Currency = "CNY",
    document: Document = None,
    key: Key = None,
    url: Url = DEFAULT_URL,
    as_json: Json = False,
) -> None:
    """Open a pool of the token's party that pays its tranches.

    Example: [bold]pledge pool declare --capital-minor 5000000000 --rules bafkrei...[/]
    """
    body = {"currency": currency, "capital_minor": str(capital_minor), "rules": rules}
    hand_in(url, token, "/v1/pools", body, document, key, as_json, "pool")


@pool.command("fund")
@over_tls
def fund_pool(
    pool: PoolId,
    amount_minor: Amount,
    token: Token,
    document: Document = None,
    key: Key = None,
    url: Url = DEFAULT_URL,
    as_json: Json = False,
) -> None:
    """Pay into a pool.

    Example: [bold]pledge pool fund 60 --amount-minor 100000000[/]
    """
    body = {"amount_minor": str(amount_minor)}
    hand_in(url, token, f"/v1/pools/{pool}/payments", body, document, key, as_json)


@pool.command("show")
@over_tls
def show_pool(pool: PoolId, token: Token, url: Url = DEFAULT_URL, as_json: Json = False) -> None:
    """A pool with its figures, for its owner.

    Example: [bold]pledge pool show 60[/]
    """
    with gateway_client(url, token) as gateway:
        answer = gateway.pool(pool)
    if as_json:
        print_json(answer)
        return
    names = ("capital", "reserved", "free", "used", "replenished")
    table(f"Pool {pool}, {answer['currency']}", names, [tuple(answer[f"{name}_minor"] for name in names)])
    months = answer["months_left"]
    out.print(
        f"covers {answer['covered_minor']}; " + (f"{months} months left" if months is not None else "no pace yet")
    )
    if answer["exhausted"]:
        out.print("exhausted: a new loss gets nothing from it", style="red")


def _tranches(path: Path) -> list[Any]:
    try:
        found = orjson.loads(path.read_bytes())
    except (OSError, ValueError) as error:
        raise Stop(Exit.BAD_INPUT, f"--tranches {path}: cannot be read ({error})", "Give a JSON list.") from None
    if not isinstance(found, list):
        raise Stop(Exit.BAD_INPUT, f"--tranches {path}: holds no JSON list", "Give the tranches in their order.")
    return found


def _bearer(party: int | None) -> str:
    return f"party {party}" if party is not None else "the pledgee"
