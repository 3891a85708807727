"""Four validators on this machine: registrations in blocks per second, certificates, and what faults leave of a load.

In one run, on one new network (Polygon Edge, 1 s blocks): `register` through the gateway (HTTP, validation, store,
signature, receipt), then a plain script that pumps raw `register` transactions of the same office into the same
network; a certificate of 1 right and of 10,000, issued and verified; and a load of entries held while one validator is
killed, then two, then while they are back.

Usage: python -m benchmarks.consortium [--registrations N] [--load-seconds S]
"""

import argparse
import json
import os
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

from chain_gateway.api.auth import SCOPE_GOVERNANCE, SCOPE_PLEDGES, SCOPE_REGISTRY, SCOPE_SEARCHES
from chain_gateway.client import GatewayClient
from chain_gateway.client.errors import ClientError
from chain_gateway.documents import cid_of, to_binary
from chain_gateway.ledger import calls
from chain_gateway.ledger.dates import to_chain, today
from chain_gateway.ledger.enums import PartyKind
from chain_gateway.ledger.identifiers import RightId
from chain_gateway.ledger.structs import Act, Registration
from chain_gateway.proofs import Certificate, Trust, Verdict, verify
from chain_gateway.rpc.engines.consortium import engine_binary
from chain_gateway.signing import GOVERNANCE, Keystore
from pledge.consortium import Consortium, Members
from pledge.demonstration import cast, setting
from pledge.house import House, HouseSettings

PROJECT = Path(__file__).parents[1]
PASSWORD = "of no use"  # noqa: S105
_SCRYPT_WORK = 2
_WORKERS = 16
_CHUNK = 100
_SECONDS = 300.0
_PAPER = b"paper consent (benchmark)"


@dataclass
class Load:
    """Entries posted by several callers, each of which waits for its own to be final before the next."""

    gateway: Callable[[], GatewayClient]
    workers: int = 8
    finals: list[float] = field(default_factory=list)
    """Seconds (monotonic) at which one was final."""
    open: int = 0
    """Accepted and not final yet."""
    failed: int = 0
    """Ended without effect."""
    _stop: threading.Event = field(default_factory=threading.Event)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    @contextmanager
    def held(self) -> Iterator["Load"]:
        """Hold the load; at the end every entry that was accepted is waited for."""
        threads = [threading.Thread(target=self._work, args=(number,)) for number in range(self.workers)]
        for thread in threads:
            thread.start()
        try:
            yield self
        finally:
            self._stop.set()
            for thread in threads:
                thread.join()

    def rate(self, since: float, until: float) -> float:
        """Final entries per second between two moments."""
        with self._lock:
            return sum(since <= each < until for each in self.finals) / (until - since)

    def _work(self, number: int) -> None:
        gateway = self.gateway()
        count = 0
        while not self._stop.is_set():
            count += 1
            body = {"entries": [{"kind": "Enterprise", "name": f"演示负载企业 {number}-{count}"}]}
            accepted = gateway.post("/v1/parties", body)
            with self._lock:
                self.open += 1
            done = gateway.wait(accepted.id, _SECONDS)
            with self._lock:
                self.open -= 1
                if done.state == "final":
                    self.finals.append(time.monotonic())
                else:
                    self.failed += 1


def main() -> int:
    """Measure, and print one JSON object as the last line."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--registrations", type=int, default=400, help="half through the gateway, half by the script")
    parser.add_argument("--load-seconds", type=float, default=20.0, help="of each phase of the load")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="pledge-bench-") as folder:
        figures = measure(options, Path(folder))
    print(json.dumps(figures))
    return 0


def measure(options: argparse.Namespace, folder: Path) -> dict[str, Any]:
    """All phases; the figures by name."""
    members = Members.open(Keystore(folder / "keystore", _SCRYPT_WORK), PASSWORD)
    consortium = Consortium.create(folder / "network", engine_binary(PROJECT / ".engines"), members, chain_id=20_264)
    try:
        with House.consortium(HouseSettings(folder, PASSWORD, scrypt_work=_SCRYPT_WORK), consortium) as house:
            ledger = _Ledger.prepare(house, options.registrations)
            figures: dict[str, Any] = {"cores": os.cpu_count(), "validators": 4, "registrations": options.registrations}
            half = options.registrations // 2
            figures |= _registered_by_gateway(ledger, range(half))
            figures |= _registered_by_script(ledger, range(half, options.registrations), folder)
            figures["gateway_over_script"] = round(
                figures["gateway_included_per_second"] / figures["script_included_per_second"], 2
            )
            trust = Trust.load(consortium.network.validators_file)
            figures |= _certificate(ledger, trust, [ledger.rights[0].text], "one")
            many = [f"CN:TM:{number}:9" for number in range(1_000_000, 1_010_000)]
            figures |= _certificate(ledger, trust, many, "ten_thousand")
            return figures | _under_faults(ledger, consortium, options.load_seconds)
    finally:
        consortium.network.stop()


@dataclass
class _Ledger:
    """Filed pledges between invented parties, to be registered."""

    house: House
    office: int
    bank: int
    firm: int
    rights: list[RightId]
    pledges: list[int]

    @classmethod
    def prepare(cls, house: House, count: int) -> "_Ledger":
        governance = house.client("bench", GOVERNANCE, (SCOPE_GOVERNANCE,))
        office = setting.admit(
            house, governance, cast.Role("演示商标登记处", PartyKind.RegistryOffice, (SCOPE_REGISTRY,)), "office"
        )
        bank = setting.admit(house, governance, cast.Role("演示银行", PartyKind.Bank, (SCOPE_PLEDGES,)), "bank")
        setting.configure(governance, "CN", "Trademark", "Exclusive", office)
        registry = house.client("officer", office, (SCOPE_REGISTRY,))
        firm = int(
            registry.submit("/v1/parties", {"entries": [{"kind": "Enterprise", "name": "演示企业"}]}).events[0].subject
        )
        rights = [RightId.parse(f"CN:TM:{number}:9") for number in range(2_000_000, 2_000_000 + count)]
        for start in range(0, count, _CHUNK):
            facts = [_facts(right, firm) for right in rights[start : start + _CHUNK]]
            _done(registry.submit("/v1/assets", {"facts": facts}))
        clerk = house.client("clerk", bank, (SCOPE_PLEDGES,))
        contract = clerk.put_document(b"pledge contract (benchmark)")
        with ThreadPoolExecutor(_WORKERS) as pool:
            filed = list(pool.map(lambda right: clerk.submit("/v1/pledges", _filing(right, firm, contract)), rights))
        pledges = [int(_done(each).events[0].subject) for each in filed]
        return cls(house, office, bank, firm, rights, pledges)


def _facts(right: RightId, owner: int) -> dict[str, Any]:
    return {
        "right": right.text, "validity": "InForce", "owners": [owner], "expires_on": "2040-01-01",
        "source": "演示登记簿 (benchmark)", "as_of": today().isoformat(),
    }  # fmt: skip


def _filing(right: RightId, firm: int, contract: str) -> dict[str, Any]:
    obligation = {
        "kind": "Fixed", "currency": "CNY", "amount_minor": 1_000_000, "debtor": firm, "contract": contract,
        "starts_on": today().isoformat(), "ends_on": date(2030, 1, 1).isoformat(),
    }  # fmt: skip
    return {"pledgors": [firm], "rights": [right.text], "obligation": obligation, "act": {"document": contract}}


def _done(submission: Any) -> Any:
    if submission.state != "final":
        raise SystemExit(f"{submission.verb} ended {submission.state}: {submission.error}")
    return submission


def _registered_by_gateway(ledger: _Ledger, places: Sequence[int]) -> dict[str, Any]:
    registry = ledger.house.client("officer", ledger.office, (SCOPE_REGISTRY,))
    paper = registry.put_document(_PAPER)

    def post(place: int) -> str:
        body = {
            "registration_number": f"演示Y{place:08d}", "effective_on": today().isoformat(), "consent_document": paper,
            "act": {"recorded_on": today().isoformat(), "document": paper},
        }  # fmt: skip
        return registry.post(f"/v1/pledges/{ledger.pledges[place]}/registration", body).id

    started = time.monotonic()
    with ThreadPoolExecutor(_WORKERS) as pool:
        accepted = list(pool.map(post, places))
    took = time.monotonic() - started
    for each in accepted:
        _done(registry.wait(each, _SECONDS))
    return {
        "gateway_accepted_per_second": round(len(accepted) / took, 1),
        "gateway_included_per_second": round(len(accepted) / (time.monotonic() - started), 1),
    }


def _registered_by_script(ledger: _Ledger, places: Sequence[int], folder: Path) -> dict[str, Any]:
    """Signed before the clock starts; then sent in batches, and the last one's receipt awaited."""
    office = Keystore(folder / "keystore", _SCRYPT_WORK).unlock("office", PASSWORD)
    node = ledger.house.node
    first, day = node.nonce(office.address), to_chain(today())
    raws = []
    for number, place in enumerate(places):
        registration = Registration(f"演示Y{place:08d}", day, to_binary(cid_of(_PAPER)))
        call = calls.register(
            ledger.pledges[place],
            [ledger.rights[place].key],
            [ledger.firm],
            registration,
            Act(recorded_on=day, document=to_binary(cid_of(_PAPER))),
        )
        raws.append(
            office.sign_transaction(
                {
                    "nonce": first + number, "gasPrice": 0, "gas": call.gas, "to": ledger.house.deployment.pledges,
                    "value": 0, "data": call.data, "chainId": node.chain_id(),
                }
            )
        )  # fmt: skip
    started = time.monotonic()
    hashes = [sent for start in range(0, len(raws), _CHUNK) for sent in node.send_many(raws[start : start + _CHUNK])]
    refused = [each for each in hashes if not isinstance(each, bytes)]
    if refused:
        raise SystemExit(f"the node refused {len(refused)} transactions: {refused[0]}")
    last = hashes[-1]
    assert isinstance(last, bytes)
    while (receipt := node.receipt(last)) is None:
        time.sleep(0.05)
    took = time.monotonic() - started
    if not receipt.succeeded:
        raise SystemExit("the last registration of the script had no effect")
    return {"script_included_per_second": round(len(raws) / took, 1)}


def _certificate(ledger: _Ledger, trust: Trust, rights: Sequence[str], name: str) -> dict[str, Any]:
    house = ledger.house
    gateway = house.client("searcher", ledger.bank, (SCOPE_SEARCHES,))
    asked_at, started = house.node.head().number, time.monotonic()
    search, parts = gateway.search(rights, today().isoformat())
    for part in parts:
        _done(gateway.wait(part.id, _SECONDS))
    raw = b""
    while not raw:
        with suppress(ClientError):
            raw = house.lookup.certificate(search)
        time.sleep(0.02)
    took = time.monotonic() - started
    newest = max(part.header.number for part in Certificate.from_bytes(raw).parts)
    times = []
    for _ in range(9):
        began = time.perf_counter()
        report = verify(raw, trust)
        times.append(time.perf_counter() - began)
        if report.verdict is not Verdict.VALID:
            raise SystemExit(f"the certificate is {report.verdict.value}: {report.checks[-1]}")
    return {
        f"certificate_{name}_issue_blocks": newest - asked_at,
        f"certificate_{name}_issue_seconds": round(took, 2),
        f"certificate_{name}_verify_ms": round(1000 * sorted(times)[len(times) // 2], 1),
        f"certificate_{name}_bytes": len(raw),
    }


def _under_faults(ledger: _Ledger, consortium: Consortium, seconds: float) -> dict[str, Any]:
    network = consortium.network
    # The script used the office's key beside the gateway; the load is another office's, with a lane of its own.
    governance = ledger.house.client("bench", GOVERNANCE, (SCOPE_GOVERNANCE,))
    role = cast.Role("演示第二登记处", PartyKind.RegistryOffice, (SCOPE_REGISTRY,))
    office = setting.admit(ledger.house, governance, role, "second-office")
    load = Load(lambda: ledger.house.client("loader", office, (SCOPE_REGISTRY,)))
    figures: dict[str, Any] = {"load_callers": load.workers}
    with load.held():
        figures["load_all_per_second"] = round(_phase(load, seconds), 1)
        network.nodes[3].kill()
        figures["load_one_killed_per_second"] = round(_phase(load, seconds), 1)
        network.nodes[2].kill()
        time.sleep(3.0)  # what was in the making
        figures["load_two_killed_per_second"] = round(_phase(load, min(seconds, 10.0)), 1)
        figures["load_waiting_while_two_killed"] = load.open
        back = time.monotonic()
        known = len(load.finals)
        for node in network.nodes[2:]:
            node.start()
        while len(load.finals) < known + load.workers:
            time.sleep(0.1)
        figures["seconds_until_it_went_on"] = round(time.monotonic() - back, 1)
        figures["load_after_return_per_second"] = round(_phase(load, seconds), 1)
    return figures | {"load_final": len(load.finals), "load_lost": load.open + load.failed}


def _phase(load: Load, seconds: float) -> float:
    began = time.monotonic()
    time.sleep(seconds)
    return load.rate(began, time.monotonic())


if __name__ == "__main__":
    sys.exit(main())
