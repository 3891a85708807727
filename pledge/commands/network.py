"""`pledge chain`: a consortium's network of validators on this machine."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated

import typer
from eth_utils.address import is_address, to_checksum_address
from rich.text import Text

from chain_gateway.proofs.validators import quorum_of
from chain_gateway.rpc.engines.consortium import EngineNotFound, Network, NetworkError, engine_binary
from chain_gateway.signing import Keystore
from pledge.commands.keys import PasswordFile, password
from pledge.console import err, print_json, progress, table
from pledge.consortium import Consortium, Members, PermissionRefused
from pledge.exits import Exit, Stop

app = typer.Typer(
    help="A consortium's network of validators (Polygon Edge, IBFT), in one folder.", no_args_is_help=True
)

Folder = Annotated[
    Path, typer.Option("--folder", help="Folder of keystore, deployment file and, under 'network', the validators.")
]
Engines = Annotated[Path, typer.Option("--engines", help="Folder with the engine that `make engines` built.")]
Json = Annotated[bool, typer.Option("--json", help="Write JSON for machines.")]

DEFAULT_FOLDER = Path(".state")
DEFAULT_ENGINES = Path(".engines")


@app.command("init")
def init(
    validators: Annotated[int, typer.Option("--validators", min=1, max=64, help="How many validators.")] = 4,
    chain_id: Annotated[
        int, typer.Option("--chain-id", min=1, max=2**53 - 1, help="Chain id of the network.")
    ] = 20_261,
    block_seconds: Annotated[int, typer.Option("--block-seconds", min=1, max=60, help="Seconds between blocks.")] = 1,
    first_port: Annotated[
        int, typer.Option("--first-port", min=1024, max=65_000, help="Three ports for each validator from here on.")
    ] = 8_600,
    folder: Folder = DEFAULT_FOLDER,
    engines: Engines = DEFAULT_ENGINES,
    password_file: PasswordFile = None,
    as_json: Json = False,
) -> None:
    """Make the validators' keys, the genesis with its allow lists, and the file that pins the validators.

    Example: [bold]pledge chain init --validators 4 --password-file secret.txt[/]
    """
    if (folder / "deployment.json").exists():
        raise Stop(
            Exit.BAD_INPUT, f"{folder} holds a ledger already", "A new network is a new ledger: name another --folder."
        )
    with _told():
        members = Members.open(Keystore(folder / "keystore"), password(password_file))
        made = Consortium.create(
            folder / "network",
            engine_binary(engines),
            members,
            chain_id=chain_id,
            validators=validators,
            block_seconds=block_seconds,
            first_port=first_port,
        )
    network = made.network
    if as_json:
        print_json({"chain_id": chain_id, "validators": list(network.validators), "urls": list(network.urls)})
        return
    rows = [
        (node.folder.name, address, node.url) for node, address in zip(network.nodes, network.validators, strict=True)
    ]
    table(f"Network of chain {chain_id} in {network.folder}", ("validator", "address", "JSON-RPC"), rows)
    err.print("next: pledge chain up")


@app.command("up")
def up(
    folder: Folder = DEFAULT_FOLDER,
    engines: Engines = DEFAULT_ENGINES,
    password_file: PasswordFile = None,
    as_json: Json = False,
) -> None:
    """Start the validators that do not run; the first time, put the ledger on the chain.

    Example: [bold]pledge chain up --password-file secret.txt[/]
    """
    output = folder / "deployment.json"
    with _told():
        network = Network.open(folder / "network", engine_binary(engines))
        secret = "" if output.exists() else password(password_file)
        network.start()
        if not output.exists():
            consortium = Consortium(network, Members.open(Keystore(folder / "keystore"), secret))
            with progress(quiet=as_json) as bar:
                task = bar.add_task("deploying", total=None)
                consortium.deploy(
                    output, lambda step: bar.update(task, completed=step.number, total=step.of, description=step.label)
                )
    _show(network, as_json)
    if not as_json:
        secret_file = "" if password_file is None else f" --password-file {password_file}"
        err.print(f"next: pledge up --chain {network.urls[0]} --folder {folder}{secret_file}")


@app.command("status")
def status(folder: Folder = DEFAULT_FOLDER, engines: Engines = DEFAULT_ENGINES, as_json: Json = False) -> None:
    """Show each validator and its newest block. Exit code 3 when fewer than a quorum answer.

    Example: [bold]pledge chain status[/]
    """
    with _told():
        network = Network.open(folder / "network", engine_binary(engines))
    _show(network, as_json)


@app.command("down")
def down(folder: Folder = DEFAULT_FOLDER, engines: Engines = DEFAULT_ENGINES) -> None:
    """Stop the validators in order. What is on the chain stays.

    Example: [bold]pledge chain down[/]
    """
    with _told():
        Network.open(folder / "network", engine_binary(engines)).stop()
    err.print("stopped")


@app.command("allow")
def allow(
    address: Annotated[str, typer.Argument(help="Account: a party's signing key.")],
    remove: Annotated[bool, typer.Option("--remove", help="Take it off the list instead.")] = False,
    folder: Folder = DEFAULT_FOLDER,
    engines: Engines = DEFAULT_ENGINES,
    password_file: PasswordFile = None,
) -> None:
    """Let an account's transactions have an effect; the transactions of all others have none.

    Example: [bold]pledge chain allow 0x1234567890abcdef1234567890abcdef12345678[/]
    """
    if not is_address(address):
        raise Stop(Exit.BAD_INPUT, f"ADDRESS {address[:60]!r} is no address", "Write 0x and 40 digits.")
    account = to_checksum_address(address)
    with _told():
        network = Network.open(folder / "network", engine_binary(engines))
        consortium = Consortium(network, Members.open(Keystore(folder / "keystore"), password(password_file)))
        if remove:
            consortium.forbid(account)
        else:
            consortium.allow(account)
    err.print(f"{account} {'may not send any more' if remove else 'may send'}")


def _show(network: Network, as_json: bool) -> None:
    heights = list(network.heights())
    alive = sum(height is not None for _, height in heights)
    count = len(heights)
    needed = quorum_of(count)
    if as_json:
        print_json(
            {
                "chain_id": network.chain_id,
                "answering": alive,
                "quorum": needed,
                "validators": [
                    {"name": node.folder.name, "address": address, "url": node.url, "pid": node.pid, "block": height}
                    for (node, height), address in zip(heights, network.validators, strict=True)
                ],
            }
        )
    else:
        rows = [
            (
                node.folder.name,
                address,
                node.url,
                Text("down", style="bold red") if height is None else Text(f"block {height}", style="green"),
            )
            for (node, height), address in zip(heights, network.validators, strict=True)
        ]
        table(
            f"Chain {network.chain_id}: {alive} of {count} answer, {needed} are needed",
            ("validator", "address", "JSON-RPC", "state"),
            rows,
        )
    if alive < needed:
        raise Stop(
            Exit.UNREACHABLE,
            f"{alive} of {count} validators answer; {needed} are needed for a block",
            "pledge chain up starts the others.",
        )


@contextmanager
def _told() -> Iterator[None]:
    """Failures of the network as exit codes."""
    try:
        yield
    except (EngineNotFound, NetworkError) as failure:
        raise Stop(Exit.BAD_INPUT, str(failure)) from None
    except PermissionRefused as failure:
        raise Stop(Exit.REFUSED, str(failure)) from None
