"""`pledge chain`: a consortium's network of validators on this machine."""

import enum
import json
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated

import typer
from eth_utils.address import is_address, to_checksum_address
from rich.text import Text

from chain_gateway.proofs import InvalidHeader, InvalidTrust, RefusedChange, Trust
from chain_gateway.proofs.changes import changes_file, follow
from chain_gateway.proofs.validators import quorum_of
from chain_gateway.rpc import Node
from chain_gateway.rpc.engines.consortium import EngineNotFound, Network, NetworkError, engine_binary
from chain_gateway.rpc.engines.consortium.network import Standing
from chain_gateway.rpc.engines.consortium.node_process import NodeProcess
from chain_gateway.rpc.evidence import EvidenceSource
from chain_gateway.signing import Keystore
from pledge.commands.keys import PasswordFile, password
from pledge.console import err, print_json, progress, table
from pledge.consortium import Consortium, Members, PermissionRefused
from pledge.exits import Exit, Stop
from pledge.validator_changes import collect

app = typer.Typer(
    help="A consortium's network of validators (Polygon Edge, IBFT), in one folder.", no_args_is_help=True
)

Folder = Annotated[
    Path, typer.Option("--folder", help="Folder of keystore, deployment file and, under 'network', the validators.")
]
Engines = Annotated[Path, typer.Option("--engines", help="Folder with the engine that `make engines` built.")]
Json = Annotated[bool, typer.Option("--json", help="Write JSON for machines.")]


class Way(enum.Enum):
    """What a vote is for."""

    ADD = "add"
    REMOVE = "remove"


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
    account = _account(address)
    with _told():
        network = Network.open(folder / "network", engine_binary(engines))
        consortium = Consortium(network, Members.open(Keystore(folder / "keystore"), password(password_file)))
        if remove:
            consortium.forbid(account)
        else:
            consortium.allow(account)
    err.print(f"{account} {'may not send any more' if remove else 'may send'}")


@app.command("vote")
def vote(
    way: Annotated[Way, typer.Argument(help="Whether the validator is to come or to go.")],
    address: Annotated[str, typer.Argument(help="The validator's address.")],
    voters: Annotated[
        list[str] | None,
        typer.Option("--validator", help="Node that votes, such as node-2; repeat (default: every validator here)."),
    ] = None,
    folder: Folder = DEFAULT_FOLDER,
    engines: Engines = DEFAULT_ENGINES,
) -> None:
    """Let validators vote on one more, or on one less; more than half must. Each votes in the block that it proposes.

    Example: [bold]pledge chain vote add 0x1234567890abcdef1234567890abcdef12345678[/]
    """
    account = _account(address)
    with _told():
        network = Network.open(folder / "network", engine_binary(engines))
        nodes = _named_nodes(network, voters)
        standing = network.standing(nodes[0])
        present = account in standing.validators
        if present == (way is Way.ADD):
            known = "is a validator" if present else "is no validator"
            raise Stop(Exit.BAD_INPUT, f"{account} {known} already", "`pledge chain status` shows the set.")
        members = dict(zip(network.nodes, network.validators, strict=True))
        voting = [node for node in nodes if members[node] in standing.validators]
        if not voting:
            raise Stop(Exit.BAD_INPUT, "none of these nodes is a validator", "`pledge chain status` shows which are.")
        for node in voting:
            network.vote(node, account, add=way is Way.ADD)
    needed = len(standing.validators) // 2 + 1
    err.print(f"{len(voting)} will vote to {way.value} {account}; {needed} of {len(standing.validators)} must")
    err.print("next: pledge chain status, until the set has changed; then pledge chain changes --pin")


@app.command("join")
def join(folder: Folder = DEFAULT_FOLDER, engines: Engines = DEFAULT_ENGINES) -> None:
    """Make a further node and start it: it follows the chain, and makes blocks when it is voted in.

    Example: [bold]pledge chain join[/]
    """
    with _told():
        network = Network.open(folder / "network", engine_binary(engines))
        node = network.join()
        node.start()
    err.print(f"{node.folder.name} runs at {node.url}")
    err.print(f"next: pledge chain vote add {network.validators[-1]}")


@app.command("leave")
def leave(
    name: Annotated[str, typer.Argument(help="The node, such as node-3.")],
    folder: Folder = DEFAULT_FOLDER,
    engines: Engines = DEFAULT_ENGINES,
) -> None:
    """Stop a node that was voted out and strike it from the network's description. Its folder stays.

    Example: [bold]pledge chain leave node-3[/]
    """
    with _told():
        network = Network.open(folder / "network", engine_binary(engines))
        (node,) = _named_nodes(network, [name])
        address = dict(zip(network.nodes, network.validators, strict=True))[node]
        others = [each for each in network.nodes if each is not node and each.pid is not None]
        if others and address in network.standing(others[0]).validators:
            raise Stop(
                Exit.REFUSED,
                f"{name} is a validator; without it a quorum is harder",
                f"pledge chain vote remove {address}",
            )
        network.leave(node)
    err.print(f"{name} is stopped and struck off")


@app.command("changes")
def changes(
    output: Annotated[Path | None, typer.Option("--output", "-o", help="File to write the headers into.")] = None,
    validators: Annotated[
        Path | None, typer.Option("--validators", help="The pinned file to go on from (default: the network's own).")
    ] = None,
    rpc: Annotated[
        str | None, typer.Option("--rpc", help="A node to read (default: the first that runs here).")
    ] = None,
    pin: Annotated[
        bool, typer.Option("--pin", help="Enter the sets that the headers show into the pinned file.")
    ] = False,
    folder: Folder = DEFAULT_FOLDER,
    engines: Engines = DEFAULT_ENGINES,
    as_json: Json = False,
) -> None:
    """Show by headers how the set of validators changed since the pinned one. What they do not show is refused.

    Example: [bold]pledge chain changes -o changes.json --pin[/]
    """
    file = folder / "network" / "validators.json" if validators is None else validators
    try:
        trust = Trust.load(file)
    except InvalidTrust as problem:
        raise Stop(Exit.BAD_INPUT, str(problem), "Name the consortium's file with --validators.") from None
    with _told():
        url = rpc if rpc is not None else _running(Network.open(folder / "network", engine_binary(engines))).url
    source = EvidenceSource(url)
    node = Node.http(url, reader=trust.contracts["LedgerLog"])
    try:
        head = node.head().number
        with progress(quiet=as_json) as bar:
            task = bar.add_task("reading headers", total=head)
            found = collect(source, trust, head, lambda number: bar.update(task, completed=number))
    except InvalidHeader as problem:
        raise Stop(Exit.REFUSED, str(problem), "This is no node of such a network.") from None
    finally:
        source.close()
        node.close()
    try:
        followed = follow(trust, found)
    except RefusedChange as problem:
        raise Stop(Exit.REFUSED, str(problem), "Ask the consortium what happened; pin nothing.") from None
    if output is not None:
        output.write_text(json.dumps(changes_file(trust.chain_id, found), indent=2) + "\n", "utf-8")
    if pin and found:
        draft = file.with_suffix(".new")
        draft.write_text(json.dumps(followed.as_json(), indent=2) + "\n", "utf-8")
        draft.replace(file)
    if as_json:
        print_json({"head": head, "changes": len(found), "sets": followed.as_json()["sets"]})
        return
    rows = [(str(each.from_block), str(len(each.validators)), ", ".join(each.validators)) for each in followed.sets]
    table(f"Sets of validators up to block {head}", ("from block", "validators", "addresses"), rows)


def _named_nodes(network: Network, names: Sequence[str] | None) -> list[NodeProcess]:
    """Nodes by name, all of them without one; those that run, if none is named."""
    if not names:
        found = [node for node in network.nodes if node.pid is not None]
        if not found:
            raise Stop(Exit.UNREACHABLE, "no node of the network runs here", "pledge chain up starts them.")
        return found
    known = {node.folder.name: node for node in network.nodes}
    for name in names:
        if name not in known:
            raise Stop(Exit.BAD_INPUT, f"there is no node {name[:40]!r}", f"There are {', '.join(known)}.")
    return [known[name] for name in names]


def _running(network: Network) -> NodeProcess:
    return _named_nodes(network, None)[0]


def _account(address: str) -> str:
    if not is_address(address):
        raise Stop(Exit.BAD_INPUT, f"ADDRESS {address[:60]!r} is no address", "Write 0x and 40 digits.")
    return str(to_checksum_address(address))


def _show(network: Network, as_json: bool) -> None:
    heights = list(network.heights())
    standing = _standing(network, heights)
    members = set(network.validators if standing is None else standing.validators)
    own = dict(zip(network.nodes, network.validators, strict=True))
    alive = sum(height is not None and own[node] in members for node, height in heights)
    needed = quorum_of(len(members))
    votes = () if standing is None else standing.votes
    if as_json:
        print_json(
            {
                "chain_id": network.chain_id,
                "answering": alive,
                "quorum": needed,
                "set": sorted(members),
                "votes": [{"voter": each.voter, "candidate": each.candidate, "add": each.add} for each in votes],
                "validators": [
                    {
                        "name": node.folder.name,
                        "address": own[node],
                        "url": node.url,
                        "pid": node.pid,
                        "block": height,
                        "in_set": own[node] in members,
                    }
                    for node, height in heights
                ],
            }
        )
    else:
        rows = [
            (
                node.folder.name + ("" if own[node] in members else " (follows)"),
                own[node],
                node.url,
                Text("down", style="bold red") if height is None else Text(f"block {height}", style="green"),
            )
            for node, height in heights
        ]
        table(
            f"Chain {network.chain_id}: {alive} of {len(members)} validators answer, {needed} are needed",
            ("validator", "address", "JSON-RPC", "state"),
            rows,
        )
        if votes:
            table(
                f"Votes of this epoch; more than half of {len(members)} decide",
                ("vote", "on", "by"),
                [("add" if each.add else "remove", each.candidate, each.voter) for each in votes],
            )
    if alive < needed:
        raise Stop(
            Exit.UNREACHABLE,
            f"{alive} of {len(members)} validators answer; {needed} are needed for a block",
            "pledge chain up starts the others.",
        )


def _standing(network: Network, heights: Sequence[tuple[NodeProcess, int | None]]) -> Standing | None:
    """The set and its votes as the first node that answers has them; None when none does."""
    for node, height in heights:
        if height is not None:
            try:
                return network.standing(node)
            except NetworkError:
                continue
    return None


@contextmanager
def _told() -> Iterator[None]:
    """Failures of the network as exit codes."""
    try:
        yield
    except (EngineNotFound, NetworkError) as failure:
        raise Stop(Exit.BAD_INPUT, str(failure)) from None
    except PermissionRefused as failure:
        raise Stop(Exit.REFUSED, str(failure)) from None
