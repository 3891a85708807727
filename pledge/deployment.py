"""Puts the contracts of a ledger on a chain, connects them, and says which kinds of party may call which verb."""

import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Protocol

from eth_abi.abi import encode
from eth_utils.address import to_canonical_address, to_checksum_address
from eth_utils.crypto import keccak

from chain_gateway.ledger import calls
from chain_gateway.ledger.artifacts import artifact
from chain_gateway.ledger.calls import Call
from chain_gateway.ledger.deployments import Deployment
from chain_gateway.ledger.enums import PartyKind
from chain_gateway.ledger.errors import decode_revert
from chain_gateway.ledger.structs import Act
from chain_gateway.ledger.verbs import selector_of
from chain_gateway.rpc import ChainNode
from chain_gateway.rpc.blocks import Receipt
from chain_gateway.rpc.errors import CallReverted

RULE_SET = 1
_CREATION_GAS = 12_000_000
_MANAGER_GAS = 300_000
_RECEIPT_SECONDS = 120.0

PLEDGEES = (PartyKind.Bank, PartyKind.GuaranteeCompany, PartyKind.OtherLender, PartyKind.SyndicateAgent)
GUARANTORS = (PartyKind.DisposalFund, PartyKind.FundManager, PartyKind.GuaranteeCompany)
HOLDERS = (*PLEDGEES, PartyKind.DisposalFund, PartyKind.FundManager)
"""Who can be the pledgee: those that lend, and the funds that buy claims of loans in default."""
OFFICES = (PartyKind.RegistryOffice,)
GOVERNANCE = (PartyKind.None_,)

DELEGATORS = tuple(
    kind
    for kind in PartyKind
    if kind not in (PartyKind.None_, PartyKind.Enterprise, PartyKind.NaturalPerson, PartyKind.Searcher)
)
"""Institutions that act here by themselves; a pledgor's key consents, and a search-only key is bounded already."""
SEARCHERS = (*DELEGATORS, PartyKind.Searcher)
CLASSIFIERS = (*OFFICES, PartyKind.Appraiser, PartyKind.IpManagementCompany, PartyKind.University)

VERBS: dict[str, dict[str, tuple[PartyKind, ...]]] = {
    "PartyRegistry": {
        "enrol": OFFICES,
        "bindKey": OFFICES,
        "rename": OFFICES + GOVERNANCE,
        "delegateKey": DELEGATORS,
        "revokeDelegation": DELEGATORS,
    },
    "AssetRegistry": {
        "configureKind": GOVERNANCE,
        "declareCoverage": OFFICES,
        "attest": OFFICES,
        "attestCircumstances": OFFICES,
        "notePreservations": OFFICES,
        "liftPreservation": OFFICES,
        "labelClass": CLASSIFIERS,
    },
    "SearchRegister": {"certify": SEARCHERS},
    "PledgeRegistry": {
        "file": PLEDGEES,
        "withdraw": PLEDGEES,
        "answerCorrection": PLEDGEES,
        "discharge": HOLDERS,
        "register": OFFICES,
        "migrate": OFFICES,
        "refuse": OFFICES,
        "askCorrection": OFFICES,
        "revoke": OFFICES,
        "cancel": OFFICES,
    },
    "ChangeBook": {
        "askAmendment": PLEDGEES,
        "nominateAssignee": HOLDERS,
        "acceptAssignment": HOLDERS,
        "askPartialRelease": HOLDERS,
        "askSubordination": HOLDERS,
        "determine": HOLDERS,
        "consentToTransfer": HOLDERS,
        "dropChange": HOLDERS + OFFICES,
        "recordAmendment": OFFICES,
        "recordAssignment": OFFICES,
        "recordPartialRelease": OFFICES,
        "recordSubordination": OFFICES,
    },
    "EnforcementBook": {
        "declareDefault": HOLDERS,
        "cure": HOLDERS,
        "enforce": HOLDERS,
        "realise": HOLDERS,
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

CALLERS: dict[str, dict[str, tuple[str, ...]]] = {
    "AssetRegistry": {
        **dict.fromkeys(("reserve", "encumber", "carryOver", "extend", "free"), ("PledgeRegistry",)),
        "swapRanks": ("ChangeBook",),
    },
    "PledgorConsents": {"use": ("PledgeRegistry", "ChangeBook")},
    "PledgeRegistry": {
        **dict.fromkeys(
            ("setChange", "setTerms", "setDetermined", "setPledgee", "addRights", "removeRights"), ("ChangeBook",)
        ),
        "advance": ("EnforcementBook",),
    },
}
"""Verbs that one book calls of another."""

GUARDIAN_ROLE = 1
"""Role of the AccessManager that pauses filing, at once and without delay."""
ADMIN_ROLE = 0
"""OpenZeppelin's role of the governance: everything else, with the delay of the deployment."""


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

    def __init__(self, node: ChainNode, deployer: Deployer, progress: Callable[[Step], None], steps: int) -> None:
        self._node = node
        self._deployer = deployer
        self._progress = progress
        self._nonce = node.nonce(deployer.address)
        self._gas_limit = node.head().gas_limit
        self._steps = steps
        self._done = 0

    def factory(self) -> str:
        """The factory that the key's first transaction made, or makes now; a key that has sent others before makes one
        wherever its nonce leads, which fixes the addresses on this chain alone.
        """
        first = _first_creation(self._deployer.address)
        if self._node.code(first) == artifact("LedgerFactory").deployed_bytecode:
            self._skip("find the factory")
            return first
        receipt = self._send("create LedgerFactory", None, artifact("LedgerFactory").bytecode, _CREATION_GAS)
        if receipt.contract_address is None:
            raise DeploymentFailed("create LedgerFactory", "the receipt names no contract")
        return receipt.contract_address

    def known_factory(self, factory: str) -> str:
        """A factory that someone else made."""
        if self._node.code(factory) != artifact("LedgerFactory").deployed_bytecode:
            raise DeploymentFailed("find the factory", f"the code at {factory} is not LedgerFactory's")
        self._skip("find the factory")
        return factory

    def create(self, factory: str, salt: bytes, name: str, *arguments: str) -> tuple[str, int]:
        """Create a contract whose constructor takes addresses; answers its address and block."""
        code = artifact(name).bytecode + encode(["address"] * len(arguments), arguments)
        data = calls.selector("create", ["bytes32", "bytes"]) + encode(["bytes32", "bytes"], [salt, code])
        receipt = self._send(f"create {name}", factory, data, _CREATION_GAS)
        return address_of(factory, self._deployer.address, salt, code), receipt.block_number

    def manage(self, label: str, manager: str, function: str, types: list[str], values: list[object]) -> None:
        """Send one call to the access manager."""
        self._send(label, manager, calls.selector(function, types) + encode(types, values), _MANAGER_GAS)

    def call(self, label: str, to: str, call: Call) -> None:
        """Send one call to a book."""
        self._send(label, to, call.data, call.gas)

    def _skip(self, label: str) -> None:
        self._done += 1
        self._progress(Step(self._done, self._steps, label))

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


def deploy(
    node: ChainNode,
    deployer: Deployer,
    progress: Callable[[Step], None] = lambda _: None,
    *,
    salt: bytes = bytes(32),
    factory: str | None = None,
    guardian: str | None = None,
    delay: int = 0,
) -> Deployment:
    """Deploy a ledger; the deployer's key becomes the governance's (admin of the AccessManager).

    The addresses follow from factory, key, salt and code (EIP-1014); the same four give the same ledger's addresses on
    every chain, and on one chain only once. `guardian` is the key that may pause filing (default: the deployer's);
    `delay` are the seconds that everything else of the governance waits from then on. Raises DeploymentFailed,
    NodeUnavailable, NodeError.
    """
    if len(salt) != 32:
        raise ValueError(f"a salt has 32 bytes, not {len(salt)}")
    verbs = sum(len(table) for table in VERBS.values())
    callers = sum(len(each) for table in CALLERS.values() for each in table.values())
    send = _Sender(node, deployer, progress, steps=1 + 10 + 7 + verbs + callers + 2 + (delay > 0))
    maker = send.factory() if factory is None else send.known_factory(factory)
    manager, first_block = send.create(maker, salt, "AccessManager", deployer.address)
    log, _ = send.create(maker, salt, "LedgerLog", manager)
    parties, _ = send.create(maker, salt, "PartyRegistry", log, manager)
    assets, _ = send.create(maker, salt, "AssetRegistry", log, parties)
    consents, _ = send.create(maker, salt, "PledgorConsents", parties)
    pledges, _ = send.create(maker, salt, "PledgeRegistry", log, parties, assets, consents)
    changes, _ = send.create(maker, salt, "ChangeBook", log, parties, assets, consents, pledges)
    enforcement, _ = send.create(maker, salt, "EnforcementBook", log, parties, pledges)
    buybacks, _ = send.create(maker, salt, "BuybackBook", log, parties, pledges)
    searches, _ = send.create(maker, salt, "SearchRegister", log, parties, assets)
    books = {
        "PartyRegistry": parties,
        "AssetRegistry": assets,
        "PledgeRegistry": pledges,
        "ChangeBook": changes,
        "EnforcementBook": enforcement,
        "SearchRegister": searches,
        "BuybackBook": buybacks,
    }
    for name, address in books.items():
        send.call(f"add {name} to the log", log, calls.add_book(address))
    for label, call in _grants(books | {"PledgorConsents": consents}):
        send.call(label, parties, call)
    pausing = [parties, [selector_of("PartyRegistry", "pause")], GUARDIAN_ROLE]
    send.manage(
        "give pausing to the guardian", manager, "setTargetFunctionRole", ["address", "bytes4[]", "uint64"], pausing
    )
    granting = ["uint64", "address", "uint32"]
    appointed = deployer.address if guardian is None else guardian
    send.manage("appoint the guardian", manager, "grantRole", granting, [GUARDIAN_ROLE, appointed, 0])
    if delay:
        send.manage("delay the governance", manager, "grantRole", granting, [ADMIN_ROLE, deployer.address, delay])
    return Deployment(
        chain_id=node.chain_id(),
        first_block=first_block,
        log=log,
        access_manager=manager,
        parties=parties,
        assets=assets,
        pledges=pledges,
        consents=consents,
        changes=changes,
        enforcement=enforcement,
        searches=searches,
        buybacks=buybacks,
        rule_set=RULE_SET,
        engine=node.finality.kind.value,
        confirmations=node.finality.confirmations,
        factory=maker,
        salt=f"0x{salt.hex()}",
    )


def address_of(factory: str, deployer: str, salt: bytes, code: bytes) -> str:
    """Where the factory puts what a deployer creates (EIP-1014); `code` holds the constructor's arguments too."""
    own = keccak(encode(["address", "bytes32"], [deployer, salt]))
    return to_checksum_address(keccak(b"\xff" + to_canonical_address(factory) + own + keccak(code))[12:])


def _first_creation(deployer: str) -> str:
    """Address of the contract that a key's very first transaction creates: keccak256(rlp([key, 0]))."""
    return to_checksum_address(keccak(b"\xd6\x94" + to_canonical_address(deployer) + b"\x80")[12:])


def _grants(books: dict[str, str]) -> Iterator[tuple[str, Call]]:
    act = Act()
    for book, verbs in VERBS.items():
        for verb, kinds in verbs.items():
            mask = sum(1 << kind for kind in kinds)
            yield f"grant {book}.{verb}", calls.grant_verb(books[book], selector_of(book, verb), mask, act)
    for book, callers in CALLERS.items():
        for verb, allowed in callers.items():
            for caller in allowed:
                call = calls.grant_caller(books[book], selector_of(book, verb), books[caller], True, act)
                yield f"let {caller} call {book}.{verb}", call
