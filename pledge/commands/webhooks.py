"""`pledge webhook`: where a party is told of the end of its submissions, and what became of the messages."""

from typing import Annotated, Any, Literal

import typer
from rich.text import Text

from chain_gateway.client import Delivery, Webhook
from pledge.commands.lookup import DEFAULT_URL, Json, Url
from pledge.commands.reaching import gateway_client, over_tls
from pledge.console import err, out, print_json
from pledge.exits import Exit, Stop

app = typer.Typer(
    help="Webhooks: add, list, rotate, test, remove, deliveries, redeliver. For a token with party:write.",
    no_args_is_help=True,
)

Token = Annotated[str, typer.Option("--token", envvar="PLEDGE_TOKEN", help="Token of the party, with party:write.")]
Id = Annotated[str, typer.Argument(help="The webhook: hook-...")]


@app.command("add")
@over_tls
def add(
    address: Annotated[str, typer.Argument(help="https address that the messages are posted to.")],
    token: Token,
    url: Url = DEFAULT_URL,
    as_json: Json = False,
) -> None:
    """Register an address; the end of each of the party's submissions is posted there, signed. Shows the secret once.

    Example: [bold]pledge webhook add https://core.bank.example/pledges[/]
    """
    with gateway_client(url, token) as gateway:
        found = gateway.add_webhook(address)
    _made(found, as_json)


@app.command("list")
@over_tls
def listed(token: Token, url: Url = DEFAULT_URL, as_json: Json = False) -> None:
    """The party's webhooks, oldest first.

    Example: [bold]pledge webhook list[/]
    """
    with gateway_client(url, token) as gateway:
        found = gateway.webhooks()
    if as_json:
        print_json({"webhooks": [_plain(each) for each in found]})
    else:
        for each in found:
            _line(Text(each.id, "bold"), each.url, f"since {each.created_at}", f"by {each.created_by}")


@app.command("rotate")
@over_tls
def rotate(webhook: Id, token: Token, url: Url = DEFAULT_URL, as_json: Json = False) -> None:
    """Make a new secret and show it once; for a day messages are signed with the present one too.

    Example: [bold]pledge webhook rotate hook-5f0c9d0f6c0a4d6c8b1e2f3a4b5c6d7e[/]
    """
    with gateway_client(url, token) as gateway:
        found = gateway.rotate_webhook(webhook)
    _made(found, as_json)


@app.command("test")
@over_tls
def try_out(webhook: Id, token: Token, url: Url = DEFAULT_URL, as_json: Json = False) -> None:
    """Have a test message sent; `pledge webhook deliveries` tells what came of it.

    Example: [bold]pledge webhook test hook-5f0c9d0f6c0a4d6c8b1e2f3a4b5c6d7e[/]
    """
    with gateway_client(url, token) as gateway:
        found = gateway.try_webhook(webhook)
    _sent(found, as_json)


@app.command("remove")
@over_tls
def remove(webhook: Id, token: Token, url: Url = DEFAULT_URL) -> None:
    """Have nothing more sent to an address; messages that wait for it are forgotten.

    Example: [bold]pledge webhook remove hook-5f0c9d0f6c0a4d6c8b1e2f3a4b5c6d7e[/]
    """
    with gateway_client(url, token) as gateway:
        gateway.delete_webhook(webhook)
    err.print(f"{webhook} is removed", markup=False)


@app.command("deliveries")
@over_tls
def deliveries(
    webhook: Id,
    token: Token,
    state: Annotated[
        Literal["pending", "delivered", "dead"] | None, typer.Option("--state", help="Only messages in this state.")
    ] = None,
    url: Url = DEFAULT_URL,
    as_json: Json = False,
) -> None:
    """The newest messages to an address, how often each was tried, and what the last attempt was answered.

    Example: [bold]pledge webhook deliveries hook-5f0c9d0f6c0a4d6c8b1e2f3a4b5c6d7e --state dead[/]
    """
    with gateway_client(url, token) as gateway:
        found = gateway.deliveries(webhook, state)
    if as_json:
        print_json({"deliveries": [vars(each) for each in found]})
    else:
        for each in found:
            _line(
                _state(each), each.message, each.event, each.submission or "", f"tried {each.attempts}", _answer(each)
            )


@app.command("redeliver")
@over_tls
def redeliver(
    webhook: Id,
    token: Token,
    messages: Annotated[list[str] | None, typer.Argument(help="Messages, by their ids.")] = None,
    dead: Annotated[bool, typer.Option("--dead", help="All that were given up (the newest hundred).")] = False,
    url: Url = DEFAULT_URL,
    as_json: Json = False,
) -> None:
    """Have messages sent once more, each with the id that it has: the receiver drops what it has seen.

    Example: [bold]pledge webhook redeliver hook-5f0c9d0f6c0a4d6c8b1e2f3a4b5c6d7e --dead[/]
    """
    if bool(messages) == dead:
        raise Stop(Exit.BAD_INPUT, "name messages, or --dead, and not both", "`pledge webhook deliveries` lists them.")
    with gateway_client(url, token) as gateway:
        wanted = messages or [each.message for each in gateway.deliveries(webhook, "dead")]
        found = [gateway.send_again(webhook, each) for each in wanted]
    if as_json:
        print_json({"deliveries": [vars(each) for each in found]})
    else:
        err.print(f"{len(found)} messages are sent again")


def _line(*parts: str | Text) -> None:
    """One thing on one line, however narrow the window is: ids are there to be copied."""
    out.print(Text(" · ").join(Text(part) if isinstance(part, str) else part for part in parts if part), soft_wrap=True)


def _made(webhook: Webhook, as_json: bool) -> None:
    if as_json:
        print_json(_plain(webhook) | {"secret": webhook.secret})
        return
    out.print(f"{webhook.id} · {webhook.url}", markup=False)
    out.print(f"secret {webhook.secret}", markup=False)
    err.print("The secret verifies the signatures (Standard Webhooks) and is not shown again.", style="yellow")


def _sent(delivery: Delivery, as_json: bool) -> None:
    if as_json:
        print_json(vars(delivery))
    else:
        err.print(f"message {delivery.message} is on its way", markup=False)


def _plain(webhook: Webhook) -> dict[str, Any]:
    return {name: value for name, value in vars(webhook).items() if name != "secret"}


def _state(delivery: Delivery) -> Text:
    style = {"delivered": "green", "dead": "red"}.get(delivery.state, "yellow")
    return Text(delivery.state, style)


def _answer(delivery: Delivery) -> str:
    status = f"HTTP {delivery.status}" if delivery.status is not None else ""
    return " ".join(part for part in (status, delivery.problem or "") if part)
