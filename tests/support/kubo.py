"""Real Kubo nodes of a private swarm: one swarm key, no bootstrap, no discovery, everything on loopback."""

import json
import os
import secrets
import shutil
import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from urllib.request import Request, urlopen

import pytest

BINARY = Path(__file__).parents[2] / ".engines" / "ipfs"
MISSING = "the Kubo node is not built: run `make engines` (needs Go)"


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@dataclass
class KuboNode:
    """One node; `start` and `stop` (with `kill=True` at once) as often as wanted."""

    folder: Path
    api: int = field(default_factory=_free_port)
    swarm: int = field(default_factory=_free_port)
    process: subprocess.Popen[bytes] | None = None

    @property
    def address(self) -> str:
        return f"/ip4/127.0.0.1/tcp/{self.api}"

    def init(self, swarm_key: str) -> None:
        self.run("init", "--profile=test")
        config = json.loads((self.folder / "config").read_text())
        config["Addresses"] |= {
            "API": self.address,
            "Gateway": [],
            "Swarm": [f"/ip4/127.0.0.1/tcp/{self.swarm}"],
        }
        config["Bootstrap"] = []
        config["Discovery"] = {"MDNS": {"Enabled": False}}
        config["AutoConf"] = {"Enabled": False}
        config["AutoTLS"] = {"Enabled": False}
        config["Routing"] = {"Type": "none"}
        config["Swarm"] |= {"Transports": {"Network": {"QUIC": False, "WebTransport": False, "Websocket": False}}}
        config.setdefault("DNS", {})["Resolvers"] = {}
        config.setdefault("Ipns", {})["DelegatedPublishers"] = []
        config["Routing"]["DelegatedRouters"] = []
        (self.folder / "config").write_text(json.dumps(config))
        (self.folder / "swarm.key").write_text(swarm_key)

    def run(self, *arguments: str, output: Path | None = None) -> str:
        """One command of the node; what it writes is answered, or put into `output`."""
        command = [str(BINARY), *arguments]
        if output is not None:
            with output.open("wb") as file:
                subprocess.run(command, env=self._environment(), check=True, stdout=file)  # noqa: S603
            return ""
        done = subprocess.run(command, env=self._environment(), check=True, capture_output=True, text=True)  # noqa: S603
        return done.stdout

    def start(self) -> None:
        log = (self.folder / "log").open("ab")
        self.process = subprocess.Popen(  # noqa: S603
            [str(BINARY), "daemon"], env=self._environment(), stdout=log, stderr=subprocess.STDOUT
        )
        log.close()
        until = time.monotonic() + 60
        while time.monotonic() < until:
            try:
                self.call("id")
                return
            except OSError:
                if self.process.poll() is not None:
                    break
                time.sleep(0.1)
        raise RuntimeError((self.folder / "log").read_text()[-2_000:])

    def stop(self, *, kill: bool = False) -> None:
        if self.process is not None:
            (self.process.kill if kill else self.process.terminate)()
            self.process.wait(30)
            self.process = None

    def call(self, command: str) -> bytes:
        with urlopen(Request(f"http://127.0.0.1:{self.api}/api/v0/{command}", method="POST"), timeout=30) as answer:
            return bytes(answer.read())

    def connect(self, other: "KuboNode") -> None:
        peer = json.loads(other.call("id"))["ID"]
        self.call(f"swarm/connect?arg=/ip4/127.0.0.1/tcp/{other.swarm}/p2p/{peer}")
        self.call(f"swarm/peering/add?arg=/ip4/127.0.0.1/tcp/{other.swarm}/p2p/{peer}")

    def _environment(self) -> dict[str, str]:
        return os.environ | {"IPFS_PATH": str(self.folder), "IPFS_TELEMETRY": "off", "LIBP2P_FORCE_PNET": "1"}


@contextmanager
def private_swarm(folder: Path, count: int = 2) -> Iterator[list[KuboNode]]:
    """`count` connected nodes below `folder`; skips the test, with the reason, where Kubo is not built."""
    if not BINARY.exists():
        pytest.skip(MISSING)
    key = f"/key/swarm/psk/1.0.0/\n/base16/\n{secrets.token_hex(32)}\n"
    nodes = [KuboNode(folder / f"kubo-{index}") for index in range(count)]
    try:
        for node in nodes:
            node.folder.mkdir(parents=True)
            node.init(key)
            node.start()
        for node in nodes[1:]:
            node.connect(nodes[0])
        yield nodes
    finally:
        for node in nodes:
            node.stop(kill=True)
        shutil.rmtree(folder, ignore_errors=True)
