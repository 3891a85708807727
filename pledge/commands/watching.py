"""`pledge watch`: be told of what happens to rights, pledges and names."""

from typing import Annotated

import typer

from pledge.commands.lookup import DEFAULT_URL, Json, Url
from pledge.commands.reaching import over_tls, watch_client
from pledge.console import out, print_json, table

app = typer.Typer(help="Be told of what happens to rights, pledges and names.", no_args_is_help=True)

Token = Annotated[str, typer.Option("--token", envvar="PLEDGE_TOKEN", help="Token of the party that watches.")]


@app.command("add")
@over_tls
def add(
    token: Token,
    right: Annotated[str | None, typer.Option("--right", help="Number of a right, in any usual spelling.")] = None,
    pledge: Annotated[int | None, typer.Option("--pledge", min=1, help="Id of a pledge.")] = None,
    name: Annotated[str | None, typer.Option("--name", help="The whole name of an institution.")] = None,
    certificate_block: Annotated[
        int | None, typer.Option("--certificate-block", min=0, help="Block of a certificate that you rely on.")
    ] = None,
    webhook: Annotated[str | None, typer.Option("--webhook", help="HTTPS address that is told, too.")] = None,
    url: Url = DEFAULT_URL,
    as_json: Json = False,
) -> None:
    """Watch a right, a pledge or a name from now on.

    Example: [bold]pledge watch add --right US7831837[/]
    """
    with watch_client(url, token) as client:
        made = client.add(right=right, pledge=pledge, name=name, certificate_block=certificate_block, webhook=webhook)
    if as_json:
        print_json(made)
        return
    out.print(f"watching {made['kind']} {made['watched']} from block {made['since_block']} on", markup=False)
    out.print(f"watch {made['id']}", markup=False)
    if made["secret"] is not None:
        out.print(f"secret of the webhook, shown this once: {made['secret']}", markup=False)


@app.command("list")
@over_tls
def list_watches(token: Token, url: Url = DEFAULT_URL, as_json: Json = False) -> None:
    """What the party watches.

    Example: [bold]pledge watch list[/]
    """
    with watch_client(url, token) as client:
        found = client.all()
    if as_json:
        print_json({"watches": found})
        return
    rows = [
        (each["id"], each["kind"], each["watched"], str(each["since_block"]), each["webhook"] or "") for each in found
    ]
    table("Watches", ("watch", "kind", "of", "since block", "webhook"), rows)


@app.command("remove")
@over_tls
def remove(
    watch: Annotated[str, typer.Argument(help="Id of the watch, as `pledge watch list` shows it.")],
    token: Token,
    url: Url = DEFAULT_URL,
    as_json: Json = False,
) -> None:
    """End a watch. What it told stays in the feed.

    Example: [bold]pledge watch remove 6f0c...[/]
    """
    with watch_client(url, token) as client:
        client.remove(watch)
    if as_json:
        print_json({"removed": watch})
    else:
        out.print(f"watch {watch} has ended", markup=False)


@app.command("feed")
@over_tls
def feed(
    token: Token,
    after: Annotated[int, typer.Option("--after", min=0, help="Go on where an earlier feed ended.")] = 0,
    url: Url = DEFAULT_URL,
    as_json: Json = False,
) -> None:
    """What the party was told, the oldest first, each cause once.

    Example: [bold]pledge watch feed --after 12[/]
    """
    items = []
    with watch_client(url, token) as client:
        for page in client.feed(after):
            items += page.items
            after = page.after
    if as_json:
        print_json({"items": items, "after": after})
        return
    rows = [
        (each["date_published"], each["_pledgebook"]["kind"], each["_pledgebook"]["watched"], each["content_text"])
        for each in items
    ]
    table("Told", ("when", "what", "watched", "text"), rows)
    out.print(f"goes on with --after {after}", style="dim", markup=False)
