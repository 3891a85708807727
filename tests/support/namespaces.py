"""Hosts of the tests' own inside this machine: network namespaces on a switch that can be cut in two (iproute2, root).

Nothing in them reaches outside: the switches have no address and no way to this machine's own network.
"""

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from chain_gateway.rpc.engines.consortium.node_process import NodeProcess, Ports

IP = shutil.which("ip", path=f"{os.environ.get('PATH', '')}:/usr/sbin:/sbin")
_ASK = """
import sys, urllib.request
request = urllib.request.Request(sys.argv[1], sys.argv[2].encode(), {"content-type": "application/json"})
print(urllib.request.urlopen(request, timeout=5).read().decode())
"""


def why_not() -> str | None:
    """Why namespaces cannot be made here; None when they can."""
    if IP is None:
        return "there is no `ip` on this machine: scripts/system-packages installs iproute2"
    name = f"pb-try-{os.getpid()}"
    tried = subprocess.run([IP, "netns", "add", name], capture_output=True, text=True, check=False)  # noqa: S603
    if tried.returncode != 0:
        return f"network namespaces cannot be made here ({tried.stderr.strip()[:100]}): it needs root"
    subprocess.run([IP, "netns", "del", name], check=True)  # noqa: S603
    return None


class Switch:
    """Hosts h1, h2, ... at 10.77.0.1, 10.77.0.2, ... on one of two switches, both in a namespace of their own."""

    def __init__(self, hosts: int) -> None:
        self._tag = f"pb{os.getpid()}"
        self.hosts = [f"{self._tag}-h{number}" for number in range(1, hosts + 1)]
        self._hub = f"{self._tag}-hub"

    def address(self, host: int) -> str:
        """Address of a host, from 0."""
        return f"10.77.0.{host + 1}"

    def build(self) -> None:
        """Make them all, on the first switch."""
        for name in (self._hub, *self.hosts):
            _ip("netns", "add", name)
        for bridge in ("left", "right"):
            _ip("-n", self._hub, "link", "add", bridge, "type", "bridge")
            _ip("-n", self._hub, "link", "set", bridge, "up")
        for place, name in enumerate(self.hosts):
            _ip("link", "add", f"p{place}", "netns", self._hub, "type", "veth", "peer", "name", "eth0", "netns", name)
            _ip("-n", self._hub, "link", "set", f"p{place}", "master", "left", "up")
            _ip("-n", name, "addr", "add", f"{self.address(place)}/24", "dev", "eth0")
            _ip("-n", name, "link", "set", "eth0", "up")
            _ip("-n", name, "link", "set", "lo", "up")

    def part(self, hosts: Sequence[int]) -> None:
        """Put these hosts on the second switch: they reach each other and no other."""
        for host in hosts:
            _ip("-n", self._hub, "link", "set", f"p{host}", "master", "right")

    def heal(self) -> None:
        """Put all hosts on the first switch."""
        for host in range(len(self.hosts)):
            _ip("-n", self._hub, "link", "set", f"p{host}", "master", "left")

    def destroy(self) -> None:
        """Take everything away."""
        for name in (*self.hosts, self._hub):
            subprocess.run([str(IP), "netns", "del", name], capture_output=True, check=False)  # noqa: S603

    def ask(self, host: int, url: str, method: str, *parameters: Any) -> Any:
        """A JSON-RPC question asked on a host."""
        question = json.dumps({"jsonrpc": "2.0", "id": 1, "method": method, "params": parameters})
        asked = [str(IP), "netns", "exec", self.hosts[host], sys.executable, "-I", "-S", "-c", _ASK, url, question]
        told = subprocess.run(asked, capture_output=True, text=True, timeout=30, check=True)  # noqa: S603
        return json.loads(told.stdout)["result"]


@contextmanager
def switch(hosts: int) -> Iterator[Switch]:
    """Hosts for the length of a test."""
    made = Switch(hosts)
    try:
        made.build()
        yield made
    finally:
        made.destroy()


class HostedNode(NodeProcess):
    """A validator on a host of a switch: its peers reach it at the host's address, nobody else at all."""

    def __init__(self, binary: Path, folder: Path, genesis: Path, ports: Ports, on: Switch, host: int) -> None:
        super().__init__(binary, folder, genesis, ports)
        self._switch = on
        self._number = host

    def command(self) -> list[str]:
        """As any validator, inside its namespace."""
        own = f"127.0.0.1:{self.ports.peers}"
        told = [
            f"{self._switch.address(self._number)}:{self.ports.peers}" if x == own else x for x in super().command()
        ]
        return [str(IP), "netns", "exec", self._switch.hosts[self._number], *told]

    def ask(self, method: str, *parameters: Any) -> Any:
        """A JSON-RPC question."""
        return self._switch.ask(self._number, self.url, method, *parameters)


def _ip(*words: str) -> None:
    subprocess.run([str(IP), *words], check=True, capture_output=True, timeout=30)  # noqa: S603
