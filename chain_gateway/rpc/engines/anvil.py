"""anvil, started as a process beside this one: for development, tests and benchmarks."""

import json
import os
import platform
import shutil
import socket
import subprocess
import tempfile
import time
from pathlib import Path
from types import TracebackType

from web3.types import RPCEndpoint

from chain_gateway.rpc.errors import NodeUnavailable
from chain_gateway.rpc.finality import Finality
from chain_gateway.rpc.http_provider import HttpProvider
from chain_gateway.rpc.node import Node

_GRANT = 10**24
_MACHINES = {"x86_64": "amd64", "amd64": "amd64", "aarch64": "arm64", "arm64": "arm64"}


class AnvilNotFound(Exception):
    """No anvil binary is installed."""

    def __init__(self, searched: Path) -> None:
        super().__init__(f"No anvil binary under {searched} or on the PATH. Run `npm ci` in the project's folder.")
        self.searched = searched


def anvil_binary(packages: Path) -> Path:
    """The native anvil of the npm package below the folder `packages` (a node_modules), else the one on the PATH.

    Raises AnvilNotFound.
    """
    machine = _MACHINES.get(platform.machine().lower(), platform.machine().lower())
    name = f"anvil-{platform.system().lower()}-{machine}"
    native = packages / "@foundry-rs" / name / "bin" / "anvil"
    if native.is_file():
        return native
    found = shutil.which("anvil")
    if found is None:
        raise AnvilNotFound(packages)
    return Path(found)


class AnvilChain:
    """An anvil process with the London rules, a base fee of 0 and one block per transaction; a context manager.

    `state` names a file that the chain is kept in across restarts. `block_seconds` mines by the clock instead of at
    once. The node pays nothing for gas.
    """

    def __init__(
        self,
        binary: Path,
        *,
        gas_limit: int = 100_000_000,
        chain_id: int = 31_337,
        port: int | None = None,
        state: Path | None = None,
        block_seconds: int | None = None,
        start_seconds: float = 20.0,
    ) -> None:
        self.port = port if port is not None else _free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        self._start_seconds = start_seconds
        _require_free(self.port, self.url)
        command = [str(binary), "--hardfork", "london", "--gas-limit", str(gas_limit), "--base-fee", "0"]
        command += ["--gas-price", "0", "--chain-id", str(chain_id), "--port", str(self.port), "--silent"]
        # Old states go to a folder that ends with the chain; left to itself anvil leaves gigabytes in the home.
        self._states = tempfile.TemporaryDirectory(prefix="anvil-", ignore_cleanup_errors=True)
        command += ["--accounts", "1", "--cache-path", self._states.name]
        if state is not None:
            command += ["--state", str(state)]
        if block_seconds is not None:
            command += ["--block-time", str(block_seconds)]
        self._words = tempfile.TemporaryFile()  # noqa: SIM115  # closed by stop()
        self._process = subprocess.Popen(  # noqa: S603  # the binary is the caller's, the arguments are ours
            command,
            stdout=self._words,
            stderr=subprocess.STDOUT,
            stdin=subprocess.DEVNULL,
            env=_environment(),
            start_new_session=True,  # a Ctrl-C is ours to hear first: what uses the chain stops before it
        )
        self._provider = HttpProvider(self.url, 30)
        self.node = Node.http(self.url, finality=Finality.instant(), fixed_gas_price=0, poll_seconds=0.05)
        try:
            self._await_start()
        except BaseException:
            self.stop()
            raise

    def __enter__(self) -> "AnvilChain":
        """The running chain."""
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Stop the process."""
        self.stop()

    def fund(self, address: str) -> None:
        """Set the account's balance to more than it can need."""
        answer = self._provider.make_request(RPCEndpoint("anvil_setBalance"), [address, hex(_GRANT)])
        if "error" in answer:
            raise NodeUnavailable(self.url, f"anvil_setBalance was refused: {json.dumps(answer['error'])}")

    def mine_every(self, seconds: int) -> None:
        """From now on mine by the clock and not at once."""
        for method, argument in (("evm_setAutomine", False), ("evm_setIntervalMining", seconds)):
            answer = self._provider.make_request(RPCEndpoint(method), [argument])
            if "error" in answer:
                raise NodeUnavailable(self.url, f"{method} was refused: {json.dumps(answer['error'])}")

    @property
    def process_id(self) -> int:
        """Of the anvil process."""
        return self._process.pid

    def stop(self) -> None:
        """End the process (and let it write its state); a second time does nothing."""
        if self._process.poll() is None:
            self._process.terminate()
            try:
                self._process.wait(timeout=10)
            except subprocess.TimeoutExpired:
                self._process.kill()
                self._process.wait()
        self.node.close()
        self._provider.close()
        self._words.close()
        self._states.cleanup()

    def _await_start(self) -> None:
        deadline = time.monotonic() + self._start_seconds
        while True:
            if self._process.poll() is not None:
                self._words.seek(0)
                words = self._words.read(2000).decode("utf-8", "replace").strip()
                raise NodeUnavailable(self.url, f"anvil ended with code {self._process.returncode}: {words}")
            try:
                self.node.head()
            except NodeUnavailable:
                if time.monotonic() > deadline:
                    raise
                time.sleep(0.05)
            else:
                return


def _require_free(port: int, url: str) -> None:
    """What listens on the port already would answer in anvil's place."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError as taken:
            raise NodeUnavailable(url, f"its port cannot be opened for anvil ({taken.strerror})") from None


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def _environment() -> dict[str, str]:
    """Anvil needs a home for its cache and nothing else of this process's environment."""
    return {name: os.environ[name] for name in ("HOME", "PATH", "TMPDIR") if name in os.environ}
