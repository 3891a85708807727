"""A gateway of several processes: who accepts holds no key, is replaced when it dies, and ends when the worker does."""

import os
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import httpx
import pytest

from chain_gateway.api import DevelopmentIssuer
from chain_gateway.client import GatewayClient, Retries
from chain_gateway.rpc.engines.anvil import AnvilChain, anvil_binary
from chain_gateway.signing import Keystore, Signer
from chain_gateway.submission import open_store
from pledge.deployment import deploy
from tests.support.memory import holds, spellings
from tests.support.postgresql import Cluster

PROJECT = Path(__file__).parents[2]
PACKAGES = PROJECT / "node_modules"

pytestmark = pytest.mark.skipif(
    not (PACKAGES / "@foundry-rs").is_dir() and shutil.which("anvil") is None,
    reason="anvil is not installed: `npm ci` brings it (`make test` does so)",
)


@dataclass
class Gateway:
    """The worker's process, and the way to those that accept."""

    process: subprocess.Popen[bytes]
    url: str
    token: str
    key: bytes
    address: str

    def acceptors(self) -> list[int]:
        """Processes of those that accept."""
        children = Path(f"/proc/{self.process.pid}/task/{self.process.pid}/children")
        threads = children.parent.parent.iterdir()
        found = [int(each) for thread in threads for each in (thread / "children").read_text().split()]
        return sorted(each for each in found if b"spawn_main" in Path(f"/proc/{each}/cmdline").read_bytes())

    def enter(self, name: str) -> str:
        """Admit a bank; answers the state that its submission ends in."""
        with GatewayClient(self.url, self.token, retries=Retries(times=20)) as client:
            entry = {"kind": "Bank", "name": name, "identifier": ""}
            body = {"entries": [entry], "keys": [Signer.random().address]}
            return client.submit("/v1/parties", body, name.encode().hex()).state

    def well(self) -> bool:
        try:
            return bool(httpx.get(self.url + "/v1/ready").json()["ready"])
        except httpx.TransportError:
            return False


def until(condition: object, seconds: float = 60.0) -> None:
    assert callable(condition)
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline
        time.sleep(0.1)


@pytest.fixture(scope="module")
def store_url(postgresql: Cluster) -> str:
    return postgresql.fresh()


@pytest.fixture(scope="module")
def gateway(store_url: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Gateway]:
    folder = tmp_path_factory.mktemp("gateway")
    chain = AnvilChain(anvil_binary(PACKAGES))
    key = os.urandom(32)
    signer = Keystore(folder / "keystore", 2).add("governance", key, "of no use")
    chain.fund(signer.address)
    deploy(chain.node, signer).save(folder / "deployment.json")
    (folder / "password").write_text("of no use")
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    command = [sys.executable, "-m", "pledge", "gateway", "--rpc", chain.url, "--port", str(port)]
    command += ["--folder", str(folder), "--password-file", str(folder / "password")]
    command += ["--store", store_url, "--acceptors", "2"]
    token = DevelopmentIssuer.open(folder / "issuer.pem").issue("an officer", 0, ["governance"])
    with (folder / "said").open("wb") as said:
        process = subprocess.Popen(  # noqa: S603
            command, stdout=said, stderr=said, cwd=PROJECT, env=os.environ | {"PYTHONPATH": str(PROJECT)}
        )
        found = Gateway(process, f"http://127.0.0.1:{port}", token, key, signer.address)
        try:
            until(found.well)
            until(lambda: len(found.acceptors()) == 2)
            yield found
        finally:
            process.kill()
            process.wait()
            chain.stop()


def test_an_act_that_one_process_accepts_another_signs_and_whoever_waits_is_told(gateway: Gateway) -> None:
    started = time.monotonic()
    assert [gateway.enter(f"演示银行 {number}") for number in range(3)] == ["final"] * 3
    assert time.monotonic() - started < 20


def test_no_process_that_answers_has_the_key(gateway: Gateway) -> None:
    until(lambda: len(gateway.acceptors()) == 2)
    assert holds(gateway.process.pid, spellings(gateway.key))
    for acceptor in gateway.acceptors():
        assert holds(acceptor, {"address": gateway.address.encode()}) == {"address"}
        assert not holds(acceptor, spellings(gateway.key))


def test_one_that_is_killed_is_replaced_and_nothing_is_lost(gateway: Gateway, store_url: str) -> None:
    before = gateway.acceptors()
    os.kill(before[0], signal.SIGKILL)
    assert gateway.enter("演示银行 after one was killed") == "final"
    until(lambda: len(gateway.acceptors()) == 2 and gateway.acceptors() != before)
    assert gateway.enter("演示银行 after it was replaced") == "final"
    store = open_store(store_url)
    assert set(store.counts()) == {"final"}
    assert store.first_broken_act() is None
    store.close()


def test_they_end_with_the_worker_however_it_ends(gateway: Gateway) -> None:
    until(lambda: len(gateway.acceptors()) == 2)
    acceptors = gateway.acceptors()
    gateway.process.kill()
    gateway.process.wait()
    until(lambda: not any(Path(f"/proc/{each}").exists() for each in acceptors), 20)
