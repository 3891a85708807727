"""Fills an anvil with a ledger's life: rights are attested, pledged, registered, discharged and freed again.

Every act goes through the real contracts. Of 50 events of a block ten each are FactsAttested, PledgeFiled,
PledgeRegistered, PledgeDischarged and PledgeCancelled, on pledges of the blocks before, so that at any time thousands
of pledges stand in every state.
"""

import hashlib
import itertools
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import requests
from eth_utils.address import to_checksum_address
from eth_utils.crypto import keccak

from chain_gateway.documents import cid_of, to_binary
from chain_gateway.ledger import calls, reads
from chain_gateway.ledger.calls import Call
from chain_gateway.ledger.deployments import Deployment
from chain_gateway.ledger.enums import CancellationGround, ObligationKind, PartyKind, Ranking, RightKind, Validity
from chain_gateway.ledger.events import PledgeFiled, signature
from chain_gateway.ledger.identifiers import RightId
from chain_gateway.ledger.structs import Act, Facts, Filing, Obligation, PartyEntry, Registration, Right
from chain_gateway.rpc.engines.anvil import AnvilChain
from chain_gateway.signing import Signer
from pledge.deployment import deploy

PER_STEP = 10
"""Acts of each of the five kinds in a block of `EVENTS_PER_BLOCK` events."""
EVENTS_PER_BLOCK = 5 * PER_STEP
GAS_LIMIT = 300_000_000

_OFFICE = to_checksum_address("0x" + "0f" * 20)
_BANK = to_checksum_address("0x" + "ba" * 20)
_DOCUMENT = to_binary(cid_of(b"record (benchmark)"))
_SEQUENCE = "0x" + reads.sequence().data.hex()
_FILED = "0x" + keccak(text=signature(PledgeFiled)).hex()


@dataclass(frozen=True)
class Workload:
    """What was put on the chain."""

    deployment: Deployment
    events: int
    """Numbered events, those of the deployment and of the parties included."""
    last_block: int


@dataclass
class _Cohort:
    """Pledges that were filed in one block."""

    rights: list[bytes]
    pledges: list[int]


class Rpc:
    """JSON-RPC in batches."""

    def __init__(self, url: str) -> None:
        self._url = url
        self._session = requests.Session()
        self._ids = itertools.count(1)

    def __call__(self, method: str, *parameters: Any) -> Any:
        return self.batch([(method, parameters)])[0]

    def batch(self, asked: Sequence[tuple[str, Sequence[Any]]]) -> list[Any]:
        """Answers in the order of the questions. Stops the benchmark at the first refusal."""
        body = [{"jsonrpc": "2.0", "id": next(self._ids), "method": m, "params": list(p)} for m, p in asked]
        answers = {each["id"]: each for each in self._session.post(self._url, json=body, timeout=120).json()}
        told = [answers[each["id"]] for each in body]
        for each in told:
            if "error" in each:
                raise SystemExit(f"anvil refused: {each['error']}")
        return [each["result"] for each in told]

    def close(self) -> None:
        """Close the connections."""
        self._session.close()


def fill(chain: AnvilChain, blocks: int) -> Workload:
    """Deploys a ledger and mines `blocks` blocks of `EVENTS_PER_BLOCK` events (the first four hold fewer)."""
    governance = Signer.random()
    chain.fund(governance.address)
    deployment = deploy(chain.node, governance)
    rpc = Rpc(chain.url)
    try:
        rpc("anvil_autoImpersonateAccount", True)
        rpc("evm_setAutomine", False)
        for address in (_OFFICE, _BANK):
            chain.fund(address)
        _Filler(rpc, deployment, governance.address).run(blocks)
        last = int(rpc("eth_blockNumber"), 16)
        events = int(rpc("eth_call", {"to": deployment.log, "data": _SEQUENCE}, hex(last)), 16)
    finally:
        rpc.close()
    return Workload(deployment, events, last)


class _Filler:
    def __init__(self, rpc: Rpc, deployment: Deployment, governance: str) -> None:
        self._rpc = rpc
        self._deployment = deployment
        self._governance = governance
        self._made = 0

    def run(self, blocks: int) -> None:
        bank, firm = self._admit()
        cohorts: list[_Cohort] = []
        for step in range(blocks):
            cohort = _Cohort([], [])
            sent = [(_OFFICE, calls.attest(list(self._facts(firm, cohort)), Act()))]
            if step >= 1:
                sent += [(_BANK, calls.file(_filing(bank, firm, key), (), _PAPER)) for key in cohorts[step - 1].rights]
            if step >= 2:
                sent += [(_OFFICE, self._registration(p, k, firm)) for p, k in _pairs(cohorts[step - 2])]
            if step >= 3:
                sent += [
                    (_BANK, calls.discharge(p, CancellationGround.DebtPerformed, (), _PAPER))
                    for p, _ in _pairs(cohorts[step - 3])
                ]
            if step >= 4:
                sent += [
                    (_OFFICE, calls.cancel(p, [k], CancellationGround.DebtPerformed, Act(recorded_on=20260301)))
                    for p, k in _pairs(cohorts[step - 4])
                ]
            cohorts.append(cohort)
            found = self._mine(sent)
            if step >= 1:
                cohorts[step - 1].pledges = found
                # What an act needs of later blocks is all that is kept.
                if step >= 5:
                    cohorts[step - 5] = _Cohort([], [])

    def _admit(self) -> tuple[int, int]:
        """Ids of the bank and the firm."""
        first = int(self._rpc("eth_call", {"to": self._deployment.log, "data": _SEQUENCE}, "latest"), 16)
        entry = PartyEntry(PartyKind.RegistryOffice, "Registry (benchmark) 演示登记处")
        self._mine([(self._governance, calls.admit(entry, [_OFFICE], Act()))])
        office = first + 1
        bank = PartyEntry(PartyKind.Bank, "Bank (benchmark) 演示银行")
        self._mine([(self._governance, calls.admit(bank, [_BANK], Act()))])
        self._mine([(self._governance, calls.configure_kind("CN", RightKind.Patent, Ranking.Ranked, office, Act()))])
        firm = PartyEntry(PartyKind.Enterprise, "Maker (benchmark) 演示制造公司")
        self._mine([(_OFFICE, calls.enrol([firm], Act()))])
        return first + 3, first + 6

    def _facts(self, firm: int, cohort: _Cohort) -> Iterator[Facts]:
        for _ in range(PER_STEP):
            self._made += 1
            number = f"2{self._made:012d}"
            cohort.rights.append(RightId("CN", RightKind.Patent, number).key)
            yield Facts(
                Right("CN", RightKind.Patent, number),
                Validity.InForce,
                owners=(firm,),
                filed_on=20200102,
                granted_on=20220304,
                expires_on=20400101,
                title=f"演示装置 {self._made}",
                main_class="G06Q 40/00",
                source="演示登记簿 (benchmark register)",
                as_of=20260101,
            )
        cohort.rights.sort()

    def _registration(self, pledge: int, key: bytes, firm: int) -> Call:
        registration = Registration(f"演示Y2026{pledge:09d}", 20260201, _DOCUMENT)
        return calls.register(pledge, [key], [firm], registration, Act(recorded_on=20260201))

    def _mine(self, sent: Sequence[tuple[str, Call]]) -> list[int]:
        """Mines one block with the calls; answers the ids of the pledges filed in it, in the order of their rights."""
        nonces: dict[str, int] = {}
        for sender in {sender for sender, _ in sent}:
            nonces[sender] = int(self._rpc("eth_getTransactionCount", sender, "latest"), 16)
        asked: list[tuple[str, Sequence[Any]]] = []
        for sender, call in sent:
            transaction = {
                "from": sender,
                "to": self._deployment.address_of(call.book),
                "data": "0x" + call.data.hex(),
                "gas": hex(5_000_000),
                "gasPrice": "0x0",
                "nonce": hex(nonces[sender]),
            }
            nonces[sender] += 1
            asked.append(("eth_sendTransaction", [transaction]))
        *hashes, _ = self._rpc.batch([*asked, ("evm_mine", [])])
        receipts = self._rpc.batch([("eth_getTransactionReceipt", [each]) for each in hashes])
        failed = [each for each in receipts if each is None or each["status"] != "0x1"]
        if failed:
            raise SystemExit(f"{len(failed)} of {len(sent)} transactions failed or were not mined: {failed[0]}")
        filed = [log for each in receipts for log in each["logs"] if log["topics"][0] == _FILED]
        return [int(log["topics"][2], 16) for log in filed]


def _pairs(cohort: _Cohort) -> Iterator[tuple[int, bytes]]:
    return zip(cohort.pledges, cohort.rights, strict=True)


def _filing(bank: int, firm: int, key: bytes) -> Filing:
    salt = hashlib.sha256(key).digest()
    obligation = Obligation(ObligationKind.Fixed, "CNY", 1_000_000_00, firm, 20260101, 20281231, _DOCUMENT, salt)
    return Filing(bank, (), (firm,), (key,), obligation)


_PAPER = Act(document=_DOCUMENT)
