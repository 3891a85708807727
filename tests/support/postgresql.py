"""A real PostgreSQL of the tests' own: a throw-away cluster in a temporary folder, one database for each test."""

import itertools
import os
import pwd
import shutil
import socket
import subprocess
import tempfile
from collections.abc import Sequence
from pathlib import Path

_USER = "postgres"  # the server refuses to run as root, so there it runs as the user that Debian's package makes


class Cluster:
    """A running server. `fresh` makes a database; `stop` and `start` are for tests of its absence.

    Durability is off unless `durable` (`fsync`), so a test that kills the machine proves nothing here; one that kills a
    client does. Benchmarks ask for a durable one, or for larger `shared_buffers`.
    """

    def __init__(self, *, durable: bool = False, shared_buffers: str = "128MB") -> None:
        self._bin = _programs()
        self._folder = Path(tempfile.mkdtemp(prefix="pledgebook-postgresql-"))
        self._data = self._folder / "data"
        self._names = (f"test_{number}" for number in itertools.count(1))
        self.port = _free_port()
        if os.geteuid() == 0:
            account = pwd.getpwnam(_USER)
            os.chown(self._folder, account.pw_uid, account.pw_gid)
        self._run("initdb", "--pgdata", str(self._data), "--username", _USER, "--auth", "trust", "--encoding", "UTF8",
                  "--locale", "C.UTF-8", "--no-sync")  # fmt: skip
        with (self._data / "postgresql.conf").open("a", encoding="ascii") as settings:
            settings.write(
                f"port = {self.port}\nlisten_addresses = '127.0.0.1'\nunix_socket_directories = '{self._folder}'\n"
                f"max_connections = 200\nshared_buffers = '{shared_buffers}'\n"
            )
            if not durable:
                settings.write("fsync = off\nfull_page_writes = off\n")
        self.start()

    def start(self) -> None:
        """Start the server and wait until it answers."""
        self._run("pg_ctl", "start", "--wait", "--silent", "--pgdata", str(self._data),
                  "--log", str(self._folder / "log"))  # fmt: skip

    def stop(self, mode: str = "fast") -> None:
        """Stop the server: `fast` ends connections, `immediate` does not even say goodbye."""
        self._run("pg_ctl", "stop", "--wait", "--silent", "--mode", mode, "--pgdata", str(self._data))

    def fresh(self) -> str:
        """SQLAlchemy URL of a new, empty database."""
        name = next(self._names)
        self._run("createdb", "--host", "127.0.0.1", "--port", str(self.port), "--username", _USER, name)
        return f"postgresql+psycopg://{_USER}@127.0.0.1:{self.port}/{name}"

    def remove(self) -> None:
        """Stop the server and delete everything."""
        self.stop("immediate")
        shutil.rmtree(self._folder)

    def _run(self, program: str, *arguments: str) -> None:
        command: Sequence[str] = (str(self._bin / program), *arguments)
        if os.geteuid() == 0:
            command = ("runuser", "-u", _USER, "--", *command)
        done = subprocess.run(command, capture_output=True, text=True, cwd=self._folder, timeout=120)  # noqa: S603
        if done.returncode != 0:
            raise RuntimeError(f"{program} ended with {done.returncode}: {done.stderr.strip() or done.stdout.strip()}")


def _programs() -> Path:
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"))
    if not found:
        raise RuntimeError("There is no PostgreSQL on this machine; scripts/system-packages installs it.")
    return found[-1].parent


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port
