"""How fast the gateway accepts, and how fast what it accepted is in blocks, beside two plain scripts on the same node.

In one run, on one anvil with blocks of 300 million gas every second (`--block-seconds`, `--gas-limit`): the limit, a
script that pre-signs and pumps raw batches; a naive web3.py script; then the gateway as its own process, with HTTP,
validated JSON, audit, idempotency keys and every step on disk. All enter one party for each transaction.

Phases of the gateway: single POSTs over several connections until all are accepted, then until all are final; the same
at half of the rate at which they were accepted, for latencies; a backlog accepted while the node stands still, for what
the worker does without HTTP beside it; and the same number of pledges in one bulk filing (NDJSON), beside a script that
pumps such filings.

All share the machine's cores: node, load, gateway, and the database server where there is one. So the processor time of
each is told as well: from it follows what the same work gives where each has cores of its own.

Usage: python -m benchmarks.gateway [--submissions N] [--connections N] [--postgresql [URL]] [--acceptors N] [--memory]
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

from benchmarks.gateway_filings import open_market
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
from tests.support.postgresql import Cluster

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
    bank_token: str

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

    def file_bulk(self, rows: Sequence[bytes]) -> None:
        """File pledges in one request; returns when all are answered to be accepted."""
        connection = self.connection()
        headers = {
            "authorization": f"Bearer {self.bank_token}",
            "content-type": "application/x-ndjson",
            "idempotency-key": "bulk",
        }
        chunks = (b"".join(rows[start : start + 100]) for start in range(0, len(rows), 100))
        connection.request("POST", "/v1/pledges:bulk", chunks, headers, encode_chunked=True)
        answer = connection.getresponse()
        found = json.loads(answer.read())
        connection.close()
        if answer.status != 202 or found["accepted"] != len(rows):
            raise SystemExit(f"the gateway answered {answer.status}: {json.dumps(found)[:2000]}")

    def cpu_seconds(self) -> float:
        """Of all of its processes."""
        return sum(_cpu_seconds(each) for each in _family(self.process.pid))

    def resident_mib(self) -> float:
        """Of all of its processes."""
        pages = [int(Path(f"/proc/{each}/statm").read_text().split()[1]) for each in _family(self.process.pid)]
        return sum(pages) * _PAGE / 2**20

    def await_final(self, count: int) -> None:
        while self.final() < count:
            time.sleep(0.2)


def main() -> int:
    """Measure, and print the figures."""
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--submissions", type=int, default=6_000, help="how many each phase sends")
    options.add_argument("--connections", type=int, default=16, help="over how many connections at once")
    options.add_argument("--gas-limit", type=int, default=300_000_000, help="gas of a block")
    options.add_argument("--block-seconds", type=int, default=1, help="seconds between blocks")
    options.add_argument("--window", type=int, default=5_000, help="transactions of a key that wait for a block")
    options.add_argument(
        "--postgresql",
        nargs="?",
        const="own",
        help="the gateway's store is there: SQLAlchemy URL of an empty database (without one: a server of its own)",
    )
    options.add_argument("--acceptors", type=int, default=0, help="processes that accept beside the worker")
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
    with AnvilChain(binary, gas_limit=options.gas_limit) as chain, _store(options) as store:
        keystore = Keystore(folder / "keystore", 2)
        office, bank = (keystore.create(name, "of no use") for name in ("office", "bank"))
        keys = [os.urandom(32) for _ in range(3)]
        plain = [Keystore(folder / "plain", 2).add(f"plain-{number}", key, "x") for number, key in enumerate(keys)]
        deployment, party, governance = _ledger(chain, [office, *plain[:2]])
        market = open_market(
            chain, deployment, governance, [bank.address, plain[2].address], 0 if options.memory else count * 2
        )
        for name, number in (("office", party), ("bank", market.bank)):
            shutil.move(folder / "keystore" / f"{name}.key.json", folder / "keystore" / f"party-{number}.key.json")
        for signer in (office, bank):
            chain.fund(signer.address)  # the gateway asks the node what gas costs, and anvil names a price
        chain.mine_every(options.block_seconds)
        deployment.save(folder / "deployment.json")
        figures: dict[str, Any] = {
            "cores": os.cpu_count(),
            "load_before": round(os.getloadavg()[0], 1),
            "submissions": count,
            "connections": options.connections,
            "block_gas": options.gas_limit,
            "block_seconds": options.block_seconds,
            "store": "postgresql" if store is not None else "sqlite",
            "acceptors": options.acceptors,
        }
        call, filing = _enrol("firm 0"), market.call(0)
        if not options.memory:
            node_cpu = _cpu_seconds(chain.process_id)
            limit = pump(
                chain.url, keys[0], deployment.parties, lambda each: _enrol(f"pumped {each}").data, call.gas, count
            )
            node_cpu = _cpu_seconds(chain.process_id) - node_cpu
            naive = send_and_wait(
                chain.url, keys[1], deployment.parties, lambda each: _enrol(f"naive {each}").data, call.gas, NAIVE
            )
            filings = pump(
                chain.url, keys[2], deployment.pledges, lambda each: market.call(each).data, filing.gas, count
            )
            figures |= {
                "limit_per_second": round(limit.per_second),
                "limit_signing_seconds": round(limit.signing_seconds, 1),
                "node_cpu_seconds_per_transaction": round(node_cpu / count, 5),
                "naive_per_second": round(naive.per_second, 2),
                "bulk_limit_per_second": round(filings.per_second),
            }
        further = ["--rpc-batch", "200", "--window", str(options.window)]
        further += ["--store", store, "--acceptors", str(options.acceptors)] if store is not None else []
        with gateway_process(folder, chain.url, party, further, market.bank) as gateway:
            if options.memory:
                return figures | _memory(gateway, count, options.connections)
            figures |= _accepted(gateway, count, options.connections)
            figures |= _latency(gateway, count, options.connections, figures["accepted_per_second"] / 2)
            figures |= _backlog(gateway, chain, count, options.connections)
            figures |= _bulk(gateway, [market.row(count + number) for number in range(count)])
        figures |= {
            "included_over_limit": round(figures["included_per_second"] / figures["limit_per_second"], 2),
            "drained_over_limit": round(figures["drained_per_second"] / figures["limit_per_second"], 2),
            "included_over_naive": round(figures["included_per_second"] / figures["naive_per_second"]),
            "bulk_included_over_limit": round(
                figures["bulk_included_per_second"] / figures["bulk_limit_per_second"], 2
            ),
        }
        return figures


def _accepted(gateway: Gateway, count: int, connections: int) -> dict[str, Any]:
    """As fast as the connections can."""
    before, cpu, own, started = gateway.final(), gateway.cpu_seconds(), time.process_time(), time.monotonic()
    _post(gateway, "fast", count, connections)
    accepted, own = time.monotonic() - started, time.process_time() - own
    gateway.await_final(before + count)
    included = time.monotonic() - started
    return {
        "accepted_per_second": round(count / accepted),
        "included_per_second": round(count / included),
        "cpu_seconds_per_submission": round((gateway.cpu_seconds() - cpu) / count, 5),
        "load_cpu_seconds_per_submission": round(own / count, 5),
    }


def _bulk(gateway: Gateway, rows: Sequence[bytes]) -> dict[str, Any]:
    """As many pledges in one request."""
    before, cpu, started = gateway.final(), gateway.cpu_seconds(), time.monotonic()
    gateway.file_bulk(rows)
    accepted = time.monotonic() - started
    gateway.await_final(before + len(rows))
    included = time.monotonic() - started
    return {
        "bulk_accepted_per_second": round(len(rows) / accepted),
        "bulk_included_per_second": round(len(rows) / included),
        "bulk_cpu_seconds_per_row": round((gateway.cpu_seconds() - cpu) / len(rows), 5),
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
def _store(options: argparse.Namespace) -> Iterator[str | None]:
    """SQLAlchemy URL of the gateway's store on PostgreSQL; None for SQLite."""
    if options.postgresql != "own":
        yield options.postgresql
        return
    cluster = Cluster(durable=True)
    try:
        yield cluster.fresh()
    finally:
        cluster.remove()


@contextmanager
def gateway_process(
    folder: Path, url: str, party: int, further: Sequence[str], bank: int | None = None
) -> Iterator[Gateway]:
    """The gateway as its own process, with further options of the command; an office's token, and perhaps a bank's."""
    (folder / "password").write_text("of no use")
    port = _free_port()
    command = [sys.executable, "-m", "pledge", "gateway", "--rpc", url, "--port", str(port), "--folder", str(folder)]
    command += ["--password-file", str(folder / "password"), *further]
    issuer = DevelopmentIssuer.open(folder / "issuer.pem")
    office = issuer.issue("benchmark", party, ["registry:write"], timedelta(days=1))
    filing = issuer.issue("benchmark", bank, ["pledges:write"], timedelta(days=1)) if bank is not None else ""
    with (folder / "log").open("wb") as log:
        process = subprocess.Popen(command, cwd=PROJECT, stdout=log, stderr=log)  # noqa: S603
        try:
            gateway = Gateway(process, port, office, filing)
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


def _family(process: int) -> list[int]:
    """The process and those that it started."""
    found = [process]
    for task in Path(f"/proc/{process}/task").iterdir():
        for child in (task / "children").read_text().split():
            found += _family(int(child))
    return found


def _cpu_seconds(process: int) -> float:
    fields = Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / _TICKS


def _ledger(chain: AnvilChain, signers: Sequence[Signer]) -> tuple[Deployment, int, Signer]:
    """A ledger, the id of an office with these keys, and the governance."""
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
    return deployment, admitted[0].subject, governance


def ledger_with_office(chain: AnvilChain, folder: Path) -> int:
    """A ledger whose deployment file and one office's key are in `folder`; the office's id."""
    office = Keystore(folder / "keystore", 2).create("office", "of no use")
    deployment, party, _ = _ledger(chain, [office])
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
