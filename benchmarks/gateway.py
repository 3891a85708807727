"""How fast the gateway accepts, and how fast what it accepted is in blocks, beside two plain scripts on the same node.

In one run, on one anvil with blocks of 300 million gas every second (`--block-seconds`, `--gas-limit`): the limit, a
script that pre-signs and pumps raw batches; a naive web3.py script; then the gateway as its own process, with HTTP,
validated JSON, audit, idempotency keys and every step on disk. All enter one party for each transaction.

Phases of the gateway: single POSTs over several connections until all are accepted, then until all are final; the same
at half of the rate at which they were accepted, for latencies; and a backlog accepted while the node stands still, for
what the worker does without HTTP beside it.

Usage: python -m benchmarks.gateway [--submissions N] [--connections N] [--postgresql URL] [--memory]
"""

import argparse
import contextlib
import http.client
import json
import os
import shutil
import signal
import socket
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any

from benchmarks.gateway_peers import pump, send_and_wait
from chain_gateway.api.tokens import DevelopmentIssuer
from chain_gateway.ledger import calls
from chain_gateway.ledger.calls import Call
from chain_gateway.ledger.deployments import Deployment
from chain_gateway.ledger.enums import PartyKind
from chain_gateway.ledger.events import LedgerEvent, PartyAdmitted, decode
from chain_gateway.ledger.structs import Act, PartyEntry
from chain_gateway.rpc.engines.anvil import AnvilChain, anvil_binary
from chain_gateway.signing import Keystore, Signer
from chain_gateway.submission.receipts import raw_log
from pledge.deployment import deploy

PROJECT = Path(__file__).parents[1]
NAIVE = 8
_TICKS = os.sysconf("SC_CLK_TCK")
_PAGE = os.sysconf("SC_PAGE_SIZE")


@dataclass
class Gateway:
    """The gateway's process, and how to write to it."""

    process: subprocess.Popen[bytes]
    port: int
    token: str
    party: int

    def post(self, connection: http.client.HTTPConnection, name: str) -> float:
        """Enter one party; seconds until it was answered that it is accepted."""
        body = json.dumps({"entries": [{"kind": "Enterprise", "name": name}]})
        headers = {
            "authorization": f"Bearer {self.token}",
            "content-type": "application/json",
            "idempotency-key": name.replace(" ", "-"),
        }
        started = time.monotonic()
        connection.request("POST", "/v1/parties", body, headers)
        answer = connection.getresponse()
        content = answer.read()
        if answer.status != 202:
            raise SystemExit(f"the gateway answered {answer.status}: {content.decode()}")
        return time.monotonic() - started

    def connection(self) -> http.client.HTTPConnection:
        return http.client.HTTPConnection("127.0.0.1", self.port, timeout=120)

    def final(self) -> int:
        """How many submissions are final."""
        connection = self.connection()
        connection.request("GET", "/v1/health")
        states = json.loads(connection.getresponse().read())["store"]["submissions"]
        connection.close()
        unwanted = {state: count for state, count in states.items() if state in ("reverted", "replaced", "dropped")}
        if unwanted:
            raise SystemExit(f"submissions ended without effect: {unwanted}")
        return int(states.get("final", 0))

    def cpu_seconds(self) -> float:
        fields = Path(f"/proc/{self.process.pid}/stat").read_text().rpartition(")")[2].split()
        return (int(fields[11]) + int(fields[12])) / _TICKS

    def resident_mib(self) -> float:
        return int(Path(f"/proc/{self.process.pid}/statm").read_text().split()[1]) * _PAGE / 2**20

    def await_final(self, count: int) -> None:
        while self.final() < count:
            time.sleep(0.05)


def main() -> int:
    """Measure, and print the figures."""
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--submissions", type=int, default=6_000, help="how many each phase sends")
    options.add_argument("--connections", type=int, default=16, help="over how many connections at once")
    options.add_argument("--gas-limit", type=int, default=300_000_000, help="gas of a block")
    options.add_argument("--block-seconds", type=int, default=1, help="seconds between blocks")
    options.add_argument("--window", type=int, default=5_000, help="transactions of a key that wait for a block")
    options.add_argument("--postgresql", help="SQLAlchemy URL of an empty database for the gateway's store")
    options.add_argument("--memory", action="store_true", help="only: memory over that many submissions")
    found = options.parse_args()
    with tempfile.TemporaryDirectory(prefix="pledge-bench-") as name:
        figures = measure(found, Path(name))
    print(json.dumps(figures))
    return 0


def measure(options: argparse.Namespace, folder: Path) -> dict[str, Any]:
    """All phases; the figures by name."""
    count: int = options.submissions
    binary = anvil_binary(PROJECT / "node_modules")
    with AnvilChain(binary, gas_limit=options.gas_limit) as chain:
        keystore = Keystore(folder / "keystore", 2)
        office = keystore.create("office", "of no use")
        keys = [os.urandom(32) for _ in range(2)]
        plain = [Keystore(folder / "plain", 2).add(f"plain-{number}", key, "x") for number, key in enumerate(keys)]
        deployment, party = _ledger(chain, [office, *plain])
        shutil.move(folder / "keystore" / "office.key.json", folder / "keystore" / f"party-{party}.key.json")
        chain.fund(office.address)  # the gateway asks the node what gas costs, and anvil names a price
        chain.mine_every(options.block_seconds)
        deployment.save(folder / "deployment.json")
        figures: dict[str, Any] = {
            "cores": os.cpu_count(),
            "submissions": count,
            "block_gas": options.gas_limit,
            "block_seconds": options.block_seconds,
            "store": "postgresql" if options.postgresql else "sqlite",
        }
        call, to = _enrol("firm 0"), deployment.parties
        if not options.memory:
            limit = pump(chain.url, keys[0], to, lambda each: _enrol(f"pumped {each}").data, call.gas, count)
            naive = send_and_wait(chain.url, keys[1], to, lambda each: _enrol(f"naive {each}").data, call.gas, NAIVE)
            figures |= {
                "limit_per_second": round(limit.per_second),
                "limit_signing_seconds": round(limit.signing_seconds, 1),
                "naive_per_second": round(naive.per_second, 2),
            }
        further = ["--rpc-batch", "200", "--window", str(options.window)]
        further += ["--store", options.postgresql] if options.postgresql else []
        with gateway_process(folder, chain.url, party, further) as gateway:
            if options.memory:
                return figures | _memory(gateway, count, options.connections)
            figures |= _accepted(gateway, count, options.connections)
            figures |= _latency(gateway, count, options.connections, figures["accepted_per_second"] / 2)
            figures |= _backlog(gateway, chain, count, options.connections)
        figures |= {
            "included_over_limit": round(figures["included_per_second"] / figures["limit_per_second"], 2),
            "drained_over_limit": round(figures["drained_per_second"] / figures["limit_per_second"], 2),
            "included_over_naive": round(figures["included_per_second"] / figures["naive_per_second"]),
        }
        return figures


def _accepted(gateway: Gateway, count: int, connections: int) -> dict[str, Any]:
    """As fast as the connections can."""
    before, cpu, started = gateway.final(), gateway.cpu_seconds(), time.monotonic()
    _post(gateway, "fast", count, connections)
    accepted = time.monotonic() - started
    gateway.await_final(before + count)
    included = time.monotonic() - started
    return {
        "accepted_per_second": round(count / accepted),
        "included_per_second": round(count / included),
        "cpu_seconds_per_submission": round((gateway.cpu_seconds() - cpu) / count, 5),
    }


def _latency(gateway: Gateway, count: int, connections: int, rate: float) -> dict[str, Any]:
    """At so many posts in a second."""
    before = gateway.final()
    seconds = sorted(_post(gateway, "paced", count, connections, rate))
    gateway.await_final(before + count)
    return {
        "latency_at_per_second": round(rate),
        "accept_p50_ms": round(statistics.median(seconds) * 1000, 1),
        "accept_p99_ms": round(seconds[int(len(seconds) * 0.99)] * 1000, 1),
    }


def _backlog(gateway: Gateway, chain: AnvilChain, count: int, connections: int) -> dict[str, Any]:
    """Accepted while the node's process is stopped; the clock runs from the moment that it goes on."""
    before = gateway.final()
    os.kill(chain.process_id, signal.SIGSTOP)
    try:
        _post(gateway, "held", count, connections)
    finally:
        os.kill(chain.process_id, signal.SIGCONT)
    cpu, started = gateway.cpu_seconds(), time.monotonic()
    gateway.await_final(before + count)
    drained = time.monotonic() - started
    return {
        "drained_per_second": round(count / drained),
        "worker_cpu_seconds_per_submission": round((gateway.cpu_seconds() - cpu) / count, 5),
        "resident_mib": round(gateway.resident_mib()),
    }


def _memory(gateway: Gateway, count: int, connections: int) -> dict[str, Any]:
    """Resident memory after each tenth."""
    part, sizes = max(count // 10, 1), []
    for tenth in range(10):
        _post(gateway, f"memory-{tenth}", part, connections)
        gateway.await_final(part * (tenth + 1))
        sizes.append(round(gateway.resident_mib()))
        print(f"{part * (tenth + 1)} submissions: {sizes[-1]} MiB", file=sys.stderr)
    return {"resident_mib": sizes}


def _post(gateway: Gateway, name: str, count: int, connections: int, rate: float | None = None) -> list[float]:
    """Seconds that each of `count` posts took; at `rate` in a second, or as fast as the answers come."""
    numbers = iter(range(count))
    lock, found, failed = threading.Lock(), list[float](), list[BaseException]()
    started = time.monotonic()

    def work() -> None:
        connection = gateway.connection()
        try:
            while True:
                with lock:
                    number = next(numbers, None)
                if number is None:
                    return
                if rate is not None:
                    time.sleep(max(started + number / rate - time.monotonic(), 0))
                found.append(gateway.post(connection, f"{name} {number}"))
        except BaseException as problem:  # noqa: BLE001  # raised where the threads are joined
            failed.append(problem)
        finally:
            connection.close()

    threads = [threading.Thread(target=work) for _ in range(connections)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    if failed:
        raise failed[0]
    return found


@contextmanager
def gateway_process(folder: Path, url: str, party: int, further: Sequence[str]) -> Iterator[Gateway]:
    """The gateway as its own process, with further options of the command."""
    (folder / "password").write_text("of no use")
    port = _free_port()
    command = [sys.executable, "-m", "pledge", "gateway", "--rpc", url, "--port", str(port), "--folder", str(folder)]
    command += ["--password-file", str(folder / "password"), *further]
    token = DevelopmentIssuer.open(folder / "issuer.pem").issue(
        "benchmark", party, ["registry:write"], timedelta(days=1)
    )
    with (folder / "log").open("wb") as log:
        process = subprocess.Popen(command, cwd=PROJECT, stdout=log, stderr=log)  # noqa: S603
        try:
            gateway = Gateway(process, port, token, party)
            while True:
                if process.poll() is not None:
                    raise SystemExit((folder / "log").read_text())
                with contextlib.suppress(OSError):
                    gateway.final()
                    break
                time.sleep(0.1)
            yield gateway
        finally:
            process.terminate()
            process.wait()


def _ledger(chain: AnvilChain, signers: Sequence[Signer]) -> tuple[Deployment, int]:
    """A ledger, and the id of an office with these keys."""
    governance = Signer.random()
    deployment = deploy(chain.node, governance)
    call = calls.admit(PartyEntry(PartyKind.RegistryOffice, "office"), [signer.address for signer in signers], Act())
    fields = {"to": deployment.parties, "value": 0, "data": call.data, "gas": call.gas, "gasPrice": 0}
    fields |= {"chainId": chain.node.chain_id(), "nonce": chain.node.nonce(governance.address)}
    sent = chain.node.send_raw(governance.sign_transaction(fields))
    while (receipt := chain.node.receipt(sent)) is None:
        time.sleep(0.05)
    events = [decode(raw_log(log), deployment) for log in receipt.logs if log.address == deployment.parties]
    admitted = [each for each in events if isinstance(each, LedgerEvent) and isinstance(each.payload, PartyAdmitted)]
    assert isinstance(admitted[0].subject, int)
    return deployment, admitted[0].subject


def ledger_with_office(chain: AnvilChain, folder: Path) -> int:
    """A ledger whose deployment file and one office's key are in `folder`; the office's id."""
    office = Keystore(folder / "keystore", 2).create("office", "of no use")
    deployment, party = _ledger(chain, [office])
    shutil.move(folder / "keystore" / "office.key.json", folder / "keystore" / f"party-{party}.key.json")
    chain.fund(office.address)
    deployment.save(folder / "deployment.json")
    return party


def _enrol(name: str) -> Call:
    return calls.enrol([PartyEntry(PartyKind.Enterprise, name)], Act())


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


if __name__ == "__main__":
    sys.exit(main())
