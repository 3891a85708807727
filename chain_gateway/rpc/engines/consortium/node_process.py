"""One validator: a process of the pinned engine, with a folder of its own."""

import os
import shutil
import signal
import subprocess
import time
from dataclasses import dataclass
from pathlib import Path

_started: list[subprocess.Popen[bytes]] = []
"""Processes that this one started: they may outlive the objects that started them, and are not to be collected."""


class EngineNotFound(Exception):
    """The engine was not built yet."""

    def __init__(self, searched: Path) -> None:
        super().__init__(f"There is no {searched}. Build it with `make engines` (needs Go, takes a few minutes).")
        self.searched = searched


def engine_binary(engines: Path) -> Path:
    """The engine in the folder `engines`, else the one on the PATH. Raises EngineNotFound."""
    built = engines / "polygon-edge"
    if built.is_file():
        return built.resolve()
    found = shutil.which("polygon-edge")
    if found is None:
        raise EngineNotFound(built)
    return Path(found)


@dataclass(frozen=True)
class Ports:
    """Where a validator listens, on the loopback address unless `host` says otherwise."""

    json_rpc: int
    peers: int
    operator: int


class NodeProcess:
    """A validator's process. It is found again by its pid file, so whoever starts it may end before it does."""

    def __init__(self, binary: Path, folder: Path, genesis: Path, ports: Ports, host: str = "127.0.0.1") -> None:
        self.folder = folder
        self.ports = ports
        self.host = host
        self._binary = binary
        self._genesis = genesis
        self._child: subprocess.Popen[bytes] | None = None

    @property
    def url(self) -> str:
        """Its JSON-RPC."""
        return f"http://{self.host}:{self.ports.json_rpc}"

    @property
    def operator(self) -> str:
        """Where its operator commands it, votes included; never to be open to others."""
        return f"{self.host}:{self.ports.operator}"

    @property
    def log(self) -> Path:
        """What it says."""
        return self.folder / "engine.log"

    @property
    def pid(self) -> int | None:
        """Process id while it runs."""
        if self._child is not None and self._child.poll() is not None:
            self._child = None
        try:
            pid = int(self._pid_file.read_text("ascii"))
        except (FileNotFoundError, ValueError):
            return None
        # A process that was started a moment ago has no command line to be known by yet.
        started = self._child is not None and self._child.pid == pid
        return pid if started or self._is_ours(pid) else None

    def start(self) -> None:
        """Start it, unless it runs."""
        if self.pid is not None:
            return
        with self.log.open("ab") as words:
            self._child = subprocess.Popen(  # noqa: S603  # the binary is the caller's, the arguments are ours
                self.command(),
                stdin=subprocess.DEVNULL,
                stdout=words,
                stderr=subprocess.STDOUT,
                start_new_session=True,
                env={name: os.environ[name] for name in ("HOME", "PATH", "TMPDIR") if name in os.environ},
            )
        _started.append(self._child)
        self._pid_file.write_text(str(self._child.pid), "ascii")

    def command(self) -> list[str]:
        """What is run."""
        return [
            str(self._binary), "server", "--data-dir", str(self.folder), "--chain", str(self._genesis),
            "--grpc-address", f"{self.host}:{self.ports.operator}",
            "--libp2p", f"{self.host}:{self.ports.peers}",
            "--jsonrpc", f"{self.host}:{self.ports.json_rpc}",
            "--seal", "--price-limit", "0", "--max-slots", "32768", "--max-enqueued", "4096",
            "--json-rpc-batch-request-limit", "200", "--json-rpc-block-range-limit", "10000",
            "--num-block-confirmations", "1", "--log-level", "WARN",
        ]  # fmt: skip

    def stop(self, seconds: float = 15.0) -> None:
        """End it in order; after `seconds` by force."""
        pid = self.pid
        if pid is None:
            self._pid_file.unlink(missing_ok=True)
            return
        os.kill(pid, signal.SIGTERM)
        deadline = time.monotonic() + seconds
        while self._alive(pid):
            if time.monotonic() > deadline:
                self.kill()
                return
            time.sleep(0.05)
        self._pid_file.unlink(missing_ok=True)

    def kill(self) -> None:
        """End it at once, as a power cut would."""
        pid = self.pid
        if pid is not None:
            os.kill(pid, signal.SIGKILL)
            while self._alive(pid):
                time.sleep(0.02)
        self._pid_file.unlink(missing_ok=True)

    def last_words(self) -> str:
        """The end of its log."""
        try:
            return self.log.read_bytes()[-1500:].decode("utf-8", "replace").strip()
        except FileNotFoundError:
            return ""

    @property
    def _pid_file(self) -> Path:
        return self.folder / "engine.pid"

    def _alive(self, pid: int) -> bool:
        if self._child is not None and self._child.pid == pid:
            running = self._child.poll() is None
            if not running:
                self._child = None
            return running
        return self._is_ours(pid)

    def _is_ours(self, pid: int) -> bool:
        """Whether that process is this validator: a number may have been given to another since."""
        try:
            words = Path(f"/proc/{pid}/cmdline").read_bytes().split(b"\0")
        except OSError:
            return False
        return os.fsencode(str(self.folder)) in words
