"""Puts the contracts of a ledger on a chain, connects them, and says which kinds of party may call which verb."""

import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Protocol, cast

from eth_abi.abi import encode
from eth_typing import ABIFunction
from eth_utils.abi import function_abi_to_4byte_selector

from chain_gateway.ledger import calls
from chain_gateway.ledger.artifacts import artifact
from chain_gateway.ledger.calls import Call
from chain_gateway.ledger.deployments import Deployment
from chain_gateway.ledger.enums import PartyKind
from chain_gateway.ledger.errors import decode_revert
from chain_gateway.ledger.structs import Act
from chain_gateway.rpc.blocks import Receipt
from chain_gateway.rpc.errors import CallReverted
from chain_gateway.rpc.node import Node

RULE_SET = 1
_CREATION_GAS = 12_000_000
_RECEIPT_SECONDS = 120.0

PLEDGEES = (PartyKind.Bank, PartyKind.GuaranteeCompany, PartyKind.OtherLender, PartyKind.SyndicateAgent)
GUARANTORS = (PartyKind.DisposalFund, PartyKind.FundManager, PartyKind.GuaranteeCompany)
HOLDERS = (*PLEDGEES, PartyKind.DisposalFund, PartyKind.FundManager)
"""Who can be the pledgee: those that lend, and the funds that buy claims of loans in default."""
OFFICES = (PartyKind.RegistryOffice,)
GOVERNANCE = (PartyKind.None_,)

VERBS: dict[str, dict[str, tuple[PartyKind, ...]]] = {
    "PartyRegistry": {"enrol": OFFICES, "bindKey": OFFICES},
    "AssetRegistry": {"configureKind": GOVERNANCE, "declareCoverage": OFFICES, "attest": OFFICES},
    "PledgeRegistry": {
        "file": PLEDGEES,
        "withdraw": PLEDGEES,
        "askAmendment": PLEDGEES,
        "nominateAssignee": HOLDERS,
        "acceptAssignment": HOLDERS,
        "askPartialRelease": HOLDERS,
        "discharge": HOLDERS,
        "dropChange": HOLDERS + OFFICES,
        "register": OFFICES,
        "migrate": OFFICES,
        "refuse": OFFICES,
        "recordAmendment": OFFICES,
        "recordAssignment": OFFICES,
        "recordPartialRelease": OFFICES,
        "cancel": OFFICES,
    },
    "BuybackBook": {
        "declareFund": GUARANTORS,
        "reviseFund": GUARANTORS,
        "setCap": GOVERNANCE,
        "offer": GUARANTORS,
        "withdrawOffer": GUARANTORS,
        "decline": HOLDERS,
        "accept": HOLDERS,
        "exercise": HOLDERS,
        "pay": GUARANTORS,
        "confirm": HOLDERS,
        "dispute": HOLDERS,
        "markOverdue": HOLDERS,
        "lapse": HOLDERS,
        "waive": HOLDERS,
        "resell": GUARANTORS,
    },
}
"""Kinds of party that may call each verb; the contract itself asks for the relation (its pledgee or office)."""

CALLERS: dict[str, dict[str, str]] = {
    "AssetRegistry": dict.fromkeys(("reserve", "encumber", "carryOver", "free"), "PledgeRegistry")
}
"""Verbs that one book calls of another."""


class DeploymentFailed(RuntimeError):
    """A step of the deployment did not go through; `step` names it and `reason` says why."""

    def __init__(self, step: str, reason: str) -> None:
        super().__init__(f"the deployment stopped at '{step}': {reason}")
        self.step = step
        self.reason = reason


class Deployer(Protocol):
    """Who signs the deployment; the governance key."""

    @property
    def address(self) -> str:
        """Checksum address of the key."""
        ...

    def sign_transaction(self, transaction: dict[str, object]) -> bytes:
        """Sign a legacy transaction and answer its raw bytes."""
        ...


@dataclass(frozen=True)
class Step:
    """One transaction of a deployment, for whoever shows progress."""

    number: int
    of: int
    label: str


class _Sender:
    """Sends the deployer's transactions one after the other and waits for each receipt."""

    def __init__(self, node: Node, deployer: Deployer, progress: Callable[[Step], None], steps: int) -> None:
        self._node = node
        self._deployer = deployer
        self._progress = progress
        self._nonce = node.nonce(deployer.address)
        self._gas_limit = node.head().gas_limit
        self._steps = steps
        self._done = 0

    def create(self, name: str, *arguments: str) -> tuple[str, int]:
        """Create a contract whose constructor takes addresses; answers its address and block."""
        data = artifact(name).bytecode + encode(["address"] * len(arguments), arguments)
        receipt = self._send(f"create {name}", None, data, _CREATION_GAS)
        if receipt.contract_address is None:
            raise DeploymentFailed(f"create {name}", "the receipt names no contract")
        return receipt.contract_address, receipt.block_number

    def call(self, label: str, to: str, call: Call) -> None:
        """Send one call to a book."""
        self._send(label, to, call.data, call.gas)

    def _send(self, label: str, to: str | None, data: bytes, gas: int) -> Receipt:
        transaction: dict[str, object] = {
            "nonce": self._nonce,
            "gasPrice": self._node.gas_price(),
            "gas": min(gas, self._gas_limit),
            "value": 0,
            "data": data,
            "chainId": self._node.chain_id(),
        }
        if to is not None:
            transaction["to"] = to
        sent = self._node.send_raw(self._deployer.sign_transaction(transaction))
        receipt = self._wait(label, sent)
        if not receipt.succeeded:
            raise DeploymentFailed(label, self._reason(to, data))
        self._nonce += 1
        self._done += 1
        self._progress(Step(self._done, self._steps, label))
        return receipt

    def _wait(self, label: str, sent: bytes) -> Receipt:
        deadline = time.monotonic() + _RECEIPT_SECONDS
        while (receipt := self._node.receipt(sent)) is None:
            if time.monotonic() > deadline:
                raise DeploymentFailed(
                    label, f"transaction 0x{sent.hex()} was not included in {_RECEIPT_SECONDS:.0f} s"
                )
            time.sleep(self._node.poll_seconds)
        return receipt

    def _reason(self, to: str | None, data: bytes) -> str:
        if to is None:
            return "the constructor reverted, or the node does not let this key deploy"
        try:
            self._node.call(to, data, sender=self._deployer.address)
        except CallReverted as reverted:
            return decode_revert(reverted.data).message
        return "the transaction reverted, though the same call now passes"


def deploy(node: Node, deployer: Deployer, progress: Callable[[Step], None] = lambda _: None) -> Deployment:
    """Deploy a ledger; the deployer's key becomes the governance's (admin of the AccessManager).

    The chain decides the addresses: each run makes a new ledger. Raises DeploymentFailed, NodeUnavailable, NodeError.
    """
    verbs = sum(len(table) for table in VERBS.values())
    callers = sum(len(table) for table in CALLERS.values())
    send = _Sender(node, deployer, progress, steps=6 + 4 + verbs + callers)
    manager, first_block = send.create("AccessManager", deployer.address)
    log, _ = send.create("LedgerLog", manager)
    parties, _ = send.create("PartyRegistry", log, manager)
    assets, _ = send.create("AssetRegistry", log, parties)
    pledges, _ = send.create("PledgeRegistry", log, parties, assets)
    buybacks, _ = send.create("BuybackBook", log, parties, pledges)
    books = {
        "PartyRegistry": parties,
        "AssetRegistry": assets,
        "PledgeRegistry": pledges,
        "BuybackBook": buybacks,
    }
    for name, address in books.items():
        send.call(f"add {name} to the log", log, calls.add_book(address))
    for label, call in _grants(books):
        send.call(label, parties, call)
    return Deployment(
        chain_id=node.chain_id(),
        first_block=first_block,
        log=log,
        access_manager=manager,
        parties=parties,
        assets=assets,
        pledges=pledges,
        buybacks=buybacks,
        rule_set=RULE_SET,
        engine=node.finality.kind.value,
        confirmations=node.finality.confirmations,
    )


def _selector(book: str, verb: str) -> bytes:
    (function,) = (entry for entry in artifact(book).abi if entry["type"] == "function" and entry["name"] == verb)
    return function_abi_to_4byte_selector(cast(ABIFunction, function))


def _grants(books: dict[str, str]) -> Iterator[tuple[str, Call]]:
    act = Act()
    for book, verbs in VERBS.items():
        for verb, kinds in verbs.items():
            mask = sum(1 << kind for kind in kinds)
            yield f"grant {book}.{verb}", calls.grant_verb(books[book], _selector(book, verb), mask, act)
    for book, callers in CALLERS.items():
        for verb, caller in callers.items():
            call = calls.grant_caller(books[book], _selector(book, verb), books[caller], True, act)
            yield f"let {caller} call {book}.{verb}", call
