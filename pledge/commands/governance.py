"""`pledge governance`: what the governance announced, executing and cancelling it, pauses, and roles."""

from datetime import UTC, datetime
from enum import StrEnum
from typing import Annotated, Any

import typer

from chain_gateway.client import GatewayClient, Submission
from pledge.commands.lookup import DEFAULT_URL, Json, Url
from pledge.commands.reaching import gateway_client, over_tls
from pledge.console import err, out, print_json, table
from pledge.exits import Exit

app = typer.Typer(
    help="Acts of the consortium's governance: pauses, roles, and what waits out its delay.", no_args_is_help=True
)


class PausedVerb(StrEnum):
    """What can be paused."""

    file = "file"
    migrate = "migrate"
    offer = "offer"


class RoleChoice(StrEnum):
    """Roles of the AccessManager."""

    Governance = "Governance"
    Guardian = "Guardian"


class StateChoice(StrEnum):
    """Where an announced act stands."""

    waiting = "waiting"
    ready = "ready"
    executed = "executed"
    cancelled = "cancelled"
    expired = "expired"


Token = Annotated[str, typer.Option("--token", envvar="PLEDGE_TOKEN", help="Token of party 0 with scope governance.")]
Document = Annotated[str | None, typer.Option("--document", help="CID of the document behind the act.")]
Announce = Annotated[
    bool, typer.Option("--announce", help="Announce the act instead of doing it, where the governance has a delay.")
]
From = Annotated[
    datetime | None, typer.Option("--from", help="With --announce: not to be executed before this moment (UTC).")
]
Key = Annotated[
    str | None, typer.Option("--idempotency-key", help="Names the request: sent again it answers the same submission.")
]
OperationId = Annotated[str, typer.Argument(help="The announced act, 0x and 64 hexadecimal digits.")]
Account = Annotated[str, typer.Argument(help="Address of the key, or of the members' own contract.")]


@app.command("operations")
@over_tls
def operations(
    token: Token,
    state: Annotated[list[StateChoice] | None, typer.Option("--state", help="Only those that stand so.")] = None,
    url: Url = DEFAULT_URL,
    as_json: Json = False,
) -> None:
    """What the governance announced, newest first.

    Example: [bold]pledge governance operations --state ready[/]
    """
    with gateway_client(url, token) as gateway:
        answer = gateway.operations([each.value for each in state or ()])
    if as_json:
        print_json(answer)
        return
    rows = [(each["id"], each["state"], _called(each), each["ready_at"]) for each in answer["operations"]]
    table("Announced acts", ("id", "state", "act", "ready from"), rows)


@app.command("execute")
@over_tls
def execute(
    operation: OperationId, token: Token, key: Key = None, url: Url = DEFAULT_URL, as_json: Json = False
) -> None:
    """Do what was announced, once its delay is over and within a week from then.

    Example: [bold]pledge governance execute 0x5d2e...[/]
    """
    _act(url, token, "governance_execute", {}, key, as_json, operation=operation)


@app.command("cancel")
@over_tls
def cancel(
    operation: OperationId, token: Token, key: Key = None, url: Url = DEFAULT_URL, as_json: Json = False
) -> None:
    """Drop what was announced, before it is executed.

    Example: [bold]pledge governance cancel 0x5d2e...[/]
    """
    _act(url, token, "governance_cancel", {}, key, as_json, operation=operation)


@app.command("pause")
@over_tls
def pause(
    verb: Annotated[PausedVerb, typer.Argument(help="Filings, registrations carried over, or offers of buybacks.")],
    token: Annotated[str, typer.Option("--token", envvar="PLEDGE_TOKEN", help="Token of party 0 with scope guardian.")],
    document: Document = None,
    key: Key = None,
    url: Url = DEFAULT_URL,
    as_json: Json = False,
) -> None:
    """Pause new business at once; release and reading go on.

    Example: [bold]pledge governance pause file[/]
    """
    _act(url, token, "parties_pause", {"verb": verb.value} | _document(document), key, as_json)


@app.command("unpause")
@over_tls
def unpause(
    verb: Annotated[PausedVerb, typer.Argument(help="What is paused.")],
    token: Token,
    announce: Announce = False,
    earliest: From = None,
    document: Document = None,
    key: Key = None,
    url: Url = DEFAULT_URL,
    as_json: Json = False,
) -> None:
    """Lift a pause: where the governance has a delay, announce it first.

    Example: [bold]pledge governance unpause file --announce[/]
    """
    body = {"verb": verb.value} | _document(document)
    _act(url, token, "parties_unpause", body, key, as_json, _moment(announce, earliest))


@app.command("grant-role")
@over_tls
def grant_role(
    role: Annotated[RoleChoice, typer.Argument(help="Guardian pauses; Governance does everything else.")],
    account: Account,
    token: Token,
    delay: Annotated[int, typer.Option("--delay", min=0, max=31_536_000, help="Seconds that its acts wait.")] = 0,
    announce: Announce = False,
    earliest: From = None,
    key: Key = None,
    url: Url = DEFAULT_URL,
    as_json: Json = False,
) -> None:
    """Give a key a role of the governance.

    Example: [bold]pledge governance grant-role Guardian 0x8ba1f109551bD432803012645Ac136ddd64DBA72 --announce[/]
    """
    body = {"role": role.value, "account": account, "delay_seconds": delay}
    _act(url, token, "governance_grant_role", body, key, as_json, _moment(announce, earliest))


@app.command("revoke-role")
@over_tls
def revoke_role(
    role: Annotated[RoleChoice, typer.Argument(help="The role.")],
    account: Account,
    token: Token,
    announce: Announce = False,
    earliest: From = None,
    key: Key = None,
    url: Url = DEFAULT_URL,
    as_json: Json = False,
) -> None:
    """Take a role of the governance from a key; give it to another one first.

    Example: [bold]pledge governance revoke-role Guardian 0x8ba1f109551bD432803012645Ac136ddd64DBA72 --announce[/]
    """
    body = {"role": role.value, "account": account}
    _act(url, token, "governance_revoke_role", body, key, as_json, _moment(announce, earliest))


def _moment(announce: bool, earliest: datetime | None) -> int | None:
    """Chain time that an act is announced for, 0 for the earliest; None when it is done at once."""
    if not announce:
        if earliest is not None:
            err.print("--from belongs to --announce.", style="red")
            raise typer.Exit(Exit.BAD_INPUT)
        return None
    return 0 if earliest is None else int(earliest.replace(tzinfo=UTC).timestamp())


def _document(cid: str | None) -> dict[str, Any]:
    return {"act": {"document": cid}} if cid is not None else {}


def _called(operation: dict[str, Any]) -> str:
    if operation["function"] is None:
        return f"{operation['target']} {operation['data'][:10]}"
    given = ", ".join(f"{name} {value}" for name, value in operation["arguments"].items() if name != "act")
    return f"{operation['function']}: {given}" if given else str(operation["function"])


def _act(
    url: str,
    token: str,
    verb: str,
    body: dict[str, Any],
    key: str | None,
    as_json: bool,
    scheduled_for: int | None = None,
    **places: str,
) -> None:
    """Hands an act in, waits for its end and tells of it, with the operation that it announced."""
    with gateway_client(url, token) as gateway:
        accepted = gateway.act(verb, body, key, scheduled_for=scheduled_for, **places)
        found = accepted if accepted.terminal else gateway.wait(accepted.id)
        announced = _announced(gateway, found) if found.succeeded and scheduled_for is not None else None
    told = announced["id"] if announced is not None else None
    if as_json:
        print_json(
            {
                "submission": found.id,
                "state": found.state,
                "transaction": found.transaction,
                "operation": told,
                "ready_at": announced["ready_at"] if announced is not None else None,
                "error": found.error.error if found.error is not None else None,
            }
        )
    elif announced is not None:
        out.print(f"announced as {told}, ready from {announced['ready_at']}", markup=False)
    elif found.succeeded:
        events = ", ".join(f"{event.name} as event {event.sequence}" for event in found.events)
        out.print(events or f"done in transaction {found.transaction}", markup=False)
    if not found.succeeded:
        if not as_json:
            err.print(str(found.error), style="red", markup=False)
        raise typer.Exit(Exit.REFUSED)


def _announced(gateway: GatewayClient, found: Submission) -> dict[str, Any] | None:
    """The operation that was announced in the submission's transaction."""
    listed = gateway.operations()["operations"]
    return next((each for each in listed if each["transaction"] == found.transaction), None)
