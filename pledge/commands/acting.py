"""Acts that the command hands in through the gateway: who acts, and how each is told of."""

from typing import Annotated, Any

import typer

from chain_gateway.client import Submission
from pledge.commands.reaching import gateway_client
from pledge.console import err, out, print_json
from pledge.exits import Exit

Token = Annotated[str, typer.Option("--token", envvar="PLEDGE_TOKEN", help="Token of the acting party.")]
Document = Annotated[str | None, typer.Option("--document", help="CID of the document behind the act.")]
Key = Annotated[
    str | None, typer.Option("--idempotency-key", help="Names the request: sent again it answers the same submission.")
]
Currency = Annotated[str, typer.Option("--currency", help="ISO 4217 code.")]


def hand_in(
    url: str,
    token: str,
    path: str,
    body: dict[str, Any],
    document: str | None,
    key: str | None,
    as_json: bool,
    opened: str | None = None,
) -> None:
    """Hands an act in, waits for its end and tells of it; `opened` is what the act's number names."""
    if document is not None:
        body["act"] = {"document": document}
    with gateway_client(url, token) as gateway:
        found = gateway.submit(path, body, key)
    event = found.events[0] if found.succeeded and found.events else None
    if as_json:
        print_json(
            {
                "submission": found.id,
                "state": found.state,
                "transaction": found.transaction,
                "sequence": event.sequence if event is not None else None,
                "error": found.error.error if found.error is not None else None,
            }
        )
    elif event is not None:
        out.print(f"{event.name} as event {event.sequence}" + (f": {opened} {event.subject}" if opened else ""))
    if not found.succeeded:
        _refuse(found, as_json)


def _refuse(found: Submission, as_json: bool) -> None:
    if found.error is not None and not as_json:
        err.print(f"not done: {found.error.detail}", style="red")
    raise typer.Exit(Exit.REFUSED)
