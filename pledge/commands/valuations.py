"""`pledge valuation`: engagements to value rights, their results, who may read them, and the grading model."""

from typing import Annotated, Any

import typer

from chain_gateway.valuation import GradedRight, GradingModel, Litigation, RightProfile
from pledge.commands.acting import Currency, Document, Key, Token, hand_in
from pledge.commands.lookup import DEFAULT_URL, Json, Url
from pledge.commands.reaching import gateway_client, lookup_client, over_tls
from pledge.console import out, party_text, print_json, table
from pledge.exits import Exit

app = typer.Typer(help="Valuations: engage, deliver, abandon, share, read, list, grade.", no_args_is_help=True)

Engagement = Annotated[int, typer.Argument(min=1, help="The engagement: number of its first event.")]


@app.command("engage")
@over_tls
def engage(
    rights: Annotated[list[str], typer.Argument(help="Numbers of the rights to be valued.")],
    client: Annotated[int, typer.Option("--client", min=1, help="Party that asked for the valuation.")],
    token: Token,
    purpose: Annotated[str, typer.Option("--purpose", help="Pledge, Disposal, Transfer, Licence, ...")] = "Pledge",
    payer: Annotated[int | None, typer.Option("--payer", min=1, help="Party that pays the fee.")] = None,
    fee_minor: Annotated[int, typer.Option("--fee-minor", min=0, help="Fee in minor units (fen).")] = 0,
    currency: Currency = "CNY",
    independence: Annotated[
        str | None, typer.Option("--independence", help="CID of the declaration of independence.")
    ] = None,
    kind: Annotated[str, typer.Option("--kind", help="Appraisal, or Model.")] = "Appraisal",
    document: Document = None,
    key: Key = None,
    url: Url = DEFAULT_URL,
    as_json: Json = False,
) -> None:
    """Record an engagement, before there is a result.

    Example: [bold]pledge valuation engage 201710601862.3 --client 7 --fee-minor 5000000 --independence bafkrei...[/]
    """
    body: dict[str, Any] = {
        "kind": kind,
        "rights": rights,
        "purpose": purpose,
        "client": client,
        "payer": payer,
        "currency": currency,
        "fee_minor": str(fee_minor),
        "independence": independence,
    }
    hand_in(url, token, "/v1/valuations", body, document, key, as_json, "engagement")


@app.command("deliver")
@over_tls
def deliver(
    engagement: Engagement,
    low_minor: Annotated[int, typer.Option("--low-minor", min=0, help="Low end of the range in minor units.")],
    high_minor: Annotated[int, typer.Option("--high-minor", min=0, help="High end of the range in minor units.")],
    valued_on: Annotated[str, typer.Option("--valued-on", help="As of which date, YYYY-MM-DD.")],
    valid_until: Annotated[str, typer.Option("--valid-until", help="Last date on which it may be relied on.")],
    token: Token,
    method: Annotated[
        list[str] | None, typer.Option("--method", help="Cost, Market or Income; may be repeated.")
    ] = None,
    signatory: Annotated[list[int] | None, typer.Option("--signatory", help="Who signs; give two.")] = None,
    report: Annotated[str | None, typer.Option("--report", help="CID of the report.")] = None,
    grade: Annotated[str | None, typer.Option("--grade", help="AAA to D.")] = None,
    model_version: Annotated[str, typer.Option("--model-version", help="Version, of a model's result.")] = "",
    document: Document = None,
    key: Key = None,
    url: Url = DEFAULT_URL,
    as_json: Json = False,
) -> None:
    """Deliver the result of an engagement, once.

    Example: [bold]pledge valuation deliver 52 --low-minor 800000000 --high-minor 1200000000 --valued-on 2026-01-05
    --valid-until 2027-01-04 --method Income --signatory 21 --signatory 22 --report bafkrei...[/]
    """
    first, second = (*(signatory or []), None, None)[:2]
    body: dict[str, Any] = {
        "grade": grade,
        "methods": method or [],
        "low_minor": str(low_minor),
        "high_minor": str(high_minor),
        "valued_on": valued_on,
        "valid_until": valid_until,
        "signatory": first,
        "co_signatory": second,
        "model_version": model_version,
        "report": report,
    }
    hand_in(url, token, f"/v1/valuations/{engagement}/result", body, document, key, as_json)


@app.command("abandon")
@over_tls
def abandon(
    engagement: Engagement,
    reason: Annotated[str, typer.Option("--reason", help="ClientWithdrew, ResultNotAccepted, FeeNotPaid, ...")],
    token: Token,
    draft_low_minor: Annotated[int, typer.Option("--draft-low-minor", min=0, help="Low end of the draft.")] = 0,
    draft_high_minor: Annotated[int, typer.Option("--draft-high-minor", min=0, help="High end of the draft.")] = 0,
    document: Document = None,
    key: Key = None,
    url: Url = DEFAULT_URL,
    as_json: Json = False,
) -> None:
    """End an engagement without a result; it stays on record, with its draft where there was one.

    Example: [bold]pledge valuation abandon 52 --reason ResultNotAccepted --draft-low-minor 200000000
    --draft-high-minor 300000000[/]
    """
    body = {
        "reason": reason,
        "draft_low_minor": str(draft_low_minor),
        "draft_high_minor": str(draft_high_minor),
    }
    hand_in(url, token, f"/v1/valuations/{engagement}/abandonment", body, document, key, as_json)


@app.command("share")
@over_tls
def share(
    engagement: Engagement,
    reader: Annotated[int, typer.Option("--reader", min=1, help="Party that is to read the figures.")],
    token: Token,
    withdraw: Annotated[bool, typer.Option("--withdraw", help="End it instead.")] = False,
    document: Document = None,
    key: Key = None,
    url: Url = DEFAULT_URL,
    as_json: Json = False,
) -> None:
    """Let a party read the figures; an appraiser names the client's written consent as the document.

    Example: [bold]pledge valuation share 52 --reader 5 --document bafkrei...[/]
    """
    path = f"/v1/valuations/{engagement}/readers" + (":withdraw" if withdraw else "")
    hand_in(url, token, path, {"reader": reader}, document, key, as_json)


@app.command("read")
@over_tls
def read(engagement: Engagement, token: Token, url: Url = DEFAULT_URL, as_json: Json = False) -> None:
    """A valuation with its figures, for the client, the appraiser and whom they allowed.

    Example: [bold]pledge valuation read 52[/]
    """
    with gateway_client(url, token) as gateway:
        answer = gateway.valuation(engagement)
    if as_json:
        print_json(answer)
        return
    rows = [(name, _text(value)) for name, value in answer.items() if name != "label"]
    table(f"Valuation {engagement}", ("", ""), rows)
    out.print(answer["label"], style="italic")


@app.command("list")
@over_tls
def list_(
    number: Annotated[str, typer.Argument(help="Number of a right, in any usual spelling.")],
    url: Url = DEFAULT_URL,
    as_json: Json = False,
) -> None:
    """Engagements to value a right, as the public is told of them: never a figure.

    Example: [bold]pledge valuation list 201710601862.3[/]
    """
    answer = lookup_client(url).valuations(number)
    if as_json:
        print_json(answer)
    else:
        columns = ("engagement", "state", "purpose", "appraiser", "asked by", "since", "valid until")
        for name in ("appraisals", "models"):
            table(f"{answer['right']}: {name}", columns, [_row(each) for each in answer[name]])
        if answer["next"] is not None:
            out.print("Further ones follow; ask the look-up for the next page.")
    if answer["reason"] is not None:
        raise typer.Exit(Exit.UNKNOWN)


@app.command("grade")
@over_tls
def grade(
    remaining_months: Annotated[int, typer.Option("--remaining-months", min=0, help="Months until the right ends.")],
    claims: Annotated[int, typer.Option("--claims", min=0, help="Number of claims.")],
    citations: Annotated[int | None, typer.Option("--citations", min=0, help="Documents that cite it.")] = None,
    family: Annotated[int | None, typer.Option("--family", min=0, help="Jurisdictions of its family.")] = None,
    litigation: Annotated[Litigation, typer.Option("--litigation", help="What courts said.")] = Litigation.NONE,
    as_json: Json = False,
) -> None:
    """The reference model's grade of a right, with its working. It is a model's output: no appraisal and no price.

    Example: [bold]pledge valuation grade --remaining-months 132 --claims 12 --citations 14 --family 5[/]
    """
    found = GradingModel.current().grade(RightProfile(remaining_months, claims, litigation, citations, family))
    told: dict[str, Any] = {"kind": "Model", "version": found.version}
    if isinstance(found, GradedRight):
        if as_json:
            working = {"score": found.score, "factors": [vars(each) for each in found.factors]}
            print_json({**told, "grade": found.grade, **working})
            return
        rows = [
            (each.factor, each.value, str(each.points), f"{each.weight / 100:g} %", each.why) for each in found.factors
        ]
        table(f"Model {found.version}", ("factor", "value", "points", "weight", "why"), rows, right=(2, 3))
        out.print(f"grade {found.grade}, {found.score} of 100 points: a model's output, no appraisal and no price")
        return
    if as_json:
        print_json({**told, "grade": None, "missing": list(found.missing)})
    else:
        out.print(f"insufficient data: {' and '.join(found.missing)} not known (model {found.version})")
    raise typer.Exit(Exit.UNKNOWN)


def _row(engagement: dict[str, Any]) -> tuple[str, ...]:
    state = engagement["state"]
    if engagement["abandoned_for"] is not None:
        state = f"{state}: {engagement['abandoned_for']}"
    return (
        str(engagement["engagement"]),
        state,
        engagement["purpose"],
        party_text(engagement["appraiser"]),
        party_text(engagement["client"]),
        engagement["engaged_on"] or "",
        engagement["valid_until"] or "",
    )


def _text(value: Any) -> str:
    if isinstance(value, list):
        return ", ".join(map(str, value))
    if isinstance(value, dict):
        return ", ".join(f"{name} {each}" for name, each in value.items())
    return "" if value is None else str(value)
