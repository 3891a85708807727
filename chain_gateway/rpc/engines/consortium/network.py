"""A network of validators in one folder: made once, then started, watched and stopped."""

import json
import socket
import subprocess
import time
from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Self

from eth_utils.address import to_checksum_address

from chain_gateway.rpc.engines.consortium.genesis import Permissions, permissioned, pinned_validators
from chain_gateway.rpc.engines.consortium.node_process import NodeProcess, Ports
from chain_gateway.rpc.errors import NodeError, NodeUnavailable
from chain_gateway.rpc.finality import Finality
from chain_gateway.rpc.node import ZERO_ADDRESS, Node

_VERSION = 1
_GAS_LIMIT = 100_000_000
EPOCH_BLOCKS = 100_000
"""Blocks of an epoch where the genesis names none; the engine's default."""


class NetworkError(Exception):
    """The network could not be made, read or started; says what to do."""


@dataclass(frozen=True)
class NetworkPlan:
    """What a new network is to be."""

    chain_id: int
    senders: Permissions
    deployers: Permissions
    validators: int = 4
    block_seconds: int = 1
    gas_limit: int = _GAS_LIMIT
    first_port: int | None = None
    """Three ports for each validator from here on; free ones when None."""

    def __post_init__(self) -> None:
        """Raises ValueError naming the field and value that do not fit."""
        if not 1 <= self.validators <= 64:
            raise ValueError(f"validators must be from 1 to 64, got {self.validators}")
        if not 1 <= self.block_seconds <= 60:
            raise ValueError(f"block_seconds must be from 1 to 60, got {self.block_seconds}")
        if not 1 <= self.chain_id < 2**53:
            raise ValueError(f"chain_id must be from 1 to 2^53 - 1, got {self.chain_id}")


@dataclass(frozen=True)
class Vote:
    """A validator's vote that counts in the present epoch."""

    voter: str
    candidate: str
    add: bool


@dataclass(frozen=True)
class Standing:
    """Who makes blocks, and what is being voted on, as one node has it."""

    validators: tuple[str, ...]
    votes: tuple[Vote, ...]
    waiting: tuple[str, ...]
    """Candidates that the node itself will vote on when it proposes a block."""


class Network:
    """The validators of one folder.

    `create` makes it, `open` reads it. Starting and stopping are for one machine; in a consortium each member runs
    its own validator by the unit file in deploy/consortium, from the same genesis file.
    """

    def __init__(self, folder: Path, binary: Path, description: dict[str, Any]) -> None:
        self.folder = folder
        self.chain_id: int = description["chain_id"]
        self._binary = binary
        self._description = description
        self.validators: tuple[str, ...] = tuple(each["address"] for each in description["nodes"])
        self.nodes = tuple(
            NodeProcess(binary, folder / each["name"], self.genesis_file, Ports(**each["ports"]))
            for each in description["nodes"]
        )

    @classmethod
    def create(cls, folder: Path, binary: Path, plan: NetworkPlan) -> Self:
        """Make keys, genesis and the file of validators in an empty folder. Raises NetworkError."""
        folder = folder.resolve()
        if folder.exists() and any(folder.iterdir()):
            raise NetworkError(f"{folder} is not empty. A network has a folder of its own: name another.")
        folder.mkdir(parents=True, exist_ok=True)
        nodes: list[dict[str, Any]] = []
        ports = _ports(plan.first_port, plan.validators)
        for number in range(1, plan.validators + 1):
            name = f"node-{number}"
            made = json.loads(_run(binary, folder, "secrets", "init", "--data-dir", name, "--insecure", "--json"))[0]
            nodes.append(
                {
                    "name": name,
                    "address": to_checksum_address(made["address"]),
                    "node_id": made["node_id"],
                    "ports": vars(next(ports)),
                }
            )
        boot = _boot_nodes(nodes)
        _run(binary, folder, "genesis", "--consensus", "ibft", "--ibft-validator-type", "ecdsa",
             "--validators-prefix", "node-", "--block-time", f"{plan.block_seconds}s",
             "--block-gas-limit", str(plan.gas_limit), "--chain-id", str(plan.chain_id),
             "--premine", "0x0000000000000000000000000000000000000001:1",
             *[word for each in (boot * 2)[: max(2, len(boot))] for word in ("--bootnode", each)])  # fmt: skip
        genesis_file = folder / "genesis.json"
        genesis = json.loads(genesis_file.read_text("utf-8"))
        _write(genesis_file, permissioned(genesis, plan.senders, plan.deployers))
        epoch = int(genesis["params"]["engine"]["ibft"].get("epochSize", EPOCH_BLOCKS))
        _write(folder / "validators.json", pinned_validators(plan.chain_id, [each["address"] for each in nodes], epoch))
        description = {"version": _VERSION, "chain_id": plan.chain_id, "nodes": nodes}
        _write(folder / "network.json", description)
        return cls(folder, binary, description)

    @classmethod
    def open(cls, folder: Path, binary: Path) -> Self:
        """The network that `create` made there. Raises NetworkError."""
        folder = folder.resolve()
        try:
            description = json.loads((folder / "network.json").read_text("utf-8"))
        except (OSError, ValueError) as error:
            raise NetworkError(f"{folder} holds no network ({error}). `pledge chain init` makes one.") from None
        if description.get("version") != _VERSION:
            raise NetworkError(f"{folder}: network.json has version {description.get('version')!r}, not {_VERSION}.")
        return cls(folder, binary, description)

    @property
    def genesis_file(self) -> Path:
        """The genesis that every validator starts from."""
        return self.folder / "genesis.json"

    @property
    def validators_file(self) -> Path:
        """The file that pins the validators."""
        return self.folder / "validators.json"

    @property
    def urls(self) -> tuple[str, ...]:
        """JSON-RPC of each validator."""
        return tuple(each.url for each in self.nodes)

    def start(self, seconds: float = 60.0) -> None:
        """Start every validator that does not run, and wait until the chain grows. Raises NetworkError."""
        for each in self.nodes:
            each.start()
        self.await_block(1, seconds)

    def stop(self) -> None:
        """Stop every validator in order."""
        for each in self.nodes:
            each.stop()

    def join(self) -> NodeProcess:
        """Make keys, a folder and ports for a further node, which follows the chain when it is started.

        It makes blocks when the validators have voted it in. Raises NetworkError.
        """
        numbers = [int(each["name"].rpartition("-")[2]) for each in self._description["nodes"]]
        name = f"node-{max(numbers) + 1}"
        if (self.folder / name).exists():
            raise NetworkError(f"{self.folder / name} is there already; it is no node of this network. Move it away.")
        made = json.loads(
            _run(self._binary, self.folder, "secrets", "init", "--data-dir", name, "--insecure", "--json")
        )[0]
        entry = {
            "name": name,
            "address": to_checksum_address(made["address"]),
            "node_id": made["node_id"],
            "ports": vars(next(_ports(None, 1))),
        }
        self._describe([*self._description["nodes"], entry])
        return self.nodes[-1]

    def leave(self, node: NodeProcess) -> None:
        """Stop a node and strike it from the network's description; its folder stays.

        The validators vote it out first. Raises NetworkError.
        """
        if len(self.nodes) == 1:
            raise NetworkError("A network has at least one node.")
        node.stop()
        name = node.folder.name
        kept = [each for each in self._description["nodes"] if each["name"] != name]
        self._describe(kept)

    def _describe(self, nodes: list[dict[str, Any]]) -> None:
        """The network has these nodes from now on.

        All are boot nodes, or one could be cut off by the end of the only one that it knows; the genesis's hash does
        not cover them, and each node reads them when it starts.
        """
        description = self._description | {"nodes": nodes}
        _write(self.folder / "network.json", description)
        genesis = json.loads(self.genesis_file.read_text("utf-8"))
        _write(self.genesis_file, genesis | {"bootnodes": _boot_nodes(nodes)})
        Network.__init__(self, self.folder, self._binary, description)

    def vote(self, node: NodeProcess, address: str, *, add: bool) -> None:
        """Let a validator vote, from the next block on that it proposes. Raises NetworkError.

        The engine's own command at the node's operator port: whoever reaches that port votes with its key.
        """
        _run(
            self._binary, self.folder, "ibft", "propose", "--addr", address, "--vote", "auth" if add else "drop",
            "--grpc-address", node.operator,
        )  # fmt: skip

    def standing(self, node: NodeProcess) -> Standing:
        """The set of validators and the votes that count, as a node has them. Raises NetworkError."""
        told = json.loads(
            _run(self._binary, self.folder, "ibft", "snapshot", "--grpc-address", node.operator, "--json")
        )
        waiting = json.loads(
            _run(self._binary, self.folder, "ibft", "candidates", "--grpc-address", node.operator, "--json")
        )
        validators = tuple(to_checksum_address(_address(each)) for each in told["validators"] or ())
        cast = [
            (to_checksum_address(each["proposer"]), to_checksum_address(each["address"]))
            for each in told["votes"] or ()
        ]
        return Standing(
            validators=validators,
            votes=tuple(Vote(voter, candidate, candidate not in validators) for voter, candidate in cast),
            waiting=tuple(to_checksum_address(each["address"]) for each in waiting["candidates"] or ()),
        )

    def await_block(self, number: int, seconds: float = 60.0, nodes: Sequence[NodeProcess] | None = None) -> None:
        """Wait until each of `nodes` (default: all) has the block `number`. Raises NetworkError."""
        deadline = time.monotonic() + seconds
        for each in nodes if nodes is not None else self.nodes:
            with ExitStack() as stack:
                node = self.node(each)
                stack.callback(node.close)
                while (_height(node) or 0) < number:
                    if each.pid is None:
                        raise NetworkError(f"{each.folder.name} ended: {each.last_words()}")
                    if time.monotonic() > deadline:
                        raise NetworkError(
                            f"{each.folder.name} has no block {number} after {seconds:.0f} s; see {each.log}"
                        )
                    time.sleep(0.1)

    def node(self, process: NodeProcess, reader: str | None = None) -> Node:
        """A client of one validator; `reader` is a listed account that reads are sent from."""
        return Node.http(
            process.url,
            finality=Finality.instant(),
            fixed_gas_price=0,
            poll_seconds=0.25,
            reader=ZERO_ADDRESS if reader is None else reader,
        )

    def heights(self) -> Iterator[tuple[NodeProcess, int | None]]:
        """Each validator with the number of its newest block, None when it does not answer."""
        for each in self.nodes:
            node = self.node(each)
            yield each, _height(node)
            node.close()


def _address(validator: Any) -> str:
    """The engine writes a validator as an object with its address."""
    return str(validator["Address"] if isinstance(validator, dict) else validator)


def _boot_nodes(nodes: Sequence[dict[str, Any]]) -> list[str]:
    """Where the nodes are found by those that start."""
    return [f"/ip4/127.0.0.1/tcp/{each['ports']['peers']}/p2p/{each['node_id']}" for each in nodes]


def _height(node: Node) -> int | None:
    try:
        return node.head().number
    except (NodeUnavailable, NodeError):
        return None


def _run(binary: Path, folder: Path, *arguments: str) -> str:
    done = subprocess.run(  # noqa: S603  # the binary is the caller's, the arguments are ours
        [str(binary), *arguments], cwd=folder, capture_output=True, text=True, timeout=60, check=False
    )
    if done.returncode != 0:
        raise NetworkError(f"The engine's `{' '.join(arguments[:2])}` failed: {done.stderr.strip()[-800:]}")
    return done.stdout


def _write(path: Path, content: Any) -> None:
    draft = path.with_name(f"{path.name}.new")
    draft.write_text(json.dumps(content, indent=2) + "\n", "utf-8")
    draft.replace(path)


def _ports(first: int | None, validators: int) -> Iterator[Ports]:
    if first is not None:
        for number in range(validators):
            start = first + 3 * number
            yield Ports(start, start + 1, start + 2)
        return
    with ExitStack() as stack:  # held until all are found, so that no two are the same
        found = []
        for _ in range(3 * validators):
            probe = stack.enter_context(socket.socket())
            probe.bind(("127.0.0.1", 0))
            found.append(probe.getsockname()[1])
    for start in range(0, len(found), 3):
        yield Ports(*found[start : start + 3])
